/**
 * A small market in which everything happens, traded by a function that dies where it is told to.
 *
 * It dies at one of its calls, just before or just after it had its effect (then its answer is lost). It is invoked
 * again in the same minute or in the next, and the books are audited after every tick that was not cut short.
 */
import { isDeepStrictEqual } from 'node:util';
import { expect } from 'vitest';
import type { MemoryLedger } from '../../lambda/adapters/memory-ledger.ts';
import { parseParameters } from '../../lambda/config.ts';
import { replay as replayRows } from '../../lambda/core/ledger/ledger.ts';
import type { OperatorCommand } from '../../lambda/core/ledger/operator-command.ts';
import type { LedgerStore } from '../../lambda/ports.ts';
import { CrashPoints, Crashed, type Crash } from '../harness/crash-points.ts';
import { BOT_ID, rowsIn, stateIn } from '../harness/stored-bot.ts';
import { paperBot } from '../harness/paper-bot.ts';
import { closing } from '../harness/candle-rows.ts';
import { wrapPorts } from '../harness/port-wrapper.ts';
import { EAGER } from '../harness/builders.ts';

// Midnight falls into it.
const START_MS = Date.UTC(2026, 0, 5, 23, 55);

const PARAMETERS = parseParameters({
  ...EAGER,
  volumeRatio: 2,
  lossStreak: 1,
  pauseMinutes: 1,
});

const MARKET = [
  // Entered at 23:58, takes its profit inside the minute.
  closing('BTC', [100, 100, 100.1, 100.4, 100.4, 100.4, 100.4, 100.4, 100.4, 100.4, 100.4, 100.4], {
    startMs: START_MS,
    loudMinute: 2,
  }),
  // Entered at 23:58, waits for the bounce over midnight, pays funding, and is stopped at an open beyond its stop.
  closing('ETH', [50, 50, 50.1, 50.1, 50.03, 50.03, 49.5, 49.5, 49.5, 49.5, 49.5, 49.5], {
    startMs: START_MS,
    loudMinute: 2,
    gaps: { 6: 49.8 },
  }),
  // Entered at 23:59, and left for its age.
  closing('SOL', [10, 10, 10, 9.99, 9.99, 9.99, 9.99, 9.99, 9.99, 9.99, 9.99, 9.99], {
    startMs: START_MS,
    loudMinute: 3,
  }),
];

/** A command that its operator leaves while the function waits for a call. */
export interface Issue {
  readonly atCall: number;
  readonly command: OperatorCommand;
}

/** Leaves the commands that come at this call. */
export function issueAt(
  store: Pick<LedgerStore, 'issue'>,
  atCall: number,
  issues: readonly Issue[],
): Promise<void> | undefined {
  const due = issues.filter((issue) => issue.atCall === atCall);
  if (due.length === 0) return undefined;
  return (async () => {
    for (const { command } of due) await store.issue(BOT_ID, command);
  })();
}

/** Trades the market, dying where it is told to; a minute that was cut short is repeated, or not. */
export async function trade(crashes: readonly Crash[], isRepeated: boolean, issues: readonly Issue[] = []) {
  const points = new CrashPoints(crashes);
  const placed: string[] = [];
  const crashMinutesMs: number[] = [];
  const bot = paperBot(MARKET, {
    parameters: PARAMETERS,
    wrap: (ports, store) =>
      wrapPorts(ports, (call, effect) => {
        const meet = async () => {
          if (call.step === 'send') {
            const { orders } = await stateIn(store);
            const { clientOrderId } = call.request.order;
            expect(orders.map((order) => order.clientOrderId)).toContain(clientOrderId);
            if (call.request.kind === 'place') placed.push(clientOrderId);
          }
          return effect();
        };
        return points.pass(meet, (atCall) => issueAt(store, atCall, issues));
      }),
  });
  const survives = async (): Promise<boolean> => {
    points.isDead = false;
    try {
      await bot.tick();
      return true;
    } catch (error) {
      if (!(error instanceof Crashed)) throw error;
      crashMinutesMs.push(bot.market.nowMs());
      return false;
    }
  };
  while (bot.market.advance()) {
    let isDone = await survives();
    if (isRepeated) while (!isDone) isDone = await survives();
    if (isDone) await expectSound(bot, placed);
  }
  // One tick more, at the last minute, for what died there; and one for what was asked during it.
  for (let isDone = false; !isDone;) isDone = await survives();
  while ((await bot.store.load(BOT_ID)).commands.length > 0) await survives();
  await expectSound(bot, placed);
  const { commands: waiting } = await bot.store.load(BOT_ID);
  const state = await stateIn(bot.store);
  return {
    rows: await rowsIn(bot.store),
    alerts: bot.alerts,
    crashMinutesMs,
    calls: points.calls,
    waiting,
    state,
  };
}

/** What has to be true after every tick that was not cut short. */
export async function expectSound(
  { store }: { readonly store: MemoryLedger },
  placed: readonly string[],
): Promise<void> {
  const [state, rows] = [await stateIn(store), await rowsIn(store)];
  const { positions, balanceUsd } = state.ledger;
  expect(isDeepStrictEqual(replayRows(1, rows), state.ledger)).toBe(true);
  const events = rows.map(({ event }) => event);
  const money = events.map((event): number =>
    event.kind === 'started' ? event.balanceUsd : event.kind === 'closed' ? event.trade.netUsd : 0,
  );
  expect(balanceUsd).toBe(money.reduce((sum, units) => sum + units, 0));
  const fills = events.flatMap((event) =>
    'fills' in event ? event.fills.map((fill) => fill.clientOrderId) : [],
  );
  expect(new Set(fills).size).toBe(fills.length);
  expect(new Set(placed).size).toBe(placed.length);
  const [held, known] = [state.account!.positions, positions].map((all) =>
    all.map(({ symbol }) => symbol).toSorted(),
  );
  expect(held).toEqual(known);
  for (const { tradeId, stopPrice } of positions) {
    const legs = state.orders.filter((order) => order.tradeId === tradeId).map(({ leg }) => leg);
    expect(legs.toSorted()).toEqual(['stop', 'take-profit']);
    expect(state.account!.orders).toContainEqual(expect.objectContaining({ tradeId, price: stopPrice }));
  }
}

export type Trading = Awaited<ReturnType<typeof trade>>;

export const SYMBOLS = MARKET.map(({ symbol }) => symbol);
