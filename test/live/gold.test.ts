/**
 * Is gold traded like any other market with real orders, once its agreement is signed, and left alone before?
 */
import { describe, expect, it } from 'vitest';
import { attentionOf } from '../../lambda/core/control/attention.ts';
import { HOUR_MS, MINUTE_MS } from '../../lambda/core/units.ts';
import { NOON } from '../harness/builders.ts';
import { rawClient } from '../venue/raw-client.ts';
import { CALM, eventsOf, standing, told, PROTECTED } from './fault-harness.ts';
import { liveHarness, nextMinute, stateOf, type HarnessOptions, type LiveHarness } from './live-harness.ts';

const GOLD = 'XAUUSDT';

const goldHarness = (options: HarnessOptions = {}) => liveHarness({ symbols: [GOLD], ...options });

async function signed(harness: LiveHarness): Promise<LiveHarness> {
  await rawClient(harness.venue)('POST /fapi/v1/stock/contract');
  return harness;
}

/** A minute with a signal in each of these, watched to its end. @returns what became of them */
async function minute(harness: LiveHarness, movePct: number, symbols: readonly string[] = [GOLD]) {
  nextMinute(harness, Object.fromEntries(symbols.map((symbol) => [symbol, movePct])));
  const { verdicts } = await harness.watchedTick();
  return verdicts.map((verdict) =>
    verdict.kind === 'rejected' ? `${verdict.code}: ${verdict.cause}` : verdict.kind,
  );
}

describe('Gold without its agreement', () => {
  it('gold without its agreement is rejected in its own words, told once, with one order a minute and no stop', async () => {
    const harness = await goldHarness();
    for (let k = 0; k < 15; k += 1) {
      const [verdict] = await minute(harness, k % 2 === 0 ? 0.1 : -0.1);
      expect(verdict).toMatch(/^agreement-unsigned: .*-4411/);
    }
    const orders = harness.venue.requests.filter(({ order }) => order !== undefined);
    expect(orders.map(({ order }) => order)).toEqual(Array.from({ length: 15 }, () => 'entry'));
    const [alert, ...more] = told(harness, 'entries-rejected');
    expect(more).toEqual([]);
    expect(alert?.happened).toMatch(/^The exchange takes no order in XAUUSDT before you have signed/);
    expect(alert?.todo).toContain('{agreement sign}');
    expect(harness.alerts).toHaveLength(1);
    expect(attentionOf(await stateOf(harness))).toEqual(['entries-rejected']);
    expect(harness.venue.books.trades).toEqual([]);
  });

  it('gold without its agreement does not keep bitcoin from trading', async () => {
    const both = ['BTCUSDT', GOLD];
    const harness = await goldHarness({ symbols: both, parameters: { ...CALM, maxTradesPerHour: 30 } });
    expect(await minute(harness, 0.1, both)).toEqual([
      'entered',
      expect.stringMatching(/^agreement-unsigned: /),
    ]);
    expect(harness.venue.books.positionsInWords()).toEqual([expect.stringContaining('BTCUSDT')]);
  });

  it('gold is entered and protected by the next signal after it was signed, and nothing stands any more', async () => {
    const harness = await goldHarness({ parameters: CALM });
    await minute(harness, 0.1);
    await signed(harness);
    expect(await minute(harness, 0.1)).toEqual(['entered']);
    expect(await standing(harness)).toBe(PROTECTED);
    expect(attentionOf(await stateOf(harness))).toEqual([]);
  });
});

describe('Funding of gold', () => {
  it('funding of gold is booked as it is charged, when its interval changes while the position is open', async () => {
    const parameters = { ...CALM, quickExitSeconds: 3_600, maxHoldSeconds: 10_000 };
    const startMs = NOON + 55 * MINUTE_MS;
    const harness = await signed(await goldHarness({ parameters, startMs }));
    expect(await minute(harness, 0.1)).toEqual(['entered']);
    harness.venue.rules.fundingOf = { [GOLD]: { intervalHours: 1, capPct: 0.05, ratePct: 0.04 } };
    while (harness.venue.timeMs < NOON + HOUR_MS + 4 * MINUTE_MS) await minute(harness, 0);
    const charged = harness.venue.state.incomes.filter(({ type }) => type === 'FUNDING_FEE');
    expect(charged.map(({ timeMs }) => timeMs)).toEqual([NOON + HOUR_MS]);
    const booked = (await eventsOf(harness)).flatMap((event) =>
      event.kind === 'funding' ? [event.paidUsd] : [],
    );
    expect(booked).toEqual(charged.map(({ amount }) => -Number(amount)));
  });
});

describe('The hours of gold with real orders', () => {
  const session = (fromMinute: number, toMinute: number, type: 'REGULAR' | 'NO_TRADING') => ({
    startTime: NOON + fromMinute * MINUTE_MS,
    endTime: NOON + toMinute * MINUTE_MS,
    type,
  });
  /** Open until 12:10, closed until 12:20, and open again. */
  const pausing = {
    COMMODITY: [session(-60, 10, 'REGULAR'), session(10, 20, 'NO_TRADING'), session(20, 90, 'REGULAR')],
  };

  async function through(parameters: Record<string, unknown> = {}) {
    const held = { ...CALM, quickExitSeconds: 3_600, maxHoldSeconds: 10_000, maxTradesPerHour: 60 };
    const harness = await signed(await goldHarness({ parameters: { ...held, ...parameters } }));
    harness.venue.rules.tradingSchedules = pausing;
    return harness;
  }

  it('a position in gold is closed before its session ends, nothing is entered until the next has a history, and it trades again', async () => {
    const harness = await through();
    const entered: string[] = [];
    for (let k = 1; k <= 26; k += 1) {
      const [verdict] = await minute(harness, k % 2 === 0 ? 0.1 : -0.1);
      if (verdict === 'entered') entered.push(new Date(harness.venue.timeMs).toISOString().slice(11, 16));
    }
    const closed = (await eventsOf(harness)).flatMap((event) =>
      event.kind === 'closed' ? [event.trade] : [],
    );
    expect(closed.map(({ reason }) => reason)).toEqual(['session-end']);
    expect(closed[0]!.exitTimeMs).toBeGreaterThanOrEqual(NOON + 8 * MINUTE_MS);
    expect(closed[0]!.exitTimeMs).toBeLessThan(NOON + 10 * MINUTE_MS);
    expect(entered[0]).toBe('12:01');
    expect(entered).toHaveLength(2);
    expect(entered[1]! > '12:20').toBe(true);
    expect(harness.alerts).toEqual([]);
  });

  it('gold whose hours cannot be read is not entered, and what is open is managed to its end', async () => {
    const harness = await through({ maxHoldSeconds: 180, quickExitSeconds: 180 });
    expect(await minute(harness, 0.1)).toEqual(['entered']);
    harness.venue.rules.tradingSchedules = { COMMODITY: [session(-60, 3, 'REGULAR')] };
    harness.venue.fail({
      path: 'tradingSchedule',
      fault: { kind: 'status', status: 503, body: '' },
      forMs: 2 * HOUR_MS,
    });
    // A container that has just started, and can read no hours.
    nextMinute(harness, { [GOLD]: 0.1 });
    const { verdicts } = await harness.coldTick();
    expect(verdicts.map(({ kind }) => kind)).not.toContain('entered');
    for (let k = 0; k < 3; k += 1) await minute(harness, 0);
    const reasons = (await eventsOf(harness)).flatMap((event) =>
      event.kind === 'closed' ? [event.trade.reason] : [],
    );
    expect(reasons).toEqual(['max-hold']);
  });

  it('gold that found no book before its session ended keeps its stop, which fills where the market opens beyond it', async () => {
    const harness = await through();
    expect(await minute(harness, 0.1)).toEqual(['entered']);
    const noBook = { kind: 'refusal', code: -2020 } as const;
    harness.venue.fail({ order: 'exit', fault: noBook, times: 1_000, forMs: 20 * MINUTE_MS });
    for (let k = 2; k < 20; k += 1) await minute(harness, 0);
    expect(await standing(harness)).toContain('stop resting');
    // The market opens two percent lower.
    await minute(harness, -2);
    await minute(harness, 0);
    const closed = (await eventsOf(harness)).flatMap((event) =>
      event.kind === 'closed' ? [event.trade] : [],
    );
    expect(closed.map(({ reason }) => reason)).toEqual(['hard-stop']);
    expect(closed[0]!.exitPrice).toBeLessThan(4_000 * 0.985);
    expect(closed[0]!.exitTimeMs).toBeGreaterThanOrEqual(NOON + 20 * MINUTE_MS);
    expect(harness.venue.books.positionsInWords()).toEqual([]);
  });
});
