/**
 * What the configuration must achieve, in plain words, on one screen.
 */
import type { BotParameters } from '../../../lambda/config.ts';
import { economicsOf, type Economics, type TradeEconomics } from '../../../lambda/core/risk/economics.ts';
import { count, dollars, percent, tone } from '../format.ts';

const WIDTH = 96;

export function economicsScreen(parameters: BotParameters): string {
  const economics = economicsOf(parameters);
  return [
    ...headline(parameters, economics),
    '',
    ...styleTable(economics),
    '',
    ...costs(parameters, economics),
    ...doubts(economics),
  ].join('\n');
}

function headline(p: BotParameters, { configured, notionalUsd }: Economics): readonly string[] {
  const needed = configured.breakEvenWinRate;
  const first =
    needed === undefined
      ? tone('bad', 'No win rate is enough: even a trade that reaches its target loses money.')
      : `To break even, ${tone('loud', `${percent(needed)} of the trades`)} must reach the target when the others end at the hard stop;`;
  const second = `${percent(configured.breakEvenAtInitialStop)} when the others end at the initial stop. Recovery lies between the two.`;
  const position = `A position: ${dollars(p.collateralUsd)} USD × ${p.leverage} = ${dollars(notionalUsd)} USD. Target ${p.targetPct} %, initial stop ${p.initialStopPct} %, hard stop ${p.recoveryStopPct} %.`;
  return [
    tone('loud', 'Economics of this configuration, before any market'),
    position,
    first,
    ...(needed === undefined ? [] : [second]),
  ];
}

function styleTable({ styles, configured }: Economics): readonly string[] {
  const header = '  entry / target     win at target   loss at hard stop   break-even   at initial stop';
  const rows = styles.map((style) => {
    const mine = style.entry === configured.entry && style.targetExit === configured.targetExit;
    const row = styleRow(style);
    return mine ? tone('loud', `${row}   ← this configuration`) : row;
  });
  return [tone('quiet', header), ...rows];
}

function styleRow({
  entry,
  targetExit,
  winUsd,
  lossUsd,
  breakEvenWinRate,
  breakEvenAtInitialStop,
}: TradeEconomics): string {
  const rate = (fraction: number | undefined) => (fraction === undefined ? 'never' : percent(fraction));
  const cells = [
    `  ${`${entry} / ${targetExit}`.padEnd(15)}`,
    dollars(winUsd).padStart(17),
    dollars(-lossUsd).padStart(20),
    rate(breakEvenWinRate).padStart(13),
    rate(breakEvenAtInitialStop).padStart(18),
  ];
  return cells.join('');
}

function costs(p: BotParameters, economics: Economics): readonly string[] {
  const { configured, worstPlannedLossUsd, collateralUsd, roundTripUsd, tradesPerDay, costPerDayUsd } =
    economics;
  const { dailyLimitUsd, daysToDailyStop, liquidationDistancePct } = economics;
  const stop =
    daysToDailyStop === undefined
      ? 'costs alone never reach it'
      : `reached in ${days(daysToDailyStop)} by costs alone, with no edge`;
  return [
    `  Most a trade can win    ${dollars(configured.winUsd)} USD net`,
    `  Most it can lose        ${dollars(worstPlannedLossUsd)} USD as planned; a gap can cost up to its collateral, ${dollars(collateralUsd)} USD`,
    `  Cost of a round trip    ${dollars(roundTripUsd)} USD: fees ${p.takerFeePct} % taker, ${p.makerFeePct} % maker, slippage ${p.slippageBps} bps`,
    `  Cost of a day           ${dollars(costPerDayUsd)} USD at ${p.maxTradesPerHour} trades an hour (${count(tradesPerDay)} a day)`,
    `  Daily stop              ${dollars(-dailyLimitUsd)} USD; ${stop}`,
    `  Liquidation             ${liquidationDistancePct.toFixed(2)} % away at ${p.leverage}×; the hard stop is at ${p.recoveryStopPct} %`,
  ];
}

function days(value: number): string {
  return value < 2
    ? `${(value * 24).toFixed(1)} hours (${value.toFixed(2)} days)`
    : `${value.toFixed(1)} days`;
}

function doubts({ contradictions }: Economics): readonly string[] {
  if (contradictions.length === 0) return [];
  const title = tone('loud', 'Where it contradicts itself');
  return [
    '',
    title,
    ...contradictions.flatMap((words) =>
      wrap(words, WIDTH - 4).map((line, i) => `${i === 0 ? '  • ' : '    '}${line}`),
    ),
  ];
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
