/**
 * Which trade of one ledger is which trade of another?
 *
 * Two trades are one where symbol and side are the same and their entries are at most `withinMs` apart. The nearest are
 * paired first; of pairs that are equally near, the one that was entered first. Each trade is in one pair at most.
 */
import type { Side } from '../../core/market.ts';

export interface Entered {
  readonly symbol: string;
  readonly side: Side;
  readonly entryTimeMs: number;
}

export interface Matching<Left, Right> {
  readonly pairs: readonly (readonly [Left, Right])[];
  readonly onlyLeft: readonly Left[];
  readonly onlyRight: readonly Right[];
}

/** Everything in the order in which it was entered. */
export function matchTrades<Left extends Entered, Right extends Entered>(
  left: readonly Left[],
  right: readonly Right[],
  withinMs: number,
): Matching<Left, Right> {
  const rights = Map.groupBy(right.toSorted(byEntry), marketOf);
  const candidates = left.flatMap((each) =>
    nearTo(each, rights.get(marketOf(each)) ?? [], withinMs).map((other) => [each, other] as const),
  );
  const nearestFirst = candidates.toSorted((one, other) => {
    const nearer = apart(one) - apart(other);
    return nearer === 0 ? firstOf(one) - firstOf(other) : nearer;
  });
  const taken = new Set<Entered>();
  const pairs = nearestFirst.filter(([one, other]) => {
    if (taken.has(one) || taken.has(other)) return false;
    taken.add(one);
    taken.add(other);
    return true;
  });
  return {
    pairs: pairs.toSorted(([one], [other]) => byEntry(one, other)),
    onlyLeft: left.filter((each) => !taken.has(each)).toSorted(byEntry),
    onlyRight: right.filter((each) => !taken.has(each)).toSorted(byEntry),
  };
}

function marketOf({ symbol, side }: Entered): string {
  return `${side} ${symbol}`;
}

function byEntry(left: Entered, right: Entered): number {
  return left.entryTimeMs - right.entryTimeMs;
}

/** @param sorted by entry. */
function nearTo<Other extends Entered>(
  { entryTimeMs }: Entered,
  sorted: readonly Other[],
  withinMs: number,
): readonly Other[] {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle]!.entryTimeMs < entryTimeMs - withinMs) low = middle + 1;
    else high = middle;
  }
  let end = low;
  while (end < sorted.length && sorted[end]!.entryTimeMs <= entryTimeMs + withinMs) end += 1;
  return sorted.slice(low, end);
}

function apart([left, right]: readonly [Entered, Entered]): number {
  return Math.abs(left.entryTimeMs - right.entryTimeMs);
}

function firstOf([left, right]: readonly [Entered, Entered]): number {
  return Math.min(left.entryTimeMs, right.entryTimeMs);
}
