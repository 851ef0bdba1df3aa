/**
 * What does the bot make of what others do to its account, and of an account that it cannot read?
 */
import { describe, expect, it } from 'vitest';
import { SECOND_MS } from '../../lambda/core/units.ts';
import { book } from '../venue/account.ts';
import { decimal } from '../venue/decimal.ts';
import {
  PROTECTED,
  SYMBOL,
  accept,
  byHand,
  calmWorld,
  closedOf,
  enter,
  eventsOf,
  haltOf,
  minute,
  nextMinute,
  settle,
  standing,
  stateOf,
  told,
} from './fault-harness.ts';

describe('An account', () => {
  it.each([
    ['deposit', 500],
    ['withdrawal', -120.5],
  ])('with a %s has a row for it, outside of P&L', async (_name, amount) => {
    const world = await calmWorld();
    await enter(world);
    book(world.venue.state, { type: 'TRANSFER', amount: decimal(amount) });
    await settle(world);
    expect((await eventsOf(world)).filter(({ kind }) => kind === 'transfer')).toHaveLength(1);
    expect(await haltOf(world)).toBeUndefined();
  });

  it('books what moved weeks after it began to trade', async () => {
    const world = await calmWorld();
    await minute(world);
    world.venue.timeMs += 20 * 24 * 3_600 * SECOND_MS;
    await minute(world);
    book(world.venue.state, { type: 'TRANSFER', amount: decimal(500) });
    await settle(world);
    expect(await haltOf(world)).toBeUndefined();
  });

  it('whose wallet nobody explains opens nothing, halts after a minute, and is taken as it is when accepted', async () => {
    const world = await calmWorld();
    await minute(world);
    world.venue.state.wallets.set('USDT', world.venue.books.wallet() + decimal(7));
    nextMinute(world, { [SYMBOL]: 0.1 });
    expect((await world.watchedTick()).noEntry).toBe('no-account');
    expect(await haltOf(world)).toBeUndefined();
    await minute(world);
    expect(await haltOf(world)).toContain(
      'the wallet holds 2007.00000000 USDT, the ledger has 2000.00000000',
    );
    await accept(world, 'a');
    await minute(world);
    expect(await haltOf(world)).toBeUndefined();
    await expect(stateOf(world)).resolves.toMatchObject({ ledger: { halted: undefined } });
    expect((await eventsOf(world)).at(-1)).toMatchObject({ kind: 'transfer' });
  });

  it('with an order of somebody else halts, touches it never, and halts again while it is there', async () => {
    const world = await calmWorld();
    byHand(world, 'BUY', 0.01, 90_000);
    nextMinute(world, { [SYMBOL]: 0.1 });
    await world.watchedTick();
    expect(await haltOf(world)).toContain("an order in BTCUSDT is not the bot's: web_1");
    await accept(world, 'a');
    nextMinute(world, { [SYMBOL]: 0.1 });
    await world.watchedTick();
    expect(await haltOf(world)).toContain('web_1');
    expect(world.venue.books.trades).toEqual([]);
    expect(world.venue.books.openOrders).toHaveLength(1);
    expect(told(world, 'halted')).toHaveLength(2);
  });

  it('with a position of somebody else halts, and opens nothing beside it', async () => {
    const world = await calmWorld();
    byHand(world, 'BUY', 0.01);
    nextMinute(world, { [SYMBOL]: 0.1 });
    await world.watchedTick();
    expect(await haltOf(world)).toContain("a long of 0.01 in BTCUSDT is not the bot's");
    expect(world.venue.books.trades).toHaveLength(1);
  });

  it('in hedge mode halts with the first order that it refuses', async () => {
    const world = await calmWorld();
    world.venue.state.isHedged = true;
    nextMinute(world, { [SYMBOL]: 0.1 });
    await world.watchedTick();
    expect(await haltOf(world)).toContain('hedge mode');
  });

  it.each([
    ['keys are refused', { kind: 'refusal', code: -2015 }, 'credentials-refused'],
    [
      'region is not served',
      { kind: 'status', status: 451, body: '{"code":0,"msg":"restricted location"}' },
      'region-refused',
    ],
  ] as const)('whose %s is told of once, and opens nothing', async (_name, fault, kind) => {
    const world = await calmWorld();
    world.venue.fail({ path: '/fapi/v3/account', fault, times: 100 });
    for (let more = 0; more < 3; more += 1) {
      nextMinute(world, { [SYMBOL]: 0.1 });
      expect((await world.watchedTick()).noEntry).toBe('no-account');
    }
    expect(told(world, kind)).toHaveLength(1);
    expect(world.venue.books.trades).toEqual([]);
  });

  it('that cannot be read opens nothing, and what is open leaves all the same', async () => {
    const world = await calmWorld({ parameters: { maxHoldSeconds: 60, quickExitSeconds: 60 } });
    await enter(world);
    world.venue.fail({ path: '/fapi/v3/account', fault: { kind: 'reset' }, times: 7 });
    nextMinute(world);
    await world.watchedTick();
    expect(await closedOf(world)).toEqual(['max-hold']);
    await settle(world);
  });

  it('of which one order cannot be asked for has its other orders looked up', async () => {
    const world = await calmWorld();
    world.venue.fail({
      method: 'POST',
      path: '/fapi/v1/order',
      clientId: /-e$/,
      fault: { kind: 'reset' },
      when: 'after',
    });
    // Not found while the function lives, and nobody says what the wallet did.
    world.venue.fail({ method: 'GET', path: '/fapi/v1/order', fault: { kind: 'reset' }, times: 3 });
    world.venue.fail({ path: '/fapi/v1/income', fault: { kind: 'reset' }, times: 100 });
    nextMinute(world, { [SYMBOL]: 0.1 });
    await world.watchedTick();
    expect(await standing(world)).toBe(PROTECTED);
    expect(world.venue.books.longestUnprotectedMs()).toBeLessThan(15_000);
    world.venue.faults.clear();
    await settle(world);
  });

  it('of a venue that limits is left alone for as long as it says', async () => {
    const world = await calmWorld();
    await enter(world);
    world.venue.fail({
      path: '/fapi/v3/account',
      fault: { kind: 'status', status: 429, retryAfter: '25' },
    });
    nextMinute(world);
    const from = world.venue.requests.length;
    const startMs = world.venue.timeMs;
    await world.watchedTick();
    const quiet = world.venue.requests
      .slice(from)
      .filter(({ timeMs }) => timeMs > startMs && timeMs < startMs + 25 * SECOND_MS);
    expect(quiet).toEqual([]);
    await settle(world);
  });
});
