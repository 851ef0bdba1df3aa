/**
 * How much of a file is read, where all of it is read at once?
 *
 * A file may be any file: too long for the memory, or without an end.
 */
import { createReadStream } from 'node:fs';
import { buffer } from 'node:stream/consumers';
import { documentForm } from './document-form.ts';

/** More than any file that a person writes, or that a run keeps. */
const TEXT_BYTES_MAX = 64 * 1024;

const PACKED = [
  { name: 'zip', start: 'PK\x03\x04' },
  { name: 'gzip', start: '\x1F\x8B' },
];

/** @throws an error whose message says why it cannot be read, also where it has more than `mostBytes` or is not UTF-8. */
export async function readText(path: string, mostBytes = TEXT_BYTES_MAX): Promise<string> {
  // The last byte to read is one too many.
  const bytes = await buffer(createReadStream(path, { end: mostBytes }));
  if (bytes.length > mostBytes) throw new Error(`it has more than ${mostBytes / 1024} KiB`);
  return decoded(bytes);
}

/** A mark of UTF-8 is no part of the text. */
function decoded(bytes: Buffer): string {
  const form = documentForm(bytes);
  if (form !== undefined) throw new Error(`it is ${form}, and must be text`);
  const mark = bytes.toString('latin1', 0, 2);
  const packing = PACKED.find(({ start }) => bytes.toString('latin1', 0, start.length) === start)?.name;
  if (packing !== undefined) throw new Error(`it is packed by ${packing}: unpack it first`);
  if (mark === '\xFF\xFE' || mark === '\xFE\xFF' || bytes.includes(0)) {
    throw new Error('it is not text in UTF-8 but, as it seems, in UTF-16: save it as UTF-8');
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new Error('it is not text in UTF-8: save it as UTF-8');
  }
}
