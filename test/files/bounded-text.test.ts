/**
 * Is a file that is too long, or has no end, refused before it fills the memory?
 */
import { existsSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { OFFICE_FORM } from '../../infra/files/document-form.ts';
import { readText } from '../../infra/files/bounded-text.ts';
import { file } from '../harness/candle-writing.ts';

it('a text of the greatest length is read, and one with a byte more is not', async () => {
  expect(await readText(await file('ü1234'), 6)).toBe('ü1234');
  await expect(readText(await file('x'.repeat(64 * 1024 + 1)))).rejects.toThrow('it has more than 64 KiB');
});

it.skipIf(!existsSync('/dev/zero'))(
  'a file without an end is refused (skipped where there is no /dev/zero)',
  async () => {
    await expect(readText('/dev/zero')).rejects.toThrow('it has more than 64 KiB');
  },
);

it('a mark before UTF-8 is no part of the text', async () => {
  expect(await readText(await file('\uFEFF{"ä": 1}'))).toBe('{"ä": 1}');
});

it.each([
  ['UTF-16 with its mark', Buffer.from('\uFEFF{}', 'utf16le')],
  ['UTF-16 with its mark, the other way round', Buffer.from('\uFEFF{}', 'utf16le').swap16()],
  ['UTF-16 without a mark', Buffer.from('{"a": 1}', 'utf16le')],
])('%s is named', async (_, bytes) => {
  await expect(readText(await file(bytes))).rejects.toThrow(
    'it is not text in UTF-8 but, as it seems, in UTF-16: save it as UTF-8',
  );
});

it('text in Latin-1 is refused instead of losing its letters', async () => {
  await expect(readText(await file(Buffer.from('größer', 'latin1')))).rejects.toThrow(
    'it is not text in UTF-8: save it as UTF-8',
  );
});

it.each([
  ['zip', Buffer.from('504b030414000000', 'hex')],
  ['gzip', gzipSync('{}')],
])('a file that is packed by %s is named', async (packing, bytes) => {
  await expect(readText(await file(bytes))).rejects.toThrow(`it is packed by ${packing}: unpack it first`);
});

it.each([
  ['a PDF document', Buffer.from('%PDF-1.7\n\0')],
  [OFFICE_FORM, Buffer.from(`PK\u0003\u0004${'\0'.repeat(26)}[Content_Types].xml`, 'latin1')],
])('%s is named', async (form, bytes) => {
  await expect(readText(await file(bytes))).rejects.toThrow(`it is ${form}, and must be text`);
});

it('a file that is not there is the error of the system', async () => {
  await expect(readText('/nowhere/at/all')).rejects.toMatchObject({ code: 'ENOENT' });
});
