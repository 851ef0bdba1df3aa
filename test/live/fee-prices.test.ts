/**
 * What does a fee in another currency than dollars cost, and does its price ever hold anything up?
 */
import { describe, expect, it } from 'vitest';
import { attentionOf } from '../../lambda/core/control/attention.ts';
import { plus, ZERO_USD, type Usd } from '../../lambda/core/units.ts';
import { book } from '../venue/account/account.ts';
import { decimal } from '../venue/decimal.ts';
import type { FaultScript } from '../venue/request-faults.ts';
import {
  PROTECTED,
  calmHarness,
  enter,
  eventsOf,
  expectSettled,
  haltOf,
  minute,
  settle,
  standing,
  stateOf,
  told,
  type LiveHarness,
} from './fault-harness.ts';

/** An account that pays its fees in coins which it has. */
async function payingIn(asset: string, priceUsd: number): Promise<LiveHarness> {
  const harness = await calmHarness();
  harness.venue.rules.feeAsset = { asset, priceUsd };
  book(harness.venue.state, { type: 'TRANSFER', asset, amount: decimal(1) });
  return harness;
}

const sum = (amounts: readonly Usd[]) => amounts.reduce<Usd>(plus, ZERO_USD);

/** Fees of closed trades, late costs, and what the operator's coins have paid, in dollars. */
async function paidOf(harness: LiveHarness) {
  const events = await eventsOf(harness);
  return {
    fees: sum(events.flatMap((event) => (event.kind === 'closed' ? [event.trade.feesUsd] : []))),
    late: sum(events.flatMap((event) => (event.kind === 'late-cost' ? [event.paidUsd] : []))),
    byCoins: sum(events.flatMap((event) => (event.kind === 'transfer' ? [event.amountUsd] : []))),
  };
}

/** How long a position was without its stop where nothing goes wrong. */
async function usualMs(): Promise<number> {
  const harness = await payingIn('BNB', 600);
  await enter(harness);
  return harness.venue.books.longestUnprotectedMs();
}

const PRICE_FAULTS: readonly (readonly [name: string, fault: FaultScript['fault']])[] = [
  ['is refused', { kind: 'refusal', code: -1121 }],
  ['never comes', { kind: 'silence' }],
  ['is no price', { kind: 'body', body: '[]' }],
  ['breaks off', { kind: 'reset' }],
];

describe('A fee in another currency', () => {
  it('a fee in another currency that has a price is one of its trade, and the operator’s transfer', async () => {
    const harness = await payingIn('BNB', 600);
    await enter(harness);
    await settle(harness);
    const { fees, late, byCoins } = await paidOf(harness);
    expect(fees).toBeGreaterThan(0);
    expect(late).toBe(0);
    expect(byCoins).toBe(fees);
    expect(told(harness, 'money-moved')).toEqual([]);
  });

  it.each(PRICE_FAULTS)(
    'a fee in another currency whose price %s holds up no fill and no stop, and is booked with its price later',
    async (_name, fault) => {
      const harness = await payingIn('BNB', 600);
      harness.venue.fail({ path: '/fapi/v1/klines', symbol: 'BNBUSDT', fault, forMs: 115_000 });
      await enter(harness);
      expect(await standing(harness)).toBe(PROTECTED);
      expect(harness.venue.books.longestUnprotectedMs()).toBeLessThanOrEqual(await usualMs());
      expect((await stateOf(harness)).unpricedFees).toHaveLength(1);
      await minute(harness);
      await settle(harness);
      const { fees, late, byCoins } = await paidOf(harness);
      expect(late).toBeGreaterThan(0);
      expect(fees + late).toBe(byCoins);
      expect((await stateOf(harness)).unpricedFees).toBeUndefined();
      expect(told(harness, 'fees-unpriced')).toEqual([]);
    },
  );

  it('a fee in another currency that has no market in dollars blocks nothing for ever, and is told once', async () => {
    const harness = await payingIn('LUNCX', 0.01);
    harness.venue.fail({
      path: '/fapi/v1/klines',
      symbol: 'LUNCXUSDT',
      fault: { kind: 'refusal', code: -1121 },
      times: Infinity,
    });
    book(harness.venue.state, { type: 'TRANSFER', asset: 'LUNCX', amount: decimal(1_000) });
    await enter(harness);
    await settle(harness);
    for (let more = 0; more < 5; more += 1) await minute(harness);
    expect(await haltOf(harness)).toBeUndefined();
    const state = await stateOf(harness);
    expect(state.unpricedFees?.map(({ currency }) => currency)).toEqual(['LUNCX', 'LUNCX']);
    expect(attentionOf(state)).toEqual(['fees-unpriced']);
    const alerts = told(harness, 'fees-unpriced');
    expect(alerts).toHaveLength(1);
    expect(alerts[0]?.happened).toContain('LUNCX');
    await expectSettled(harness);
  });
});
