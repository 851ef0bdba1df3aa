/**
 * Do a bot's trades alone lead to the states that its rows lead to?
 */
import { expect, it } from 'vitest';
import {
  ledgerBefore,
  statesOfRows,
  statesOfTrades,
  type GateState,
} from '../../lambda/backtest/parity/gate-states.ts';
import { parseParameters } from '../../lambda/config.ts';
import { HOUR_MS, MINUTE_MS, usd } from '../../lambda/core/units.ts';
import { BUSY } from '../harness/builders.ts';
import { randomWalks } from '../harness/candle-rows.ts';
import { compared, partsOf, traded } from './parity-harness.ts';

const EVENING_MS = Date.UTC(2025, 4, 6, 21);
const MINUTES = 600;
const SET = parseParameters({
  ...BUSY,
  lossStreak: 3,
  pauseMinutes: 15,
  dailyLossUsd: 25,
  maxTradesPerHour: 12,
});

const walk = () =>
  randomWalks(
    { seed: 5, symbolCount: 2, minutes: MINUTES, volatilityBps: 12, gapShare: 0.05, missingShare: 0 },
    EVENING_MS,
  );

/** What the gates ask. */
function asked({ book, taken, stake }: GateState, atMs: number) {
  return {
    balanceUsd: book.balanceUsd,
    realisedTodayUsd: book.realisedTodayUsd,
    isStopped: book.stoppedAtMs !== undefined,
    isPaused: atMs < book.pausedUntilMs,
    entries: book.entryTimesMs.filter((timeMs) => atMs - timeMs < HOUR_MS).length,
    positions: stake.positions,
    taken: taken.toSorted(),
  };
}

it('the trades of a bot lead to the states that its rows lead to, minute by minute', async () => {
  const { books } = await traded(walk(), { parameters: SET });
  const ofRows = statesOfRows(books.rows, () => SET);
  const ofTrades = statesOfTrades(books.trades, books.fromMs, () => SET);
  const seen = new Set<string>();
  const lastExitMs = Math.max(...books.trades.map(({ exitTimeMs }) => exitTimeMs));
  for (let atMs = EVENING_MS; atMs < lastExitMs; atMs += MINUTE_MS) {
    const [meant, found] = [ofRows, ofTrades].map((states) =>
      asked(states.before(atMs, books.symbols!)!, atMs),
    );
    if (meant!.isStopped) seen.add('stopped');
    if (meant!.isPaused) seen.add('paused');
    if (meant!.taken.length > 0) seen.add('taken');
    expect(found, new Date(atMs).toISOString()).toEqual(meant);
  }
  expect([...seen].toSorted()).toEqual(['paused', 'stopped', 'taken']);
});

it('the trades of a bot say by which gate it missed what the backtest has made', async () => {
  const bot = await traded(walk(), { parameters: { ...SET, slippageBps: 2 } });
  const ofTrades = { ...bot, books: { ...bot.books, rows: [], log: undefined } };
  const parts = partsOf(compared(ofTrades, SET));
  expect(parts.some((part) => /^missed: (?:paused|stopped|hour|symbol)$/.test(part))).toBe(true);
  expect(parts.filter((part) => part.startsWith('not-explained'))).toEqual([]);
});

it('the state before a minute is that of the rows before it, and the balance of the first row', async () => {
  const { books, balanceUsd } = await traded(walk(), { parameters: SET });
  expect(ledgerBefore(books.rows, EVENING_MS)).toMatchObject({ balanceUsd: usd(2_000), positions: [] });
  expect(ledgerBefore(books.rows, Infinity)?.balanceUsd).toBe(balanceUsd);
  expect(ledgerBefore([], EVENING_MS)).toBeUndefined();
});
