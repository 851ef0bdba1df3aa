/**
 * Are candles read exactly as they were written, whichever way they were written?
 */

import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CandleFileError, readCandleFiles } from '../../infra/candles/candle-files.ts';
import { MINUTE_MS } from '../../lambda/core/units.ts';
import { bySymbol, folder, type Row, rowsOf, zipped } from '../harness/candle-writing.ts';
import { FORMS } from '../harness/recording-forms.ts';
import { SAID_FORMS } from '../harness/said-forms.ts';

const RUNS = Number(process.env['SCALPER_FUZZ_RUNS'] ?? 150);

const price = fc.double({ min: 1e-9, max: 1e9, noNaN: true });
const values = fc
  .tuple(
    fc.array(price, { minLength: 4, maxLength: 4 }),
    fc.boolean(),
    fc.double({ min: 0, max: 1e15, noNaN: true }),
  )
  .map(([prices, isRising, volume]) => {
    const [low = NaN, lower = NaN, upper = NaN, high = NaN] = prices.toSorted((left, right) => left - right);
    return isRising
      ? ([lower, high, low, upper, volume] as const)
      : ([upper, high, low, lower, volume] as const);
  });
const firstMinute = Date.UTC(2009, 0) / MINUTE_MS;
const lastMinute = Date.UTC(2100, 0) / MINUTE_MS - 1;
const candles = fc
  .uniqueArray(fc.tuple(fc.integer({ min: firstMinute, max: lastMinute }), values), {
    minLength: 1,
    maxLength: 60,
    selector: ([index]) => index,
  })
  .map((rows) =>
    rows
      .toSorted(([left], [right]) => left - right)
      .map(([index, rest]): Row => [index * MINUTE_MS, ...rest]),
  );
const ALL = { ...FORMS, ...SAID_FORMS };
const writingIn = (some: object) =>
  fc.record({
    form: fc.constantFrom(...Object.keys(some)),
    packing: fc.constantFrom('plain', 'gzip', 'zip'),
    lineEnd: fc.constantFrom('\n', '\r\n'),
    startsWith: fc.constantFrom('', '\uFEFF'),
    endsWith: fc.constantFrom('', '\n', '\n\n'),
    rows: fc.integer({ min: 1, max: 60 }),
  });
const writing = writingIn(ALL);

type Writing = typeof writing extends fc.Arbitrary<infer Value> ? Value : never;

/** @param how a text may begin and end as editors have it. */
async function written(rows: readonly Row[], how: Writing): Promise<string | Uint8Array> {
  const plain = ALL[how.form]!.write(rows);
  const text =
    typeof plain === 'string'
      ? `${how.startsWith}${plain.trimEnd().replaceAll('\n', how.lineEnd)}${how.endsWith.replaceAll('\n', how.lineEnd)}`
      : plain;
  if (how.packing === 'plain') return text;
  return how.packing === 'gzip' ? gzipSync(text) : zipped({ [`rows${ending(how)}`]: text });
}

/** A name that tells what the form's own does, and which file it is. */
function nameOf(index: number, how: Writing): string {
  const okx = ALL[how.form]!.name.includes('-SWAP') ? 'BTC-USDT-SWAP' : 'BTCUSDT';
  return how.form === 'Bybit for MetaTrader'
    ? `BTCUSDT_1_${2010 + index}-01-01_${2010 + index}-01-31.csv`
    : `${okx}-1m-${2010 + index}-01${ending(how)}`;
}

function ending({ form }: Writing): string {
  return /\.\w+$/.exec(ALL[form]!.name)?.[0] ?? '';
}

describe('any valid candles', () => {
  it('any valid candles are read back as they were written, in any form, packing, division and order of files', async () => {
    await fc.assert(
      fc.asyncProperty(
        candles,
        fc.array(writingIn(FORMS), { minLength: 1, maxLength: 4 }),
        fc.boolean(),
        async (rows, writings, isReversed) => {
          const path = await folder();
          const files: string[] = [];
          let start = 0;
          for (const [index, how] of writings.entries()) {
            const end = index === writings.length - 1 ? rows.length : start + how.rows;
            const part = rows.slice(start, end);
            start = end;
            if (part.length === 0) break;
            const name = join(path, nameOf(index, how));
            await writeFile(name, await written(part, how));
            files.push(name);
          }
          const { symbols } = await readCandleFiles(isReversed ? files.toReversed() : files);
          expect(bySymbol(symbols)).toEqual({ BTCUSDT: rows });
        },
      ),
      { numRuns: RUNS },
    );
  });

  it('any valid candles are read back as they were written, also in forms of which something has to be said', async () => {
    await fc.assert(
      fc.asyncProperty(candles, writingIn(SAID_FORMS), async (rows, how) => {
        const path = join(await folder(), nameOf(0, how));
        await writeFile(path, await written(rows, how));
        expect(bySymbol((await readCandleFiles([path], ALL[how.form]!.said)).symbols)).toEqual({
          BTCUSDT: rows,
        });
      }),
      { numRuns: Math.ceil(RUNS / 2) },
    );
  });

  it('any valid candles with one byte changed are an error that names the file, or as many rows', async () => {
    const refused = new Set<string>();
    await fc.assert(
      fc.asyncProperty(
        candles,
        writing,
        fc.nat(),
        fc.integer({ min: 1, max: 255 }),
        async (rows, how, at, change) => {
          const bytes = Buffer.from(await written(rows, how));
          bytes[at % bytes.length]! ^= change;
          const path = join(await folder(), nameOf(0, how));
          await writeFile(path, bytes);
          const read = await readCandleFiles([path], ALL[how.form]!.said).catch((failure: unknown) => {
            if (!(failure instanceof CandleFileError)) throw failure;
            expect(failure.file).toBe(path);
            refused.add(how.packing);
          });
          if (read === undefined) return;
          const found = read.symbols.flatMap(({ candles: columns }) => rowsOf(columns));
          // Checksums cover the content: where a packed file is read, the byte was none of it.
          if (how.packing === 'plain') expect(found).toHaveLength(rows.length);
          else expect(found).toEqual(rows);
        },
      ),
      { numRuns: 2 * RUNS },
    );
    expect(refused).toEqual(new Set(['plain', 'gzip', 'zip']));
  });
});

const RECORDED = fileURLToPath(new URL('../../../shared/data/candles/', import.meta.url));

describe('recorded candles', () => {
  it.skipIf(!existsSync(RECORDED))(
    'recorded candles of May 2025 are read in full (skipped where the recorded data is not beside the project)',
    async () => {
      const months = ['BTCUSDT', 'ETHUSDT', 'SOLUSDT'].map((symbol) =>
        join(RECORDED, 'binance-usdm', `${symbol}-1m-2025-05.csv.gz`),
      );
      const { symbols: read } = await readCandleFiles(months);
      expect(read.map(({ symbol, candles }) => [symbol, candles.length])).toEqual([
        ['BTCUSDT', 39_387],
        ['ETHUSDT', 39_387],
        ['SOLUSDT', 39_387],
      ]);
      const [btc] = read;
      expect(btc && rowsOf(btc.candles).at(0)).toEqual([
        1746372780000, 95505.4, 95505.5, 95502.7, 95502.7, 16.536,
      ]);
      expect(btc && rowsOf(btc.candles).at(-1)).toEqual([
        1748735940000, 104544.8, 104544.9, 104536.3, 104544.7, 16.743,
      ]);
    },
  );
});
