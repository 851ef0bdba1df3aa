/**
 * The economics of the parameters on one screen: what they must achieve to break even.
 */
import type { BotParameters } from '../../../lambda/config.ts';
import { economicsOf, type Economics, type TradeEconomics } from '../../../lambda/core/risk/economics.ts';
import { count, dollars, percent, tone } from '../terminal/text-format.ts';

export const ECONOMICS_WIDTH_MAX = 96;

export function economicsScreen(
  parameters: BotParameters,
  columns = process.stdout.columns ?? ECONOMICS_WIDTH_MAX,
): readonly string[] {
  const economics = economicsOf(parameters);
  const width = Math.min(columns, ECONOMICS_WIDTH_MAX);
  return [
    tone('loud', 'Economics of this configuration, before any market'),
    ...headline(parameters, economics).flatMap((text) => wrap(text, width)),
    '',
    ...styleTable(economics),
    '',
    ...costs(parameters, economics).flatMap(([name, text]) => labelled(name, text, width)),
    ...doubts(economics, width),
  ];
}

function headline(p: BotParameters, { configured, notionalUsd }: Economics): readonly string[] {
  const { breakEvenWinRate, breakEvenAtInitialStop } = configured;
  const position = `A position: ${dollars(p.collateralUsd)} USD × ${p.leverage} = ${dollars(notionalUsd)} USD. Target ${p.targetPct} %, initial stop ${p.initialStopPct} %, hard stop ${p.recoveryStopPct} %.`;
  if (breakEvenWinRate === undefined) {
    return [position, 'No win rate is enough: even a trade that reaches its target loses money.'];
  }
  const needed = `To break even, ${percent(breakEvenWinRate)} of the trades must reach the target when the others end at the hard stop; ${percent(breakEvenAtInitialStop)} when the others end at the initial stop. Recovery lies between the two.`;
  return [position, needed];
}

function styleTable({ styles, configured }: Economics): readonly string[] {
  const header = '  entry / target    win, USD   loss, USD   break-even   at initial stop';
  const rows = styles.map((style) => {
    const isConfigured = style.entry === configured.entry && style.targetExit === configured.targetExit;
    return isConfigured ? tone('loud', `${styleRow(style)}  ←`) : styleRow(style);
  });
  const legend = '  win at the target, loss at the hard stop, both net; ← is this configuration';
  return [tone('quiet', header), ...rows, tone('quiet', legend)];
}

function styleRow(style: TradeEconomics): string {
  const rate = (fraction: number | undefined) => (fraction === undefined ? 'never' : percent(fraction));
  const cells = [
    `  ${`${style.entry} / ${style.targetExit}`.padEnd(15)}`,
    dollars(style.winUsd).padStart(9),
    dollars(-style.lossUsd).padStart(12),
    rate(style.breakEvenWinRate).padStart(13),
    rate(style.breakEvenAtInitialStop).padStart(18),
  ];
  return cells.join('');
}

function costs(p: BotParameters, economics: Economics): readonly (readonly [name: string, text: string])[] {
  const { configured, worstPlannedLossUsd, collateralUsd, roundTripUsd, tradesPerDay, costPerDayUsd } =
    economics;
  const { dailyLimitUsd, daysToDailyStop, liquidationDistancePct } = economics;
  const entryFeePct = p.entryStyle === 'maker' ? p.makerFeePct : p.takerFeePct;
  const stop =
    daysToDailyStop === undefined
      ? 'costs alone never reach it'
      : `costs alone reach it in ${days(daysToDailyStop)}, with no edge`;
  return [
    ['Most a trade can win', `${dollars(configured.winUsd)} USD net`],
    [
      'Most it can lose',
      `${dollars(worstPlannedLossUsd)} USD as planned; a gap can cost its collateral, ${dollars(collateralUsd)} USD`,
    ],
    [
      'Cost of a round trip',
      `${dollars(roundTripUsd)} USD: fees ${entryFeePct} % in and ${p.takerFeePct} % out, slippage ${p.slippageBps} bps`,
    ],
    [
      'Cost of a day',
      `${dollars(costPerDayUsd)} USD at ${p.maxTradesPerHour} trades an hour, ${count(tradesPerDay)} a day`,
    ],
    ['Day stop', `${dollars(-dailyLimitUsd)} USD; ${stop}`],
    [
      'Liquidation',
      `${liquidationDistancePct.toFixed(2)} % away at ${p.leverage}×; the hard stop is at ${p.recoveryStopPct} %`,
    ],
  ];
}

function labelled(name: string, text: string, width: number): readonly string[] {
  const indent = 24;
  return wrap(text, width - indent).map((line, i) => `${(i === 0 ? `  ${name}` : '').padEnd(indent)}${line}`);
}

/** Beyond that, nobody reads a number of days. */
const YEARS_MAX = 10;

function days(value: number): string {
  if (value > YEARS_MAX * 365) return `more than ${YEARS_MAX} years`;
  return value < 2
    ? `${(value * 24).toFixed(1)} hours (${value.toFixed(2)} days)`
    : `${value.toFixed(1)} days`;
}

function doubts({ contradictions }: Economics, width: number): readonly string[] {
  if (contradictions.length === 0) return [];
  const bullets = contradictions.flatMap((words) =>
    wrap(words, width - 4).map((line, i) => `${i === 0 ? '  • ' : '    '}${line}`),
  );
  return ['', tone('loud', 'Where it contradicts itself'), ...bullets];
}

function wrap(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + word.length + 1 > width) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
}
