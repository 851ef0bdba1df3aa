/**
 * One bot in a widget of the console's dashboard: where it stands, what is open, what it did in the time that the
 * dashboard shows.
 *
 * - Nothing here needs a script: what is behind a click is in the page already, or asked for by the console.
 * - The page is a fragment: its rules are scoped, and it has no id that another widget could have, too.
 */
import type { LedgerRow } from '../core/ledger/ledger-events.ts';
import { minute } from '../core/text/figure-words.ts';
import { DAY_MS, dayStartMs, toDollars } from '../core/units.ts';
import { barsPicture } from './pictures/bars-picture.ts';
import { balanceOf, type Story } from './bot-view.ts';
import { countsPicture } from './pictures/counts-picture.ts';
import { balanceBefore, daysOf } from './day-bars.ts';
import { gainWords, priceWords } from './drawing/drawn-figures.ts';
import { equityPicture } from './pictures/equity-picture.ts';
import { element, joined, type Child, type Markup } from './drawing/markup.ts';
import { SCOPE, roleOf, scoped, textOf, type Theme } from './drawing/palette.ts';
import { svgOf } from './drawing/picture.ts';
import type { Span } from './drawing/plot.ts';
import { positionPicture, type OpenPosition } from './pictures/position-picture.ts';
import { standingCard, type Standing } from './standing-card.ts';
import { steeringButtons, type SteeringButton } from './steering-panel.ts';
import { tradeFacts } from './trade-strip.ts';

export interface BotWidget {
  readonly standing: Standing;
  readonly open: readonly OpenPosition[];
  /** Closed in the span, by time. */
  readonly stories: readonly Story[];
  /** From the span's beginning up to now, by their numbers. */
  readonly rows: readonly LedgerRow[];
  readonly span: Span;
  /** Rows of the span are left out, because there are more than one look takes. */
  readonly isCut: boolean;
  /** What a day may lose that begins with such a balance; all in dollars. */
  readonly limitOf: (balanceDollars: number) => number;
  readonly theme: Theme;
  readonly widthPx: number;
  /** Absent where nothing may be steered from here. */
  readonly steering?: { readonly buttons: readonly SteeringButton[]; readonly endpoint: string };
}

/** Behind a click without a call: more would make the page large. */
const SHOWN_TRADES = 10;
/** More would make the page large, and are no bars that anyone tells apart. */
const DAYS_MOST = 60;
const EQUITY_HEIGHT_PX = 220;
const DAYS_HEIGHT_PX = 160;
const NARROWEST_PX = 280;
/** A bar of the console for what is below, beside the picture. */
const SCROLL_BAR_PX = 16;
/** Of the card, on both sides. */
const PADDING_PX = 28;

export function botWidget(widget: BotWidget): Markup {
  const { standing, open, stories, span, isCut, theme, widthPx, steering } = widget;
  const cardPx = Math.max(NARROWEST_PX + PADDING_PX, Math.floor(widthPx) - SCROLL_BAR_PX);
  return scoped(
    theme,
    standingCard(standing, cardPx - PADDING_PX),
    ...(steering === undefined ? [] : [steeringButtons(steering.buttons, steering.endpoint)]),
    heading('What is open'),
    ...(open.length === 0
      ? [element('p', { class: textOf('muted') }, 'Nothing is open.')]
      : open.map((position) => svgOf(positionPicture(position, cardPx)))),
    heading(`What it did, ${minute(span.fromMs)} → ${minute(span.toMs)} UTC`),
    ...(isCut ? [element('p', { class: textOf('warn') }, CUT)] : []),
    ...pictures(widget, cardPx),
    ...latestTrades(stories, widthPx),
  );
}

const DAYS = 'Net of each UTC day, USD';
const EXITS = 'Exits by their reason, and what they brought';
const CUT = 'Only the latest trades of this time are shown: a shorter time shows all of them.';

function pictures(widget: BotWidget, widthPx: number): readonly Child[] {
  const { standing, stories, rows, span, isCut, limitOf } = widget;
  const closes = stories.map(({ trade }) => trade);
  if (closes.length === 0)
    return [element('p', { class: textOf('muted') }, 'No trade was closed in this time.')];
  const { beganDollars, points } = balanceOf(rows, standing.balanceDollars);
  const known = isCut ? { ...span, fromMs: Math.max(span.fromMs, rows[0]?.event.atMs ?? 0) } : span;
  const equity = equityPicture(
    { ...known, beganDollars, points: points.filter(({ timeMs }) => timeMs < span.toMs) },
    { widthPx, heightPx: EQUITY_HEIGHT_PX },
  );
  const days = daysOf(closes, daysIn(widget)).map((day) => ({
    ...day,
    limitDollars: limitOf(balanceBefore(day.dayMs, beganDollars, points)),
  }));
  const exits = Map.groupBy(closes, ({ reason }) => reason);
  return [
    svgOf(equity),
    ...(span.toMs - span.fromMs <= DAY_MS
      ? []
      : [
          heading(DAYS),
          svgOf(barsPicture({ title: DAYS, bars: days }, { widthPx, heightPx: DAYS_HEIGHT_PX })),
        ]),
    heading(EXITS),
    svgOf(
      countsPicture(
        {
          title: EXITS,
          counts: [...exits].map(([name, of]) => ({
            name,
            times: of.length,
            words: gainWords(netOf(of).dollars),
            role: roleOf(netOf(of).dollars),
          })),
          nothing: 'No trade was closed.',
        },
        widthPx,
      ),
    ),
  ];
}

/** Whole days of which the rows tell all: what was before the first of them is unknown, and no result of 0. */
function daysIn({ span, rows, isCut, standing: { asOfMs } }: BotWidget): Span {
  const endMs = Math.min(span.toMs, asOfMs + 1);
  const firstMs = Math.max(span.fromMs, rows[0]?.event.atMs ?? asOfMs, endMs - DAYS_MOST * DAY_MS);
  const nextMs = dayStartMs(firstMs) + DAY_MS;
  return { fromMs: isCut && nextMs < endMs ? nextMs : firstMs, toMs: endMs };
}

function netOf(trades: readonly { readonly netUsd: Parameters<typeof toDollars>[0] }[]): {
  readonly dollars: number;
} {
  return { dollars: trades.reduce((sum, { netUsd }) => sum + toDollars(netUsd), 0) };
}

const NUMBER = 'ks-number';
/** Narrower, and a row has no room for what its popup tells. */
const ROW_WIDE_PX = 440;

interface Column {
  readonly name: string;
  readonly isNumber?: true;
  readonly isWide?: true;
  readonly cell: (story: Story, isWide: boolean) => Child;
}

const COLUMNS: readonly Column[] = [
  {
    name: 'closed, UTC',
    cell: ({ trade }, isWide) => minute(trade.exitTimeMs).slice(isWide ? 0 : 'YYYY-'.length),
  },
  {
    name: 'trade',
    cell: ({ trade: { side, symbol, entryPrice, exitPrice } }, isWide) => {
      const name = `${side === 'long' ? '▲' : '▼'} ${symbol}`;
      return isWide ? `${name} ${priceWords(entryPrice)} → ${priceWords(exitPrice)}` : name;
    },
  },
  { name: 'exit', isWide: true, cell: ({ trade }) => trade.reason },
  {
    name: 'net',
    isNumber: true,
    cell: ({ trade: { netUsd } }) =>
      element('span', { class: textOf(roleOf(netUsd)) }, gainWords(toDollars(netUsd))),
  },
  { name: 'details', cell: details },
];

/** The latest ones, each with what is known of it behind a click. */
function latestTrades(stories: readonly Story[], widthPx: number): readonly Child[] {
  if (stories.length === 0) return [];
  const isWide = widthPx >= ROW_WIDE_PX;
  const columns = COLUMNS.filter((column) => isWide || column.isWide !== true);
  const classOf = ({ isNumber }: Column) => ({ class: isNumber === true ? NUMBER : undefined });
  const latest = stories.slice(-SHOWN_TRADES).toReversed();
  return [
    heading(latest.length === 1 ? 'The latest trade' : `The latest ${latest.length} trades`),
    element(
      'table',
      { class: 'ks-trades' },
      element('tr', {}, ...columns.map((column) => element('th', classOf(column), column.name))),
      ...latest.map((story) =>
        element(
          'tr',
          {},
          ...columns.map((column) => element('td', classOf(column), column.cell(story, isWide))),
        ),
      ),
    ),
  ];
}

function details(story: Story): Markup {
  const popup = element(
    'cwdb-action',
    { action: 'html', display: 'popup' },
    element('div', { class: SCOPE }, tradeFacts(story)),
  );
  return joined([element('a', { class: 'btn' }, 'more'), popup]);
}

function heading(words: string): Markup {
  return element('h4', { class: 'ks-heading' }, words);
}

/** Where nothing can be shown: what went wrong, and what to do. */
export function widgetFailure(theme: Theme, what: string, remedy: string): Markup {
  return scoped(
    theme,
    element(
      'div',
      { class: 'ks-note' },
      element('b', { class: textOf('loss') }, what),
      element('div', {}, remedy),
    ),
  );
}
