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
import { attemptAll, scoresOf, type SweepRequest } from './sweep.ts';

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

export async function walkForward(request: WalkRequest): Promise<Walk> {
  const { candidates, daysMs, signal } = request;
  const walked: WalkedWindow[] = [];
  for (const window of planWalk(candidates, daysMs, request).windows) {
    const swept = await attemptAll(request, candidates, window.choose);
    const scores = scoresOf(swept);
    const best = indexOfBest(scores, (index) => isActive(swept[index]!.result));
    if (swept.length < candidates.length || best === undefined) {
      return { windows: walked, isInterrupted: signal.aborted };
    }
    const chosen = swept[best]!;
    const [attempted] = await attemptAll(request, [chosen], window.attempt);
    if (attempted === undefined) return { windows: walked, isInterrupted: true };
    walked.push({
      ...window,
      parameters: chosen.parameters,
      chosenUsd: meanOf(chosen.result.dailyUsd),
      attemptedUsd: meanOf(attempted.result.dailyUsd),
      attempted: attempted.result,
    });
  }
  return { windows: walked, isInterrupted: false };
}
