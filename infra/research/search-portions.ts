/**
 * What a search will try, before it does: so many tries of so long a span, one portion after another.
 */
import { halvingRounds } from '../../lambda/backtest/search/halving.ts';
import { SHIFTS } from '../../lambda/backtest/verdict/entry-shifts.ts';
import type { Span } from '../../lambda/backtest/span.ts';
import { DAY_MS } from '../../lambda/core/units.ts';
import type { SearchRequest } from './search.ts';
import { planWalk } from './walk-forward.ts';

export interface TriedPortion {
  readonly tries: number;
  /** Of each. */
  readonly spanMs: number;
}

export function portionsOf({
  candidates,
  market: { open, daysMs },
  isHalved,
  walk,
}: Pick<SearchRequest, 'candidates' | 'market' | 'isHalved' | 'walk'>): readonly TriedPortion[] {
  const sets = candidates.length;
  const rounds = isHalved ? halvingRounds({ sets, days: daysMs.length }) : [];
  const earlier = rounds.slice(0, -1).map((round) => ({ tries: round.sets, spanMs: round.days * DAY_MS }));
  const whole = [...earlier, { tries: rounds.at(-1)?.sets ?? sets, spanMs: lengthOf(open) }];
  const windows = walk === undefined ? [] : planWalk(candidates, daysMs, walk).windows;
  const [first] = windows;
  if (first === undefined) return whole;
  const walkedMs = windows.reduce((sum, { attempt }) => sum + lengthOf(attempt), 0);
  return [
    ...whole,
    { tries: windows.length * sets, spanMs: lengthOf(first.choose) },
    { tries: windows.length, spanMs: lengthOf(first.attempt) },
    { tries: SHIFTS + 1, spanMs: walkedMs },
  ];
}

function lengthOf({ fromMs, toMs }: Span): number {
  return toMs - fromMs;
}
