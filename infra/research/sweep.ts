/**
 * Tries many sets of parameters on the same candles, in one round or in several that grow.
 *
 * Invariants:
 * - The last round tries its sets on the whole span; only they are compared.
 * - An interrupted sweep keeps what is done, and goes on where it was.
 */
import { dailyScore } from '../../lambda/backtest/daily-results.ts';
import type { HalvingRound } from '../../lambda/backtest/search/halving.ts';
import { neighbourhoodScores } from '../../lambda/backtest/search/neighbourhood.ts';
import type { Candidate } from '../../lambda/backtest/search/search-space.ts';
import type { Span } from '../../lambda/backtest/span.ts';
import { isActive } from '../../lambda/backtest/verdict/evidence.ts';
import type { TrialResult } from '../../lambda/backtest/trial.ts';
import { DAY_MS } from '../../lambda/core/units.ts';
import type { TrialJournal } from './trial-journal.ts';
import type { Trials } from './trial-pool.ts';

interface AttemptRequest {
  readonly pool: Trials;
  readonly journal: TrialJournal;
  readonly signal: AbortSignal;
  /** Called whenever a set is done. */
  readonly onDone?: () => void;
}

export interface SweepRequest extends AttemptRequest {
  readonly candidates: readonly Candidate[];
  readonly span: Span;
  /** Starts of its whole days that have candles. */
  readonly daysMs: readonly number[];
  /** Fewer sets and more days from round to round; one with all sets, where it is not halved. */
  readonly rounds: readonly HalvingRound[];
}

export interface SweptSet extends Candidate {
  readonly result: TrialResult;
}

export interface Sweep {
  /** Of the last round; empty where it was interrupted. */
  readonly sets: readonly SweptSet[];
  readonly isInterrupted: boolean;
}

export async function sweep(request: SweepRequest): Promise<Sweep> {
  const { span, daysMs, rounds, signal } = request;
  let left: readonly Candidate[] = request.candidates;
  let swept: readonly SweptSet[] = [];
  for (const [number, { sets, days }] of rounds.entries()) {
    const isLast = number === rounds.length - 1;
    const within = isLast ? span : { fromMs: span.fromMs, toMs: daysMs[days - 1]! + DAY_MS };
    left = number === 0 ? left : best(swept, sets);
    swept = await attemptAll(request, left, within);
    if (signal.aborted && swept.length < left.length) return { sets: [], isInterrupted: true };
  }
  return { sets: swept, isInterrupted: false };
}

/** A set on some days. */
export interface Attempted {
  readonly candidate: Candidate;
  readonly span: Span;
}

/** In their order; `undefined` for those that were not done before the signal. What the journal knows is not done again. */
export async function attemptEach(
  { pool, journal, signal, onDone: count }: AttemptRequest,
  attempts: readonly Attempted[],
): Promise<readonly (SweptSet | undefined)[]> {
  const tasks = attempts.map(({ candidate: { parameters }, span }) => ({ parameters, ...span }));
  const known = tasks.map((task) => journal.find(task));
  for (const result of known) if (result !== undefined) count?.();
  const missing = tasks.flatMap((task, index) => (known[index] === undefined ? [{ task, index }] : []));
  const onDone = (result: TrialResult, k: number) => {
    journal.keep(missing[k]!.task, result);
    count?.();
  };
  const found = await pool.attempt(
    missing.map(({ task }) => task),
    { signal, onDone },
  );
  for (const [k, { index }] of missing.entries()) known[index] = found[k];
  return attempts.map(({ candidate }, index) => {
    const result = known[index];
    return result && { ...candidate, result };
  });
}

/** Those that were done before the signal, in their order. */
async function attemptAll(
  request: AttemptRequest,
  candidates: readonly Candidate[],
  span: Span,
): Promise<readonly SweptSet[]> {
  const swept = await attemptEach(
    request,
    candidates.map((candidate) => ({ candidate, span })),
  );
  return swept.filter((set) => set !== undefined);
}

/** Those whose neighbours did best on the days so far, in the order in which they were tried. */
function best(swept: readonly SweptSet[], sets: number): readonly Candidate[] {
  const scores = scoresOf(swept);
  const rank = (index: number) => (isActive(swept[index]!.result) ? scores[index]! : -Infinity);
  const order = [...scores.keys()].toSorted((a, b) => (rank(a) === rank(b) ? a - b : rank(b) - rank(a)));
  const kept = new Set(order.slice(0, sets));
  return swept.filter((_, index) => kept.has(index));
}

/** The mean net of a day until ruin, in the neighbourhood of each, in dollars. */
export function scoresOf(swept: readonly SweptSet[]): Float64Array {
  return neighbourhoodScores(swept.map(({ position, result }) => ({ position, score: dailyScore(result) })));
}
