/**
 * Does the bot open, protect and close a real position, and is its ledger what the venue's books say?
 */
import { describe, expect, it } from 'vitest';
import { toDollars } from '../../lambda/core/units.ts';
import { liveWorld, nextMinute, rowsOf, stateOf, type LiveWorld } from './live-harness.ts';

async function expectSameBooks(world: LiveWorld): Promise<void> {
  const { ledger, orders } = await stateOf(world);
  expect(world.venue.books.duplicates()).toEqual([]);
  if (ledger.positions.length + orders.length > 0) return;
  expect(toDollars(ledger.balanceUsd).toFixed(8)).toBe(world.venue.books.walletText());
}

describe('a live bot', () => {
  it('enters at the market, and protects at once with a stop that closes everything and a take-profit', async () => {
    const world = await liveWorld();
    nextMinute(world, { BTCUSDT: 0.1 });
    const report = await world.tick();
    expect(report.verdicts).toMatchObject([{ symbol: 'BTCUSDT', kind: 'entered', side: 'long' }]);
    const { ledger, orders } = await stateOf(world);
    expect(ledger.positions).toMatchObject([{ symbol: 'BTCUSDT', side: 'long', quantity: 0.006 }]);
    expect(orders.map(({ leg, status }) => `${leg} ${status}`)).toEqual([
      'stop resting',
      'take-profit resting',
    ]);
    expect(world.venue.books.openAlgos).toMatchObject([{ closePosition: true, symbol: 'BTCUSDT' }]);
    expect(world.venue.books.openOrders).toHaveLength(1);
    await expectSameBooks(world);
  });

  it('books the take-profit that filled meanwhile, from the fills of the venue', async () => {
    const world = await liveWorld();
    nextMinute(world, { BTCUSDT: 0.1 });
    await world.tick();
    nextMinute(world, { BTCUSDT: 0.3 });
    await world.tick();
    const rows = await rowsOf(world);
    expect(rows.map(({ event }) => event.kind)).toContain('closed');
    const closed = rows.find(({ event }) => event.kind === 'closed');
    expect(closed?.event).toMatchObject({ trade: { reason: 'target' } });
    await expectSameBooks(world);
  });

  it('books the stop that triggered meanwhile, through the order that it became', async () => {
    const world = await liveWorld({ parameters: { maxTradesPerHour: 1 } });
    nextMinute(world, { BTCUSDT: 0.1 });
    await world.tick();
    nextMinute(world, { BTCUSDT: -0.5 });
    await world.tick();
    const closed = (await rowsOf(world)).find(({ event }) => event.kind === 'closed');
    expect(closed?.event).toMatchObject({ trade: { reason: 'hard-stop' } });
    nextMinute(world);
    await world.tick();
    expect((await stateOf(world)).orders).toEqual([]);
    expect(world.venue.books.openOrders).toEqual([]);
    await expectSameBooks(world);
  });

  it('closes at the market by its own rules, and leaves nothing resting', async () => {
    const world = await liveWorld({
      parameters: { quickExitSeconds: 0, maxHoldSeconds: 60, maxTradesPerHour: 1 },
    });
    nextMinute(world, { BTCUSDT: 0.1 });
    await world.tick();
    nextMinute(world);
    await world.tick();
    const closed = (await rowsOf(world)).find(({ event }) => event.kind === 'closed');
    expect(closed?.event).toMatchObject({ trade: { reason: 'max-hold' } });
    expect(world.venue.books.openOrders).toEqual([]);
    expect(world.venue.books.openAlgos).toEqual([]);
    expect(world.venue.books.positions).toEqual([]);
    await expectSameBooks(world);
  });
});
