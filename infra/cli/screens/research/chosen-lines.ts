/**
 * The set that a search has chosen: what it made, and what speaks for luck.
 */
import { luckOfTries } from '../../../../lambda/backtest/statistics/deflated-sharpe.ts';
import type { BotParameters, ParameterName } from '../../../../lambda/config.ts';
import type { Found } from '../../../research/search.ts';
import type { SweptSet } from '../../../research/sweep.ts';
import { wrapped } from '../../terminal/columns.ts';
import { count, dollars, money, percent, tone } from '../../terminal/text-format.ts';

/** A label, and two spaces. */
const LABEL_WIDTH = 21;

interface Chosen {
  readonly found: Found;
  /** Names of the parameters that were searched. */
  readonly names: readonly ParameterName[];
}

export function chosenLines({ found, names }: Chosen, width: number): readonly string[] {
  const { evidence, sets } = found;
  const chosen = sets[evidence.chosen]!;
  const { meanInterval, deflation, superiorP, overfit } = evidence;
  const between =
    meanInterval === undefined
      ? 'unknown'
      : `${dollars(meanInterval.from)} to ${dollars(meanInterval.to)} USD, 19 times in 20, had it not been chosen by these days`;
  const figures: readonly (readonly [string, string])[] = [
    ['net of a day', `${dollars(evidence.meanUsd)} USD; ${between}`],
    ['its neighbours', `${dollars(evidence.neighbourhoodUsd)} USD a day, the middle one`],
    ...ruinFigure(chosen, evidence.days),
    ['trades', `${count(evidence.trades)} on ${count(evidence.activeDays)} of ${count(evidence.days)} days`],
    [
      'gross, fees, net',
      `${money(chosen.result.grossUsd)}, ${money(chosen.result.feesUsd)}, ${money(chosen.result.netUsd)} USD`,
    ],
    ['Sharpe of a year', sharpeWords(evidence)],
    [
      'deflated Sharpe',
      deflation === undefined
        ? 'unknown'
        : `${percent(deflation.probability)} by ${count(evidence.tries)} tries (${evidence.effectiveTries.toFixed(1)} really different); 95 % are needed`,
    ],
    [
      'luck of the best',
      superiorP === undefined
        ? 'unknown'
        : `${percent(superiorP)} of redrawn histories without an edge have a best set as good; at most 5 % may`,
    ],
    [
      'worth of choosing',
      overfit === undefined
        ? 'unknown of one set'
        : `in ${percent(overfit.probability)} of the halves of the days the best was no better than the middle elsewhere; sets with one common edge are near 50 %`,
    ],
  ];
  return [
    tone('loud', `The set whose neighbours did best: ${setWords(chosen.parameters, names)}`),
    ...figures.flatMap(([name, text]) => labelled(name, text, width)),
  ];
}

function ruinFigure(
  { result: { daysToRuin } }: SweptSet,
  days: number,
): readonly (readonly [string, string])[] {
  if (daysToRuin === undefined) return [];
  const words = `lost after ${count(daysToRuin)} of ${count(days)} days: what is left pays for no entry`;
  return [['its account', words]];
}

/** A figure's name, and what there is to say about it. */
function labelled(name: string, text: string, width: number): readonly string[] {
  const margin = ' '.repeat(LABEL_WIDTH);
  return wrapped(text, width - LABEL_WIDTH).map(
    (line, i) => `${i === 0 ? `  ${name}`.padEnd(LABEL_WIDTH) : margin}${line}`,
  );
}

/** Of one try there is no best, and nothing to say of luck. */
function sharpeWords({ annualSharpe, tries, days }: Found['evidence']): string {
  const own = annualSharpe === undefined ? 'unknown' : annualSharpe.toFixed(2);
  const luck = luckOfTries(tries, days);
  if (luck === undefined) return own;
  return `${own}; the best of ${count(tries)} without an edge shows about ${luck.annualSharpe.toFixed(2)} on so many days, and less than 1 after ${luck.yearsBelowOne.toFixed(1)} years`;
}

function setWords(parameters: BotParameters, names: readonly ParameterName[]): string {
  return names.map((name) => `${name}=${parameters[name]}`).join(' ');
}
