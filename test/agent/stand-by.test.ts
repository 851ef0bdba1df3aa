/**
 * How long does a function stand by whose tick another one was quicker at?
 */
import { describe, expect, it } from 'vitest';
import { MemoryLedger } from '../../lambda/adapters/memory-ledger.ts';
import type { BotState } from '../../lambda/core/bot-state.ts';
import { MINUTE_MS, SECOND_MS } from '../../lambda/core/units.ts';
import { watch, type Watch } from '../../lambda/watch.ts';
import { NOON, botState, ledger, position } from '../harness/builders.ts';
import { boundStore } from '../harness/port-wrapper.ts';
import { BOT_ID } from '../harness/stored-bot.ts';
import { tickReport } from '../harness/tick-reports.ts';
import { watchingBot } from '../harness/watching-bot.ts';

const OPEN = ledger({ positions: [position()] });

/** Seconds after noon at which it looks at the item, which `next` gives. */
async function looks(next: (look: number) => Partial<BotState>, more: Partial<Watch> = {}) {
  let nowMs = NOON;
  const lookedAt: number[] = [];
  const { ports } = watchingBot([]);
  const state = botState({ ledger: OPEN, tickMs: NOON });
  await watch(tickReport({ status: 'lost-race', state }), {
    bot: { id: BOT_ID, symbols: ['BTC'] },
    ports: {
      ...ports,
      clock: { nowMs: () => nowMs },
      store: {
        ...boundStore({ store: new MemoryLedger() }),
        load: () => {
          lookedAt.push((nowMs - NOON) / SECOND_MS);
          const look = lookedAt.length;
          return Promise.resolve({ state: { ...state, version: look, ...next(look) }, commands: [] });
        },
      },
    },
    sleep: (durationMs) => {
      nowMs += durationMs;
      return Promise.resolve(true);
    },
    newInvocationId: () => 'invocation',
    deadlineMs: NOON + MINUTE_MS,
    signal: new AbortController().signal,
    onStep: () => {},
    onFailure: () => {},
    ...more,
  });
  return lookedAt;
}

describe('a function that stands by', () => {
  it('a function that stands by looks after each interval, until the platform would end it', async () => {
    expect(await looks(() => ({}))).toEqual([3, 13, 23, 33, 43, 53]);
  });

  it('a function that stands by goes when the next minute was decided, or nothing is open', async () => {
    expect(await looks((look) => (look === 2 ? { tickMs: NOON + MINUTE_MS } : {}))).toEqual([3, 13]);
    expect(await looks((look) => (look === 2 ? { ledger: ledger() } : {}))).toEqual([3, 13]);
  });

  it('a function that stands by leaves a second for its own decision', async () => {
    const before = (second: number) => looks(() => ({}), { ownDecisionMs: NOON + second * SECOND_MS });
    expect(await before(14)).toEqual([3, 13]);
    expect(await before(13.9)).toEqual([3]);
  });
});
