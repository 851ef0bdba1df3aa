/**
 * What becomes of a bot that is woken at one second of each minute: a row of the table of offsets.
 *
 * Eight minutes: the first event begins the bot, one in the middle is missing, and each may come early or late.
 */
import fc from 'fast-check';
import { MINUTE_MS, SECOND_MS, minuteStartMs } from '../../lambda/core/units.ts';
import { NOON } from '../harness/builders.ts';
import { rowsIn } from '../harness/stored-bot.ts';
import { wake, type Woken } from './woken-bot.ts';

export const INTERVAL_SECONDS = 10;
const EVENTS = 7;
const MISSING = 4;

export interface OffsetTerms {
  /** Second of the minute at which the schedule wakes. */
  readonly offsetSeconds: number;
  readonly alignToMinuteSeconds: number;
  /** An event comes at most so much early or late. */
  readonly jitterSeconds: number;
  readonly seed: number;
  readonly isMissing: boolean;
}

export interface OffsetResult extends OffsetTerms {
  /** From the close of the candle to the acceptance, of each entry; the seconds that its row has. */
  readonly entryLags: readonly (number | undefined)[];
  /** The longest time between two judgements of what is open, in seconds. */
  readonly unjudgedSeconds: number;
  /** Minutes in which entries were considered more than once. */
  readonly decidedTwice: number;
  /** Whole minutes between the first and the last event that nobody decided in. */
  readonly undecided: number;
  /** Events that brought no tick. */
  readonly withoutTick: number;
  readonly failures: readonly string[];
  readonly longestSeconds: number;
  /** Billed for each event. */
  readonly meanSeconds: number;
  /** Symbols that were entered more than once, and rows that are missing. */
  readonly doubled: number;
  readonly weightMax: number;
}

export async function measureOffset(terms: OffsetTerms): Promise<OffsetResult> {
  const { offsetSeconds, alignToMinuteSeconds, jitterSeconds, seed, isMissing } = terms;
  const [jitters = []] = fc.sample(
    fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: EVENTS, maxLength: EVENTS }),
    { numRuns: 1, seed },
  );
  const events = jitters.flatMap((jitter, k) => {
    const atMs = Math.round(NOON + k * MINUTE_MS + (offsetSeconds + jitter * jitterSeconds) * SECOND_MS);
    return isMissing && k === MISSING ? [] : [{ atMs: Math.max(NOON, atMs) }];
  });
  const parameters = { watchIntervalSeconds: INTERVAL_SECONDS };
  const woken = await wake({ events, alignToMinuteSeconds, minutes: EVENTS, parameters });
  return { ...terms, ...(await resultOf(woken)) };
}

async function resultOf({ invoked, store, weights }: Woken): Promise<Omit<OffsetResult, keyof OffsetTerms>> {
  const rows = await rowsIn(store);
  const opened = rows.flatMap(({ event }) => (event.kind === 'opened' ? [event] : []));
  const symbols = opened.map(({ position }) => position.symbol);
  const considered = invoked
    .flatMap(({ reports }) => reports.map(({ report }) => report))
    .filter(({ kind, status, noEntry }) => kind === 'tick' && status === 'committed' && noEntry === undefined)
    .map(({ tickMs }) => tickMs);
  const durations = invoked.map(({ wokenMs, endedMs = Infinity }) => (endedMs - wokenMs) / SECOND_MS);
  const decided = new Set(considered);
  const [firstMs, lastMs] = [Math.min(...decided), Math.max(...decided)];
  const gapless = rows.every(({ sequence }, k) => sequence === k + 1);
  return {
    entryLags: opened.map(({ decisionLagSeconds }) => decisionLagSeconds),
    unjudgedSeconds: unjudgedSeconds(invoked),
    decidedTwice: considered.length - decided.size,
    undecided: decided.size === 0 ? 0 : (lastMs - firstMs) / MINUTE_MS + 1 - decided.size,
    withoutTick: invoked.filter(({ reports }) => !reports.some(({ report }) => report.kind === 'tick'))
      .length,
    failures: invoked.flatMap(({ failure }) => failure ?? []),
    longestSeconds: Math.max(...durations),
    meanSeconds: durations.reduce((sum, seconds) => sum + seconds, 0) / durations.length,
    doubled: symbols.length - new Set(symbols).size + (gapless ? 0 : 1),
    weightMax: Math.max(...weights.values()),
  };
}

/** From when something is open to the last minute that an event belongs to. */
function unjudgedSeconds(invoked: Woken['invoked']): number {
  const judged = invoked
    .flatMap(({ reports }) => reports)
    .filter(({ report: { status, state } }) => status === 'committed' && state.ledger.positions.length > 0)
    .flatMap(({ report: { tickMs, decisionLagMs } }) =>
      decisionLagMs === undefined ? [] : [tickMs + decisionLagMs],
    )
    .toSorted((left, right) => left - right);
  const lastWokenMs = Math.max(...invoked.map(({ wokenMs }) => wokenMs));
  const endMs = minuteStartMs(lastWokenMs) + MINUTE_MS;
  const times = [...judged.filter((timeMs) => timeMs < endMs), endMs];
  return Math.max(...times.slice(1).map((timeMs, k) => timeMs - times[k]!)) / SECOND_MS;
}
