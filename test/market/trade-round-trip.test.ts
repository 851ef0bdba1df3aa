/**
 * Are trades and quotes read exactly as they were written, in every form, and is damage never a crash?
 */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readTradeFiles, type TradeReading } from '../../infra/market/trade-files.ts';
import { CandleFileError } from '../../infra/recordings/candle-file-error.ts';
import { folder, zipped } from '../harness/candle-writing.ts';
import { TRADE_FORMS, type TradeRow } from '../harness/trade-forms.ts';

const RUNS = Number(process.env['SCALPER_FUZZ_RUNS'] ?? 100);

const price = fc.double({ min: 1e-9, max: 1e9, noNaN: true });
const trades = fc
  .array(fc.tuple(fc.integer({ min: Date.UTC(2009, 0), max: Date.UTC(2100, 0) - 1 }), price, price), {
    minLength: 1,
    maxLength: 60,
  })
  .map((rows) =>
    rows
      .toSorted(([left], [right]) => left - right)
      // Also bid and ask.
      .map(([timeMs, one, other]): TradeRow => [timeMs, Math.min(one, other), Math.max(one, other)]),
  );
const writing = fc.record({
  form: fc.constantFrom(...Object.keys(TRADE_FORMS)),
  packing: fc.constantFrom('plain', 'gzip', 'zip'),
});
type Writing = typeof writing extends fc.Arbitrary<infer Value> ? Value : never;

async function written(rows: readonly TradeRow[], { form, packing }: Writing): Promise<Buffer> {
  const { name, write } = TRADE_FORMS[form]!;
  const plain = Buffer.from(write(rows));
  if (packing === 'plain') return plain;
  return packing === 'gzip' ? gzipSync(plain) : Buffer.from(await zipped({ [name]: plain }));
}

const ONE: TradeRow = [Date.UTC(2025, 4, 1), 1, 1];

/** Quotes are read beside trades alone. */
async function read(bytes: Buffer, { form }: Writing): Promise<{ path: string; rows: Promise<TradeRow[]> }> {
  const { name, kind, columns } = TRADE_FORMS[form]!;
  const path = await folder({ 'BTCUSDT-trades.csv': `time,price,qty\n${ONE.join(',')}\n` });
  const file = join(path, name);
  await writeFile(file, bytes);
  const files = [...(kind === 'quotes' ? [join(path, 'BTCUSDT-trades.csv')] : []), file];
  return {
    path: file,
    rows: readTradeFiles(files, columns && { columns }).then((reading) => rowsOf(reading, kind)),
  };
}

function rowsOf({ symbols: [only] }: TradeReading, kind: 'quotes' | undefined): TradeRow[] {
  expect(only?.symbol).toMatch(/^BTCUSDT?$/);
  const { timeMs = [], ...rest } = (kind === 'quotes' ? only?.touches : only?.trades) ?? {};
  const [first, second] =
    'bid' in rest ? [rest.bid, rest.ask] : 'price' in rest ? [rest.price, rest.quantity] : [];
  return Array.from(timeMs, (time, k): TradeRow => [time, first?.[k] ?? NaN, second?.[k] ?? NaN]);
}

describe('any valid trades', () => {
  it('any valid trades and quotes are read back as they were written, in any form and packing', async () => {
    await fc.assert(
      fc.asyncProperty(trades, writing, async (rows, how) => {
        // A form that begins with its newest row may turn those of one millisecond round.
        fc.pre(new Set(rows.map(([timeMs]) => timeMs)).size === rows.length);
        expect(await (await read(await written(rows, how), how)).rows).toEqual(rows);
      }),
      { numRuns: RUNS },
    );
  });

  it('any valid trades with one byte changed are an error that names the file, or as many rows', async () => {
    const refused = new Set<string>();
    await fc.assert(
      fc.asyncProperty(
        trades,
        writing,
        fc.nat(),
        fc.integer({ min: 1, max: 255 }),
        async (rows, how, at, change) => {
          const bytes = await written(rows, how);
          bytes[at % bytes.length]! ^= change;
          const { path, rows: reading } = await read(bytes, how);
          const found = await reading.catch((failure: unknown) => {
            if (!(failure instanceof CandleFileError)) throw failure;
            expect(failure.file).toBe(path);
            refused.add(how.packing);
          });
          if (found === undefined) return;
          if (how.packing === 'plain') expect(found).toHaveLength(rows.length);
          else expect(found).toEqual(rows);
        },
      ),
      { numRuns: 2 * RUNS },
    );
    expect(refused).toEqual(new Set(['plain', 'gzip', 'zip']));
  });
});
