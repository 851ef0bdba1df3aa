/**
 * What is left of a watch step that dies half-way, and does whoever comes next make it good?
 *
 * BTC is entered at 12:04, waits for the bounce from a step on and leaves at a step of 12:05; ETH is stopped at a trade
 * between two steps, which pauses the bot; SOL takes its profit at one.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import { MINUTE_MS, SECOND_MS } from '../../lambda/core/units.ts';
import { WatchError } from '../../lambda/minute-run.ts';
import { BOT_ID, rowsIn } from '../harness/stored-bot.ts';
import { wrapPorts } from '../harness/port-wrapper.ts';
import { CrashPoints, Crashed, crashesAt, type Crash } from '../harness/crash-points.ts';
import { expectSound, issueAt, type Issue } from './crash-harness.ts';
import { NOON } from '../harness/builders.ts';
import { afterSignal, detailOf, steady, watchingBot, type Path } from '../harness/watching-bot.ts';

const END_MS = NOON + 8 * MINUTE_MS;

const scaled = (path: Path, factor: number): Path => path.map(([second, price]) => [second, price * factor]);

const DETAILS = [
  detailOf(
    'BTC',
    afterSignal([...steady(100.1, 0, 10), ...steady(99.97, 15, 90), ...steady(100.23, 95, 300)]),
  ),
  detailOf('ETH', scaled(afterSignal([...steady(100.1, 0, 30), [33, 99.8], ...steady(100.1, 35, 300)]), 0.5)),
  detailOf(
    'SOL',
    scaled(afterSignal([...steady(100.1, 0, 65), [72, 100.4], ...steady(100.1, 75, 300)]), 0.1),
  ),
];

/** Trades the three, dying where it is told to; an invocation that was cut short is repeated at once, or not. */
async function trade(crashes: readonly Crash[], isRepeated: boolean, issues: readonly Issue[] = []) {
  const points = new CrashPoints(crashes);
  const placed: string[] = [];
  /** Calls that belong to a step, by their number. */
  const stepCalls: number[] = [];
  const bot = watchingBot([], {
    details: DETAILS,
    parameters: { lossStreak: 1, pauseMinutes: 1 },
    isDead: () => points.isDead,
    wrap: (ports) =>
      wrapPorts(ports, (call, effect) => {
        const meet = () => {
          if (call.step === 'send' && call.request.kind === 'place')
            placed.push(call.request.order.clientOrderId);
          return effect();
        };
        return points.pass(meet, (atCall) => {
          if (ports.clock.nowMs() % MINUTE_MS !== 0) stepCalls.push(atCall);
          return issueAt(ports.store, atCall, issues);
        });
      }),
  });
  const survives = async (): Promise<boolean> => {
    points.isDead = false;
    try {
      await bot.invoke();
    } catch (error) {
      const cause = error instanceof WatchError ? error.cause : error;
      if (!(cause instanceof Crashed)) throw error;
      return false;
    }
    await expectSound(bot, placed);
    return true;
  };
  while (bot.market.advance() && bot.market.nowMs() < END_MS) {
    let isDone = await survives();
    if (isRepeated) while (!isDone) isDone = await survives();
  }
  // One more, for what died in the last minute, or was asked then.
  for (let isDone = false; !isDone;) isDone = await survives();
  const rows = await rowsIn(bot.store);
  return { rows, alerts: bot.alerts, stepCalls, waiting: (await bot.store.load(BOT_ID)).commands };
}

type Trading = Awaited<ReturnType<typeof trade>>;

/** What every trade was, but for the moment in which it was closed. */
const trades = ({ rows }: Trading) =>
  rows.flatMap(({ event }) => {
    if (event.kind !== 'closed') return [];
    const { symbol, side, quantity, entryPrice, entryTimeMs, exitPrice, reason } = event.trade;
    return [{ symbol, side, quantity, entryPrice, entryTimeMs, exitPrice, reason }];
  });

const exitTimes = ({ rows }: Trading) =>
  new Map(
    rows.flatMap(({ event }) =>
      event.kind === 'closed' ? [[event.trade.symbol, event.trade.exitTimeMs]] : [],
    ),
  );

describe('A watch step that dies', () => {
  let undisturbed: Trading;
  let points: readonly Crash[] = [];
  beforeAll(async () => {
    undisturbed = await trade([], true);
    points = crashesAt(undisturbed.stepCalls);
  });

  it('a watch step that dies would have waited, stopped, taken its profit, paused and left, had it lived', () => {
    const closed = trades(undisturbed).map(({ symbol, reason }) => `${symbol} ${reason}`);
    expect(closed).toEqual(['ETH hard-stop', 'SOL target', 'BTC recovered']);
    expect(exitTimes(undisturbed).get('BTC')).toBe(NOON + (5 * 60 + 40) * SECOND_MS);
    expect(undisturbed.alerts.map(({ kind }) => kind)).toEqual(['paused']);
    expect(points.length).toBeGreaterThan(100);
  });

  it.each([
    ['and is repeated', true],
    ['and is followed by the next minute', false],
  ])('a watch step that dies anywhere %s loses and doubles nothing', async (_, isRepeated) => {
    for (const crash of points) {
      const disturbed = await trade([crash], isRepeated);
      const meant = trades(undisturbed);
      expect(trades(disturbed)).toHaveLength(meant.length);
      expect(trades(disturbed)).toEqual(expect.arrayContaining(meant));
      for (const [symbol, exitMs] of exitTimes(disturbed)) {
        const lateMs = exitMs - exitTimes(undisturbed).get(symbol)!;
        expect(lateMs).toBeGreaterThanOrEqual(0);
        expect(lateMs).toBeLessThan(MINUTE_MS);
      }
      expect(new Set(disturbed.alerts.map(({ id }) => id)).size).toBe(1);
      expect(disturbed.alerts.length).toBeLessThanOrEqual(2);
    }
    console.info(`watch steps: ${points.length} deaths, every audit passed`);
  });

  it('the ledger stays sound where a watch step dies and whoever comes next dies too', async () => {
    for (const [index, first] of points.entries()) {
      const second: Crash = {
        atCall: first.atCall + 1 + (index % 7),
        phase: index % 2 === 0 ? 'after' : 'before',
      };
      const disturbed = await trade([first, second], index % 3 === 0);
      expect(trades(disturbed)).toHaveLength(3);
    }
  });

  it('a watch step that dies with a command waiting for it leaves one row of it, and nothing open', async () => {
    for (const { atCall, phase } of points) {
      const command = {
        id: '1',
        kind: 'flatten',
        accept: false,
        issuedBy: 'ada',
        issuedAtMs: 0,
        why: '',
      } as const;
      const { rows, waiting } = await trade([{ atCall, phase }], atCall % 2 === 0, [{ atCall, command }]);
      expect(rows.filter(({ event }) => event.kind === 'operator-command')).toHaveLength(1);
      expect(rows.filter(({ event }) => event.kind === 'opened')).toHaveLength(
        rows.filter(({ event }) => event.kind === 'closed').length,
      );
      expect(waiting).toEqual([]);
    }
  });
});
