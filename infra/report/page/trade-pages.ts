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
import { element, joined, type Child, type Markup } from '../../../lambda/charts/drawing/markup.ts';
import { roleOf, textOf } from '../../../lambda/charts/drawing/palette.ts';
import type { DrawnTrade } from '../../../lambda/charts/drawing/drawn-trade.ts';
import { toDollars } from '../../../lambda/core/units.ts';
import type { ParityData } from '../page-data.ts';
import type { PageFacts } from '../page-facts.ts';
import type { TradeSelection } from './trade-selection.ts';
import { pageTools, stepOf } from './page-tools.ts';

const ROWS = 20;

export function showTrades(
  host: HTMLElement,
  facts: Pick<PageFacts, 'trades' | 'data'>,
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
      sumOf(facts, selection),
      pageTools({ page, pages: pages() }),
      tableOf(facts, rows, selection.selected),
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

type Facts = Pick<PageFacts, 'trades' | 'data'>;

function sumOf({ trades, data: { parity } }: Facts, { shown, filter }: TradeSelection): Markup {
  let [net, more] = [0, 0];
  for (const index of shown) {
    net += trades[index]?.netUsd ?? 0;
    more += parity?.[index]?.dollars ?? 0;
  }
  const which = filter === 'all' ? '' : ` (${filter})`;
  // Trades of bot and backtest have no net together.
  const sum = parity === undefined ? `${gainWords(net / 1e8)} net` : `${gainWords(more)} than the backtest`;
  return element('p', { class: textOf('muted') }, `${count(shown.length)} trades${which}, ${sum}`);
}

const HEAD = ['trade', 'entered, UTC', 'symbol', 'side', 'held', 'quantity', 'entry', 'exit', 'why'];
const AMOUNTS = ['gross', 'fees', 'funding', 'net USD'];
const COMPARED = ['made by', 'than the backtest', 'what differs'];
const TEXTS = 4;
const FIGURES = [...HEAD, ...AMOUNTS].length;

function tableOf({ trades, data: { parity } }: Facts, rows: readonly number[], selected: number): Markup {
  const names = [...HEAD, ...AMOUNTS, ...(parity === undefined ? [] : COMPARED)];
  const isCompared = parity !== undefined;
  const head = names.map((words, k) => element('th', { scope: 'col', class: classOf(k, isCompared) }, words));
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
          if (trade === undefined) return [];
          const cells = [...cellsOf(trade), ...comparedCells(parity?.[index])];
          return [rowOf(cells, { index, isSelected: index === selected, isCompared })];
        }),
      ),
    ),
  );
}

function isNumber(column: number): boolean {
  const isFigure = column >= TEXTS && column < FIGURES && column !== HEAD.length - 1;
  return column === 0 || isFigure || column === FIGURES + 1;
}

/** Paper has no room for all columns of a comparison. */
const ASIDE = ['held', 'quantity', 'gross', 'fees', 'funding'].map((name) =>
  [...HEAD, ...AMOUNTS].indexOf(name),
);

function classOf(column: number, isCompared: boolean): string | undefined {
  if (column === FIGURES + COMPARED.length - 1) return 'r-words';
  const aside = isCompared && ASIDE.includes(column) ? ' r-aside' : '';
  return isNumber(column) ? `r-number${aside}` : undefined;
}

function money(amount: number): Markup {
  return element('span', { class: textOf(roleOf(amount)) }, signed(amount));
}

function cellsOf(trade: DrawnTrade): readonly Child[] {
  return [
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
}

function comparedCells(parity: ParityData | undefined): readonly Child[] {
  if (parity === undefined) return [];
  return [parity.of, money(parity.dollars), parity.parts.map(({ words }) => words).join(' · ')];
}

interface Row {
  readonly index: number;
  readonly isSelected: boolean;
  readonly isCompared: boolean;
}

function rowOf(cells: readonly Child[], { index, isSelected, isCompared }: Row): Markup {
  return element(
    'tr',
    { 'aria-current': isSelected ? 'true' : undefined },
    element(
      'th',
      { scope: 'row', class: 'r-number' },
      element('button', { type: 'button', 'data-trade': index }, String(index + 1)),
    ),
    ...cells.map((cell, k) => element('td', { class: classOf(k + 1, isCompared) }, cell)),
  );
}
