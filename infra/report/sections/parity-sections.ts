/**
 * Bot and backtest on the page: what the one earned more, of what that is made, and trade by trade.
 */
import { countsPicture } from '../../../lambda/charts/pictures/counts-picture.ts';
import { differencesPicture } from '../../../lambda/charts/pictures/differences-picture.ts';
import { waterfallPicture } from '../../../lambda/charts/pictures/waterfall-picture.ts';
import { amountWords, gainWords, tradesWords } from '../../../lambda/charts/drawing/drawn-figures.ts';
import { element, type Markup } from '../../../lambda/charts/drawing/markup.ts';
import { roleOf, textOf } from '../../../lambda/charts/drawing/palette.ts';
import { count, minute } from '../../../lambda/core/text/figure-words.ts';
import { PART_WORDS } from '../../cli/screens/research/parity-words.ts';
import type { ComparedPair, ParityFacts, ParityPart } from '../report-input.ts';
import {
  FULL_PX,
  HALF_PX,
  columns,
  facts,
  figure,
  gainCell,
  keyFigure,
  keyFigures,
  notes,
  section,
  table,
} from './page-parts.ts';
import { tradesSection } from './trades-section.ts';

/** @param hasCandles whether the page has any to show. */
export function paritySections(parity: ParityFacts, hasCandles: boolean): readonly Markup[] {
  return [
    verdictSection(parity),
    section('assumptions', 'What is compared', facts(parity.assumptions)),
    partsSection(parity),
    differencesSection(parity),
    tradesSection(
      parity.pairs.map(({ trade }) => trade),
      hasCandles,
    ),
  ];
}

function verdictSection(parity: ParityFacts): Markup {
  const { botDollars, backtestDollars, differenceDollars, counts, parts } = parity;
  const unexplained = parts.filter(({ kind, times }) => kind === 'not-explained' && times > 0);
  const [of, missing] = [counts.bot - counts.matched, counts.backtest - counts.matched];
  return section(
    'verdict',
    'Verdict',
    element('p', { class: 'r-verdict' }, `${earnedWords(differenceDollars)} ${sameWords(parity)}`),
    notes(
      unexplained.map(
        ({ times, dollars, words }) =>
          `${count(times)} ${times === 1 ? 'difference has' : 'differences have'} no explanation, together ${gainWords(dollars)} (${words}).`,
      ),
    ),
    keyFigures(
      keyFigure(
        'the backtest',
        gainWords(backtestDollars),
        tradesWords(counts.backtest),
        roleOf(backtestDollars),
      ),
      keyFigure('the bot', gainWords(botDollars), tradesWords(counts.bot), roleOf(botDollars)),
      keyFigure('the bot more', gainWords(differenceDollars), 'than the backtest', roleOf(differenceDollars)),
      keyFigure('the same trade', count(counts.matched), `${count(counts.equal)} to the last digit`),
      keyFigure('of the bot alone', count(of), 'extra'),
      keyFigure('of the backtest alone', count(missing), 'missed'),
    ),
  );
}

function earnedWords(dollars: number): string {
  if (dollars === 0) return 'Bot and backtest earned the same.';
  return `The bot earned ${amountWords(Math.abs(dollars))} USD ${dollars < 0 ? 'less' : 'more'} than the backtest of its candles.`;
}

function sameWords({ counts: { bot, matched, equal, rounded } }: ParityFacts): string {
  const rounding = rounded === 0 ? '' : `, ${count(rounded)} but for rounding`;
  return `${count(matched)} of its ${count(bot)} trades are trades of the backtest; ${count(equal)} ${equal === 1 ? 'is' : 'are'} the same to the last digit${rounding}.`;
}

function partsSection({ backtestDollars, botDollars, parts }: ParityFacts): Markup {
  const kinds = [...Map.groupBy(parts, ({ kind }) => kind)].map(([kind, all]) => ({
    name: PART_WORDS[kind],
    times: all.reduce((sum, { times }) => sum + times, 0),
    dollars: all.reduce((sum, { dollars }) => sum + dollars, 0),
  }));
  const told = kinds.filter(({ times }) => times > 0);
  const numbers = partsTable(parts, backtestDollars, botDollars);
  return section(
    'parts',
    'What differs, and what it cost',
    columns(
      figure({
        title: "From the backtest's net to the bot's, USD",
        draw: (widthPx) =>
          waterfallPicture(
            { start: { name: 'the backtest', dollars: backtestDollars }, steps: told, end: 'the bot' },
            widthPx,
          ),
        widthPx: HALF_PX,
        numbers,
      }),
      figure({
        title: 'Trades, by what differs',
        draw: (widthPx) =>
          countsPicture(
            {
              title: 'Trades by what differs',
              counts: told.map(({ name, times, dollars }) => ({
                name,
                times,
                words: gainWords(dollars),
                role: roleOf(dollars),
              })),
              nothing: 'Every trade is the same.',
            },
            widthPx,
          ),
        widthPx: HALF_PX,
      }),
    ),
  );
}

function partsTable(parts: readonly ParityPart[], backtestDollars: number, botDollars: number): Markup {
  return table({
    label: 'What differs',
    head: ['what differs', 'trades', 'USD', 'bps'],
    rows: [
      ['the backtest', '', gainCell(backtestDollars), ''],
      ...parts.map(({ words, times, dollars, bps }) => [
        words,
        count(times),
        gainCell(dollars),
        amountWords(bps),
      ]),
      ['the bot', '', gainCell(botDollars), ''],
    ],
    numbers: [1, 2, 3],
    nothing: '',
  });
}

const DIFFERENCES_HEIGHT_PX = 220;
const SHOWN_MAX = 25;

function differencesSection({ fromMs, toMs, pairs }: ParityFacts): Markup {
  const differing = pairs.filter(({ parity: { dollars } }) => dollars !== 0);
  const largest = differing
    .toSorted((left, right) => Math.abs(right.parity.dollars) - Math.abs(left.parity.dollars))
    .slice(0, SHOWN_MAX);
  const more = differing.length - largest.length;
  return section(
    'differences',
    'Trade by trade',
    figure({
      title: 'What the bot made more with each trade, by the time of its entry, USD',
      draw: (widthPx) =>
        differencesPicture(
          {
            fromMs,
            toMs,
            differences: pairs.map(({ trade, parity }) => ({
              timeMs: trade.entryTimeMs,
              dollars: parity.dollars,
            })),
          },
          { widthPx, heightPx: DIFFERENCES_HEIGHT_PX },
        ),
      widthPx: FULL_PX,
    }),
    element('h3', {}, 'The trades that differ most'),
    table({
      label: 'The trades that differ most',
      // What it came to stands first: a narrow window cuts off the rest.
      head: ['entry, UTC', 'symbol', 'side', 'USD', 'bps', 'made by', 'what differs'],
      rows: largest.map(pairRow),
      numbers: [3, 4],
      nothing: 'Every trade made what it made in the backtest.',
    }),
    ...(more > 0
      ? [
          element(
            'p',
            { class: textOf('muted') },
            `and ${count(more)} more, which are among the trades below.`,
          ),
        ]
      : []),
  );
}

function pairRow({ trade, parity: { of, dollars, parts }, bps }: ComparedPair) {
  return [
    minute(trade.entryTimeMs),
    trade.symbol,
    trade.side === 'long' ? '▲ long' : '▼ short',
    gainCell(dollars),
    amountWords(bps),
    of,
    parts
      .map((part) => (parts.length === 1 ? part.words : `${part.words} ${gainWords(part.dollars)}`))
      .join(' · '),
  ];
}
