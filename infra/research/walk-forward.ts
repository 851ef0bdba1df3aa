/**
 * Chooses sets on some days and tries them on the next ones, window after window.
 *
 * Invariants:
 * - Each window begins with a new balance, and no day is tried twice.
 * - What a set earned where it was chosen, and where it was tried, is compared by difference: a ratio of two losses says
 *   nothing.
 */
import { indexOfBest } from '../../lambda/backtest/search/neighbourhood.ts';
import type { Candidate } from '../../lambda/backtest/search/search-space.ts';
import { meanOf } from '../../lambda/backtest/statistics/moments.ts';
import type { TrialResult } from '../../lambda/backtest/trial.ts';
import { isActive } from '../../lambda/backtest/verdict/evidence.ts';
import { walkWindows, type WalkWindow } from '../../lambda/backtest/verdict/walk-windows.ts';
import type { BotParameters } from '../../lambda/config.ts';
import { SECOND_MS } from '../../lambda/core/units.ts';
import { attemptEach, scoresOf, type SweepRequest, type SweptSet } from './sweep.ts';

export interface WalkRequest extends Omit<SweepRequest, 'rounds' | 'span'> {
  /** Starts of the days that have candles. */
  readonly daysMs: readonly number[];
  readonly chooseDays: number;
  readonly attemptDays: number;
}

/** What became of the set that a window has chosen. */
export interface WalkedWindow extends WalkWindow {
  readonly parameters: BotParameters;
  /** Mean net of a day of the chosen set, in dollars, where it was chosen and where it was tried. */
  readonly chosenUsd: number;
  readonly attemptedUsd: number;
  readonly attempted: TrialResult;
}

export interface Walk {
  readonly windows: readonly WalkedWindow[];
  readonly isInterrupted: boolean;
}

/** The windows of a search, and how often a set is tried in them. */
export function planWalk(
  candidates: readonly Candidate[],
  daysMs: readonly number[],
  days: Pick<WalkRequest, 'chooseDays' | 'attemptDays'>,
): { readonly windows: readonly WalkWindow[]; readonly tries: number } {
  const longestHoldMs =
    SECOND_MS * Math.max(0, ...candidates.map(({ parameters }) => parameters.maxHoldSeconds));
  const windows = walkWindows({ daysMs, ...days, longestHoldMs });
  return { windows, tries: windows.length * (candidates.length + 1) };
}

/** All choices first, and then what was chosen: who shares tries out has two large portions, and not two for each window. */
export async function walkForward(request: WalkRequest): Promise<Walk> {
  const { candidates, daysMs, signal } = request;
  const { windows } = planWalk(candidates, daysMs, request);
  const tried = await attemptEach(
    request,
    windows.flatMap(({ choose: span }) => candidates.map((candidate) => ({ candidate, span }))),
  );
  const chosen = chosenOf(windows, tried, candidates.length);
  const attempted = await attemptEach(
    request,
    chosen.map(({ candidate, attempt: span }) => ({ candidate, span })),
  );
  const walked = chosen.flatMap(({ candidate, choose, attempt }, k) => {
    const result = attempted[k]?.result;
    if (result === undefined) return [];
    return [
      {
        choose,
        attempt,
        parameters: candidate.parameters,
        chosenUsd: meanOf(candidate.result.dailyUsd),
        attemptedUsd: meanOf(result.dailyUsd),
        attempted: result,
      },
    ];
  });
  const isWhole = !tried.includes(undefined) && walked.length === chosen.length;
  return { windows: walked, isInterrupted: signal.aborted && !isWhole };
}

/** The set of each window, until the first whose sets were not all tried, or of which none is active. */
function chosenOf(
  windows: readonly WalkWindow[],
  tried: readonly (SweptSet | undefined)[],
  sets: number,
): readonly (WalkWindow & { readonly candidate: SweptSet })[] {
  const chosen: (WalkWindow & { readonly candidate: SweptSet })[] = [];
  for (const [k, window] of windows.entries()) {
    const swept = tried.slice(k * sets, (k + 1) * sets).filter((set) => set !== undefined);
    const best = indexOfBest(scoresOf(swept), (index) => isActive(swept[index]!.result));
    if (swept.length < sets || best === undefined) break;
    chosen.push({ ...window, candidate: swept[best]! });
  }
  return chosen;
}
