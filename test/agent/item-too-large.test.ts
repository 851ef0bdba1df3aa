/**
 * What does a tick still do when the store does not take its item, because it is too large?
 */
import { describe, expect, it } from 'vitest';
import type { BotState } from '../../lambda/core/bot-state.ts';
import type { Ports } from '../../lambda/ports.ts';
import { boundStore } from '../harness/port-wrapper.ts';
import { rowsIn, stateIn } from '../harness/stored-bot.ts';
import { stateOf } from '../live/live-harness.ts';
import { PROTECTED, calmHarness, enter, minute, standing } from '../live/fault-harness.ts';
import { arrive, beforeTheEntry } from './tick-harness.ts';

/** The store takes no item for which that holds. */
function refusing(ports: Ports, isTooLarge: (next: BotState) => boolean): Ports {
  const store = boundStore(ports);
  return {
    ...ports,
    store: {
      ...store,
      commit: (next, ...rest) =>
        isTooLarge(next) ? Promise.resolve('too-large') : store.commit(next, ...rest),
    },
  };
}

describe('An item that is too large', () => {
  it('an item that is too large is written without its new entry, and the operator is told', async () => {
    const bot = await beforeTheEntry();
    const ports = refusing(bot.ports, ({ orders }) => orders.some(({ leg }) => leg === 'entry'));
    const report = await bot.tick({ ports });
    expect(report).toMatchObject({ status: 'committed', verdicts: [{ kind: 'unsent' }] });
    expect(await stateIn(bot.store)).toMatchObject({ orders: [], ledger: { positions: [] } });
    expect(bot.alerts.map(({ kind }) => kind)).toEqual(['item-too-large']);
    expect(bot.alerts[0]?.did).toContain('without waiting alerts and new entries');
  });

  it('an item that is too large is written without waiting alerts, so that an exit is committed and sent', async () => {
    const bot = await beforeTheEntry();
    await arrive(bot, 8);
    const ports = refusing(bot.ports, ({ outbox, orders }) => {
      return (
        orders.some(({ leg }) => leg === 'exit') &&
        outbox.alerts.every(({ kind }) => kind !== 'item-too-large')
      );
    });
    await bot.tick({ ports });
    expect((await stateIn(bot.store)).ledger.positions).toEqual([]);
    expect((await rowsIn(bot.store)).map(({ event }) => event.kind)).toContain('closed');
    expect(bot.alerts.map(({ kind }) => kind)).toEqual(['item-too-large']);
  });

  it('an item that is too large obeys no command for good: it waits for a commit', async () => {
    const bot = await beforeTheEntry();
    const ports = refusing(bot.ports, () => true);
    await bot.store.issue('bot', {
      id: 'c1',
      kind: 'pause',
      accept: false,
      issuedBy: 'a',
      issuedAtMs: 0,
      why: '',
    });
    await expect(bot.tick({ ports })).rejects.toThrow('too large for the store');
    expect((await bot.store.load('bot')).commands).toHaveLength(1);
    await bot.tick();
    expect((await stateIn(bot.store)).ledger.operatorPausedSinceMs).toBeDefined();
  });
});

describe('An item that is too large whatever is left out', () => {
  /** A live bot with a position that is due after three minutes, and a store that takes nothing from then on. */
  async function stuck() {
    let isTooLarge = false;
    const harness = await calmHarness({ wrap: (ports) => refusing(ports, () => isTooLarge) });
    await enter(harness);
    expect(await standing(harness)).toBe(PROTECTED);
    const fail = async () => {
      isTooLarge = true;
      await minute(harness).catch(() => undefined);
    };
    const recover = async () => {
      isTooLarge = false;
      await minute(harness);
    };
    return { harness, fail, recover };
  }

  it('an item that is too large whatever is left out keeps no exit from the exchange, and the operator is told', async () => {
    const { harness, fail, recover } = await stuck();
    const before = await stateOf(harness);
    for (let more = 0; more < 4; more += 1) await fail();
    expect(harness.venue.books.positions).toEqual([]);
    expect(await stateOf(harness)).toEqual(before);
    for (let more = 0; more < 15; more += 1) await fail();
    expect(harness.alerts.filter(({ kind }) => kind === 'item-too-large').map(({ did }) => did)).toEqual([
      'The bot opens nothing and cannot book anything. It still sends stops and closes.',
    ]);
    await recover();
    expect((await stateOf(harness)).ledger.positions).toEqual([]);
  });

  it('an item that is too large whatever is left out closes under a number that was committed with the entry', async () => {
    const { harness, fail } = await stuck();
    const { orders } = await stateOf(harness);
    for (let more = 0; more < 4; more += 1) await fail();
    const stop = orders.find(({ leg }) => leg === 'stop')!.clientOrderId;
    const closes = [...harness.venue.books.acceptedByClientId().keys()].filter((id) => id.endsWith('-x'));
    expect(closes).toEqual([stop.replace(/-s$/, '-x')]);
    expect(harness.venue.books.duplicates()).toEqual([]);
  });
});
