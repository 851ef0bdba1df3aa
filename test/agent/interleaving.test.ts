/**
 * What do two invocations that run at once make of each other?
 *
 * Each waits before its calls, and every order in which the two can be let go on is tried, as far as one can see of
 * the other: the item. Whatever the order: one position a symbol, each order sent once, no row lost, and the books
 * agree.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Ports } from '../../lambda/ports.ts';
import { parseParameters } from '../../lambda/config.ts';
import { replay as replayRows } from '../../lambda/core/ledger/ledger.ts';
import { MINUTE_MS } from '../../lambda/core/units.ts';
import { closing } from '../harness/candle-rows.ts';
import { paperBot } from '../harness/paper-bot.ts';
import { rowsIn, stateIn } from '../harness/stored-bot.ts';
import { wrapPorts, type Call } from '../harness/port-wrapper.ts';
import { Schedule, race } from './interleaver.ts';
import { NOON, EAGER } from '../harness/builders.ts';

const RUNS = Number(process.env['SCALPER_FUZZ_RUNS'] ?? 150);

const PARAMETERS = parseParameters({
  ...EAGER,
  lossStreak: 1,
});

/** A signal for 12:03 and one for 12:04; what is entered then leaves at 12:08, at a loss that pauses the bot. */
const CLOSES = [100, 100, 100.1, 100.2, 100.2, 100.2, 100.2, 100.2, 100.2, 100.2, 100.2];
const MARKET = [closing('BTC', CLOSES), closing('ETH', CLOSES)];

type PaperBot = ReturnType<typeof paperBot>;

async function botAt(minute: number): Promise<PaperBot> {
  const bot = paperBot(MARKET, { parameters: PARAMETERS });
  while (bot.market.advance() && bot.market.nowMs() < NOON + minute * MINUTE_MS) await bot.tick();
  return bot;
}

/** Notes the orders that a racer places. */
function noting(ports: Ports, placed: string[]): Ports {
  return wrapPorts(ports, (call, effect) => {
    if (call.step === 'send' && call.request.kind === 'place') placed.push(call.request.order.clientOrderId);
    return effect();
  });
}

async function expectSound({ store, alerts }: PaperBot, placed: readonly string[]): Promise<void> {
  const [state, delivered] = [await stateIn(store), await rowsIn(store)];
  const waiting = state.outbox.rows.filter(({ sequence }) => sequence > delivered.length);
  const rows = [...delivered, ...waiting];
  expect(replayRows(1, rows)).toEqual(state.ledger);
  const events = rows.map(({ event }) => event);
  const fills = events.flatMap((event) =>
    'fills' in event ? event.fills.map((fill) => fill.clientOrderId) : [],
  );
  expect(new Set(fills).size).toBe(fills.length);
  expect(new Set(placed).size).toBe(placed.length);
  const [held, known] = [state.account!.positions, state.ledger.positions].map((all) =>
    all.map(({ symbol }) => symbol).toSorted(),
  );
  expect(held).toEqual(known);
  expect(new Set(known).size).toBe(known!.length);
  const told = new Set([...alerts, ...state.outbox.alerts].map(({ id }) => id));
  expect(told.size).toBe(events.filter(({ kind }) => kind === 'paused').length);
}

/**
 * Runs the bot's tick at `minute` and those of other invocations, so many minutes later, in one order; then the next.
 */
async function tryOrder(
  [minute, ...later]: readonly [number, ...number[]],
  schedule: Schedule,
  gates: readonly Call['step'][],
): Promise<readonly string[]> {
  const bot = await botAt(minute);
  const placed: string[] = [];
  const others = later.map((minutesLater) => {
    const other = paperBot(MARKET, { parameters: PARAMETERS });
    while (other.market.nowMs() < bot.market.nowMs() + minutesLater * MINUTE_MS) other.market.advance();
    const shared = { ...other.ports, store: bot.store, alerts: bot.ports.alerts };
    return { market: other.market, tick: other.tick, ports: noting(shared, placed) };
  });
  const racers = [{ tick: bot.tick, ports: noting(bot.ports, placed) }, ...others];
  const reports = await race(racers, schedule, gates);
  const results = reports.map(({ status }) => status);
  expect(results).toContain('committed');
  await expectSound(bot, placed);
  const lastMs = Math.max(bot.market.nowMs(), ...others.map(({ market }) => market.nowMs()));
  while (bot.market.nowMs() <= lastMs) bot.market.advance();
  await bot.tick({ ports: noting(bot.ports, placed) });
  await expectSound(bot, placed);
  const { account, ledger } = await stateIn(bot.store);
  const stops = account!.orders.filter(({ leg }) => leg === 'stop').map(({ symbol }) => symbol);
  expect(stops.toSorted()).toEqual(ledger.positions.map(({ symbol }) => symbol).toSorted());
  return results;
}

const RACES = [
  ['enter in the same minute', [3, 0]],
  ['enter in minutes that follow each other', [3, 1]],
  ['leave in the same minute, and tell why they pause', [8, 0]],
  ['leave in minutes that follow each other', [8, 1]],
] as const;

describe('Two invocations at once', () => {
  it.each(RACES)(
    'two invocations at once (%s): nothing is doubled or lost in any order of their loads and commits [invariant 1]',
    async (what, minutes) => {
      const results = new Set<string>();
      let orders = 0;
      for (let schedule: Schedule | undefined = new Schedule([]); schedule; schedule = schedule.next) {
        for (const result of await tryOrder(minutes, schedule, ['load', 'commit'])) results.add(result);
        orders += 1;
      }
      console.info(`interleavings: ${orders} of two invocations that ${what}`);
      expect(orders).toBeGreaterThan(20);
      expect([...results].toSorted()).toEqual(['committed', 'lost-race']);
    },
  );

  it.each(RACES)(
    'two invocations at once (%s): nothing is doubled or lost in whatever order of all their calls',
    async (_, minutes) => {
      const choices = fc.array(fc.nat(1), { minLength: 10, maxLength: 60 });
      const property = fc.asyncProperty(choices, async (planned) => {
        await tryOrder(minutes, new Schedule(planned), [
          'load',
          'commit',
          'append',
          'send',
          'publish',
          'discard',
        ]);
      });
      await fc.assert(property, { numRuns: RUNS });
    },
  );
});

describe('Three invocations at once', () => {
  it.each([
    ['enter', [3, 0, 1]],
    ['leave', [8, 0, 1]],
  ] as const)(
    'three invocations at once (%s): nothing is doubled or lost in any order of their commits',
    async (what, minutes) => {
      let orders = 0;
      for (let schedule: Schedule | undefined = new Schedule([]); schedule; schedule = schedule.next) {
        await tryOrder(minutes, schedule, ['commit']);
        orders += 1;
      }
      console.info(`interleavings: ${orders} of three invocations that ${what}`);
      expect(orders).toBeGreaterThan(20);
    },
  );

  it('three invocations at once double and lose nothing in whatever order of all their calls', async () => {
    const choices = fc.array(fc.nat(2), { minLength: 10, maxLength: 90 });
    const property = fc.asyncProperty(choices, fc.constantFrom(3, 8), async (planned, minute) => {
      await tryOrder([minute, 0, 1], new Schedule(planned), ['load', 'commit', 'append', 'send', 'publish']);
    });
    await fc.assert(property, { numRuns: RUNS });
  });
});
