/**
 * `infra/research/`: searches over years of candles on this machine, and what is kept of them.
 *
 * How often has somebody looked at these candles, and at the sealed ones?
 *
 * The best of many tries is judged by how many there were: all of them, those of earlier days too. They are counted by
 * symbol and time, since candles of one more day are still the same market.
 *
 * Invariants:
 * - Lines are only added, and none is ever changed.
 * - A line that cannot be read counts as tries of everything, as many as it names, and is told: no count is too small.
 * - The same set on the same symbols is one try, however often it is run, and on however much of these candles: who
 *   looks again has nothing new to choose from.
 */
import { createHash } from 'node:crypto';
import { closeSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { botSymbol } from '../../lambda/adapters/symbol-names.ts';
import { canonicalSet } from '../../lambda/backtest/search/search-space.ts';
import type { Span } from '../../lambda/backtest/span.ts';
import type { BotParameters } from '../../lambda/config.ts';
import { InputError } from '../input-error.ts';
import type { ChosenMarket } from '../market/market-source.ts';
import { jsonLines } from '../files/json-lines.ts';
import { makeOwnFolder, openOwnToAppend } from '../files/owner-only.ts';

/** Enough to tell sets apart. */
const SET_DIGITS = 12;
const SET = /\b[0-9a-f]{12}\b/g;

const timeMs = z.int().nonnegative();
const span = { market: z.string(), symbols: z.array(botSymbol).min(1), fromMs: timeMs, toMs: timeMs };
const lineSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('tried'),
    atMs: timeMs,
    by: z.string(),
    ...span,
    sets: z.array(z.string()).min(1),
  }),
  z.object({ kind: z.literal('unsealed'), atMs: timeMs, by: z.string(), ...span }),
]);
type Line = z.output<typeof lineSchema>;

/** Candles of some symbols, and when. */
export interface Ground extends Span {
  /** `recorded`, or which made-up market: nothing that was tried there was tried on real candles. */
  readonly market: string;
  readonly symbols: readonly string[];
}

export interface Tries extends Ground {
  readonly atMs: number;
  /** The command. */
  readonly by: string;
  readonly sets: readonly BotParameters[];
}

export interface TrialCount {
  /** Different tries on candles that overlap these, of any of these symbols. */
  readonly trials: number;
  /** When somebody first opened sealed candles that overlap these. */
  readonly unsealedAtMs: number | undefined;
  /** Lines that could not be read, by number. */
  readonly unreadLines: readonly number[];
}

function fileIn(folder: string): string {
  return join(folder, 'trials.jsonl');
}

/** The ground of a market that was chosen; recorded candles are the same whatever files they are in. */
export function groundOf({ kind, seed, symbols }: ChosenMarket, { fromMs, toMs }: Span): Ground {
  return {
    market: kind === 'synthetic' ? `synthetic ${seed}` : 'recorded',
    symbols: symbols.map(({ symbol }) => symbol),
    fromMs,
    toMs,
  };
}

/** Adds tries. @throws InputError where the folder is not the user's own. */
export async function recordTries(folder: string, { sets, ...tried }: Tries): Promise<void> {
  await append(folder, { kind: 'tried', ...tried, symbols: [...tried.symbols], sets: sets.map(setId) });
}

/** Says for good that somebody has looked at the sealed candles. */
export async function recordUnsealing(
  folder: string,
  opened: Ground & { readonly atMs: number; readonly by: string },
): Promise<void> {
  await append(folder, { kind: 'unsealed', ...opened, symbols: [...opened.symbols] });
}

async function append(folder: string, line: Line): Promise<void> {
  await makeOwnFolder(folder);
  const descriptor = openOwnToAppend(fileIn(folder));
  try {
    // One write: two commands at once do not mix their lines. A line before it may have been cut.
    const bytes = Buffer.from(`\n${JSON.stringify(line)}\n`);
    if (writeSync(descriptor, bytes) < bytes.length)
      throw new InputError(`${fileIn(folder)} cannot be written whole`);
  } finally {
    closeSync(descriptor);
  }
}

/** What was tried on this ground before. */
export async function countTrials(folder: string, ground: Ground): Promise<TrialCount> {
  const tries = new Set<string>();
  const unreadLines: number[] = [];
  let unsealedAtMs: number | undefined;
  let unreadTries = 0;
  for await (const { number, text, value: line } of jsonLines(fileIn(folder), lineSchema)) {
    if (line === undefined) {
      unreadLines.push(number);
      unreadTries += Math.max(1, [...text.matchAll(SET)].length);
    } else if (!isSameGround(line, ground)) continue;
    else if (line.kind === 'unsealed') unsealedAtMs ??= line.atMs;
    else {
      for (const set of line.sets) tries.add([set, ...line.symbols].join());
    }
  }
  return { trials: tries.size + unreadTries, unsealedAtMs, unreadLines };
}

function isSameGround(line: Ground, { market, symbols, fromMs, toMs }: Ground): boolean {
  if (line.market !== market) return false;
  return line.fromMs < toMs && fromMs < line.toMs && line.symbols.some((symbol) => symbols.includes(symbol));
}

function setId(parameters: BotParameters): string {
  return createHash('sha256').update(canonicalSet(parameters)).digest('hex').slice(0, SET_DIGITS);
}
