/**
 * Does the backtest trade recorded trades as the bot does that ticks and watches through them?
 */
import { describe, expect, it } from 'vitest';
import { runOnPaper } from '../../../infra/local/paper-run.ts';
import type { ChosenMarket } from '../../../infra/market/market-source.ts';
import { candlesOfTrades, type SymbolTrades } from '../../../infra/market/trade-replay.ts';
import { randomStream } from '../../../infra/market/synthetic-processes.ts';
import { MemoryLedger } from '../../../lambda/adapters/memory-ledger.ts';
import { backtest, type DeniedEntry } from '../../../lambda/backtest/backtest.ts';
import { resultHash } from '../../../lambda/backtest/result-hash.ts';
import { parseParameters, type Overrides } from '../../../lambda/config.ts';
import type { DenialCounts } from '../../../lambda/core/ledger/ledger-events.ts';
import { isClosed, sessionsOf } from '../../../lambda/core/trading-sessions.ts';
import { MINUTE_MS, SECOND_MS } from '../../../lambda/core/units.ts';
import { EAGER } from '../../harness/builders.ts';

/** Before midnight: the day ends and funding is due among the trades. */
const START_MS = Date.UTC(2025, 4, 6, 22, 30);
const MINUTES = 180;

interface Kind {
  readonly hasTouches: boolean;
  /** Share of the minutes without a trade. */
  readonly silence: number;
  /** Some minutes of an hour are closed, and no trade of them is told. */
  readonly closes?: boolean;
}

/** The market closes for the last ten minutes of each half hour. */
const SESSIONS = sessionsOf(
  Array.from({ length: MINUTES / 30 }, (_, k) => ({
    startMs: START_MS + 30 * k * MINUTE_MS,
    endMs: START_MS + (30 * k + 20) * MINUTE_MS,
  })),
  { startMs: START_MS, endMs: Infinity },
);

/** Trades a few seconds apart, in a walk that meets stops and targets within a minute. */
function tradesOf(symbol: string, seed: number, { hasTouches, silence, closes }: Kind): SymbolTrades {
  const random = randomStream(seed, symbol);
  const rows: [timeMs: number, price: number][] = [];
  let price = 100;
  let timeMs = START_MS + Math.floor(random.uniform() * SECOND_MS);
  while (timeMs < START_MS + MINUTES * MINUTE_MS) {
    price *= 1 + 0.000_4 * (random.uniform() - 0.5) * (random.uniform() < 0.05 ? 8 : 1);
    if (closes !== true || !isClosed(SESSIONS, timeMs)) rows.push([timeMs, Number(price.toFixed(3))]);
    const isSilent = random.uniform() < silence / 12;
    timeMs += Math.floor(random.uniform() * 10 * SECOND_MS) + (isSilent ? 3 * MINUTE_MS : 0);
  }
  const column = (values: readonly number[]) => Float64Array.from(values);
  const times = column(rows.map(([at]) => at));
  const trades = {
    length: rows.length,
    timeMs: times,
    price: column(rows.map(([, paid]) => paid)),
    quantity: column(rows.map(() => 0.5 + random.uniform())),
  };
  const touches = {
    length: rows.length,
    timeMs: times,
    bid: trades.price.map((paid) => paid - 0.005),
    ask: trades.price.map((paid) => paid + 0.005),
  };
  return { symbol, trades, touches: hasTouches ? touches : undefined };
}

function marketOf(detail: readonly SymbolTrades[], { closes }: Kind): ChosenMarket {
  return {
    kind: 'recorded trades',
    label: 'recorded trades',
    seed: undefined,
    symbols: detail.map(({ symbol, trades }) => ({
      symbol,
      candles: candlesOfTrades(trades),
      ...(closes === true && { sessions: SESSIONS }),
    })),
    detail,
    fromMs: START_MS + 30 * MINUTE_MS,
    toMs: START_MS + MINUTES * MINUTE_MS,
  };
}

const LOUD: Overrides = {
  ...EAGER,
  dailyLossUsd: 400,
  dailyLossPct: 20,
  maxTradesPerHour: 200,
  lossStreak: 30,
};

function countsOf(denied: readonly DeniedEntry[]): DenialCounts {
  const codes = denied.map(({ code }) => code);
  return Object.fromEntries(codes.map((code) => [code, codes.filter((each) => each === code).length]));
}

describe('recorded trades', () => {
  it.each([
    ['three symbols', 1, { hasTouches: false, silence: 0.05 }, {}],
    ['quotes beside them', 2, { hasTouches: true, silence: 0.02 }, { breakeven: 'gross' }],
    [
      'pauses, gaps and another interval',
      3,
      { hasTouches: false, silence: 0.3 },
      { watchIntervalSeconds: 7, lossStreak: 3, pauseMinutes: 5 },
    ],
    [
      'a day that is stopped',
      4,
      { hasTouches: true, silence: 0.05 },
      { dailyLossUsd: 4, watchIntervalSeconds: 30 },
    ],
    [
      'nothing watched',
      5,
      { hasTouches: false, silence: 0.05 },
      { watchIntervalSeconds: 0, quickExitSeconds: 3_600, maxHoldSeconds: 7_200 },
    ],
    [
      'sessions that end',
      6,
      { hasTouches: true, silence: 0.05, closes: true },
      { sessionEndSeconds: 95, maxHoldSeconds: 900 },
    ],
  ] as const)(
    'recorded trades: with %s, bot and backtest have one fingerprint, and the same denials',
    async (_, seed, kind, overrides) => {
      const detail = ['A', 'B', 'C'].map((symbol, k) => tradesOf(symbol, 10 * seed + k, kind));
      const market = marketOf(detail, kind);
      const parameters = parseParameters({ ...LOUD, ...overrides });
      const bot = await runOnPaper({
        market,
        parameters,
        store: new MemoryLedger(),
        ambiguousCandle: 'stop-first',
        signal: new AbortController().signal,
      });
      const { symbols, fromMs } = market;
      const found = backtest({
        symbols,
        parameters,
        fromMs,
        detail: new Map(detail.map((each) => [each.symbol, each])),
        tellsDenials: true,
      });
      const { trades, denied, dailyStops } = found.stopFirst;
      expect(trades.length).toBeGreaterThan(4);
      expect(trades).toEqual(bot.trades);
      const isClosedEarly = trades.some(({ reason }) => reason === 'session-end');
      expect(isClosedEarly).toBe('closes' in kind);
      expect({ denied, dailyStops }).toEqual({ denied: bot.denied, dailyStops: bot.dailyStops });
      expect(countsOf(found.stopFirst.deniedEntries!)).toEqual(denied);
      const minutes = found.stopFirst.deniedEntries!.map(({ minuteMs }) => minuteMs);
      expect(minutes).toEqual(minutes.toSorted((left, right) => left - right));
      expect(minutes.every((minuteMs) => minuteMs >= fromMs && minuteMs % MINUTE_MS === 0)).toBe(true);
      expect(resultHash(found.stopFirst)).toBe(resultHash(bot));
      expect(found.takeProfitFirst).toBe(found.stopFirst);
    },
  );
});
