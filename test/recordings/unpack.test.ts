/**
 * Are packed candle files unpacked, and refused where they are damaged?
 */

import { randomBytes } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { Uint8ArrayReader, Uint8ArrayWriter, ZipWriter } from '@zip.js/zip.js';
import { describe, expect, it } from 'vitest';
import { readCandleFiles } from '../../infra/candles/candle-files.ts';
import { readUnpacked } from '../../infra/recordings/unpack.ts';
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

  it('a packed file is read up to its first wrong line, whatever comes after it', async () => {
    const wrong = longText.replace(',5\n', ',x\n').repeat(10);
    for (const packed of [Buffer.from(await zipped({ [member]: wrong }, 0)), gzipSync(wrong, { level: 0 })]) {
      // Damage that is found where the file is read to its end.
      packed.write(',7\n', packed.lastIndexOf(',5\n'));
      expect(await refusedAt(2, packed)).toMatch(/^volume is "x"/);
    }
  });

  it('a packed file must not unpack to what no recording unpacks to, and is not unpacked further', async () => {
    const bomb = `${PLAIN_HEADER}\n${'\n'.repeat(64 * 1024 * 1024)}`;
    for (const packed of [gzipSync(bomb), await zipped({ [member]: bomb })]) {
      const path = await file(packed);
      let bytes = 0;
      const reading = readUnpacked(path, (chunk) => void (bytes += chunk.length));
      await expect(reading).rejects.toThrow(
        `${path}: unpacks to more than 16 MiB from ${packed.length} bytes, which is no recording of a market`,
      );
      expect(bytes).toBeLessThanOrEqual(16 * 1024 * 1024);
    }
  });

  it('a packed file may unpack to a hundred times its size', async () => {
    const [random, flat] = [randomBytes(400_000), Buffer.alloc(39_000_000)];
    const packed = gzipSync(Buffer.concat([random, flat]));
    let bytes = 0;
    await readUnpacked(await file(packed), (chunk) => void (bytes += chunk.length));
    expect(bytes).toBe(random.length + flat.length);
  });

  it('a packed file is refused as a zip file of very many files, and names only some', async () => {
    const many = (count: number) =>
      Object.fromEntries(Array.from({ length: count }, (_, index) => [`${index}.csv`, '']));
    expect(await refusedWhole(await zipped(many(7)))).toBe(
      'holds 7 files of rows ("0.csv", "1.csv", "2.csv", "3.csv", "4.csv", …), and must hold exactly one',
    );
    expect(await refusedWhole(await zipped(many(1001)))).toBe(
      'holds more than 1000 files and folders, and must hold one file of rows',
    );
  });

  it('a packed file is refused where a byte of a compressed zip file was changed', async () => {
    const packed = Buffer.from(await zipped({ [member]: longText }));
    for (const at of [200, packed.length >> 1]) {
      const damaged = Buffer.from(packed);
      damaged[at] = (damaged[at] ?? 0) ^ 0x55;
      // Whoever takes any text: a reader of rows may refuse what has become of one before the end is known.
      const reading = readUnpacked(await file(damaged), () => undefined);
      await expect(reading).rejects.toThrow(/: is not a whole zip file /);
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

  it('a packed file that leads out of its folder is told as one, and not to be unpacked', async () => {
    expect(await refusedWhole(await zipped({ [`../${member}`]: text }))).toBe(
      'would write outside of its folder (Unsafe filename): do not unpack it, and ask whoever made it',
    );
  });

  it('a packed file is refused where its name tells candles of trades, and that in it other prices', async () => {
    const packed = await zipped({ 'BTCUSDT-markPriceKlines-1m-2025-05.csv': text });
    const path = await file(packed, 'BTCUSDT-klines-1m-2025-05.zip');
    await expect(readCandleFiles([path])).rejects.toThrow(
      'the name tells candles, and BTCUSDT-markPriceKlines-1m-2025-05.csv in it tells mark-price candles',
    );
  });

  it('a packed file is refused as a zip file with no or several CSV files', async () => {
    expect(await refusedWhole(await zipped({}))).toBe(
      'holds no .csv, .tsv, .json or .parquet file, and must hold exactly one',
    );
    expect(await refusedWhole(await zipped({ 'readme.txt': text }))).toBe(
      'holds no .csv, .tsv, .json or .parquet file, and must hold exactly one',
    );
    expect(await refusedWhole(await zipped({ '[Content_Types].xml': 'x', 'xl/workbook.xml': 'x' }))).toBe(
      'is an Office document such as a workbook of Excel, which is not read: write its rows as CSV, and give that',
    );
    expect(await refusedWhole(await zipped({ 'a.csv': text, 'b.csv': text }))).toBe(
      'holds 2 files of rows ("a.csv", "b.csv"), and must hold exactly one',
    );
  });

  it.each([
    ['ETHUSDT-1m-2025-05.csv', 'the name tells BTCUSDT, and ETHUSDT-1m-2025-05.csv in it tells ETHUSDT'],
    ['BTCUSDT-5m-2025-05.csv', 'the name tells 1m, and BTCUSDT-5m-2025-05.csv in it tells 5m'],
    [
      'data/BTCUSDT-1m-2025-06.csv',
      'the name tells 2025-05, and data/BTCUSDT-1m-2025-06.csv in it tells 2025-06',
    ],
  ])('a packed file is refused that holds %s under another name', async (inside, words) => {
    expect(await refusedWhole(await zipped({ [inside]: text }))).toBe(`${words}: they must tell the same`);
  });

  it('a packed file that tells nothing is what the file in it tells', async () => {
    expect(await rowsIn(await file(await zipped({ [member]: text }), 'data.zip'))).toEqual(rows);
    expect(await refusedWhole(await zipped({ 'BTCUSDT-5m-2025-05.csv': text }), 'data.zip')).toMatch(
      /^the name tells candles of 5m/,
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
    /^is a zip file of a kind that is not read \([^)]+\): unpack it, and name the file in it$/,
  );
  expect(problem).toMatch(why);
}
