/**
 * What becomes of a position in the ledger that the exchange does not hold any more?
 *
 * Its operator trades by hand, the exchange takes it, trades are shown late or never: the ledger ends with what the
 * exchange holds, and every dollar of it.
 */
import { describe, expect, it } from 'vitest';
import {
  SYMBOL,
  calmHarness,
  closedOf,
  enter,
  haltOf,
  minute,
  nextMinute,
  stateOf,
  told,
  type LiveHarness,
} from './fault-harness.ts';
import { HIDDEN, byHand, expectAccepted, expectSame, tradeOf } from './lost-position-harness.ts';

interface Attack {
  readonly name: string;
  readonly attack: (harness: LiveHarness) => void;
  readonly halt: string;
  readonly reason: string;
}

const ATTACKS: readonly Attack[] = [
  {
    name: 'its operator has added to, and sold',
    attack: (harness) => {
      byHand(harness, 'BUY', 0.004);
      byHand(harness, 'SELL', 0.01);
    },
    halt: "the long in BTCUSDT was closed by an order that is not the bot's",
    reason: 'flatten',
  },
  {
    name: 'its operator has sold in parts, and added to in between',
    attack: (harness) => {
      byHand(harness, 'SELL', 0.003);
      byHand(harness, 'BUY', 0.007);
      byHand(harness, 'SELL', 0.01);
    },
    halt: "the long in BTCUSDT was closed by an order that is not the bot's",
    reason: 'flatten',
  },
  {
    name: 'the insurance fund has taken over',
    attack: ({ venue }) => venue.happen({ kind: 'take-over', symbol: SYMBOL, by: 'insurance-fund' }),
    halt: 'the insurance fund of the exchange has taken over the long in BTCUSDT',
    reason: 'liquidated',
  },
  {
    name: 'the exchange has deleveraged',
    attack: ({ venue }) => venue.happen({ kind: 'take-over', symbol: SYMBOL, by: 'adl' }),
    halt: 'the exchange has closed the long in BTCUSDT by auto-deleveraging (adl)',
    reason: 'flatten',
  },
  {
    name: 'the exchange has settled',
    attack: ({ venue }) => venue.happen({ kind: 'take-over', symbol: SYMBOL, by: 'settlement' }),
    halt: 'the exchange has settled the long in BTCUSDT',
    reason: 'flatten',
  },
  {
    name: 'is gone without a trade, an order or a movement',
    attack: (harness) => byHand(harness, 'SELL', 0.006, { hiddenMs: HIDDEN }),
    halt: 'the long in BTCUSDT is gone; the exchange shows no trade that closed it, so that its price is not known',
    reason: 'flatten',
  },
  {
    name: 'is gone with a trade of a part',
    attack: (harness) => {
      byHand(harness, 'SELL', 0.002);
      byHand(harness, 'SELL', 0.004, { hiddenMs: HIDDEN });
    },
    halt: "the long in BTCUSDT was closed by an order that is not the bot's; the exchange shows trades of a part of it only",
    reason: 'flatten',
  },
  {
    name: 'is gone with trades that are shown a minute later',
    attack: (harness) => byHand(harness, 'SELL', 0.006, { hiddenMs: { trades: 150_000, orders: 150_000 } }),
    halt: 'the long in BTCUSDT is gone; the exchange shows no trade that closed it, so that its price is not known',
    reason: 'flatten',
  },
];

describe('A position', () => {
  it.each(ATTACKS)(
    'a position that $name is closed at a tick, and the bot halts with the story [invariant 3a]',
    async ({ attack, halt, reason }) => {
      const harness = await calmHarness({ parameters: { watchIntervalSeconds: 0 } });
      await enter(harness);
      attack(harness);
      for (let more = 0; more < 5; more += 1) await minute(harness);
      expect(await haltOf(harness)).toContain(halt);
      expect(await closedOf(harness)).toEqual([reason]);
      expect(told(harness, 'halted')).toHaveLength(1);
      await expectSame(harness);
      await expectAccepted(harness);
    },
  );

  it.each(ATTACKS)(
    'a position that $name is closed within two watch steps, at the weight of a usual minute',
    async ({ attack, halt }) => {
      const harness = await calmHarness();
      await enter(harness);
      nextMinute(harness);
      const report = await harness.tick();
      attack(harness);
      const startMs = harness.venue.timeMs;
      const from = harness.venue.requests.length;
      await harness.watchOn(report);
      expect(await haltOf(harness)).toContain(halt);
      expect((await stateOf(harness)).ledger.positions).toEqual([]);
      const { trade } = await tradeOf(harness);
      expect(trade.exitTimeMs - startMs).toBeLessThanOrEqual(21_000);
      const weight = harness.venue.requests.slice(from).reduce((sum, asked) => sum + asked.weight, 0);
      expect(weight).toBeLessThan(703);
      expect(
        harness.venue
          .asked('POST /fapi/v1/order')
          .filter(({ clientId }) => clientId?.endsWith('-x') === true),
      ).toEqual([]);
    },
  );

  it('a position beside one that is gone gets no other one before the look that resolves it', async () => {
    const harness = await calmHarness({
      symbols: [SYMBOL, 'ETHUSDT'],
      parameters: { watchIntervalSeconds: 0, maxTradesPerHour: 10 },
    });
    await enter(harness);
    byHand(harness, 'SELL', 0.006, { hiddenMs: HIDDEN });
    nextMinute(harness, { ETHUSDT: 0.1 });
    expect((await harness.watchedTick()).noEntry).toBe('no-account');
    nextMinute(harness, { ETHUSDT: 0.1 });
    await harness.watchedTick();
    expect((await stateOf(harness)).ledger.positions).toEqual([]);
    expect(await haltOf(harness)).toContain('is gone');
  });

  it('a position in a market that is not listed any more ends with it, and the others are read all the same', async () => {
    const harness = await calmHarness({
      symbols: [SYMBOL, 'ETHUSDT'],
      parameters: { maxTradesPerHour: 2 },
    });
    nextMinute(harness, { [SYMBOL]: 0.1, ETHUSDT: 0.1 });
    await harness.watchedTick();
    harness.exchange.listings.splice(
      harness.exchange.listings.findIndex(({ market }) => market.symbol === SYMBOL),
      1,
    );
    harness.venue.happen({ kind: 'take-over', symbol: SYMBOL, by: 'settlement' });
    for (let more = 0; more < 6; more += 1) await minute(harness);
    expect(await closedOf(harness)).toEqual(['flatten', 'max-hold']);
    expect(await haltOf(harness)).toContain('the long in BTCUSDT is gone');
    await expectAccepted(harness);
  });
});

describe('An account', () => {
  it('an account with an order in a state that nobody has heard of is read', async () => {
    const harness = await calmHarness();
    byHand(harness, 'BUY', 0.01, { price: 90_000, clientId: 'web_7' });
    for (const order of harness.venue.state.openOrders) order.status = 'NEW_ADL';
    nextMinute(harness, { [SYMBOL]: 0.1 });
    const report = await harness.watchedTick();
    expect(report.noEntry).toBeUndefined();
    expect(await haltOf(harness)).toContain("an order in BTCUSDT is not the bot's: web_7");
  });
});
