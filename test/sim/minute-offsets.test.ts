/**
 * At whatever second a schedule wakes the bot: does it decide each minute once, as early as its alignment says, and
 * judge what is open all the time?
 */
import { describe, expect, it } from 'vitest';
import { MINUTE_MS, SECOND_MS } from '../../lambda/core/units.ts';
import { NOON } from '../harness/builders.ts';
import { stateIn } from '../harness/stored-bot.ts';
import { INTERVAL_SECONDS, measureOffset, type OffsetResult, type OffsetTerms } from './minute-offsets.ts';
import { latestEntryOf, offsetTable, sumsOf } from './offset-table.ts';
import { wake, type WokenOptions } from './woken-bot.ts';

/** Sixty seconds with every tenth among them; events that are regular, that vary a little, and that vary by seconds. */
const OFFSETS = Array.from({ length: 60 }, (_, second) => second + ((second * 7) % 10) / 10);
const JITTERS = [0, 0.4, 3] as const;

async function rowsOf(alignToMinuteSeconds: number, isMissing: boolean): Promise<readonly OffsetResult[]> {
  const rows: OffsetResult[] = [];
  for (const [k, offsetSeconds] of OFFSETS.entries()) {
    const jitterSeconds = JITTERS[k % JITTERS.length] ?? 0;
    rows.push(
      await measureOffset({ offsetSeconds, alignToMinuteSeconds, jitterSeconds, seed: k + 1, isMissing }),
    );
  }
  return rows;
}

/** The rows that are not as they have to be, and by what. */
function wrong(
  rows: readonly OffsetResult[],
  fault: (row: OffsetResult) => string | number | false | undefined,
): readonly string[] {
  return rows.flatMap((row) => {
    const found = fault(row);
    const where = `:${row.offsetSeconds} ± ${row.jitterSeconds} s, aligned ${row.alignToMinuteSeconds} s`;
    return found === undefined || found === 0 || found === false ? [] : [`${where}: ${found}`];
  });
}

const lagOf = (row: OffsetResult) => latestEntryOf([row]);

describe('a bot that is woken at any second', () => {
  it.each([0, 15, 60])(
    'a bot that is woken at any second, aligned by %i s, decides no minute twice, ticks for every event and judges what is open at every interval, also where an event is missing',
    async (align) => {
      const rows = await rowsOf(align, true);
      expect(wrong(rows, ({ failures }) => failures[0])).toEqual([]);
      expect(wrong(rows, ({ decidedTwice }) => decidedTwice)).toEqual([]);
      expect(wrong(rows, ({ doubled }) => doubled)).toEqual([]);
      expect(wrong(rows, ({ withoutTick }) => withoutTick)).toEqual([]);
      // Without a wait a bot that is woken in the last second of the minute is late for ever.
      if (align > 0)
        expect(wrong(rows, ({ entryLags }) => entryLags.length < 4 && entryLags.length)).toEqual([]);
      const judgedWithin = INTERVAL_SECONDS + 1.5;
      expect(wrong(rows, (row) => row.unjudgedSeconds > judgedWithin && row.unjudgedSeconds)).toEqual([]);
      expect(wrong(rows, ({ longestSeconds: longest }) => longest > 129 && longest)).toEqual([]);
      if (align === 60) expect(wrong(rows, (row) => lagOf(row) > 1 && lagOf(row))).toEqual([]);
      console.info(`${offsetTable(rows, [align])}\naligned by ${align} s: ${sumsOf(rows)}`);
    },
  );
});

const EVENTS = [0, 1, 2, 3, 4, 5].map((minute) => ({ atMs: NOON + minute * MINUTE_MS + 50 * SECOND_MS }));

async function considered(options: Partial<WokenOptions>) {
  const woken = await wake({ events: EVENTS, alignToMinuteSeconds: 15, minutes: 6, ...options });
  const ticks = woken.invoked
    .flatMap(({ reports }) => reports)
    .filter(({ report }) => report.kind === 'tick');
  const decided = ticks.flatMap(({ report: { status, noEntry, tickMs } }) =>
    status === 'committed' && noEntry === undefined ? [(tickMs - NOON) / MINUTE_MS] : [],
  );
  return { ...woken, ticks, decided, failures: woken.invoked.filter(({ failure }) => failure !== undefined) };
}

describe('a bot that waits for the turn of the minute', () => {
  it('a bot that waits decides the first minute at once, and every one after it within half a second of its turn', async () => {
    const { ticks, decided, failures } = await considered({});
    expect(failures).toEqual([]);
    expect(decided).toEqual([0, 1, 2, 3, 4, 5, 6]);
    const lags = ticks.slice(1).map(({ report }) => report.decisionLagMs ?? Infinity);
    for (const lagMs of lags) expect(lagMs).toBeLessThanOrEqual(500);
  });

  it('a bot that waits decides once where an event comes twice, and neither of the two fails', async () => {
    const { decided, failures, store, ticks } = await considered({
      events: EVENTS.flatMap((event) => [event, event]),
    });
    expect(failures).toEqual([]);
    expect(decided).toEqual([0, 1, 2, 3, 4, 5, 6]);
    expect(ticks.filter(({ report }) => report.status === 'lost-race').length).toBeGreaterThan(4);
    expect((await stateIn(store)).ledger.positions).toHaveLength(6);
  });

  it('a bot that waits takes an event that is a minute late as the next one’s', async () => {
    const late = EVENTS.map((event, k) => (k === 2 ? { atMs: event.atMs + MINUTE_MS } : event));
    const { decided, failures } = await considered({ events: late });
    expect(failures).toEqual([]);
    expect(decided.toSorted((left, right) => left - right)).toEqual([0, 1, 2, 3, 4, 5, 6]);
  });

  it('a bot that waits and stands still through its turn decides the minute that it wakes up in, once', async () => {
    const frozenMs = (wokenMs: number, untilMs: number) =>
      wokenMs === EVENTS[2]?.atMs && untilMs % MINUTE_MS === 0 ? 40 * SECOND_MS : 0;
    const { decided, failures, ticks } = await considered({ frozenMs });
    expect(failures).toEqual([]);
    expect(decided.toSorted((left, right) => left - right)).toEqual([0, 1, 2, 3, 4, 5, 6]);
    expect(
      ticks.map(({ report }) => report.decisionLagMs ?? 0).filter((lagMs) => lagMs > 1_000),
    ).toHaveLength(2);
  });

  it('a bot that waits leaves the minute to another that decided it while it stood still', async () => {
    const frozenMs = (wokenMs: number, untilMs: number) =>
      wokenMs === EVENTS[2]?.atMs && untilMs % MINUTE_MS === 0 ? 75 * SECOND_MS : 0;
    const { decided, failures } = await considered({ frozenMs });
    expect(failures).toEqual([]);
    expect(new Set(decided).size).toBe(decided.length);
  });

  it('a bot that always waits enters nothing late, though a minute was not decided at its turn', async () => {
    const { ticks, failures } = await considered({
      alignToMinuteSeconds: 60,
      events: EVENTS.filter((_, k) => k !== 3),
    });
    expect(failures).toEqual([]);
    const late = ticks.filter(({ report }) => (report.decisionLagMs ?? 0) > 1_000);
    expect(late.map(({ report }) => report.noEntry)).toEqual(['late-tick', 'late-tick']);
  });

  it('a bot that was late at its turn takes the watch over where the quicker one has to end and nobody else comes', async () => {
    // The third event is late, and waits for the turn of the fourth; the fifth is missing.
    const seconds = [59.8, 119.8, 182.8, 239.8, 359.8];
    const { invoked, failures } = await considered({
      alignToMinuteSeconds: 60,
      events: seconds.map((second) => ({ atMs: NOON + second * SECOND_MS })),
    });
    expect(failures).toEqual([]);
    const judged = invoked
      .flatMap(({ reports }) => reports)
      .filter(({ report }) => report.status === 'committed')
      .map(({ atMs }) => (atMs - NOON) / SECOND_MS)
      .toSorted((left, right) => left - right)
      .filter((second) => second < 370);
    const gaps = judged.slice(1).map((second, k) => second - judged[k]!);
    expect(Math.max(...gaps)).toBeLessThan(12);
    expect(invoked[3]?.reports[0]?.report.status).toBe('lost-race');
    expect(invoked[3]?.reports.filter(({ report }) => report.status === 'committed').length).toBeGreaterThan(
      3,
    );
  });

  it('a bot that hands its watch over asks the exchange for nothing twice', async () => {
    const { weights } = await considered({});
    // Eight symbols: candles 8, all quotes 5; five steps, and one that is made before the turn. The candle that the
    // exchange has not closed yet is looked at once more.
    for (const weight of weights.values()) expect(weight).toBeLessThanOrEqual(2 * 8 + 5 + 6 * 5);
  });
});

it('an offset is measured the same twice', async () => {
  const terms: OffsetTerms = {
    offsetSeconds: 44.9,
    alignToMinuteSeconds: 15,
    jitterSeconds: 3,
    seed: 7,
    isMissing: true,
  };
  expect(await measureOffset(terms)).toEqual(await measureOffset(terms));
});
