/**
 * Is an exit on paper that is refused again and again told like one with real money?
 */
import { expect, it } from 'vitest';
import { EMPTY_ACCOUNT } from '../../lambda/core/paper/paper-account.ts';
import { commandOf, stateIn } from '../harness/stored-bot.ts';
import { beforeTheEntry } from './tick-harness.ts';

it('an exit on paper that is refused for two minutes halts, with its reason, and is told once', async () => {
  const bot = await beforeTheEntry();
  await bot.tick();
  const state = await stateIn(bot.store);
  expect(state.ledger.positions).toHaveLength(1);
  // The simulated account has lost what the ledger still holds.
  await bot.store.commit({ ...state, account: EMPTY_ACCOUNT, version: state.version + 1 }, state.version);
  await bot.store.issue('bot', commandOf('1', { kind: 'flatten' }));
  const halts: (string | undefined)[] = [];
  for (let minute = 0; minute < 4; minute += 1) {
    bot.market.advance();
    await bot.tick();
    halts.push((await stateIn(bot.store)).ledger.halted?.cause);
  }
  const cause =
    'the exchange has not closed the long in BTC for two minutes: reduce-only: BTC has no position';
  expect(halts).toEqual([undefined, undefined, cause, cause]);
  expect(bot.alerts.filter(({ kind }) => kind === 'halted')).toHaveLength(1);
});
