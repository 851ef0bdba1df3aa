/**
 * Is the report of a comparison read to the last digit, and refused where its sums are none?
 */
import { describe, expect, it } from 'vitest';
import { reportFacts } from '../../infra/report/report-source.ts';
import type { ParityFacts } from '../../infra/report/report-input.ts';
import { parityReport, type ParityShown } from '../../infra/cli/reports/parity-report.ts';
import type { Difference } from '../../lambda/backtest/parity/difference.ts';
import { parityOf, type ExplainedTrade } from '../../lambda/backtest/parity/parity.ts';
import { parseParameters } from '../../lambda/config.ts';
import { MINUTE_MS, ZERO_USD, minus, usd } from '../../lambda/core/units.ts';
import { DAY, MORNING, closedTrade } from '../charts/samples.ts';

const PERIOD = { fromMs: DAY.fromMs, parameters: parseParameters({ targetPct: 0.2 }) };

function made(net: number, minutes = 0) {
  const [grossUsd, feesUsd] = [usd(net + 0.5), usd(0.5)];
  const atMs = {
    entryTimeMs: MORNING + minutes * MINUTE_MS,
    exitTimeMs: MORNING + (minutes + 9) * MINUTE_MS,
  };
  return closedTrade({ grossUsd, feesUsd, fundingUsd: ZERO_USD, netUsd: minus(grossUsd, feesUsd), ...atMs });
}

function explained(
  bot: ReturnType<typeof made> | undefined,
  backtest: ReturnType<typeof made> | undefined,
  differences: readonly Difference[],
): ExplainedTrade {
  const differenceUsd = minus(bot?.netUsd ?? ZERO_USD, backtest?.netUsd ?? ZERO_USD);
  const own = bot && { ...bot, id: '1', reason: undefined, decidedAtMs: bot.entryTimeMs };
  return { bot: own, backtest, lateSeconds: 4.5, differences, differenceUsd, differenceBps: 2 };
}

const TRADES = [
  explained(made(1), made(2.00000001), [
    { kind: 'late-entry', usd: usd(-1) },
    { kind: 'rounding', usd: usd(-0.00000001) },
  ]),
  explained(undefined, made(3, 20), [{ kind: 'missed', cause: 'paused', usd: usd(-3) }]),
  explained(made(-1, -40), undefined, [{ kind: 'not-explained', cause: 'extra', usd: usd(-1) }]),
];

function written(changes: object = {}) {
  const shown: ParityShown = {
    books: {
      origin: 'trades.csv (freqtrade)',
      trades: [],
      open: [],
      rows: [],
      lateCosts: [],
      symbols: ['BTCUSDT'],
      ...DAY,
      periods: [],
      assumed: ['No fees are recorded.'],
    },
    run: {
      parity: parityOf(TRADES, [usd(0.25)]),
      ...DAY,
      symbols: ['BTCUSDT'],
      periods: [PERIOD],
      outside: { trades: 2, netUsd: usd(-4) },
    },
    withinMs: 120_000,
    areRecorded: false,
  };
  return { ...parityReport(shown), ...changes };
}

function factsOf(changes: object = {}): ParityFacts {
  const facts = reportFacts(written(changes), 'parity.json');
  if (facts.kind !== 'parity') throw new Error('it is a comparison');
  return facts;
}

describe('the report of a comparison', () => {
  it('is read to the last digit, its trades in the order in which they closed', () => {
    const facts = factsOf();
    expect(facts.differenceDollars).toBe(-5.25000001);
    expect(facts.parts.map(({ words, dollars }) => [words, dollars])).toEqual([
      ['missed: paused', -3],
      ['entered late', -1],
      ['costs booked later', -0.25],
      ['rounding', -0.00000001],
      ['not explained: extra', -1],
    ]);
    expect(facts.pairs.map(({ parity }) => parity.of)).toEqual(['bot', 'both', 'backtest']);
    expect(facts.pairs.map(({ trade }) => trade.tradeId)).toEqual([1, 2, 3]);
    const [, both, missed] = facts.pairs;
    expect(both!.trade.reason).toBe('unknown');
    expect(both!.trade.netUsd).toBe(usd(1));
    expect(both!.parity.backtest?.reason).toBe('max-hold');
    expect(both!.parity.parts[0]).toEqual({ words: 'entered late: 4.5 s', dollars: -1 });
    expect(missed!.parity.backtest).toBeUndefined();
    expect(missed!.trade.reason).toBe('max-hold');
    expect(facts.parameters?.targetPct).toBe(0.2);
  });

  it('says what was compared, what was not, and what was assumed', () => {
    expect(factsOf().assumptions).toEqual([
      ['parameters', 'those that were given'],
      ['one trade', 'the same symbol and side, entered at most 120 s apart'],
      ['not compared', '2 trades of the bot before, after or across this time, net −4.00 USD'],
      ['assumed', 'No fees are recorded.'],
    ]);
    const twice = [PERIOD, { ...PERIOD, fromMs: MORNING }].map(({ fromMs }) => ({ fromMs, parameters: {} }));
    const changed = factsOf({ periods: twice, parametersAre: 'recorded' });
    expect(changed.assumptions[0]?.[1]).toContain(
      'changed at 2026-01-05 06:00 UTC, where the backtest begins again',
    );
    // No one set of stops and targets is that of all trades.
    expect(changed.parameters).toBeUndefined();
  });

  it.each([
    ['parts that do not sum', { parts: [] }, 'it: its parts do not sum to differenceUsd'],
    ['another difference', { botUsd: 7 }, 'its differenceUsd is not botUsd − backtestUsd'],
    [
      'a kind of another release',
      { parts: [{ kind: 'new', cause: null, count: 1, usd: 0, bps: 0 }] },
      'parts.0.kind',
    ],
    [
      'a trade of neither',
      { ledger: [{ ...written().ledger[0], bot: null, backtest: null }] },
      'a trade of neither',
    ],
    [
      'a trade whose parts do not sum',
      { ledger: [{ ...written().ledger[0], differences: [] }] },
      'ledger.0: its parts do not sum to differenceUsd',
    ],
  ])('is refused with %s', (_what, changes, words) => {
    expect(() => factsOf(changes)).toThrow(words);
  });
});
