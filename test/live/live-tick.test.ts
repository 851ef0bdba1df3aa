/**
 * Does the bot open, protect and close a real position, and is its ledger what the venue's books say?
 */
import { describe, expect, it } from 'vitest';
import { toDollars } from '../../lambda/core/units.ts';
import { liveHarness, nextMinute, rowsOf, stateOf, type LiveHarness } from './live-harness.ts';

async function expectSameBooks(harness: LiveHarness): Promise<void> {
  const { ledger, orders } = await stateOf(harness);
  expect(harness.venue.books.duplicates()).toEqual([]);
  if (ledger.positions.length + orders.length > 0) return;
  expect(toDollars(ledger.balanceUsd).toFixed(8)).toBe(harness.venue.books.walletText());
}

describe('a live bot', () => {
  it('a live bot enters at the market, and protects at once with a stop that closes everything and a take-profit', async () => {
    const harness = await liveHarness({ venue: { rules: { tradeVisibleAfterMs: 300 } } });
    nextMinute(harness, { BTCUSDT: 0.1 });
    const report = await harness.tick();
    expect(report.verdicts).toMatchObject([{ symbol: 'BTCUSDT', kind: 'entered', side: 'long' }]);
    const opened = (await rowsOf(harness)).find(({ event }) => event.kind === 'opened');
    // Two seconds after the minute it was accepted; its fills were shown later.
    expect(opened?.event).toMatchObject({ decisionLagSeconds: 2 });
    const { ledger, orders } = await stateOf(harness);
    expect(ledger.positions).toMatchObject([{ symbol: 'BTCUSDT', side: 'long', quantity: 0.006 }]);
    expect(orders.map(({ leg, status }) => `${leg} ${status}`)).toEqual([
      'stop resting',
      'take-profit resting',
    ]);
    expect(harness.venue.books.openAlgos).toMatchObject([{ closePosition: true, symbol: 'BTCUSDT' }]);
    expect(harness.venue.books.openOrders).toHaveLength(1);
    await expectSameBooks(harness);
  });

  it('a live bot books the take-profit that filled meanwhile, from the fills of the venue', async () => {
    const harness = await liveHarness();
    nextMinute(harness, { BTCUSDT: 0.1 });
    await harness.tick();
    nextMinute(harness, { BTCUSDT: 0.3 });
    await harness.tick();
    const rows = await rowsOf(harness);
    expect(rows.map(({ event }) => event.kind)).toContain('closed');
    const closed = rows.find(({ event }) => event.kind === 'closed');
    expect(closed?.event).toMatchObject({ trade: { reason: 'target' } });
    await expectSameBooks(harness);
  });

  it('a live bot books the stop that triggered meanwhile, through the order that it became', async () => {
    const harness = await liveHarness({ parameters: { maxTradesPerHour: 1 } });
    nextMinute(harness, { BTCUSDT: 0.1 });
    await harness.tick();
    nextMinute(harness, { BTCUSDT: -0.5 });
    await harness.tick();
    const closed = (await rowsOf(harness)).find(({ event }) => event.kind === 'closed');
    expect(closed?.event).toMatchObject({ trade: { reason: 'hard-stop' } });
    nextMinute(harness);
    await harness.tick();
    expect((await stateOf(harness)).orders).toEqual([]);
    expect(harness.venue.books.openOrders).toEqual([]);
    await expectSameBooks(harness);
  });

  it('a live bot closes at the market by its own rules, and leaves nothing resting', async () => {
    const harness = await liveHarness({
      parameters: { quickExitSeconds: 0, maxHoldSeconds: 60, maxTradesPerHour: 1 },
    });
    nextMinute(harness, { BTCUSDT: 0.1 });
    await harness.tick();
    nextMinute(harness);
    await harness.tick();
    const closed = (await rowsOf(harness)).find(({ event }) => event.kind === 'closed');
    expect(closed?.event).toMatchObject({ trade: { reason: 'max-hold' } });
    expect(harness.venue.books.openOrders).toEqual([]);
    expect(harness.venue.books.openAlgos).toEqual([]);
    expect(harness.venue.books.positions).toEqual([]);
    await expectSameBooks(harness);
  });

  it('a live bot opens no more than the market takes in one order, and closes all of it in one', async () => {
    // 800,000 USD at 140 are 5,714 SOL, of which one market order takes 5,000.
    const large = {
      collateralUsd: 40_000,
      maxOpenCollateralUsd: 40_000,
      dailyLossUsd: 1e6,
      dailyLossPct: 100,
    };
    const harness = await liveHarness({
      symbols: ['SOLUSDT'],
      venue: { balanceUsd: 1e6 },
      parameters: {
        ...large,
        profitTargetUsd: 1e5,
        profitCapUsd: 1e5,
        quickExitSeconds: 0,
        maxHoldSeconds: 60,
      },
    });
    nextMinute(harness, { SOLUSDT: 0.1 });
    await harness.tick();
    expect((await stateOf(harness)).ledger.positions).toMatchObject([{ quantity: 5_000 }]);
    nextMinute(harness);
    await harness.tick();
    const closed = (await rowsOf(harness)).find(({ event }) => event.kind === 'closed');
    expect(closed?.event).toMatchObject({ trade: { reason: 'max-hold', quantity: 5_000 } });
    const sent = harness.venue.asked('POST /fapi/v1/order').filter(({ params }) => params.includes('MARKET'));
    expect(sent.map(({ answered }) => answered?.status)).toEqual([200, 200]);
    await expectSameBooks(harness);
  });
});
