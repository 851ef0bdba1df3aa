/**
 * The candles of a search as one object, named by the SHA-256 of its bytes.
 *
 * - eight bytes: `scalperm`; four: the version of this form; four: the length of the next part, both little-endian;
 * - which symbols, how many rows of candles and of funding each has, and when it is open, as JSON, filled up with blanks to a multiple of eight;
 * - of each symbol its columns as 64-bit floats, those of its candles first: times, open, high, low, close, volume; then of its funding,
 *   where it has any: times, rates, intervals.
 *
 * Invariant: what is read is what was written, to the bit, and belongs to threads that share it.
 */
import { hash } from 'node:crypto';
import { z } from 'zod';
import { parseJson } from '../../../lambda/adapters/parse-json.ts';
import { botSymbol } from '../../../lambda/adapters/symbol-names.ts';
import type { RecordedFunding } from '../../../lambda/core/paper/funding-due.ts';
import type { SharedCandles } from '../shared-candles.ts';
import type { TrialMarket } from '../trial-worker.ts';

const MAGIC = Buffer.from('scalperm');
const VERSION = 1;
const PREFIX_BYTES = 16;
const CANDLE_COLUMNS = 6;
const FUNDING_COLUMNS = 3;
const { BYTES_PER_ELEMENT } = Float64Array;

/** JSON has no word for a time without an end. */
const sessionsSchema = z.object({
  sessions: z.array(z.object({ startMs: z.int(), endMs: z.int() })),
  knownFromMs: z
    .number()
    .nullable()
    .transform((timeMs) => timeMs ?? -Infinity),
  knownUntilMs: z
    .number()
    .nullable()
    .transform((timeMs) => timeMs ?? Infinity),
});

const headerSchema = z.object({
  symbols: z
    .array(
      z.object({
        symbol: botSymbol,
        rows: z.int().nonnegative(),
        fundingRows: z.int().positive().optional(),
        sessions: sessionsSchema.optional(),
      }),
    )
    .min(1),
});

export interface MarketObject {
  readonly bytes: Buffer;
  readonly sha256: string;
}

export function marketObject({ symbols, recordedFunding }: TrialMarket): MarketObject {
  const listed = symbols.map(({ symbol, rows, sessions }) => {
    const fundingRows = recordedFunding?.get(symbol)?.length ?? 0;
    return { symbol, rows, ...(fundingRows > 0 && { fundingRows }), ...(sessions && { sessions }) };
  });
  const text = JSON.stringify({ symbols: listed });
  const header = Buffer.from(text.padEnd(Math.ceil(text.length / 8) * 8));
  const prefix = Buffer.alloc(PREFIX_BYTES);
  MAGIC.copy(prefix);
  prefix.writeUInt32LE(VERSION, 8);
  prefix.writeUInt32LE(header.length, 12);
  const parts = symbols.flatMap(({ symbol, memory }) => {
    const funding = recordedFunding?.get(symbol);
    return [Buffer.from(memory), ...(funding === undefined ? [] : fundingParts(funding))];
  });
  const bytes = Buffer.concat([prefix, header, ...parts]);
  return { bytes, sha256: hash('sha256', bytes) };
}

function fundingParts({ length, timeMs, rate, intervalMs }: RecordedFunding): readonly Buffer[] {
  return [timeMs, rate, intervalMs].map((column) =>
    Buffer.from(column.buffer, column.byteOffset, length * BYTES_PER_ELEMENT),
  );
}

/** @returns `undefined` where they are not what that name says. */
export function marketIn(bytes: Uint8Array, sha256: string): TrialMarket | undefined {
  if (hash('sha256', bytes) !== sha256) return undefined;
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  if (view.length < PREFIX_BYTES || !view.subarray(0, MAGIC.length).equals(MAGIC)) return undefined;
  if (view.readUInt32LE(8) !== VERSION) return undefined;
  let at = PREFIX_BYTES + view.readUInt32LE(12);
  const { data } = headerSchema.safeParse(parseJson(view.toString('utf8', PREFIX_BYTES, at)));
  if (data === undefined) return undefined;
  const taken = (length: number): Buffer => view.subarray(at, (at += length));
  const symbols: SharedCandles[] = [];
  const funding: (readonly [string, RecordedFunding])[] = [];
  for (const { symbol, rows, fundingRows: length, sessions } of data.symbols) {
    const memory = new SharedArrayBuffer(rows * CANDLE_COLUMNS * BYTES_PER_ELEMENT);
    taken(memory.byteLength).copy(new Uint8Array(memory));
    symbols.push({ symbol, rows, memory, ...(sessions && { sessions }) });
    if (length === undefined) continue;
    const own = new Float64Array(length * FUNDING_COLUMNS);
    taken(own.byteLength).copy(new Uint8Array(own.buffer));
    const column = (k: number) => own.subarray(k * length, (k + 1) * length);
    funding.push([symbol, { length, timeMs: column(0), rate: column(1), intervalMs: column(2) }]);
  }
  if (at !== view.length) return undefined;
  return { symbols, recordedFunding: new Map(funding) };
}
