/**
 * What a search was asked for, so that it goes on from its id alone, on any machine.
 *
 * Invariant: the same search has the same id, and its candles are those that it began with.
 */
import { hash } from 'node:crypto';
import { z } from 'zod';
import { parseJson } from '../../../lambda/adapters/parse-json.ts';
import { InputError } from '../../input-error.ts';
import type { ChosenMarket } from '../../market/market-source.ts';
import { candlesIn } from '../shared-candles.ts';
import { marketKey } from './job.ts';
import { marketIn } from './market-object.ts';
import type { ResearchBucket } from './research-bucket.ts';

const ID_DIGITS = 12;
const whole = z.int().nonnegative();

/** The options that decide what is searched, by their names on the command line. */
const optionsSchema = z.object({
  range: z.array(z.string()).min(1).readonly(),
  method: z.enum(['grid', 'even', 'random']).exactOptional(),
  sets: whole.exactOptional(),
  searchSeed: whole,
  sealed: whole,
  heatMap: z.string().exactOptional(),
  halve: z.literal(true).exactOptional(),
  unseal: z.literal(true).exactOptional(),
  chooseDays: whole.exactOptional(),
  attemptDays: whole.exactOptional(),
});

const recordSchema = z.object({
  version: z.literal(1),
  by: z.enum(['sweep', 'walk-forward']),
  worker: z.string(),
  market: z.object({
    sha256: z.string(),
    kind: z.enum(['synthetic', 'recorded']),
    label: z.string(),
    seed: z.number().optional(),
    fromMs: whole,
    toMs: whole,
  }),
  /** Values of parameters that are not searched, as far as they differ from the defaults. */
  base: z.record(z.string(), z.unknown()),
  options: optionsSchema,
});
export type SearchRecord = z.output<typeof recordSchema>;

const keyOf = (id: string): string => `searches/${id}.json`;

/** Without what does not decide it: options of the same command that say where its result goes. */
export function searchRecord(record: Readonly<Record<keyof SearchRecord, unknown>>): SearchRecord {
  return recordSchema.parse(record);
}

export function searchId(record: SearchRecord): string {
  return hash('sha256', JSON.stringify(record)).slice(0, ID_DIGITS);
}

type Bucket = Pick<ResearchBucket, 'put' | 'get'>;

/** @returns its id. */
export async function keepSearch(bucket: Bucket, record: SearchRecord): Promise<string> {
  const id = searchId(record);
  await bucket.put(keyOf(id), JSON.stringify(record));
  return id;
}

/** @throws InputError where there is no such search. */
export async function keptSearch(bucket: Bucket, id: string): Promise<SearchRecord> {
  const bytes = await bucket.get(keyOf(id));
  if (bytes === undefined) {
    throw new InputError(
      `--follow ${id}: there is no such search in the bucket. It is kept for 30 days, under the id that the search has said`,
    );
  }
  const { data } = recordSchema.safeParse(parseJson(Buffer.from(bytes).toString('utf8')));
  if (data !== undefined) return data;
  throw new InputError(`--follow ${id}: ${keyOf(id)} cannot be read: was it written by a later release?`);
}

/** The candles that it began with. @throws InputError where they are gone. */
export async function keptMarket(bucket: Bucket, { market: told }: SearchRecord): Promise<ChosenMarket> {
  const bytes = await bucket.get(marketKey(told.sha256));
  const market = bytes && marketIn(bytes, told.sha256);
  if (market === undefined) {
    throw new InputError(
      `the candles of this search are not in the bucket any more: begin it anew, with its candles`,
    );
  }
  const { kind, label, seed, fromMs, toMs } = told;
  const funding = [...(market.recordedFunding ?? [])].map(([symbol, recorded]) => ({
    symbol,
    recorded,
    files: [],
  }));
  return {
    kind,
    label,
    seed,
    fromMs,
    toMs,
    symbols: market.symbols.map(candlesIn),
    ...(funding.length > 0 && { funding }),
  };
}
