/**
 * What does the bot make of what others do to its account, and of an account that it cannot read?
 */
import { describe, expect, it } from 'vitest';
import { SECOND_MS } from '../../lambda/core/units.ts';
import { book } from '../venue/account/account.ts';
import { decimal } from '../venue/decimal.ts';
import {
  PROTECTED,
  SYMBOL,
  accept,
  byHand,
  calmHarness,
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
  ])('an account with a %s has a row for it, outside of P&L', async (_name, amount) => {
    const harness = await calmHarness();
    await enter(harness);
    book(harness.venue.state, { type: 'TRANSFER', amount: decimal(amount) });
    await settle(harness);
    expect((await eventsOf(harness)).filter(({ kind }) => kind === 'transfer')).toHaveLength(1);
    expect(await haltOf(harness)).toBeUndefined();
  });

  it('an account books what moved weeks after it began to trade', async () => {
    const harness = await calmHarness();
    await minute(harness);
    harness.venue.timeMs += 20 * 24 * 3_600 * SECOND_MS;
    await minute(harness);
    book(harness.venue.state, { type: 'TRANSFER', amount: decimal(500) });
    await settle(harness);
    expect(await haltOf(harness)).toBeUndefined();
  });

  it('an account whose wallet nobody explains opens nothing, halts after a minute, and is taken as it is when accepted', async () => {
    const harness = await calmHarness();
    await minute(harness);
    harness.venue.state.wallets.set('USDT', harness.venue.books.wallet() + decimal(7));
    nextMinute(harness, { [SYMBOL]: 0.1 });
    expect((await harness.watchedTick()).noEntry).toBe('no-account');
    expect(await haltOf(harness)).toBeUndefined();
    await minute(harness);
    expect(await haltOf(harness)).toContain(
      'the wallet holds 2007.00000000 USDT, the ledger has 2000.00000000',
    );
    await accept(harness, 'a');
    await minute(harness);
    expect(await haltOf(harness)).toBeUndefined();
    await expect(stateOf(harness)).resolves.toMatchObject({ ledger: { halted: undefined } });
    expect((await eventsOf(harness)).at(-1)).toMatchObject({ kind: 'transfer' });
  });

  it('an account whose wallet nobody explains halts after a minute, though each tick is in another container', async () => {
    const harness = await calmHarness();
    await minute(harness);
    harness.venue.state.wallets.set('USDT', harness.venue.books.wallet() + decimal(7));
    const halts: boolean[] = [];
    for (let k = 0; k < 3; k += 1) {
      nextMinute(harness, { [SYMBOL]: 0.1 });
      expect((await harness.coldTick()).noEntry).toBe(k === 0 ? 'no-account' : undefined);
      halts.push((await haltOf(harness)) !== undefined);
    }
    expect(halts).toEqual([false, true, true]);
    await accept(harness, 'a');
    await minute(harness);
    expect([await haltOf(harness), (await stateOf(harness)).unexplainedSinceMs]).toEqual([
      undefined,
      expect.any(Number),
    ]);
    // Whoever looks next finds that it is over.
    await minute(harness);
    expect(await stateOf(harness)).not.toHaveProperty('unexplainedSinceMs');
  });

  it('an account with an order of somebody else halts, touches it never, and halts again while it is there', async () => {
    const harness = await calmHarness();
    byHand(harness, 'BUY', 0.01, 90_000);
    nextMinute(harness, { [SYMBOL]: 0.1 });
    await harness.watchedTick();
    expect(await haltOf(harness)).toContain("an order in BTCUSDT is not the bot's: web_1");
    await accept(harness, 'a');
    nextMinute(harness, { [SYMBOL]: 0.1 });
    await harness.watchedTick();
    expect(await haltOf(harness)).toContain('web_1');
    expect(harness.venue.books.trades).toEqual([]);
    expect(harness.venue.books.openOrders).toHaveLength(1);
    expect(told(harness, 'halted')).toHaveLength(2);
  });

  it('an account with a position of somebody else halts, and opens nothing beside it [invariant 3a]', async () => {
    const harness = await calmHarness();
    byHand(harness, 'BUY', 0.01);
    nextMinute(harness, { [SYMBOL]: 0.1 });
    await harness.watchedTick();
    expect(await haltOf(harness)).toContain("a long of 0.01 in BTCUSDT is not the bot's");
    expect(harness.venue.books.trades).toHaveLength(1);
  });

  it('an account in hedge mode halts with the first order that it refuses', async () => {
    const harness = await calmHarness();
    harness.venue.state.isHedged = true;
    nextMinute(harness, { [SYMBOL]: 0.1 });
    await harness.watchedTick();
    expect(await haltOf(harness)).toContain('hedge mode');
  });

  it.each([
    ['keys are refused', { kind: 'refusal', code: -2015 }, 'credentials-refused'],
    [
      'region is not served',
      { kind: 'status', status: 451, body: '{"code":0,"msg":"restricted location"}' },
      'region-refused',
    ],
  ] as const)(
    'an account whose %s raises one alert, and opens nothing [invariant 3b]',
    async (_name, fault, kind) => {
      const harness = await calmHarness();
      harness.venue.fail({ path: '/fapi/v3/account', fault, times: 100 });
      for (let more = 0; more < 3; more += 1) {
        nextMinute(harness, { [SYMBOL]: 0.1 });
        expect((await harness.watchedTick()).noEntry).toBe('no-account');
      }
      expect(told(harness, kind)).toHaveLength(1);
      expect(harness.venue.books.trades).toEqual([]);
    },
  );

  it('an account that cannot be read opens nothing, and what is open leaves all the same', async () => {
    const harness = await calmHarness({ parameters: { maxHoldSeconds: 60, quickExitSeconds: 60 } });
    await enter(harness);
    harness.venue.fail({ path: '/fapi/v3/account', fault: { kind: 'reset' }, times: 7 });
    nextMinute(harness);
    await harness.watchedTick();
    expect(await closedOf(harness)).toEqual(['max-hold']);
    await settle(harness);
  });

  it('an account of which one order cannot be asked for has its other orders looked up', async () => {
    const harness = await calmHarness();
    harness.venue.fail({
      method: 'POST',
      path: '/fapi/v1/order',
      clientId: /-e$/,
      fault: { kind: 'reset' },
      when: 'after',
    });
    // Not found while the function lives, and nobody says what the wallet did.
    harness.venue.fail({ method: 'GET', path: '/fapi/v1/order', fault: { kind: 'reset' }, times: 3 });
    harness.venue.fail({ path: '/fapi/v1/income', fault: { kind: 'reset' }, times: 100 });
    nextMinute(harness, { [SYMBOL]: 0.1 });
    await harness.watchedTick();
    expect(await standing(harness)).toBe(PROTECTED);
    expect(harness.venue.books.longestUnprotectedMs()).toBeLessThan(15_000);
    harness.venue.faults.clear();
    await settle(harness);
  });

  it('an account of a venue that limits is left alone for as long as it says', async () => {
    const harness = await calmHarness();
    await enter(harness);
    harness.venue.fail({
      path: '/fapi/v3/account',
      fault: { kind: 'status', status: 429, retryAfter: '25' },
    });
    nextMinute(harness);
    const from = harness.venue.requests.length;
    const startMs = harness.venue.timeMs;
    await harness.watchedTick();
    const quiet = harness.venue.requests
      .slice(from)
      .filter(({ timeMs }) => timeMs > startMs && timeMs < startMs + 25 * SECOND_MS);
    expect(quiet).toEqual([]);
    await settle(harness);
  });
});
