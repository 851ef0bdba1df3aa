/**
 * Does a live bot keep the hours of gold: nothing begun or kept before a close, and a weekend gap met by the stop that rests?
 */
import { describe, expect, it } from 'vitest';
import { MINUTE_MS } from '../../lambda/core/units.ts';
import { NOON } from '../harness/builders.ts';
import { liveHarness, nextMinute, rowsOf, stateOf, type LiveHarness } from './live-harness.ts';

const SYMBOL = 'XAUUSDT';
const at = (minute: number) => NOON + minute * MINUTE_MS;
const minuteOf = (timeMs: number) => Math.floor((timeMs - NOON) / MINUTE_MS);

/** Open until the sixth minute after noon, and from the tenth on. */
const SCHEDULE = [
  { startTime: at(-300), endTime: at(6), type: 'REGULAR' },
  { startTime: at(6), endTime: at(10), type: 'NO_TRADING' },
  { startTime: at(10), endTime: at(300), type: 'REGULAR' },
] as const;

async function goldHarness(maxHoldSeconds = 900): Promise<LiveHarness> {
  const parameters = { quickExitSeconds: maxHoldSeconds, maxHoldSeconds, recoverySeconds: 900 };
  const harness = await liveHarness({ symbols: [SYMBOL], parameters });
  harness.venue.state.hasSignedAgreement = true;
  harness.venue.rules.tradingSchedules = { COMMODITY: [...SCHEDULE] };
  return harness;
}

/** Minutes to this one, each with its tick; the price of the last of them moves. */
async function tickUntil(harness: LiveHarness, minute: number, movesPct = 0) {
  let report = undefined;
  while (minuteOf(harness.venue.timeMs) < minute) {
    const isLast = minuteOf(harness.venue.timeMs) + 1 === minute;
    nextMinute(harness, isLast ? { [SYMBOL]: movesPct } : {});
    report = await harness.tick();
  }
  return report;
}

const closedOf = async (harness: LiveHarness) =>
  (await rowsOf(harness)).flatMap(({ event }) => (event.kind === 'closed' ? [event.trade] : []));

describe('a live bot and the hours of gold', () => {
  it('a live bot closes two minutes before the hours of gold end, and enters nothing until a history is whole again', async () => {
    const harness = await goldHarness();
    expect((await tickUntil(harness, 2, 0.1))?.verdicts).toMatchObject([{ kind: 'entered' }]);
    await tickUntil(harness, 3);
    expect((await stateOf(harness)).ledger.positions).toHaveLength(1);
    const held: string[] = [];
    for (let minute = 4; minute < 14; minute += 1) {
      const report = await tickUntil(harness, minute, 0.06);
      held.push(...(report?.verdicts ?? []).map((each) => (each.kind === 'held' ? each.reason : each.kind)));
    }
    const closed = await closedOf(harness);
    expect(closed).toMatchObject([{ reason: 'session-end' }]);
    expect(minuteOf(closed[0]!.exitTimeMs)).toBe(4);
    const outside = Array.from({ length: 6 }, () => 'closed-session');
    expect(held).toEqual([...outside, 'late-candle', 'incomplete-history', 'incomplete-history', 'entered']);
    expect(harness.venue.books.openAlgos).toHaveLength(1);
  });

  it('a live bot that could not close keeps its stop over the closed hours, and a gap is filled beyond it', async () => {
    const harness = await goldHarness(240);
    await tickUntil(harness, 3, 0.1);
    const [position] = (await stateOf(harness)).ledger.positions;
    // The bot is dead until after the close: nobody sends an exit.
    while (minuteOf(harness.venue.timeMs) < 6) nextMinute(harness);
    await tickUntil(harness, 8);
    expect((await stateOf(harness)).ledger.positions).toMatchObject([{ tradeId: position!.tradeId }]);
    expect(harness.venue.books.openAlgos).toMatchObject([{ closePosition: true, symbol: SYMBOL }]);
    await tickUntil(harness, 10, -1);
    const closed = await closedOf(harness);
    expect(closed).toMatchObject([{ reason: 'hard-stop', side: 'long' }]);
    expect(closed[0]!.exitPrice).toBeLessThan(position!.stopPrice * 0.999);
    expect(harness.venue.books.positions).toEqual([]);
  });

  it('a live bot enters nothing while nobody knows the hours of gold, and closes by its other rules', async () => {
    const harness = await goldHarness(120);
    await tickUntil(harness, 1, 0.1);
    expect((await stateOf(harness)).ledger.positions).toHaveLength(1);
    harness.venue.fail({
      path: 'tradingSchedule',
      fault: { kind: 'status', status: 503, body: '' },
      forMs: 600_000,
    });
    nextMinute(harness);
    nextMinute(harness, { [SYMBOL]: 0.1 });
    const cold = await harness.coldTick();
    expect(await closedOf(harness)).toMatchObject([{ reason: 'max-hold' }]);
    expect(cold.verdicts).toMatchObject([{ kind: 'held', reason: 'unknown-session' }]);
  });
});
