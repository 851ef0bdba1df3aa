/**
 * A run or a ledger on the page: verdict and assumptions first, then where the money went, and each trade.
 */
import { statisticsOf, type TradeStatistics } from '../../../lambda/core/ledger/trade-statistics.ts';
import { runFigures, type RunFigures } from '../../../lambda/backtest/result/run-figures.ts';
import { count, minute, percent } from '../../../lambda/core/text/figure-words.ts';
import {
  amountWords,
  gainWords,
  lengthWords,
  signed,
  typeset,
  tradesWords,
} from '../../../lambda/charts/drawing/drawn-figures.ts';
import { element, type Markup } from '../../../lambda/charts/drawing/markup.ts';
import { roleOf, textOf } from '../../../lambda/charts/drawing/palette.ts';
import { DEFAULT_PARAMETERS, PARAMETER_NAMES, meaningOf } from '../../../lambda/config.ts';
import { toDollars } from '../../../lambda/core/units.ts';
import { verdict } from '../../cli/screens/result-screen.ts';
import type { RunFacts, Said } from '../report-input.ts';
import { costSection, equitySection } from './money-sections.ts';
import { standingSection } from './standing-section.ts';
import { causesSection, timesSection } from './time-sections.ts';
import { tradesSection } from './trades-section.ts';
import { columns, facts, folded, keyFigure, keyFigures, notes, section, table } from './page-parts.ts';

/** @param hasCandles whether the page has any to show. */
export function runSections(run: RunFacts, hasCandles: boolean): readonly Markup[] {
  const { verdict: first, assumptions, costs, times, causes, parameters } = judgedSections(run);
  return [
    ...(run.bot === undefined ? [] : [standingSection(run.bot)]),
    first,
    assumptions,
    costs,
    equitySection(run),
    times,
    causes,
    tradesSection(run.trades, hasCandles),
    ...parameters,
  ];
}

/** Those that judge all of a run, each by its name: what shows single trades is left out. */
export function judgedSections(run: RunFacts) {
  const statistics = statisticsOf(run.trades);
  const figures = runFigures(run.trades, { beganMs: run.fromMs, beganUsd: run.beganUsd });
  return {
    verdict: verdictSection(run, statistics, figures),
    assumptions: assumptionsSection(run),
    costs: costSection(run, statistics, figures),
    times: timesSection(run),
    causes: causesSection(run, statistics),
    parameters: parametersSection(run),
  };
}

function verdictSection(run: RunFacts, statistics: TradeStatistics, figures: RunFigures): Markup {
  const open = Array.from({ length: run.openPositions });
  const sentence = verdict(statistics, { open, denied: run.denied });
  return section(
    'verdict',
    'Verdict',
    element('p', { class: 'r-verdict' }, typeset(sentence)),
    ...(run.isSynthetic
      ? [notes(['The market is made up: what was won or lost on it says nothing of any real one.'])]
      : []),
    notes(run.warnings),
    figuresOf(run, statistics, figures),
  );
}

function figuresOf(run: RunFacts, statistics: TradeStatistics, figures: RunFigures): Markup {
  const { trades, winRate, breakEvenWinRate, netUsd, longestLosingStreak } = statistics;
  const { expectancyUsd, expectancyInterval, profitFactor, drawdown } = figures;
  const [began, net] = [toDollars(run.beganUsd), toDollars(netUsd)];
  const balance = run.moves.reduce((sum, { dollars }) => sum + dollars, began + net);
  const moved = run.moves.length === 0 ? '' : `, ${count(run.moves.length)} movements without a trade`;
  return keyFigures(
    keyFigure('net', gainWords(net), tradesWords(trades), roleOf(net)),
    keyFigure('balance', `${amountWords(balance)} USD`, `from ${amountWords(began)}${moved}`),
    keyFigure('won', percent(winRate), `needed ${percent(breakEvenWinRate)}`),
    keyFigure(
      'a trade, on average',
      expectancyUsd === undefined ? 'unknown' : gainWords(expectancyUsd),
      expectancyInterval === undefined
        ? ''
        : `95 %: ${signed(expectancyInterval.from)} … ${signed(expectancyInterval.to)}`,
      expectancyUsd === undefined ? 'plain' : roleOf(expectancyUsd),
    ),
    keyFigure(
      'deepest drawdown',
      drawdown === undefined ? 'none' : percent(drawdown.depth),
      drawdown === undefined
        ? ''
        : `${amountWords(toDollars(drawdown.depthUsd))} USD, longest ${lengthWords(drawdown.longestMs)}`,
    ),
    keyFigure(
      'profit factor',
      profitFactor === undefined ? 'unknown' : profitFactor.toFixed(2),
      'won for each dollar lost',
    ),
    keyFigure('losses in a row', count(longestLosingStreak), 'at most'),
    keyFigure('day stops', run.dailyStops === undefined ? 'unknown' : count(run.dailyStops)),
  );
}

function assumptionsSection(run: RunFacts): Markup {
  const ground: readonly Said[] = [
    ['market', run.market],
    ['symbols', run.symbols.length === 0 ? 'none' : run.symbols.join(' ')],
    ['time', `${minute(run.fromMs)} to ${minute(run.toMs)} UTC`],
    ...(run.hash === undefined ? [] : [['result hash', run.hash] as const]),
  ];
  const unseen =
    run.notSeen.length === 0
      ? element('p', { class: textOf('muted') }, 'Nothing was missed.')
      : facts(run.notSeen);
  return section(
    'assumptions',
    'What it assumes',
    columns(
      element('div', {}, element('h3', {}, 'Ground'), facts(ground)),
      element('div', {}, element('h3', {}, 'Assumed'), facts(run.assumptions)),
      element('div', {}, element('h3', {}, 'Not seen'), unseen),
    ),
  );
}

/** Those in force at its end; those that were changed stand out. */
function parametersSection({ parameters }: RunFacts): readonly Markup[] {
  if (parameters === undefined) return [];
  const rows = PARAMETER_NAMES.map((name) => {
    const [value, standard] = [String(parameters[name]), String(DEFAULT_PARAMETERS[name])];
    const { unit, meaning } = meaningOf(name);
    const shown = value === standard ? value : element('b', {}, `${value} (default ${standard})`);
    return [name, shown, unit, meaning];
  });
  const changed = rows.filter(([, value]) => typeof value !== 'string').length;
  const summary = changed === 0 ? 'All have their defaults' : `${count(changed)} differ from their defaults`;
  return [
    section(
      'parameters',
      'Parameters',
      folded(
        summary,
        table({
          label: 'Parameters',
          head: ['parameter', 'value', 'unit', 'meaning'],
          rows,
          numbers: [1],
          nothing: '',
        }),
      ),
    ),
  ];
}
