/**
 * Does the bot find what rests in markets that it does not trade, within the hour and after every surprise?
 */
import { describe, expect, it } from 'vitest';
import { runTick } from '../../lambda/agent.ts';
import { epochOf } from '../../lambda/core/bot-state.ts';
import { clientOrderId } from '../../lambda/core/order.ts';
import { placeAlgo } from '../venue/orders/algo-orders.ts';
import { decimal } from '../venue/decimal.ts';
import { place } from '../venue/orders/matching.ts';
import { TROUBLES } from '../venue/request-faults.ts';
import {
  SYMBOL,
  accept,
  byHand,
  calmHarness,
  enter,
  haltOf,
  minute,
  nextMinute,
  stateOf,
  told,
  type LiveHarness,
} from './fault-harness.ts';
import { LIVE_BOT, liveHarness } from './live-harness.ts';

const FOUND = "an order in ETH/USDT:USDT is not the bot's: web_2";

/** A limit order of somebody else in a market that the bot does not trade. */
function orderElsewhere({ venue }: LiveHarness): void {
  venue.quote('ETHUSDT', { bid: 2_700, ask: 2_700 });
  place(venue.state, {
    symbol: 'ETHUSDT',
    side: 'BUY',
    positionSide: 'BOTH',
    type: 'LIMIT',
    timeInForce: 'GTC',
    quantity: decimal(0.1),
    price: decimal(2_600),
    reduceOnly: false,
    clientOrderId: 'web_2',
  });
}

/** Minutes until the bot halts. */
async function minutesUntilFound(harness: LiveHarness, atMost: number): Promise<number | undefined> {
  for (let minutes = 1; minutes <= atMost; minutes += 1) {
    await minute(harness);
    const cause = await haltOf(harness);
    if (cause !== undefined) {
      expect(cause).toContain(FOUND);
      return minutes;
    }
  }
  return undefined;
}

describe('An order in a market that the bot does not trade', () => {
  it('an order in a market that the bot does not trade is found at its first look', async () => {
    const harness = await calmHarness();
    orderElsewhere(harness);
    expect(await minutesUntilFound(harness, 1)).toBe(1);
  });

  it('an order in a market that the bot does not trade is found within the hour, and no sooner', async () => {
    const harness = await calmHarness();
    await minute(harness);
    orderElsewhere(harness);
    const minutes = await minutesUntilFound(harness, 61);
    expect(minutes).toBeGreaterThan(30);
    expect(minutes).toBeLessThanOrEqual(60);
  });

  it('an order in a market that the bot does not trade is found after a reading that failed', async () => {
    const harness = await calmHarness();
    await minute(harness);
    orderElsewhere(harness);
    harness.venue.fail({ fault: TROUBLES['bad gateway'], path: '/fapi/v3/account' });
    await minute(harness);
    expect(await minutesUntilFound(harness, 1)).toBe(1);
  });

  it('an order in a market that the bot does not trade is found in the minute after something else was', async () => {
    const harness = await calmHarness();
    await enter(harness);
    orderElsewhere(harness);
    byHand(harness, 'SELL', 0.002);
    expect(await minutesUntilFound(harness, 2)).toBeLessThanOrEqual(2);
  });

  it('an order in a market that the bot does not trade halts it again at every tick after it is accepted', async () => {
    const harness = await calmHarness();
    orderElsewhere(harness);
    await minute(harness);
    for (const id of ['a', 'b', 'c']) {
      await accept(harness, id);
      nextMinute(harness, { [SYMBOL]: 0.1 });
      await harness.watchedTick();
      expect(await haltOf(harness)).toContain(FOUND);
    }
    expect(harness.venue.books.trades).toEqual([]);
    expect(told(harness, 'halted')).toHaveLength(4);
  });
});

it('an entry in doubt in a market that the bot does not trade any more is booked with prices on its ticks', async () => {
  const harness = await liveHarness({ symbols: ['BTCUSDT', 'ETHUSDT'], parameters: { targetPct: 5 } });
  const { venue, ports } = harness;
  venue.fail({ order: 'entry', when: 'after', fault: { kind: 'reset' } });
  venue.fail({ method: 'GET', path: '/fapi/v1/order', fault: { kind: 'reset' }, times: Infinity });
  nextMinute(harness, { ETHUSDT: 0.1 });
  await harness.tick();
  expect((await stateOf(harness)).ledger.positions).toEqual([]);
  venue.faults.clear();
  nextMinute(harness);
  const invocation = { id: 'without', deadlineMs: venue.timeMs + 55_000 };
  await runTick({ id: LIVE_BOT, symbols: ['BTCUSDT'] }, ports, invocation);
  const [position] = (await stateOf(harness)).ledger.positions;
  expect(position).toMatchObject({ symbol: 'ETHUSDT', takeProfitPrice: 2_837.99 });
});

describe('An orphan in a market that a watch step does not look at', () => {
  it('an orphan in a market that a watch step does not look at is cancelled as what it is, when everything is read', async () => {
    const harness = await calmHarness({ symbols: [SYMBOL, 'ETHUSDT'] });
    await minute(harness);
    nextMinute(harness, { [SYMBOL]: 0.1 });
    const report = await harness.tick();
    const state = await stateOf(harness);
    expect(state.ledger.positions).toHaveLength(1);
    const orphan = placeAlgo(harness.venue.state, {
      symbol: 'ETHUSDT',
      side: 'SELL',
      positionSide: 'BOTH',
      type: 'STOP_MARKET',
      timeInForce: 'GTC',
      triggerPrice: decimal(2_000),
      price: decimal(0),
      quantity: decimal(0.1),
      reduceOnly: false,
      closePosition: false,
      workingType: 'CONTRACT_PRICE',
      priceProtect: false,
      // A number that the ledger has issued, of an order that is none of its open ones.
      clientAlgoId: clientOrderId(LIVE_BOT, epochOf(state), state.orderCount, 'stop'),
    });
    byHand(harness, 'SELL', 0.002);
    harness.venue.requests.length = 0;
    await harness.watchOn(report);
    expect(orphan.status).toBe('CANCELED');
    expect(harness.venue.asked('DELETE /fapi/v1/algoOrder').map(({ symbol }) => symbol)).toContain('ETHUSDT');
  });
});

describe('An account that was read ahead', () => {
  it('an account that was read ahead is read again where the ledger has orders in other markets', async () => {
    const harness = await calmHarness({ symbols: [SYMBOL, 'ETHUSDT'] });
    await minute(harness);
    nextMinute(harness, { ETHUSDT: 0.1 });
    await harness.tick();
    const state = await stateOf(harness);
    expect(state.ledger.positions).toMatchObject([{ symbol: 'ETHUSDT' }]);
    const { live } = harness.exchange;
    // As a container that has not seen the entry: another one has made it.
    harness.venue.requests.length = 0;
    const views = await live.observePrices([SYMBOL], harness.venue.timeMs);
    const report = await live.syncAccount(views, state, harness.parameters);
    expect(report).toMatchObject({ activities: [], unexplained: [] });
    const asked = harness.venue.asked('GET /fapi/v1/openOrders').map(({ symbol }) => symbol);
    expect(asked.slice(0, 1)).toEqual([SYMBOL]);
    expect(new Set(asked.slice(1))).toEqual(new Set([SYMBOL, 'ETHUSDT']));
  });
});
