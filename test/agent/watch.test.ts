/**
 * Are positions watched between two ticks, and nothing else?
 *
 * The bot enters long at 12:04, at 100.1 and its slippage; its stop rests at 99.855, its take-profit at 100.255.
 */
import { describe, expect, it } from 'vitest';
import { MINUTE_MS, SECOND_MS } from '../../lambda/core/units.ts';
import { WatchError } from '../../lambda/minute-run.ts';
import { BOT_ID } from '../harness/stored-bot.ts';
import { NOON } from '../harness/builders.ts';
import { afterSignal, closedIn, detailOf, stepTimes, steady, watchingBot } from '../harness/watching-bot.ts';
import { bound } from '../harness/port-wrapper.ts';

const ENTRY_MS = NOON + 4 * MINUTE_MS;
const UNMOVED = afterSignal(steady(100.1, 0, 179));

describe('A bot with an open position', () => {
  it('a bot with an open position judges its exits every ten seconds, up to 50 s into the minute', async () => {
    const bot = watchingBot(UNMOVED);
    await bot.run(ENTRY_MS + 2 * MINUTE_MS);
    expect(stepTimes(bot.reports)).toEqual(
      ['12:04', '12:05'].flatMap((minute) =>
        ['10', '20', '30', '40', '50'].map((second) => `${minute}:${second}`),
      ),
    );
  });

  it('a bot with an open position closes between two minutes what a tick would have closed later, or not at all', async () => {
    // Worth its fees again at 12:06:15, for five seconds only.
    const path = [
      ...steady(100.1, 0, 130),
      [135, 100.23],
      [140, 100.23],
      ...steady(100.1, 145, 200),
    ] as const;
    const watched = watchingBot(afterSignal(path));
    await watched.run(ENTRY_MS + 3 * MINUTE_MS);
    expect(closedIn(watched.reports)).toEqual(['12:06:20.000 quick-exit 100.225']);
    const unwatched = watchingBot(afterSignal(path), { parameters: { watchIntervalSeconds: 0 } });
    await unwatched.run(ENTRY_MS + 3 * MINUTE_MS);
    expect(closedIn(unwatched.reports)).toEqual([]);
    expect(unwatched.sleeps).toEqual([]);
  });

  it('a bot with an open position learns of its stop at the trade that crossed it, and stops watching', async () => {
    const bot = watchingBot(afterSignal([...steady(100.1, 0, 30), [33, 99.8], ...steady(100.1, 35, 100)]));
    await bot.run(ENTRY_MS + MINUTE_MS);
    expect(closedIn(bot.reports)).toEqual(['12:04:33.000 hard-stop 99.795']);
    expect(stepTimes(bot.reports).at(-1)).toBe('12:04:40');
  });

  it('a bot with an open position has its take-profit filled only by a trade beyond it', async () => {
    const touch = 100.1 * 1.00005 * 1.0015;
    const meeting = (price: number) =>
      afterSignal([...steady(100.1, 0, 30), [33, price], ...steady(100.1, 35, 100)]);
    const touched = watchingBot(meeting(touch));
    await touched.run(ENTRY_MS + MINUTE_MS);
    expect(closedIn(touched.reports)).toEqual([]);
    const passed = watchingBot(meeting(touch + 0.001));
    await passed.run(ENTRY_MS + MINUTE_MS);
    expect(closedIn(passed.reports)).toEqual(['12:04:33.000 target 100.255']);
  });

  it('a bot with an open position keeps the price of its last look in its item, and none after its close', async () => {
    const bot = watchingBot(afterSignal([...steady(100.1, 0, 25), ...steady(100.05, 27, 35), [36, 99.8]]));
    await bot.run(ENTRY_MS + MINUTE_MS);
    const seen = bot.reports.flatMap(({ state: { seenPrices } }) => seenPrices ?? []);
    expect(seen).toEqual(
      [100.1, 100.1, 100.1, 100.05].map((price, k) => ({
        tradeId: 1,
        price,
        atMs: ENTRY_MS + k * 10 * SECOND_MS,
      })),
    );
    const { state } = await bot.store.load(BOT_ID);
    expect(closedIn(bot.reports)).toEqual(['12:04:36.000 hard-stop 99.795']);
    expect(state).not.toHaveProperty('seenPrices');
  });

  it('a bot with an open position counts ages from scheduled time to scheduled time, however late a step is', async () => {
    // At the initial stop from 12:04:15 on: recovery begins with the step of 12:04:20.
    const path = afterSignal([...steady(100.1, 0, 10), ...steady(99.97, 15, 300)]);
    const bot = watchingBot(path, { oversleepMs: 700, lateMs: 300 });
    await bot.run(ENTRY_MS + 5 * MINUTE_MS);
    const events = bot.reports.flatMap(({ rows }) => rows.map(({ event }) => event));
    const [recovery, closed] = [
      events.find(({ kind }) => kind === 'recovery'),
      events.find(({ kind }) => kind === 'closed'),
    ];
    expect(recovery).toMatchObject({ atMs: ENTRY_MS + 20 * SECOND_MS });
    // Three minutes later, at a step again.
    expect(closed).toMatchObject({
      trade: { reason: 'recovery-timeout' },
      decision: { tickMs: ENTRY_MS + 200 * SECOND_MS },
    });
  });

  it('a bot with an open position keeps the limit of the day in between', async () => {
    const path = afterSignal([...steady(100.1, 0, 70), ...steady(99.97, 75, 300)]);
    const bot = watchingBot(path, {
      // Its operator lowers the limit while the position is open.
      wrap: (ports) => ({
        ...ports,
        parameterSource: {
          load: async () => {
            const reading = await ports.parameterSource.load();
            if (reading.status !== 'valid' || ports.clock.nowMs() <= ENTRY_MS) return reading;
            return { ...reading, parameters: { ...reading.parameters, dailyLossUsd: 1.3 } };
          },
        },
      }),
    });
    await bot.run(ENTRY_MS + 2 * MINUTE_MS);
    expect(closedIn(bot.reports)).toEqual(['12:05:20.000 daily-stop 99.965']);
    expect(bot.alerts.map(({ kind }) => kind)).toEqual(['daily-stop']);
  });

  it('a bot with an open position obeys a command within seconds', async () => {
    const bot = watchingBot(UNMOVED, {
      wrap: (ports) => ({
        ...ports,
        exchange: {
          ...bound(ports),
          observePrices: async (symbols, stepMs) => {
            if (stepMs === ENTRY_MS + 20 * SECOND_MS) {
              const why = 'to see it work';
              const command = {
                kind: 'flatten',
                accept: false,
                issuedBy: 'ada',
                issuedAtMs: stepMs,
                why,
              } as const;
              await ports.store.issue(BOT_ID, { id: '1', ...command });
            }
            return ports.exchange.observePrices(symbols, stepMs);
          },
        },
      }),
    });
    await bot.run(ENTRY_MS + MINUTE_MS);
    expect(closedIn(bot.reports)).toEqual(['12:04:30.000 flatten 100.095']);
    expect((await bot.store.load(BOT_ID)).commands).toEqual([]);
  });
});

describe('A step', () => {
  it('a watch step that finds another invocation’s commit leaves the watch to it, quietly', async () => {
    const bot = watchingBot(UNMOVED, {
      wrap: (ports) => ({
        ...ports,
        exchange: {
          ...bound(ports),
          observePrices: async (symbols, stepMs) => {
            const { state } = await ports.store.load(BOT_ID);
            if (state !== undefined && stepMs === ENTRY_MS + 20 * SECOND_MS)
              await ports.store.commit({ ...state, version: state.version + 1 }, state.version, 'another');
            return ports.exchange.observePrices(symbols, stepMs);
          },
        },
      }),
    });
    await bot.run(ENTRY_MS + MINUTE_MS);
    expect(bot.reports.at(-1)).toMatchObject({ status: 'lost-race', tickMs: ENTRY_MS + 20 * SECOND_MS });
    expect(stepTimes(bot.reports)).toEqual(['12:04:10', '12:04:20']);
    expect(bot.lines.every((line) => !line.includes('ERROR'))).toBe(true);
  });

  it('a watch step that fails is logged like a tick, followed by the next, and fails the invocation', async () => {
    const bot = watchingBot(UNMOVED, {
      wrap: (ports) => ({
        ...ports,
        exchange: {
          ...bound(ports),
          observePrices: (symbols, stepMs) => {
            if (stepMs === ENTRY_MS + 20 * SECOND_MS) throw new Error('the exchange is away');
            return ports.exchange.observePrices(symbols, stepMs);
          },
        },
      }),
    });
    await bot.run(ENTRY_MS);
    await expect(bot.invoke()).rejects.toThrow(WatchError);
    expect(stepTimes(bot.reports)).toEqual(['12:04:10', '12:04:30', '12:04:40', '12:04:50']);
    const errors = bot.lines.filter((line) => line.includes('"ERROR"'));
    expect(errors).toHaveLength(1);
    expect(errors[0]).toContain('the exchange is away');
    await bot.run(ENTRY_MS + 2 * MINUTE_MS);
    expect(stepTimes(bot.reports)).toHaveLength(9);
  });

  it('a watch step enters nothing, whatever the signal', async () => {
    const rising = Array.from({ length: 24 }, (_, k) => [k * 5, 100.1 + k * 0.0005] as const);
    const details = [detailOf('BTC', UNMOVED), detailOf('ETH', afterSignal(rising))];
    const bot = watchingBot([], { details, parameters: { maxPositions: 1, maxOpenCollateralUsd: 30 } });
    await bot.run(ENTRY_MS + MINUTE_MS);
    const steps = bot.reports.filter(({ kind }) => kind === 'watch-step');
    expect(steps.flatMap(({ verdicts }) => verdicts)).toEqual([]);
    expect(steps.flatMap(({ rows }) => rows)).toEqual([]);
  });
});

it('each watch step is one line in the log, like the tick before it', async () => {
  const bot = watchingBot(UNMOVED);
  await bot.run(ENTRY_MS);
  await bot.invoke();
  expect(stepTimes(bot.reports).length).toBeGreaterThan(3);
  expect(bot.lines).toHaveLength(bot.reports.length);
});
