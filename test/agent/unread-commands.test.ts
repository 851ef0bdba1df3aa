/**
 * Do ticks and watch steps manage what is open, enter nothing and tell somebody while commands cannot be read?
 */
import { describe, expect, it } from 'vitest';
import type { LedgerStore } from '../../lambda/ports.ts';
import { closing } from '../harness/candle-rows.ts';
import { paperBot } from '../harness/paper-bot.ts';
import { boundStore } from '../harness/port-wrapper.ts';
import { commandOf, stateIn } from '../harness/stored-bot.ts';
import { ONE_SIGNAL, arrive, beforeTheEntry, eager, type PaperBot } from './tick-harness.ts';

/** The bot's own store, whose commands nobody can read. */
function unreadable({ ports }: PaperBot): LedgerStore {
  const store = boundStore(ports);
  return {
    ...store,
    load: async (botId) => {
      const { state } = await store.load(botId);
      return { state, commands: [], unread: { cause: 'it is throttled' } };
    },
  };
}
const without = (bot: PaperBot) => ({ ports: { ...bot.ports, store: unreadable(bot) } });

describe('while commands cannot be read', () => {
  it('a signal is not entered, and the tick says why', async () => {
    const bot = await beforeTheEntry();
    const report = await bot.tick(without(bot));
    expect(report).toMatchObject({ status: 'committed', noEntry: 'commands-unread', verdicts: [] });
    expect((await stateIn(bot.store)).ledger.positions).toEqual([]);
  });

  it('a position is closed by its rules, as ever', async () => {
    const falling = paperBot([closing('BTC', [...ONE_SIGNAL.slice(0, 4), 100.1, 95, 95, 95])], {
      parameters: eager(),
    });
    await arrive(falling, 3);
    await falling.tick();
    expect((await stateIn(falling.store)).ledger.positions).toHaveLength(1);
    while (falling.market.advance()) await falling.tick(without(falling));
    expect((await stateIn(falling.store)).ledger.positions).toEqual([]);
  });

  it('a command that waits is obeyed by the first tick that reads it', async () => {
    const bot = await beforeTheEntry();
    await bot.store.issue('bot', commandOf('1'));
    await bot.tick(without(bot));
    expect((await stateIn(bot.store)).ledger.operatorPausedSinceMs).toBeUndefined();
    bot.market.advance();
    await bot.tick();
    expect((await stateIn(bot.store)).ledger.operatorPausedSinceMs).toBe(bot.market.nowMs());
  });

  it('somebody is mailed after three minutes, once, though nothing can be removed there either', async () => {
    const bot = await beforeTheEntry();
    await bot.store.issue('bot', commandOf('1'));
    const state = await stateIn(bot.store);
    await bot.store.commit(
      { ...state, version: state.version + 1, consumedCommandIds: ['1'] },
      state.version,
    );
    const store = { ...unreadable(bot), discard: () => Promise.reject(new Error('throttled')) };
    for (let minute = 0; minute < 6; minute += 1) {
      await expect(bot.tick({ ports: { ...bot.ports, store } })).rejects.toThrow('throttled');
      bot.market.advance();
    }
    expect(bot.alerts.filter(({ kind }) => kind === 'commands-unread')).toHaveLength(1);
  });
});

describe('a flood of commands', () => {
  it('is gone after a tick or two, and its pause is obeyed', async () => {
    const bot = await beforeTheEntry();
    const kinds = ['resume', 'pause', 'resume'] as const;
    for (let k = 0; k < 1_500; k += 1) {
      await bot.store.issue('bot', commandOf(String(10_000 + k), { kind: kinds[k % kinds.length]! }));
    }
    const first = await bot.tick();
    expect(first).toMatchObject({ noEntry: 'commands-unread' });
    expect((await stateIn(bot.store)).consumedCommandIds).toEqual([]);
    for (let minute = 0; minute < 2; minute += 1) {
      bot.market.advance();
      await bot.tick();
    }
    const { commands, state } = await bot.store.load('bot');
    expect([commands, state?.unreadCommands]).toEqual([[], undefined]);
    expect(state?.ledger.operatorPausedSinceMs).toBeDefined();
  });
});
