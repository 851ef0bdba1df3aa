/**
 * Where a bot stands, at a glance: what it trades with, its money, today against its limit, what it won and had to win,
 * what that cost, why it does not trade, and what waits for a person.
 */
import { minute, percent } from '../core/text/figure-words.ts';
import { costWaterfall, grossNotes, type SlippageSums } from './cost-waterfall.ts';
import { amountWords, gainWords, tradesWords, typeset } from './drawing/drawn-figures.ts';
import { element, joined, prose, type Child, type Markup } from './drawing/markup.ts';
import { roleOf, textOf } from './drawing/palette.ts';
import { svgOf } from './drawing/picture.ts';
import type { SettlementCurrency } from '../core/settlement.ts';
import { ratePicture, type Rates } from './pictures/rate-picture.ts';
import { waterfallPicture } from './pictures/waterfall-picture.ts';

export interface Standing {
  readonly bot: string;
  /** Live is real money and nothing else. */
  readonly mode: 'paper' | 'demo' | 'live';
  /** Of the last tick. */
  readonly asOfMs: number;
  readonly balanceDollars: number;
  /** What its markets settle in. */
  readonly currency: SettlementCurrency;
  readonly today: {
    readonly netDollars: number;
    /** Positive. */
    readonly limitDollars: number;
  };
  /** Of all trades; absent where an earlier release has not counted. */
  readonly sums?: {
    readonly trades: number;
    readonly wins: number;
    readonly grossDollars: number;
    readonly feesDollars: number;
    /** Negative where it was received. */
    readonly fundingDollars: number;
    readonly netDollars: number;
  } & Rates &
    SlippageSums;
  /** Why nothing is entered, in the order of their weight; none while it trades, `undefined` where nobody has told. */
  readonly restrictions: readonly Restricted[] | undefined;
  /** No tick has come for longer than one may take: who looks sees the past. */
  readonly silent?: Pick<Restricted, 'remedy'>;
  /** What waits for a person. */
  readonly waiting: readonly string[];
}

export interface Restricted {
  readonly what: string;
  readonly why: string;
  /** Words of ours, of which what is typed stands between backticks. */
  readonly remedy: readonly string[];
}

/** What a mode's money is worth: its name, and what to think of it. */
export const MODES = {
  live: ['LIVE', 'real money', 'loss'],
  demo: ['DEMO', "play money at the exchange's demo", 'warn'],
  paper: ['PAPER', 'no order is sent, no money is at risk', 'third'],
} as const;

export function standingCard(standing: Standing, widthPx: number): Markup {
  const { sums } = standing;
  return element(
    'section',
    { class: 'ks-card', 'aria-label': `Bot ${standing.bot}: where it stands` },
    head(standing),
    money(standing),
    state(standing),
    ...tradesTogether(sums, widthPx),
  );
}

function tradesTogether(sums: Standing['sums'], widthPx: number): readonly Markup[] {
  if (sums === undefined) return [muted('Trades are counted from the next UTC day on.')];
  if (sums.trades === 0) return [muted('No trade was closed yet.')];
  const waterfall = costWaterfall(sums, `net of ${tradesWords(sums.trades)}`);
  return [
    svgOf(ratePicture(sums, widthPx)),
    svgOf(waterfallPicture(waterfall, widthPx)),
    ...grossNotes(sums).map((words) => muted(words)),
  ];
}

function muted(words: string): Markup {
  return element('p', { class: textOf('muted') }, words);
}

function head({ bot, mode, asOfMs }: Standing): Markup {
  const [name, words, role] = MODES[mode];
  return element(
    'header',
    {},
    element('span', { class: `ks-badge ks-b-${role}` }, name),
    ' ',
    element('b', {}, bot),
    element('span', { class: textOf('muted') }, ` · ${words} · as of ${minute(asOfMs)} UTC`),
  );
}

function money({ balanceDollars, currency, today }: Standing): Markup {
  const { netDollars, limitDollars } = today;
  const used = netDollars < 0 ? `, ${percent(-netDollars / limitDollars)} used` : '';
  return element(
    'div',
    { class: 'ks-figures' },
    figure('balance', `${amountWords(balanceDollars)} USD`, `settled in ${currency}`),
    figure(
      'today, net',
      element('span', { class: textOf(roleOf(netDollars)) }, gainWords(netDollars)),
      `limit ${amountWords(-limitDollars)}${used}`,
    ),
  );
}

function figure(name: string, value: Child, beside = ''): Markup {
  return element(
    'div',
    {},
    element('span', { class: textOf('muted') }, name),
    element('strong', {}, value),
    element('span', { class: textOf('muted') }, beside),
  );
}

function state({ restrictions, silent, waiting, asOfMs }: Standing): Markup {
  const trading = element(
    'p',
    {},
    element('span', { class: textOf('third') }, '✓ trading: '),
    'entries are allowed',
  );
  const why = 'Nothing is opened, and nothing is closed: open positions have only their hard stops.';
  return joined([
    ...(silent === undefined
      ? []
      : [restricted({ what: `NO TICK since ${minute(asOfMs)} UTC`, why, remedy: silent.remedy })]),
    ...(restrictions?.length === 0 && silent === undefined
      ? [trading]
      : (restrictions ?? []).map(restricted)),
    ...waiting.map((words) => element('p', { class: `ks-note ${textOf('warn')}` }, `! ${typeset(words)}`)),
  ]);
}

function restricted({ what, why, remedy }: Restricted): Markup {
  return element(
    'div',
    { class: 'ks-note' },
    element('b', { class: textOf('loss') }, what),
    ...(why === '' ? [] : [element('div', {}, typeset(why))]),
    ...remedy.map((words) => element('div', {}, prose(words))),
  );
}
