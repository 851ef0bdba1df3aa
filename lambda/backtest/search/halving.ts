/**
 * How are many sets tried on little data, and the good ones on all of it?
 *
 * Successive halving (Jamieson, Talwalkar 2016): every round keeps a share of the sets, and gives them a window that is
 * longer by as much. The last round has the whole span. Every set of every round is a trial, and is counted.
 */

export interface HalvingRound {
  /** Sets that are tried in it. */
  readonly sets: number;
  /** Days from the first one on. */
  readonly days: number;
}

interface HalvingOptions {
  readonly sets: number;
  readonly days: number;
  /** A round keeps one in so many. */
  readonly keepOneIn?: number;
  /** No window is shorter. */
  readonly daysMin?: number;
}

/** The rounds, first to last. There is one only where the span is too short to be divided, or sets are few. */
export function halvingRounds({
  sets,
  days,
  keepOneIn = 3,
  daysMin = 30,
}: HalvingOptions): readonly HalvingRound[] {
  const rounds: HalvingRound[] = [];
  const roundsMax = Math.floor(Math.log(Math.max(1, days / daysMin)) / Math.log(keepOneIn) + 1e-9);
  const bySets = Math.floor(Math.log(Math.max(1, sets)) / Math.log(keepOneIn) + 1e-9);
  const last = Math.min(roundsMax, bySets);
  for (let round = 0; round <= last; round += 1) {
    rounds.push({
      sets: Math.ceil(sets / keepOneIn ** round),
      days: Math.floor(days / keepOneIn ** (last - round)),
    });
  }
  return rounds;
}
