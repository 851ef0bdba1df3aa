/**
 * `infra/cli/screens/research/`: what a search has found, its verdict first.
 */
import { dailyScore } from '../../../../lambda/backtest/daily-results.ts';
import type { HeatAxes } from '../../../../lambda/backtest/search/heat-map.ts';
import { RUNGS, RUNG_WORDS, type Verdict } from '../../../../lambda/backtest/verdict/verdict.ts';
import { meanOf } from '../../../../lambda/backtest/statistics/moments.ts';
import { DAY_MS } from '../../../../lambda/core/units.ts';
import type { ParameterName } from '../../../../lambda/config.ts';
import type { ResearchMarket } from '../../../research/research-market.ts';
import type { Found } from '../../../research/search.ts';
import { searchHash } from '../../../research/search-hash.ts';
import type { SweptSet } from '../../../research/sweep.ts';
import { columns, screenWidth, wrapped } from '../../terminal/columns.ts';
import { count, dollars, money, percent, tone } from '../../terminal/text-format.ts';
import { chosenLines } from './chosen-lines.ts';
import { heatMapLines, heatMapOf } from './heat-map-lines.ts';

export interface SearchShown {
  readonly market: ResearchMarket;
  readonly found: Found;
  /** Names of the parameters that were searched. */
  readonly names: readonly ParameterName[];
  /** Two of them, for the heat map; `undefined` where one is searched. */
  readonly axes: HeatAxes | undefined;
  /** Sets that the bot would refuse. */
  readonly refused: number;
}

/** Enough to compare two by eye; the report has all of them. */
const HASH_DIGITS = 16;
/** Sets in the table. */
const SHOWN = 10;

export function searchScreen(shown: SearchShown, width = screenWidth()): readonly string[] {
  const { found } = shown;
  return [
    ...verdictLines(found.verdict, width),
    '',
    ...wrapped(groundSentence(shown), width),
    '',
    ...chosenLines(shown, width),
    '',
    ...tableLines(shown, width),
    ...heatMapLines(heatMapOf(found, shown.axes), width),
    ...walkLines(found, width),
    '',
    ...wrapped(sealedSentence(shown), width),
    `Result hash ${searchHash(found).slice(0, HASH_DIGITS)}`,
  ];
}

function verdictLines({ rung, number, next }: Verdict, width: number): readonly string[] {
  const colour = number >= RUNGS.indexOf('passes-deflated-sharpe') ? 'good' : 'bad';
  const line = `Verdict: ${RUNG_WORDS[rung]} (rung ${number} of ${RUNGS.length - 1}).`;
  const needs = next === undefined ? [] : wrapped(`The next rung needs ${next}.`, width);
  return [tone(colour, line), ...needs];
}

function groundSentence({
  market: { open },
  found: { sets, tries, evidence },
  refused,
}: SearchShown): string {
  const days = count(evidence.days);
  const left = refused === 0 ? '' : ` ${count(refused)} combinations are no valid sets.`;
  const unread =
    tries.unreadLines.length === 0
      ? ''
      : ` ${count(tries.unreadLines.length)} lines of trials.jsonl cannot be read, and count as one try each.`;
  const tried = tries.trials === 1 ? '1 set was' : `${count(tries.trials)} different sets were`;
  return `${count(sets.length)} ${sets.length === 1 ? 'set' : 'sets'} on ${days} days of ${open.symbols.join(', ')}, ${day(open.fromMs)} to ${day(open.toMs - 1)}; ${tried} ever tried on these candles.${left}${unread}`;
}

function tableLines({ found, names }: SearchShown, width: number): readonly string[] {
  const { sets, evidence } = found;
  const scores = evidence.neighbourhood;
  const order = [...sets.keys()].toSorted((a, b) => scores[b]! - scores[a]!).slice(0, SHOWN);
  const isAnyRuined = order.some((index) => sets[index]!.result.daysToRuin !== undefined);
  const rows = order.map((index) => [
    ...rowOf(sets[index]!, scores[index]!, names),
    ...(isAnyRuined ? [ruinCell(sets[index]!)] : []),
  ]);
  const header = [...names, 'neighbours/day', 'net/day', 'net', 'trades', 'won'];
  const aligns = [...header, ''].map(() => 'right' as const);
  const [top = '', ...lines] = columns(aligns, [[...header, ...(isAnyRuined ? ['ruined'] : [])], ...rows]);
  const ruined = isAnyRuined
    ? wrapped(
        'Sets that lose their account are ranked by what a day cost until then: all lose as much in the end.',
        width,
      )
    : [];
  return [tone('quiet', `  ${top}`), ...lines.map((line) => `  ${line}`), ...ruined];
}

function ruinCell({ result: { daysToRuin } }: SweptSet): string {
  return daysToRuin === undefined ? '' : `day ${count(daysToRuin)}`;
}

function rowOf(
  { parameters, result }: SweptSet,
  score: number,
  names: readonly ParameterName[],
): readonly string[] {
  const { netUsd, trades, wins } = result;
  return [
    ...names.map((name) => String(parameters[name])),
    dollars(score),
    dollars(dailyScore(result)),
    money(netUsd),
    count(trades),
    percent(trades === 0 ? undefined : wins / trades),
  ];
}

function walkLines({ walked, shifts }: Found, width: number): readonly string[] {
  if (walked.length === 0) return [];
  const chosen = meanOf(walked.map(({ chosenUsd }) => chosenUsd));
  const attempted = meanOf(walked.map(({ attemptedUsd }) => attemptedUsd));
  const rows = walked.map(({ attempt, chosenUsd, attemptedUsd, attempted: { trades } }) => [
    `  ${day(attempt.fromMs)} to ${day(attempt.toMs - 1)}`,
    dollars(chosenUsd),
    dollars(attemptedUsd),
    dollars(attemptedUsd - chosenUsd),
    count(trades),
  ]);
  const header = ['  days after the choice', 'chosen/day', 'there/day', 'difference', 'trades'];
  const [top = '', ...lines] = columns(['left', 'right', 'right', 'right', 'right'], [header, ...rows]);
  const moved =
    shifts === undefined || shifts.shifts === 0
      ? 'The days are too few to move the entries by one.'
      : `Moved in time, ${percent(shifts.p)} of the same entries do as well; at most 5 % may.`;
  return [
    '',
    tone('loud', 'Walk forward'),
    tone('quiet', top),
    ...lines,
    ...wrapped(
      `A day earned ${dollars(chosen)} USD where sets were chosen, and ${dollars(attempted)} where they were tried: ${dollars(attempted - chosen)} a day. ${drainedWords(walked)}${moved}`,
      width,
    ),
  ];
}

/** A day costs less of an account that is nearly lost: days of long windows look better than those of short ones. */
function drainedWords(walked: Found['walked']): string {
  const isDrained = walked.some(
    ({ choose, chosenUsd, parameters }) =>
      chosenUsd * ((choose.toMs - choose.fromMs) / DAY_MS) < -parameters.startingBalanceUsd / 2,
  );
  return isDrained
    ? 'Accounts lost most of their balance while they were chosen by, and lose less the less is left: the difference is one of length, too. '
    : '';
}

function sealedSentence({ market: { sealed }, found: { sealedTries, unsealed } }: SearchShown): string {
  if (sealed === undefined) return 'No month was sealed: the last rung cannot be climbed.';
  const days = `${day(sealed.fromMs)} to ${day(sealed.toMs - 1)}`;
  if (unsealed !== undefined) {
    return `Opened, once: ${days}. The chosen set made ${money(unsealed.netUsd)} USD of them, in ${count(unsealed.trades)} trades.`;
  }
  if (sealedTries?.unsealedAtMs !== undefined) return `${days} were opened before, and prove nothing more.`;
  const seen = sealedTries?.trials ?? 0;
  return seen === 0
    ? `Sealed, and not looked at: ${days}.`
    : `Sealed: ${days}. ${setsWere(seen)} tried on them before, so that they prove nothing more.`;
}

/** `1 set was`, `12 sets were` */
export function setsWere(sets: number): string {
  return sets === 1 ? '1 set was' : `${count(sets)} sets were`;
}

function day(timeMs: number): string {
  return new Date(timeMs).toISOString().slice(0, 10);
}
