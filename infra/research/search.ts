/**
 * A whole search: sets tried on the open days, a walk forward where it is asked for, and what may be believed of it.
 *
 * Invariant: tries are written down before anybody hears of a result.
 */
import { halvingRounds } from '../../lambda/backtest/search/halving.ts';
import type { Candidate } from '../../lambda/backtest/search/search-space.ts';
import { weigh, type WeighedEvidence } from '../../lambda/backtest/verdict/evidence.ts';
import {
  SHIFTS,
  shiftOffsets,
  shiftTest,
  type ShiftTest,
} from '../../lambda/backtest/verdict/entry-shifts.ts';
import { verdictOf, type OutOfSample, type Verdict } from '../../lambda/backtest/verdict/verdict.ts';
import { meanOf } from '../../lambda/backtest/statistics/moments.ts';
import type { Uniform } from '../../lambda/backtest/statistics/stationary-bootstrap.ts';
import type { TrialResult } from '../../lambda/backtest/trial.ts';
import type { BotParameters } from '../../lambda/config.ts';
import { toDollars } from '../../lambda/core/units.ts';
import type { ResearchMarket } from './research-market.ts';
import { sweep, type SweptSet } from './sweep.ts';
import { countTrials, recordTries, recordUnsealing, type TrialCount } from './trial-ledger.ts';
import type { TrialJournal } from './trial-journal.ts';
import type { Trials } from './trial-pool.ts';
import type { ShiftTask } from './trial-worker.ts';
import { planWalk, walkForward, type WalkedWindow } from './walk-forward.ts';

export interface WalkDays {
  readonly chooseDays: number;
  readonly attemptDays: number;
}

export interface SearchRequest {
  readonly market: ResearchMarket;
  readonly candidates: readonly Candidate[];
  readonly isHalved: boolean;
  /** Absent where nothing is kept apart. */
  readonly walk?: WalkDays;
  readonly pool: Trials;
  readonly journal: TrialJournal;
  /** Where tries are written down. */
  readonly home: string;
  /** Whether the sealed months are opened, if there is something to be proved. */
  readonly isUnsealing: boolean;
  /** The command, and when. */
  readonly by: string;
  readonly atMs: number;
  readonly signal: AbortSignal;
  readonly uniform: Uniform;
  readonly onProgress: (done: number, all: number) => void;
  /** Everything is tried, and it begins to be judged what of so many sets may be believed. */
  readonly onWeighing?: (sets: number) => void;
}

export interface Found {
  readonly sets: readonly SweptSet[];
  readonly evidence: WeighedEvidence;
  readonly verdict: Verdict;
  readonly tries: TrialCount;
  /** What was tried on the sealed months before; `undefined` where none are sealed. */
  readonly sealedTries: TrialCount | undefined;
  /** What the chosen set made of the sealed months; `undefined` while they are sealed. */
  readonly unsealed: TrialResult | undefined;
  readonly walked: readonly WalkedWindow[];
  readonly shifts: ShiftTest | undefined;
}

/** @returns `undefined` when it was interrupted: the same search goes on. */
export async function search(request: SearchRequest): Promise<Found | undefined> {
  const { market, candidates, isHalved, walk, home, by, atMs, uniform } = request;
  const { open } = market;
  const days = market.daysMs.length;
  const rounds = isHalved
    ? halvingRounds({ sets: candidates.length, days })
    : [{ sets: candidates.length, days }];
  const plan = walk === undefined ? undefined : planWalk(candidates, market.daysMs, walk);
  const moves = plan === undefined || plan.windows.length === 0 ? 0 : SHIFTS + 1;
  const all = rounds.reduce((sum, { sets }) => sum + sets, 0) + (plan?.tries ?? 0) + moves;
  let done = 0;
  const onDone = () => request.onProgress((done += 1), all);
  await recordTries(home, { ...open, by, atMs, sets: candidates.map(({ parameters }) => parameters) });
  const tries = await countTrials(home, open);
  const swept = await sweep({ ...request, span: open, daysMs: market.daysMs, rounds, onDone });
  if (swept.isInterrupted) return undefined;
  const walked = await walkedOf(request, tries.trials - candidates.length, onDone);
  if (walked === undefined) return undefined;
  const { sets } = swept;
  request.onWeighing?.(sets.length);
  const weighed = weigh({
    trials: sets.map(({ position, result }) => ({ position, ...result })),
    triesEver: tries.trials,
    uniform,
    outOfSample: walked.outOfSample,
    arePreselected: rounds.length > 1,
  });
  const sealedTries = market.sealed && (await countTrials(home, market.sealed));
  const unsealed = await unsealedOf(request, sets[weighed.chosen]!.parameters, verdictOf(weighed));
  const evidence = { ...weighed, sealedUsd: unsealed && toDollars(unsealed.netUsd) };
  return {
    sets,
    evidence,
    verdict: verdictOf(evidence),
    tries,
    sealedTries,
    unsealed,
    walked: walked.windows,
    shifts: walked.shifts,
  };
}

/** The sealed months are opened for a set that has passed everything else, and it is written down before. */
async function unsealedOf(
  { market: { sealed }, home, by, atMs, isUnsealing, pool, signal }: SearchRequest,
  parameters: BotParameters,
  { rung }: Verdict,
): Promise<TrialResult | undefined> {
  if (!isUnsealing || sealed === undefined || rung !== 'passes-deflated-sharpe') return undefined;
  // What would be opened and not tried would prove nothing more.
  if (signal.aborted) return undefined;
  await recordUnsealing(home, { ...sealed, by, atMs });
  const { fromMs, toMs } = sealed;
  const [result] = await pool.attempt([{ parameters, fromMs, toMs }], { signal });
  await recordTries(home, { ...sealed, by, atMs, sets: [parameters] });
  return result;
}

/** Those that were done before the signal, in their order; what the journal knows is not done again. */
async function movedAll(
  { pool, journal, signal }: SearchRequest,
  tasks: readonly ShiftTask[],
  count: () => void,
): Promise<readonly number[]> {
  const known = tasks.map((task) => journal.findMoved(task));
  const missing = tasks.filter((_, index) => known[index] === undefined);
  for (let done = missing.length; done < tasks.length; done += 1) count();
  const onDone = (statistic: number, index: number) => {
    journal.keepMoved(missing[index]!, statistic);
    count();
  };
  const found = await pool.shift(missing, { signal, onDone });
  let next = 0;
  return known.flatMap((statistic) => statistic ?? found[next++] ?? []);
}

interface Walked {
  readonly windows: readonly WalkedWindow[];
  readonly shifts: ShiftTest | undefined;
  readonly outOfSample: OutOfSample | undefined;
}

/** `undefined` when it was interrupted. */
async function walkedOf(
  request: SearchRequest,
  seenBefore: number,
  onDone: () => void,
): Promise<Walked | undefined> {
  const { market, walk, uniform } = request;
  const nothing = { windows: [], shifts: undefined, outOfSample: undefined };
  if (walk === undefined) return nothing;
  const { daysMs } = market;
  const { windows, isInterrupted } = await walkForward({ ...request, ...walk, daysMs, onDone });
  if (isInterrupted) return undefined;
  const daily = windows.flatMap(({ attempted }) => [...attempted.dailyUsd]);
  if (daily.length === 0) return nothing;
  const attempts = windows.map(({ parameters, attempt }) => ({ parameters, ...attempt }));
  const offsets = shiftOffsets({ symbols: market.symbols, attempts }, uniform);
  const moved = await movedAll(
    request,
    [0, ...offsets].map((by) => ({ attempts, by })),
    onDone,
  );
  const [observed, ...others] = moved;
  if (observed === undefined || others.length < offsets.length) return undefined;
  const shifts = shiftTest(observed, others);
  const sum = (of: (result: TrialResult) => number) =>
    windows.reduce((total, { attempted }) => total + of(attempted), 0);
  const outOfSample = {
    days: daily.length,
    activeDays: sum(({ activeDays }) => activeDays),
    trades: sum(({ trades }) => trades),
    meanUsd: meanOf(daily),
    permutationP: shifts.shifts === 0 ? undefined : shifts.p,
    seenBefore,
  };
  return { windows, shifts, outOfSample };
}
