/**
 * Does a bot whose item is missing trade nothing, and a bot that is new begin?
 */
import { expect, it } from 'vitest';
import { randomWalks } from '../harness/candle-rows.ts';
import { NOON } from '../harness/builders.ts';
import { paperBot } from '../harness/paper-bot.ts';
import { boundStore } from '../harness/port-wrapper.ts';
import { haltedRow, rowsIn, stateIn } from '../harness/stored-bot.ts';

const WALKS = { seed: 3, symbolCount: 1, minutes: 4, volatilityBps: 1, gapShare: 0, missingShare: 0 };

it('a bot whose item is missing where rows are begins nothing, and says what to do at every tick', async () => {
  const bot = paperBot(randomWalks(WALKS, NOON));
  await bot.store.append('bot', [haltedRow(1, 'a test', 7)]);
  for (let minute = 0; minute < 3; minute += 1) {
    bot.market.advance();
    await expect(bot.tick()).rejects.toThrow(
      /^bot bot has rows of epoch 7 and no item: .* begin anew with the command begin/,
    );
  }
  expect((await bot.store.load('bot')).state).toBeUndefined();
  expect(await rowsIn(bot.store, 7)).toHaveLength(1);
});

it('a bot that another invocation has made meanwhile is no bot without its item', async () => {
  const bot = paperBot(randomWalks(WALKS, NOON));
  bot.market.advance();
  const store = boundStore(bot.ports);
  const late = {
    ...store,
    // Its item is made, with its rows, after this invocation has found none.
    lastEpoch: async (botId: string) => {
      await bot.tick();
      return store.lastEpoch(botId);
    },
  };
  expect(await bot.tick({ ports: { ...bot.ports, store: late } })).toMatchObject({ status: 'committed' });
  expect((await stateIn(bot.store)).version).toBe(2);
  expect((await rowsIn(bot.store)).map(({ event }) => event.kind)).toEqual(['started']);
});
