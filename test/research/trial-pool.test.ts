/** Do threads find what one loop finds, each set in its place? */
import { describe, expect, it, onTestFinished } from 'vitest';
import { synthesiseMarket } from '../../infra/market/synthetic-market.ts';
import { candlesIn, shareCandles } from '../../infra/research/shared-candles.ts';
import { TrialPool } from '../../infra/research/trial-pool.ts';
import { backtest } from '../../lambda/backtest/backtest.ts';
import { dailyResults, dailyScore } from '../../lambda/backtest/daily-results.ts';
import { meanOf } from '../../lambda/backtest/statistics/moments.ts';
import { trialOf } from '../../lambda/backtest/trial.ts';
import { shiftedStatistic } from '../../lambda/backtest/verdict/entry-shifts.ts';
import { parseParameters } from '../../lambda/config.ts';
import { statisticsOf } from '../../lambda/core/ledger/trade-statistics.ts';
import { DAY_MS, usd } from '../../lambda/core/units.ts';

const START_MS = Date.UTC(2025, 0, 6);
const MARKET = synthesiseMarket({ symbols: ['BTCUSDT', 'ETHUSDT'], seed: 3, days: 4, startMs: START_MS });
const SETS = [0.1, 0.2, 0.3, 0.4].map((targetPct) => parseParameters({ targetPct, dailyLossUsd: 500 }));
const WHOLE = { fromMs: START_MS, toMs: START_MS + 4 * DAY_MS };
const SECOND_AND_THIRD = { fromMs: START_MS + DAY_MS, toMs: START_MS + 3 * DAY_MS };

describe('A trial', () => {
  it('has the sums of the backtest', () => {
    const [parameters] = SETS;
    const { stopFirst: whole } = backtest({ symbols: MARKET, parameters: parameters! });
    const { trades, wins, grossUsd, feesUsd, fundingUsd, netUsd, ambiguous } = statisticsOf(whole.trades);
    expect(trades).toBeGreaterThan(50);
    expect(trialOf({ symbols: MARKET, parameters: parameters!, ...WHOLE })).toEqual({
      trades,
      wins,
      grossUsd,
      feesUsd,
      fundingUsd,
      netUsd,
      ambiguous,
      dailyStops: whole.dailyStops,
      ...dailyResults(
        whole.trades,
        [0, 1, 2, 3].map((day) => START_MS + day * DAY_MS),
      ),
    });
  });

  it('of a span begins with a new balance, has the candles before it as history, and ends with it', () => {
    const [parameters] = SETS;
    const found = trialOf({ symbols: MARKET, parameters: parameters!, ...SECOND_AND_THIRD });
    expect(found.dailyUsd).toHaveLength(2);
    const { fromMs } = SECOND_AND_THIRD;
    const { stopFirst: from } = backtest({ symbols: MARKET, parameters: parameters!, fromMs });
    const within = from.trades.filter(({ exitTimeMs }) => exitTimeMs < SECOND_AND_THIRD.toMs);
    expect(found.trades).toBe(within.length);
    expect(found.netUsd).toBe(statisticsOf(within).netUsd);
    expect(from.trades[0]!.entryTimeMs).toBeLessThan(SECOND_AND_THIRD.fromMs + DAY_MS / 24);
  });
});

describe('A set that loses its account', () => {
  const costly = { startingBalanceUsd: 100, dailyLossUsd: 30, dailyLossPct: 100, lossStreak: 100 };
  const [slow, fast] = [0.3, 0.6].map((takerFeePct) =>
    trialOf({ symbols: MARKET, parameters: parseParameters({ ...costly, takerFeePct }), ...WHOLE }),
  );

  it('has the days until it could enter nothing more, and none after them', () => {
    for (const { daysToRuin, dailyUsd, netUsd } of [slow!, fast!]) {
      expect(daysToRuin).toBeLessThan(4);
      expect(dailyUsd[daysToRuin! - 1]).toBeLessThan(0);
      expect(dailyUsd.slice(daysToRuin).some((usd) => usd !== 0)).toBe(false);
      // Less than 30 USD of collateral are left of 100.
      expect(netUsd).toBeLessThan(usd(-70));
    }
  });

  it('is told from one that loses as much more slowly', () => {
    expect(Math.abs(meanOf(slow!.dailyUsd) - meanOf(fast!.dailyUsd))).toBeLessThan(2);
    expect(dailyScore(slow!)).toBeGreaterThan(1.3 * dailyScore(fast!));
  });

  it('is not one that still can enter, or never has', () => {
    const [parameters] = SETS;
    expect(trialOf({ symbols: MARKET, parameters: parameters!, ...WHOLE }).daysToRuin).toBeUndefined();
    const never = parseParameters({ ...costly, momentumPct: 5 });
    expect(trialOf({ symbols: MARKET, parameters: never, ...WHOLE }).daysToRuin).toBeUndefined();
  });
});

describe('Threads', () => {
  function pool(): TrialPool {
    const made = new TrialPool({ symbols: MARKET.map(shareCandles) }, 2);
    onTestFinished(() => made.close());
    return made;
  }

  it('find what one loop finds, in the order of the tasks', async () => {
    const tasks = SETS.flatMap((parameters) =>
      [WHOLE, SECOND_AND_THIRD].map((span) => ({ parameters, ...span })),
    );
    const done: number[] = [];
    const results = await pool().attempt(tasks, {
      signal: new AbortController().signal,
      onDone: (_, index) => done.push(index),
    });
    expect(results).toEqual(tasks.map((task) => trialOf({ ...task, symbols: MARKET })));
    expect(done.toSorted((a, b) => a - b)).toEqual([...tasks.keys()]);
  });

  it('begin nothing after an interruption, and keep what is done', async () => {
    const interruption = new AbortController();
    const results = await pool().attempt(
      Array.from({ length: 20 }, () => ({ parameters: SETS[0]!, ...SECOND_AND_THIRD })),
      { signal: interruption.signal, onDone: () => interruption.abort() },
    );
    const done = results.filter((result) => result !== undefined);
    expect(done.length).toBeGreaterThanOrEqual(1);
    expect(done.length).toBeLessThanOrEqual(2);
  });

  it('move entries as one loop does', async () => {
    const attempts = [{ parameters: SETS[0]!, ...WHOLE }];
    const offsets = [0, 1_500, 2_000];
    const found = await pool().shift(
      offsets.map((by) => ({ attempts, by })),
      { signal: new AbortController().signal },
    );
    expect(found).toEqual(offsets.map((by) => shiftedStatistic({ symbols: MARKET, attempts }, by)));
    expect(new Set(found).size).toBe(3);
  });

  it('tell what a thread could not do', async () => {
    const broken = { ...SETS[0]!, startingBalanceUsd: Number.NaN };
    const attempt = pool().attempt([{ parameters: broken, ...WHOLE }], {
      signal: new AbortController().signal,
    });
    await expect(attempt).rejects.toThrow(/cannot be kept exactly/);
  });
});

it('Shared candles are the candles', () => {
  for (const symbol of MARKET) {
    const { candles } = candlesIn(shareCandles(symbol));
    const { length } = symbol.candles;
    expect(candles.length).toBe(length);
    for (const name of ['openTimeMs', 'open', 'high', 'low', 'close', 'volume'] as const) {
      expect(candles[name]).toEqual(symbol.candles[name].slice(0, length));
    }
  }
});
