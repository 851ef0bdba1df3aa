/**
 * Are commands that a stricter one overrules gone with the tick that obeys it, however many there are?
 */
import { expect, it } from 'vitest';
import { NOON } from '../harness/builders.ts';
import { randomWalks } from '../harness/candle-rows.ts';
import { paperBot } from '../harness/paper-bot.ts';
import { commandOf, stateIn } from '../harness/stored-bot.ts';

const WALKS = { seed: 3, symbolCount: 1, minutes: 4, volatilityBps: 1, gapShare: 0, missingShare: 0 };

it('commands to resume that a flatten overrules end it at no later tick', async () => {
  const { store, market, tick } = paperBot(randomWalks(WALKS, NOON));
  market.advance();
  await tick();
  for (let k = 0; k < 60; k += 1) await store.issue('bot', commandOf(String(100 + k), { kind: 'resume' }));
  await store.issue('bot', commandOf('999', { kind: 'flatten' }));
  for (let minute = 0; minute < 3; minute += 1) {
    market.advance();
    await tick();
    expect((await stateIn(store)).ledger.operatorPausedSinceMs).toBe(NOON + 60_000);
    expect((await store.load('bot')).commands).toEqual([]);
  }
});
