/**
 * Are packed candle files unpacked, and refused where they are damaged?
 */

import { gzipSync } from 'node:zlib';
import { Uint8ArrayReader, Uint8ArrayWriter, ZipWriter } from '@zip.js/zip.js';
import { describe, expect, it } from 'vitest';
import {
  file,
  lines,
  minute,
  PLAIN_HEADER,
  plainText,
  refusedAt,
  refusedWhole,
  row,
  rowsIn,
  zipped,
} from '../harness/candle-writing.ts';

describe('a packed file', () => {
  const rows = [row(0), row(1), row(2)];
  const text = plainText(rows);
  const longText = plainText(Array.from({ length: 5000 }, (_, index) => row(index, 100 + (index % 977) / 8)));
  const member = 'BTCUSDT-1m-2025-05.csv';

  it('a packed file is unpacked by what it is, not by what it is called', async () => {
    const packed = [text, gzipSync(text), await zipped({ [member]: text })];
    for (const content of packed) {
      for (const ending of ['csv', 'csv.gz', 'zip']) {
        expect(await rowsIn(await file(content, `BTCUSDT-1m-2025-05.${ending}`))).toEqual(rows);
      }
    }
  });

  it('a packed file may be a gzip file of several parts', async () => {
    const half = text.length >> 1;
    expect(
      await rowsIn(await file(Buffer.concat([gzipSync(text.slice(0, half)), gzipSync(text.slice(half))]))),
    ).toEqual(rows);
  });

  it('a packed file may be a zip file that holds folders and other files beside its CSV file', async () => {
    const members = { 'readme.txt': 'x', [`data/${member}`]: text, [`__MACOSX/data/._${member}`]: 'x' };
    expect(await rowsIn(await file(await zipped(members)))).toEqual(rows);
  });

  it('a packed file is refused as a gzip file that was cut short, wherever it was cut', async () => {
    const packed = gzipSync(longText);
    for (const length of [2, 15, packed.length >> 1, packed.length - 9, packed.length - 1]) {
      expect(await refusedWhole(packed.subarray(0, length))).toBe(
        'is not a whole gzip file (unexpected end of file): copy or download it again',
      );
    }
  });

  it('a packed file is refused as a gzip file whose checksum is wrong', async () => {
    const packed = gzipSync(text);
    packed[packed.length - 8] = (packed[packed.length - 8] ?? 0) ^ 1;
    expect(await refusedWhole(packed)).toBe(
      'is not a whole gzip file (incorrect data check): copy or download it again',
    );
  });

  it('a packed file is refused as a zip file that was cut short, wherever it was cut', async () => {
    const packed = await zipped({ [member]: longText });
    for (const length of [2, 30, packed.length >> 1, packed.length - 40, packed.length - 1]) {
      expect(await refusedWhole(packed.subarray(0, length))).toMatch(
        /^is not a whole zip file \(.+\): copy or download it again$/,
      );
    }
  });

  it('a packed file is refused as a zip file whose content does not fit its checksum, though each row is a candle', async () => {
    const packed = Buffer.from(await zipped({ [member]: text }, 0));
    const at = packed.indexOf(',5\n');
    packed.write(',7\n', at);
    expect(await refusedWhole(packed)).toMatch(/^is not a whole zip file \(.*(CRC|checksum).*\): /i);
  });

  it('a packed file is refused as damaged rather than for the rows that the damage made', async () => {
    const stored = Buffer.from(await zipped({ [member]: text }, 0));
    stored.write(',x\n', stored.indexOf(',5\n'));
    expect(await refusedWhole(stored)).toMatch(/^is not a whole zip file /);
    const gzip = gzipSync(text, { level: 0 });
    gzip.write(',x\n', gzip.indexOf(',5\n'));
    expect(await refusedWhole(gzip)).toMatch(/^is not a whole gzip file \(incorrect data check\)/);
  });

  it('a packed file is refused where a byte of a compressed zip file was changed', async () => {
    const packed = Buffer.from(await zipped({ [member]: longText }));
    for (const at of [200, packed.length >> 1]) {
      const damaged = Buffer.from(packed);
      damaged[at] = (damaged[at] ?? 0) ^ 0x55;
      expect(await refusedWhole(damaged)).toMatch(/^is not a whole zip file /);
    }
  });

  it.each([
    { name: 'is locked with a password', options: { password: 'x', zipCrypto: true }, why: /encrypted/ },
    { name: 'is locked with another kind of password', options: { password: 'x' }, why: /encrypted/ },
  ])(
    'a packed file that $name is to be unpacked first: another copy would be the same',
    async ({ options, why }) => {
      const zip = new ZipWriter(new Uint8ArrayWriter(), { useWebWorkers: false, ...options });
      await zip.add(member, new Uint8ArrayReader(Buffer.from(text)));
      expectUnread(await refusedWhole(await zip.close()), why);
    },
  );

  it('a packed file that is compressed in another way is to be unpacked first: another copy would be the same', async () => {
    const packed = Buffer.from(await zipped({ [member]: text }));
    const [local, central] = [packed.indexOf('PK\u0003\u0004'), packed.indexOf('PK\u0001\u0002')];
    const bzip2 = 12;
    packed.writeUInt16LE(bzip2, local + 8);
    packed.writeUInt16LE(bzip2, central + 10);
    expectUnread(await refusedWhole(packed), /compression method/i);
  });

  it('a packed file that leads out of its folder is to be unpacked first: another copy would be the same', async () => {
    expectUnread(await refusedWhole(await zipped({ [`../${member}`]: text })), /unsafe filename/i);
  });

  it('a packed file is refused as a zip file with no or several CSV files', async () => {
    expect(await refusedWhole(await zipped({}))).toBe('holds no .csv file, and must hold exactly one');
    expect(await refusedWhole(await zipped({ 'readme.txt': text }))).toBe(
      'holds no .csv file, and must hold exactly one',
    );
    expect(await refusedWhole(await zipped({ 'a.csv': text, 'b.csv': text }))).toBe(
      'holds 2 .csv files (a.csv, b.csv), and must hold exactly one',
    );
  });

  it('an error in a packed file names the line of the unpacked text', async () => {
    const wrong = lines(PLAIN_HEADER, row(0).join(','), `${minute(1)},100,102,99,101,`);
    for (const content of [gzipSync(wrong), await zipped({ [member]: wrong })]) {
      expect(await refusedAt(3, content)).toMatch(/^volume is ""/);
    }
  });
});

function expectUnread(problem: string, why: RegExp): void {
  expect(problem).toMatch(
    /^is a zip file of a kind that is not read \([^)]+\): unpack it, and name the CSV file$/,
  );
  expect(problem).toMatch(why);
}
