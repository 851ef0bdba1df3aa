/**
 * What is left of a turn that dies half-way, and does the next one make it good?
 *
 * A small market in which everything happens is traded again and again; each time the function dies at another of its
 * calls, just before or just after it had its effect. Then it is invoked again, in the same minute or in the next.
 */
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { parseParameters } from '../../lambda/config.ts';
import type { LedgerEvent } from '../../lambda/core/ledger-events.ts';
import { replay as replayRows } from '../../lambda/core/ledger.ts';
import { MINUTE_MS, dayStartMs } from '../../lambda/core/units.ts';
import { candlesOf, paperBot, rowsIn, stateIn, wrapPorts } from '../replaying.ts';

const RUNS = Number(process.env['SCALPER_FUZZ_RUNS'] ?? 200);
// Midnight falls into it.
const START_MS = Date.UTC(2026, 0, 5, 23, 55);

const PARAMETERS = parseParameters({
  momentumCandles: 1,
  volumeLookback: 2,
  volumeRatio: 2,
  volatilityCandles: 2,
  volatilityPct: 0,
  lossStreak: 1,
  pauseMinutes: 1,
});

/** Closes of each minute from 23:55; a minute opens where the one before closed, but for `gaps`. One is a signal. */
function closing(
  symbol: string,
  signalMinute: number,
  closes: readonly number[],
  gaps: Readonly<Record<number, number>> = {},
) {
  const rows = closes.map((close, minute) => {
    const open = gaps[minute] ?? closes[minute - 1] ?? close;
    return [
      START_MS + minute * MINUTE_MS,
      open,
      Math.max(open, close),
      Math.min(open, close),
      close,
      minute === signalMinute ? 5 : 1,
    ];
  });
  return candlesOf(symbol, rows);
}

const WORLD = [
  // Entered at 23:58, takes its profit inside the minute.
  closing('BTC', 2, [100, 100, 100.1, 100.4, 100.4, 100.4, 100.4, 100.4, 100.4, 100.4, 100.4, 100.4]),
  // Entered at 23:58, waits for the bounce over midnight, pays funding, and is stopped at an open beyond its stop.
  closing('ETH', 2, [50, 50, 50.1, 50.1, 50.03, 50.03, 49.5, 49.5, 49.5, 49.5, 49.5, 49.5], { 6: 49.8 }),
  // Entered at 23:59, and left for its age.
  closing('SOL', 3, [10, 10, 10, 9.99, 9.99, 9.99, 9.99, 9.99, 9.99, 9.99, 9.99, 9.99]),
];

interface Crash {
  readonly atCall: number;
  readonly phase: 'before' | 'after';
}

class Crashed extends Error {}

/** Trades the world, dying where it is told to; a minute that was cut short is repeated, or not. */
async function trade(crashes: readonly Crash[], isRepeated: boolean) {
  let calls = 0;
  const placed: string[] = [];
  const crashMinutesMs: number[] = [];
  const bot = paperBot(WORLD, {
    parameters: PARAMETERS,
    wrap: (ports, store) =>
      wrapPorts(ports, async (call, effect) => {
        const due = crashes.find(({ atCall }) => atCall === calls);
        calls += 1;
        if (due?.phase === 'before') throw new Crashed();
        if (call.step === 'send') {
          const { orders } = await stateIn(store);
          const { clientOrderId } = call.request.order;
          expect(orders.map((order) => order.clientOrderId)).toContain(clientOrderId);
          if (call.request.kind === 'place') placed.push(clientOrderId);
        }
        const result = await effect();
        if (due?.phase === 'after') throw new Crashed();
        return result;
      }),
  });
  const survives = async (): Promise<boolean> => {
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
  // One turn more, at the last minute, for what died there.
  for (let isDone = false; !isDone;) isDone = await survives();
  await expectSound(bot, placed);
  return { rows: await rowsIn(bot.store), alerts: bot.alerts, crashMinutesMs, calls };
}

/** What has to be true after every turn that was not cut short. */
async function expectSound({ store }: ReturnType<typeof paperBot>, placed: readonly string[]): Promise<void> {
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

type Trading = Awaited<ReturnType<typeof trade>>;

/** What happened to one symbol's trade, without the names of orders and the numbers of trades. */
function storyOf({ rows }: Trading, symbol: string): readonly object[] {
  const events = rows.map(({ event }) => event);
  const opened = events.find((event) => event.kind === 'opened' && event.position.symbol === symbol);
  const tradeId = opened?.kind === 'opened' ? opened.position.tradeId : undefined;
  return events.flatMap((event: LedgerEvent): object[] => {
    if (event.kind === 'opened') {
      const { position, decision } = event;
      return position.tradeId === tradeId ? [{ ...position, tradeId: 0, decision }] : [];
    }
    if (event.kind === 'closed')
      return event.trade.tradeId === tradeId ? [{ ...event.trade, tradeId: 0 }] : [];
    if (event.kind !== 'recovery' && event.kind !== 'funding') return [];
    return event.tradeId === tradeId ? [{ ...event, tradeId: 0 }] : [];
  });
}

const SYMBOLS = WORLD.map(({ symbol }) => symbol);

describe('A turn that dies', () => {
  let undisturbed: Trading;
  let points: readonly Crash[] = [];
  beforeAll(async () => {
    undisturbed = await trade([], true);
    points = Array.from({ length: undisturbed.calls }, (_, atCall) => atCall).flatMap(
      (atCall): readonly Crash[] => [
        { atCall, phase: 'before' },
        { atCall, phase: 'after' },
      ],
    );
  });

  it('would have opened, waited, paid, paused and closed, had it lived', () => {
    const kinds = undisturbed.rows.map(({ event }) => event.kind);
    const trades = undisturbed.rows.flatMap(({ event }) => (event.kind === 'closed' ? [event.trade] : []));
    expect(trades.map(({ symbol, reason }) => `${symbol} ${reason}`)).toEqual([
      'BTC target',
      'ETH hard-stop',
      'SOL max-hold',
    ]);
    expect(kinds).toEqual(expect.arrayContaining(['recovery', 'funding', 'day-started', 'paused']));
  });

  it('anywhere, and is repeated, leaves every trade as it would have been, or never opened', async () => {
    for (const crash of points) {
      const disturbed = await trade([crash], true);
      for (const symbol of SYMBOLS) {
        const story = storyOf(disturbed, symbol);
        if (story.length === 0) expect(disturbed.crashMinutesMs).toContain(entryMsOf(undisturbed, symbol));
        else expect(story).toEqual(storyOf(undisturbed, symbol));
      }
    }
  });

  it('anywhere leaves the next minute to do what it did not, once', async () => {
    for (const crash of points) {
      const disturbed = await trade([crash], false);
      for (const symbol of SYMBOLS) {
        const [trades, meant] = [disturbed, undisturbed].map((one) => closesOf(one, symbol));
        if (trades!.length === 0) expect(disturbed.crashMinutesMs).toContain(entryMsOf(undisturbed, symbol));
        else expect(trades).toEqual(meant);
      }
    }
  });

  it('anywhere tells every alert, and again only if it died between telling and committing', async () => {
    const meant = undisturbed.alerts.map(({ kind }) => kind);
    for (const crash of points) {
      const { alerts, rows } = await trade([crash], true);
      const paused = rows.filter(({ event }) => event.kind === 'paused').length;
      expect(new Set(alerts.map(({ id }) => id)).size).toBe(paused);
      expect(alerts.length - paused).toBeLessThanOrEqual(1);
      expect(alerts.length).toBeLessThanOrEqual(meant.length + 1);
    }
  });

  it('several times keeps the books sound', { timeout: 20_000 + RUNS * 500 }, async () => {
    const crash = fc.record({
      atCall: fc.integer({ min: 0, max: 2 * undisturbed.calls }),
      phase: fc.constantFrom('before', 'after'),
    });
    const crashes = fc.array(crash, { minLength: 2, maxLength: 12 });
    const property = fc.asyncProperty(crashes, fc.boolean(), async (chosen, isRepeated) => {
      await trade(chosen, isRepeated);
    });
    await fc.assert(property, { numRuns: RUNS });
  });
});

function entryMsOf({ rows }: Trading, symbol: string): number | undefined {
  const opened = rows
    .map(({ event }) => event)
    .find((event) => event.kind === 'opened' && event.position.symbol === symbol);
  return opened?.atMs;
}

/** Side, quantity and reason of a symbol's trades, and the day they count on. */
function closesOf({ rows }: Trading, symbol: string): readonly object[] {
  return rows.flatMap(({ event }) => {
    if (event.kind !== 'closed' || event.trade.symbol !== symbol) return [];
    const { side, quantity, entryPrice, reason, exitTimeMs } = event.trade;
    return [{ side, quantity, entryPrice, reason, dayMs: dayStartMs(exitTimeMs) }];
  });
}
