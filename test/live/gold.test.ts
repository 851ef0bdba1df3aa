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
