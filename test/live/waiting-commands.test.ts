/**
 * Does an invocation that dies leave the commands that it has read, and not make them too late?
 */
import { expect, it } from 'vitest';
import type { BotState } from '../../lambda/core/bot-state.ts';
import { commandOf } from '../harness/stored-bot.ts';
import { failingCommits } from './failing-commits.ts';
import { SYMBOL, calmHarness, nextMinute, stateOf } from './fault-harness.ts';
import { LIVE_BOT } from './live-harness.ts';

it('a command that a tick has read is consumed by the first commit of it, though a stop goes out before', async () => {
  const written: BotState[] = [];
  const harness = await calmHarness({
    wrap: failingCommits((next) => {
      written.push(next);
      return false;
    }),
  });
  // The stop of the entry stays in the item, to be sent before anything else.
  harness.venue.fail({ order: 'stop', fault: { kind: 'refusal', code: -1008 }, times: Infinity });
  nextMinute(harness, { [SYMBOL]: 0.1 });
  await harness.tick();
  const issuedAtMs = harness.venue.timeMs;
  await harness.store.issue(LIVE_BOT, commandOf('1', { issuedAtMs }));
  harness.venue.faults.clear();
  nextMinute(harness, { [SYMBOL]: 0 });
  written.length = 0;
  harness.answers.length = 0;
  await harness.tick();
  expect(harness.answers).toEqual(['place stop: resting', 'place take-profit: resting']);
  expect(written[0]?.consumedCommandIds).toEqual(['1']);
  expect((await stateOf(harness)).ledger.operatorPausedSinceMs).toBeDefined();
});
