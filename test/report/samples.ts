/** What the tests of the page show. */
import type { ParityFacts, RunFacts, SearchFacts } from '../../infra/report/report-input.ts';
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

const PARTS = [
  { kind: 'missed', words: 'missed: paused', dollars: -0.65 },
  { kind: 'late-entry', words: 'entered late: 4 s', dollars: -1.1 },
] as const;

/** A trade that both made, one that the bot missed, and one that both made alike. */
export function parityFacts(changes: Partial<ParityFacts> = {}): ParityFacts {
  const [both, missed, same] = [closedTradeWith(0), closedTradeWith(1), closedTradeWith(2)];
  const { entryTimeMs, entryPrice, exitTimeMs, exitPrice, reason } = both;
  const backtest = {
    entryTimeMs: entryTimeMs - 60_000,
    entryPrice: entryPrice - 5,
    exitTimeMs,
    exitPrice,
    reason,
  };
  return {
    kind: 'parity',
    bot: 'the run in here',
    symbols: ['BTCUSDT'],
    ...DAY,
    counts: { bot: 2, backtest: 3, matched: 2, equal: 1, rounded: 0 },
    backtestDollars: 2,
    botDollars: 0.25,
    differenceDollars: -1.75,
    parts: [...PARTS.map((part) => ({ ...part, times: 1, bps: -2 })), NOTHING_LEFT],
    pairs: [
      { trade: both, parity: { of: 'both', dollars: -1.1, parts: [PARTS[1]], backtest }, bps: -18 },
      { trade: missed, parity: { of: 'backtest', dollars: -0.65, parts: [PARTS[0]] }, bps: -9 },
      { trade: same, parity: { of: 'both', dollars: 0, parts: [] }, bps: 0 },
    ],
    parameters: DEFAULT_PARAMETERS,
    assumptions: [['parameters', "the bot's own"]],
    ...changes,
  };
}

const NOTHING_LEFT = { kind: 'not-explained', words: 'not explained', times: 0, dollars: 0, bps: 0 } as const;

export function searchFacts(changes: Partial<SearchFacts> = {}): SearchFacts {
  const sets = [0.1, 0.2, 0.3].flatMap((targetPct, k) =>
    [120, 600].map((maxHoldSeconds, i) => ({
      parameters: { targetPct, maxHoldSeconds },
      position: [k / 2, i],
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
