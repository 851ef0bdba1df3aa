/**
 * What if two functions trade one account by two copies of one table, each of which takes itself for the only one?
 *
 * Nothing keeps people from it: an account has no lock. The copy that has not opened a position finds it, halts, and touches
 * nothing.
 */
import { beforeEach, describe, expect, it } from 'vitest';
import { MemoryLedger } from '../../lambda/adapters/memory-ledger.ts';
import { runTick } from '../../lambda/agent.ts';
import type { BotState } from '../../lambda/core/bot-state.ts';
import { SECOND_MS } from '../../lambda/core/units.ts';
import type { LedgerStore } from '../../lambda/ports.ts';
import { boundStore } from '../harness/port-wrapper.ts';
import { LIVE_BOT, liveHarness, nextMinute, stateOf, type LiveHarness } from './live-harness.ts';

const SYMBOL = 'BTCUSDT';

/** A copy of the bot's table under a name of its own: until its first commit the item is of the other table. */
async function copyOf(harness: LiveHarness): Promise<LedgerStore> {
  const copy = new MemoryLedger();
  const backup = await stateOf(harness);
  const written = { ...backup, version: 1 };
  await copy.commit(written, 0);
  return {
    ...boundStore({ store: copy }),
    load: async (botId) => {
      const loaded = await copy.load(botId);
      return loaded.state?.version === 1 ? { ...loaded, isRestored: true } : loaded;
    },
  };
}

async function stateIn(store: LedgerStore): Promise<BotState> {
  const { state } = await store.load(LIVE_BOT);
  if (state === undefined) throw new Error('a copy has an item');
  return state;
}

let harness: LiveHarness;
let copies: readonly [LedgerStore, LedgerStore];
let ticks = 0;

/** A tick of the function that serves that copy. */
function tick(store: LedgerStore) {
  ticks += 1;
  const invocation = { id: `of-a-copy-${ticks}`, deadlineMs: harness.venue.timeMs + 55 * SECOND_MS };
  return runTick({ id: LIVE_BOT, symbols: [SYMBOL] }, { ...harness.ports, store }, invocation);
}

const openIds = () => {
  const { openAlgos, openOrders } = harness.venue.books;
  return [
    ...openAlgos.map(({ clientAlgoId }) => clientAlgoId),
    ...openOrders.map(({ clientOrderId }) => clientOrderId),
  ];
};

describe('two copies of one table, served at once', () => {
  beforeEach(async () => {
    harness = await liveHarness({ symbols: [SYMBOL] });
    copies = [await copyOf(harness), await copyOf(harness)];
    for (const copy of copies) await tick(copy);
  });

  it('two copies of one table, served at once, begin under one number and give ids of their own', async () => {
    const [first, second] = await Promise.all(copies.map(stateIn));
    expect(second!.ledger.epoch).toBe(first!.ledger.epoch);
    expect(second!.epochMark).not.toBe(first!.epochMark);
  });

  it('two copies of one table, served at once, are found by the one that has not entered: it halts, and touches nothing of the other', async () => {
    nextMinute(harness, { [SYMBOL]: 0.1 });
    expect((await tick(copies[0])).verdicts).toMatchObject([{ kind: 'entered' }]);
    const [position, ...orders] = [harness.venue.books.positions.length, ...openIds()];
    expect([position, orders.length > 0]).toEqual([1, true]);
    // However many orders it has given meanwhile: their numbers say nothing of the other one's.
    const busy = await stateIn(copies[1]);
    await copies[1].commit(
      { ...busy, version: busy.version + 1, orderCount: busy.orderCount + 100 },
      busy.version,
      'busy',
    );
    harness.venue.requests.length = 0;

    const { state, verdicts } = await tick(copies[1]);
    expect(state.ledger.halted?.cause).toContain(`an order in ${SYMBOL} is of another copy of the ledger`);
    expect(verdicts.filter(({ kind }) => kind === 'entered')).toEqual([]);
    expect(harness.alerts.filter(({ kind }) => kind === 'halted')).toHaveLength(1);
    expect(harness.venue.requests.filter(({ order }) => order !== undefined)).toEqual([]);
    expect(openIds()).toEqual(orders);

    // The one that has entered goes on with what is its own.
    nextMinute(harness);
    const { state: entered } = await tick(copies[0]);
    expect(entered.ledger).toMatchObject({ halted: undefined, positions: [{ symbol: SYMBOL }] });
  });
});
