/**
 * All trades, in pages: what the candles show, as numbers.
 */
import { count, minute } from '../../../lambda/core/text/figure-words.ts';
import {
  gainWords,
  lengthWords,
  priceWords,
  quantityWords,
  signed,
} from '../../../lambda/charts/drawing/drawn-figures.ts';
import { element, joined, type Markup } from '../../../lambda/charts/drawing/markup.ts';
import { roleOf, textOf } from '../../../lambda/charts/drawing/palette.ts';
import type { ClosedTrade } from '../../../lambda/core/ledger/closed-trade.ts';
import { toDollars } from '../../../lambda/core/units.ts';
import type { PageFacts } from '../page-facts.ts';
import type { TradeSelection } from './trade-selection.ts';
import { pageTools, stepOf } from './page-tools.ts';

const ROWS = 20;

export function showTrades(
  host: HTMLElement,
  facts: Pick<PageFacts, 'trades'>,
  selection: TradeSelection,
): void {
  let page = 0;
  const pages = () => Math.max(1, Math.ceil(selection.shown.length / ROWS));
  const draw = () => {
    const rows = selection.shown.slice(page * ROWS, (page + 1) * ROWS);
    const had =
      document.activeElement instanceof HTMLElement ? document.activeElement.dataset['trade'] : undefined;
    if (facts.trades.length === 0) {
      host.replaceChildren();
      return;
    }
    host.innerHTML = joined([
      element('h3', {}, 'All trades'),
      sumOf(facts.trades, selection),
      pageTools({ page, pages: pages() }),
      tableOf(facts.trades, rows, selection.selected),
    ]).toString();
    // The keys go on where they were.
    if (had !== undefined) host.querySelector<HTMLElement>(`[data-trade="${selection.selected}"]`)?.focus();
  };
  host.addEventListener('click', ({ target }) => {
    if (!(target instanceof Element)) return;
    const step = stepOf(target);
    if (step !== undefined) {
      page = Math.min(pages() - 1, Math.max(0, page + step));
      draw();
      return;
    }
    const row = target.closest('tr')?.querySelector<HTMLElement>('[data-trade]');
    if (row !== null && row !== undefined) selection.select(Number(row.dataset['trade']));
  });
  let [drawn, drawnOf] = ['', -1];
  selection.onChange(() => {
    const { selected, rank, shown, filter } = selection;
    const next = `${selected} ${rank} ${shown.length} ${filter}`;
    // A run that goes on tells more often than there is anything new.
    if (next === drawn && facts.trades.length === drawnOf) return;
    [drawn, drawnOf] = [next, facts.trades.length];
    page = Math.max(0, Math.floor(rank / ROWS));
    draw();
  });
  draw();
}

function sumOf(trades: readonly ClosedTrade[], { shown, filter }: TradeSelection): Markup {
  let net = 0;
  for (const index of shown) net += trades[index]?.netUsd ?? 0;
  const which = filter === 'all' ? '' : ` (${filter})`;
  return element(
    'p',
    { class: textOf('muted') },
    `${count(shown.length)} trades${which}, ${gainWords(net / 1e8)} net`,
  );
}

const HEAD = ['trade', 'entered, UTC', 'symbol', 'side', 'held', 'quantity', 'entry', 'exit', 'why'];
const AMOUNTS = ['gross', 'fees', 'funding', 'net USD'];
const TEXTS = 4;

function tableOf(trades: readonly ClosedTrade[], rows: readonly number[], selected: number): Markup {
  const head = [...HEAD, ...AMOUNTS].map((words, k) =>
    element('th', { scope: 'col', class: isNumber(k) ? 'r-number' : undefined }, words),
  );
  return element(
    'div',
    { class: 'r-scroll', tabindex: 0, role: 'region', 'aria-label': 'All trades' },
    element(
      'table',
      { class: 'r-table r-choice' },
      element('thead', {}, element('tr', {}, ...head)),
      element(
        'tbody',
        {},
        ...rows.flatMap((index) => {
          const trade = trades[index];
          return trade === undefined ? [] : [rowOf(trade, index, index === selected)];
        }),
      ),
    ),
  );
}

function isNumber(column: number): boolean {
  return column === 0 || (column >= TEXTS && column !== HEAD.length - 1);
}

function rowOf(trade: ClosedTrade, index: number, isSelected: boolean): Markup {
  const money = (amount: number) => element('span', { class: textOf(roleOf(amount)) }, signed(amount));
  const cells = [
    minute(trade.entryTimeMs),
    trade.symbol,
    trade.side === 'long' ? '▲ long' : '▼ short',
    lengthWords(trade.exitTimeMs - trade.entryTimeMs),
    quantityWords(trade.quantity),
    priceWords(trade.entryPrice),
    priceWords(trade.exitPrice),
    trade.reason,
    money(toDollars(trade.grossUsd)),
    money(-toDollars(trade.feesUsd)),
    money(-toDollars(trade.fundingUsd)),
    money(toDollars(trade.netUsd)),
  ];
  return element(
    'tr',
    { 'aria-current': isSelected ? 'true' : undefined },
    element(
      'th',
      { scope: 'row', class: 'r-number' },
      element('button', { type: 'button', 'data-trade': index }, String(index + 1)),
    ),
    ...cells.map((cell, k) => element('td', { class: isNumber(k + 1) ? 'r-number' : undefined }, cell)),
  );
}
