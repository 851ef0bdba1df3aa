/** What the tests of the page show. */
import type { RunFacts, SearchFacts } from '../../infra/report/report-input.ts';
import { closedTradeWith } from './sample-trades.ts';
import { DEFAULT_PARAMETERS } from '../../lambda/config.ts';
import { usd } from '../../lambda/core/units.ts';
import { DAY } from '../charts/samples.ts';

export function runFacts(changes: Partial<RunFacts> = {}): RunFacts {
  return {
    kind: 'run',
    title: 'Result',
    mode: 'paper',
    market: 'recorded candles',
    isSynthetic: false,
    symbols: ['BTCUSDT'],
    ...DAY,
    isInterrupted: false,
    hash: 'abc123',
    parameters: DEFAULT_PARAMETERS,
    trades: [0, 1, 2].map((k) => closedTradeWith(k)),
    details: [],
    beganUsd: usd(2_000),
    moves: [],
    denied: { hour: 490, symbol: 2_711 },
    dailyStops: 1,
    openPositions: 0,
    targetFirst: undefined,
    assumptions: [['fees', 'taker 0.05 %']],
    notSeen: [],
    warnings: [],
    ...changes,
  };
}

export function searchFacts(changes: Partial<SearchFacts> = {}): SearchFacts {
  const sets = [0.1, 0.2, 0.3].flatMap((targetPct) =>
    [120, 600].map((maxHoldSeconds) => ({
      parameters: { targetPct, maxHoldSeconds },
      neighbourhoodDollars: targetPct - 0.25,
      trades: 10,
      wins: 4,
      grossDollars: 5,
      feesDollars: 7,
      fundingDollars: 0,
      netDollars: targetPct * 100 - 22,
      activeDays: 9,
    })),
  );
  return {
    kind: 'search',
    market: 'recorded candles',
    isSynthetic: false,
    symbols: ['BTCUSDT'],
    ...DAY,
    verdict: { number: 1, words: 'loses after costs', next: 'a set that earns more than it costs' },
    searched: ['targetPct', 'maxHoldSeconds'],
    chosen: { targetPct: 0.2, maxHoldSeconds: 120 },
    evidence: [['days', '9']],
    sets,
    windows: [],
    ...changes,
  };
}
