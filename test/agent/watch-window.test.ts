/**
 * When does a bot watch, and what does it cost one that has nothing open?
 *
 * It enters at 12:04, and its position stays open.
 */
import { describe, expect, it } from 'vitest';
import { MINUTE_MS, SECOND_MS } from '../../lambda/core/units.ts';
import { NOON } from '../harness/builders.ts';
import { afterSignal, steady, stepTimes, watchingBot } from '../harness/watching-bot.ts';
import { bound, boundStore } from '../harness/port-wrapper.ts';

const ENTRY_MS = NOON + 4 * MINUTE_MS;
const UNMOVED = afterSignal(steady(100.1, 0, 179));

describe('The watch', () => {
  it('the watch goes on while an order may have opened a position, and until it is known', async () => {
    const bot = watchingBot(UNMOVED, {
      wrap: (ports) => ({
        ...ports,
        exchange: {
          ...bound(ports),
          send: (_, { account }) => {
            const outcome = { status: 'unknown', cause: 'timed out' } as const;
            return Promise.resolve({ outcome, account });
          },
        },
      }),
    });
    await bot.run(ENTRY_MS + MINUTE_MS);
    expect(stepTimes(bot.reports)).toEqual(['12:04:10']);
    expect(bot.reports.at(-1)?.state.orders).toEqual([]);
  });

  it('the watch costs an idle bot nothing: no waiting, no read, no line', async () => {
    let loads = 0;
    const bot = watchingBot(steady(100, 0, 600), {
      wrap: (ports) => ({
        ...ports,
        store: {
          ...boundStore(ports),
          load: (botId) => {
            loads += 1;
            return ports.store.load(botId);
          },
        },
      }),
    });
    await bot.run();
    expect(bot.reports.length).toBeGreaterThan(8);
    expect(loads).toBe(bot.reports.length);
    expect(bot.sleeps).toEqual([]);
    expect(bot.lines).toHaveLength(bot.reports.length);
  });

  it.each([
    [7, ['07', '14', '21', '28', '35', '42', '49']],
    [30, ['30']],
    [25, ['25', '50']],
    [0, []],
  ] as const)(
    'the watch with an interval of %s s has its steps at these seconds',
    async (watchIntervalSeconds, seconds) => {
      const bot = watchingBot(UNMOVED, { parameters: { watchIntervalSeconds } });
      await bot.run(ENTRY_MS + MINUTE_MS);
      expect(stepTimes(bot.reports)).toEqual(seconds.map((second) => `12:04:${second}`));
    },
  );

  it('the watch leaves out the steps that a late tick has missed, and goes on through the turn of the minute', async () => {
    const bot = watchingBot(UNMOVED, { lateMs: 25 * SECOND_MS });
    await bot.run(ENTRY_MS + MINUTE_MS);
    const seconds = ['04:30', '04:40', '04:50', '05:00', '05:10', '05:20'];
    expect(stepTimes(bot.reports)).toEqual(seconds.map((time) => `12:${time}`));
    expect(bot.sleeps).toEqual([5, 10, 10, 10, 10, 10].map((second) => second * SECOND_MS));
  });

  it('the watch ends before the function’s own deadline, with what a step needs in hand', async () => {
    const bot = watchingBot(UNMOVED, { remainingMs: 35 * SECOND_MS });
    await bot.run(ENTRY_MS + MINUTE_MS);
    expect(stepTimes(bot.reports)).toEqual(['12:04:10', '12:04:20', '12:04:30']);
    const shorter = watchingBot(UNMOVED, { remainingMs: 35 * SECOND_MS - 1 });
    await shorter.run(ENTRY_MS + MINUTE_MS);
    expect(stepTimes(shorter.reports)).toEqual(['12:04:10', '12:04:20']);
  });

  it('the watch does not make up for steps that a sleeping machine has missed', async () => {
    const bot = watchingBot(UNMOVED, { oversleepMs: 12 * SECOND_MS });
    await bot.run(ENTRY_MS + MINUTE_MS);
    expect(stepTimes(bot.reports)).toEqual([]);
  });

  it('the watch reports the tick before it begins, and each step in a line of its own', async () => {
    const bot = watchingBot(UNMOVED);
    await bot.run(ENTRY_MS + MINUTE_MS);
    const lines = bot.lines.map((line): unknown => JSON.parse(line));
    expect(lines.slice(-6)).toMatchObject([
      { message: 'tick', tick: '2026-01-05T12:04:00.000Z' },
      { message: 'watch step', step: '2026-01-05T12:04:10.000Z', status: 'committed', open: ['long BTC'] },
      ...[20, 30, 40].map((second) => ({ step: `2026-01-05T12:04:${second}.000Z` })),
      { message: 'watch step', step: '2026-01-05T12:04:50.000Z' },
    ]);
  });

  it('the watch makes each step an invocation of its own, with a commit of its own', async () => {
    const committed: string[] = [];
    const bot = watchingBot(UNMOVED, {
      wrap: (ports) => ({
        ...ports,
        store: {
          ...boundStore(ports),
          commit: (...args) => {
            committed.push(args[2]);
            return ports.store.commit(...args);
          },
        },
      }),
    });
    await bot.run(ENTRY_MS + MINUTE_MS);
    const steps = bot.reports.filter(({ kind }) => kind === 'watch-step');
    expect(steps.map(({ commits }) => commits)).toEqual([1, 1, 1, 1, 1]);
    expect(new Set(bot.executionIds).size).toBe(bot.executionIds.length);
    expect(committed.slice(-5)).toEqual(bot.executionIds.slice(-5));
  });
});
