/**
 * The trades, which the script shows: candles, one trade's strip, and all of them in pages.
 */
import { count } from '../../../lambda/core/text/figure-words.ts';
import type { DrawnTrade } from '../../../lambda/charts/drawing/drawn-trade.ts';
import { element, type Markup } from '../../../lambda/charts/drawing/markup.ts';
import { textOf } from '../../../lambda/charts/drawing/palette.ts';
import { section } from './page-parts.ts';

export function tradesSection(trades: readonly DrawnTrade[], hasCandles: boolean): Markup {
  if (trades.length === 0)
    return section('trades', 'Trades', element('p', { class: textOf('muted') }, 'No trade was closed.'));
  return section(
    'trades',
    `Trades (${count(trades.length)})`,
    hasCandles
      ? element('div', { class: 'r-figure' }, element('div', { 'data-view': 'candles' }))
      : element(
          'p',
          { class: textOf('muted') },
          'No candles were given, so none are drawn; --candles FILES adds them when the page is made.',
        ),
    element('div', { class: 'r-figure', 'data-view': 'strip' }),
    element('div', { class: 'r-figure', 'data-view': 'trades' }),
    element(
      'noscript',
      {},
      element(
        'p',
        {},
        'The candles, and the table of trades, need the script of this page; all above does not.',
      ),
    ),
  );
}
