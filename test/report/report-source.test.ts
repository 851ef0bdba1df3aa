/**
 * Is a report read as it was written, and refused where it is none?
 */
import { describe, expect, it } from 'vitest';
import type { RunFacts } from '../../infra/report/report-input.ts';
import { reportFacts } from '../../infra/report/report-source.ts';
import { usd } from '../../lambda/core/units.ts';
import { DAY } from '../charts/samples.ts';

const NOT_SEEN = {
  minutes: 1_440,
  symbols: [
    {
      symbol: 'BTCUSDT',
      minutesMissing: 3,
      minutesWithoutHistory: 0,
      candlesWithoutVolume: 0,
      fundingTimesMissed: 0,
      tradesWithMissingMinutes: 0,
      noSignal: null,
    },
  ],
  filesLeftOut: ['notes.txt'],
};

const TRADE = {
  symbol: 'BTCUSDT',
  side: 'short',
  quantity: 0.5,
  entry_time: '2026-01-05T06:00:00.000Z',
  entry_price: 100,
  exit_time: '2026-01-05T06:04:00.000Z',
  exit_price: 99,
  reason: 'target',
  gross_usd: 0.5,
  fees_usd: 0.1,
  funding_usd: -0.00000001,
  net_usd: 0.40000001,
  ambiguous: true,
};

const RUN = {
  market: { kind: 'recorded', seed: null, symbols: ['BTCUSDT'], ...DAY },
  interrupted: false,
  hash: null,
  parameters: { takerFeePct: 0.05, makerFeePct: 0.02, slippageBps: 0.5, fundingPct: 0.01 },
  balanceUsd: 2_000.4,
  optimistic: { netUsd: 1 },
  dailyStops: 2,
  denied: { hour: 3 },
  notSeen: NOT_SEEN,
  open: [],
  ledger: [TRADE],
};

function runOf(changes: object = {}): RunFacts {
  const facts = reportFacts({ ...RUN, ...changes }, 'run.json');
  if (facts.kind !== 'run') throw new Error('it is a run');
  return facts;
}

describe('the report of a run', () => {
  it('is read to the last digit', () => {
    const facts = runOf();
    expect(facts.trades[0]).toMatchObject({
      tradeId: 1,
      side: 'short',
      netUsd: usd(0.40000001),
      ambiguous: true,
    });
    expect(facts.beganUsd).toBe(usd(1_999.99999999));
    expect(facts.targetFirst).toEqual({ netDollars: 1, steps: undefined });
    expect(facts.notSeen).toEqual([
      ['minutes missing', 'BTCUSDT 3 of 1,440'],
      ['files left out', 'notes.txt'],
    ]);
    expect(facts.assumptions).toContainEqual(['funding', 'assumed 0.01 % every 8 h']);
  });

  it('of another release has no parameters that could be misread, and what it says all the same', () => {
    expect(runOf({ parameters: { ...RUN.parameters, gone: 1 } }).parameters).toBeUndefined();
    expect(runOf({ parameters: {} }).assumptions[0]).toEqual([
      'fees',
      'taker unknown %, maker unknown % of each fill',
    ]);
  });

  it('says where funding was recorded, and for what it was not', () => {
    const funding = [
      { symbol: 'BTCUSDT', files: ['a.csv'], times: 9, assumedTimes: 2 },
      { symbol: 'ETHUSDT', files: [], times: 9, assumedTimes: 9 },
    ];
    expect(runOf({ funding }).assumptions).toContainEqual([
      'funding',
      'BTCUSDT recorded but for 2 of 9 times; otherwise assumed 0.01 % every 8 h',
    ]);
  });

  it('says how far the other bound was, from each time on', () => {
    const [first, second] = [DAY.fromMs + 1, DAY.fromMs + 2];
    const told = (...times: readonly number[]) => {
      const steps = times.map((timeMs) => ({ timeMs, moreUsd: timeMs - DAY.fromMs }));
      return runOf({ optimistic: { trades: 1, netUsd: 1, steps } }).targetFirst?.steps;
    };
    expect(told(first, second)).toEqual([
      { timeMs: first, moreDollars: 1 },
      { timeMs: second, moreDollars: 2 },
    ]);
    expect(told()).toEqual([]);
    expect(() => told(second, second)).toThrow('optimistic.steps: its times do not go up');
  });

  it('that was interrupted says so', () => {
    expect(runOf({ interrupted: true }).warnings).toHaveLength(1);
    expect(runOf().warnings).toEqual([]);
  });

  it('has its costs apart, where they were counted', () => {
    const attribution = {
      edgeUsd: 5,
      slippageUsd: 1,
      makerFeesUsd: 2,
      takerFeesUsd: 3,
      fundingUsd: -0.5,
      beyondCollateralUsd: 0,
      netUsd: -0.5,
    };
    expect(runOf({ figures: { attribution } }).attribution).toMatchObject({
      edge: 5,
      takerFees: 3,
      funding: -0.5,
    });
    expect(runOf({ figures: { attribution: null } }).attribution).toBeUndefined();
  });

  it.each([
    [
      'a trade whose sums are wrong',
      { ledger: [{ ...TRADE, net_usd: 0.4 }] },
      'ledger.0: its net_usd is not',
    ],
    ['a name that is no market', { ledger: [{ ...TRADE, symbol: '<b>' }] }, 'ledger.0.symbol'],
    [
      'a time in seconds',
      { market: { ...RUN.market, fromMs: 1_767_571_200 } },
      'market.fromMs: is no time in ms',
    ],
    ['no balance', { balanceUsd: undefined }, 'balanceUsd'],
  ])('is refused for %s', (_what, changes, words) => {
    expect(() => runOf(changes)).toThrow(words);
  });
});

it('a search is read with what is known of it alone', () => {
  const set = {
    parameters: { targetPct: 0.2 },
    neighbourhoodUsd: -1,
    trades: 4,
    wins: 1,
    grossUsd: 1,
    feesUsd: 2,
    fundingUsd: 0,
    netUsd: -1,
    activeDays: 3,
  };
  const evidence = {
    days: 27,
    activeDays: 26,
    trades: 4,
    meanUsd: -1,
    meanFromUsd: -2,
    meanToUsd: 0.5,
    neighbourhoodUsd: -1.5,
    annualSharpe: null,
    superiorAbility: { statistic: 0, p: 0 },
  };
  const facts = reportFacts(
    {
      verdict: { number: 1, words: 'loses after costs', next: null },
      market: RUN.market,
      searched: ['targetPct'],
      refused: 0,
      tries: { ever: 1_200, effective: 1.5 },
      chosen: { targetPct: 0.2 },
      evidence,
      sets: [set],
      windows: [],
    },
    'sweep.json',
  );
  expect(facts).toMatchObject({ kind: 'search', verdict: { number: 1, next: undefined } });
  expect(facts.kind === 'search' && facts.evidence).toEqual([
    ['days', '27, 26 of them with trades'],
    ['trades of the chosen set', '4'],
    ['a day of the chosen set', '−1.00 USD; 95 %: −2.00 … +0.50'],
    ['a day of its neighbours', '−1.50 USD'],
    ['tries on these candles', '1,200 ever, as good as 1.5 independent ones'],
  ]);
});
