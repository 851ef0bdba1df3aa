/**
 * Does a loop over columns, whose numbers are changed in place, trade as the bot does with its ledger?
 */
import { describe, expect, it } from 'vitest';
import { synthesiseMarket } from '../../infra/market/synthetic-market.ts';
import { parseParameters, type Overrides } from '../../lambda/config.ts';
import type { AmbiguousCandle } from '../../lambda/core/fill-model.ts';
import type { ClosedTrade } from '../../lambda/core/ledger/closed-trade.ts';
import type { SymbolCandles } from '../../lambda/core/market.ts';
import { usd } from '../../lambda/core/units.ts';
import { replay } from '../harness/paper-bot.ts';
import { randomWalks } from '../harness/candle-rows.ts';
import { CoreLoop } from './core-loop.ts';
import { bookInLedger, bookInPlace, type LoopBook } from './loop-books.ts';

/** Starts in the evening, so that a day ends and funding is due in each of them. */
const EVENING_MS = Date.UTC(2025, 4, 6, 20);

const DAY_BOOK_KEYS = [
  'balanceUsd',
  'dayMs',
  'dayStartBalanceUsd',
  'realisedTodayUsd',
  'stoppedAtMs',
  'lossesInARow',
  'pausedUntilMs',
  'entryTimesMs',
] as const;

interface Case {
  readonly title: string;
  readonly symbols: readonly SymbolCandles[];
  readonly overrides: Overrides;
  readonly ambiguousCandle?: AmbiguousCandle;
}

const synthetic = (seed: number) =>
  synthesiseMarket({ symbols: ['BTCUSDT', 'ETHUSDT', 'SOLUSDT'], seed, days: 2, startMs: EVENING_MS });

const walk = (seed: number, volatilityBps: number) =>
  randomWalks(
    { seed, symbolCount: 4, minutes: 2_000, volatilityBps, gapShare: 0.05, missingShare: 0.01 },
    EVENING_MS,
  );

const CASES: readonly Case[] = [
  { title: 'the defaults', symbols: synthetic(1), overrides: {} },
  { title: 'other candles', symbols: synthetic(42), overrides: { breakeven: 'gross' } },
  {
    title: 'limits that are reached',
    symbols: synthetic(7),
    overrides: { maxPositions: 2, maxTradesPerHour: 5, lossStreak: 2, pauseMinutes: 45, dailyLossUsd: 25 },
  },
  {
    title: 'little collateral, and a balance that runs out',
    symbols: walk(3, 12),
    overrides: {
      startingBalanceUsd: 100,
      maxOpenCollateralUsd: 60,
      dailyLossPct: 100,
      volumeRatio: 0.5,
      lossStreak: 50,
    },
  },
  {
    title: 'gaps that cost all of the collateral, and the take-profit first',
    symbols: walk(11, 60),
    overrides: {
      leverage: 100,
      recoveryStopPct: 0.2,
      targetPct: 5,
      maxHoldSeconds: 3_600,
      volumeRatio: 0,
      maxTradesPerHour: 600,
      dailyLossUsd: 1_900,
      dailyLossPct: 100,
    },
    ambiguousCandle: 'take-profit-first',
  },
];

function looped({ symbols, overrides, ambiguousCandle }: Case, book: LoopBook) {
  const parameters = parseParameters(overrides);
  const trades: ClosedTrade[] = [];
  const denied: Record<string, number> = {};
  const loop = new CoreLoop(symbols, {
    book,
    parameters,
    ...(ambiguousCandle !== undefined && { ambiguousCandle }),
    onClose: (trade) => trades.push(trade),
    onDenial: (code) => {
      denied[code] = (denied[code] ?? 0) + 1;
    },
  });
  loop.run(usd(parameters.startingBalanceUsd));
  return { trades, denied, open: loop.open, numbers: numbersOf(book.book) };
}

function numbersOf(book: LoopBook['book']) {
  return Object.fromEntries(DAY_BOOK_KEYS.map((key) => [key, book[key]]));
}

describe.each(CASES)('with $title', (each) => {
  it('the loop in place closes, denies and leaves what the bot does', async () => {
    const parameters = parseParameters(each.overrides);
    const { ambiguousCandle = 'stop-first' } = each;
    const bot = await replay(each.symbols, { parameters, ambiguousCandle });
    const closed = bot.rows.flatMap(({ event }) => (event.kind === 'closed' ? [event.trade] : []));
    const { trades, denied, open, numbers } = looped(each, bookInPlace());
    expect(trades.length).toBeGreaterThan(20);
    expect(trades).toEqual(closed);
    expect(denied).toEqual(bot.denied);
    expect(open).toEqual(bot.state.ledger.positions);
    expect(numbers).toEqual(numbersOf(bot.state.ledger));
  });

  it('the loop makes the same of numbers that are changed in place and of those that are copied', () => {
    expect(looped(each, bookInLedger())).toEqual(looped(each, bookInPlace()));
  });
});
