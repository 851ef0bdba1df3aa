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
    const harness = await liveHarness();
    nextMinute(harness, { BTCUSDT: 0.1 });
    const report = await harness.tick();
    expect(report.verdicts).toMatchObject([{ symbol: 'BTCUSDT', kind: 'entered', side: 'long' }]);
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
});
