/**
 * Does the screen lead from the backtest's net to the bot's, and hide nothing that is not explained?
 */
import { describe, expect, it } from 'vitest';
import { parityReport, type ParityShown } from '../../../infra/cli/reports/parity-report.ts';
import { parityScreen } from '../../../infra/cli/screens/research/parity-screen.ts';
import type { ComparedTrade } from '../../../lambda/backtest/parity/compared-trade.ts';
import type { Difference } from '../../../lambda/backtest/parity/difference.ts';
import { parityOf, type ExplainedTrade } from '../../../lambda/backtest/parity/parity.ts';
import { parseParameters } from '../../../lambda/config.ts';
import { ZERO_USD, minus, usd } from '../../../lambda/core/units.ts';
import { NOON, at, trade } from '../../harness/builders.ts';

function pair(
  botNet: number | undefined,
  backtestNet: number | undefined,
  differences: readonly Difference[],
  lateSeconds = 0,
): ExplainedTrade {
  const { tradeId: _, ambiguous: __, ...same } = trade(botNet ?? 0);
  const bot: ComparedTrade | undefined =
    botNet === undefined ? undefined : { ...same, id: '1', decidedAtMs: same.entryTimeMs };
  const backtest = backtestNet === undefined ? undefined : trade(backtestNet);
  const differenceUsd = minus(bot?.netUsd ?? ZERO_USD, backtest?.netUsd ?? ZERO_USD);
  return { bot, backtest, lateSeconds, differences, differenceUsd, differenceBps: 20 };
}

function shownOf(trades: readonly ExplainedTrade[], changes: Partial<ParityShown> = {}): ParityShown {
  const parity = parityOf(trades, []);
  const periods = [{ fromMs: at('11:00'), parameters: parseParameters({}) }];
  const run = { parity, fromMs: at('11:00'), toMs: NOON, symbols: ['BTC'], periods };
  const books = {
    origin: 'the run in here',
    trades: [],
    open: [],
    rows: [],
    lateCosts: [],
    symbols: ['BTC'],
    fromMs: at('11:00'),
    toMs: NOON,
    periods,
    assumed: [],
  };
  const outside = { trades: 0, netUsd: ZERO_USD };
  return { books, run: { ...run, outside }, withinMs: 120_000, areRecorded: true, ...changes };
}

const LATE = pair(
  1,
  2.2,
  [
    { kind: 'late-entry', usd: usd(-1) },
    { kind: 'fee', usd: usd(-0.2) },
  ],
  4.2,
);
const MISSED = pair(undefined, 3, [{ kind: 'missed', cause: 'paused', usd: usd(-3) }]);

describe('the screen of a comparison', () => {
  it('the screen of a comparison leads from the backtest to the bot, part by part', () => {
    expect(parityScreen(shownOf([LATE, MISSED, pair(1, 1, [])]))).toEqual([
      'Parity  the run in here · BTC · 2026-01-05 11:00 → 2026-01-05 12:00 UTC',
      "  parameters   the bot's own, as its ledger has them",
      '',
      '                  trades  net USD     bps',
      '  the backtest         3     6.20   34.44',
      '  missed: paused       1    -3.00  -16.67',
      '  entered late         1    -1.00   -5.56',
      '  fees                 1    -0.20   -1.11',
      '  not explained        0     0.00    0.00',
      '  the bot              2     2.00   11.11',
      '',
      "  2 of the bot's 2 trades are trades of the backtest; 1 is the same to the last digit.",
      '  1 trade entered late: 4.2 s in the middle, 4.2 s at most.',
      '  The bot earned 4.20 USD less than the backtest.',
      '',
      '  entry, UTC        symbol  side    USD    bps  why',
      '  2026-01-05 11:55  BTC     long  -3.00  20.00  missed: paused',
      '  2026-01-05 11:55  BTC     long  -1.20  20.00  entered late: 4.2 s -1.00 · fees -0.20',
    ]);
  });

  it('the screen of a comparison says what is not explained, and what was not compared', () => {
    const strange = pair(2, undefined, [{ kind: 'not-explained', cause: 'extra', usd: usd(2) }]);
    const shown = shownOf([strange]);
    const outside = { trades: 1, netUsd: usd(-5) };
    const lines = parityScreen({ ...shown, run: { ...shown.run, outside } });
    expect(lines).toContain('  not explained: extra       1     2.00  33.33');
    expect(lines).toContain(
      '  Not compared: 1 trade of the bot before, after or across this span, net -5.00 USD.',
    );
    expect(parityReport(shown).parts).toEqual([
      { kind: 'not-explained', cause: 'extra', count: 1, usd: 2, bps: (2 / 600) * 1e4 },
    ]);
  });

  it('the screen of a comparison names parameters that were changed, and where they come from', () => {
    const shown = shownOf([]);
    const later = { fromMs: at('11:30'), parameters: parseParameters({ targetPct: 0.3 }) };
    const run = { ...shown.run, periods: [...shown.run.periods, later] };
    expect(parityScreen({ ...shown, run, areRecorded: false }).slice(1, 2)).toEqual([
      "  parameters   those that were given; targetPct 0.3 from 2026-01-05 11:30, where the backtest begins again from the bot's state",
    ]);
    expect(parityScreen(shown)).toContain('  Bot and backtest earned the same.');
  });
});
