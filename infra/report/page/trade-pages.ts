/**
 * All trades, in pages: what the candles show, as numbers.
 */
import { minute } from '../../../lambda/core/text/figure-words.ts';
import {
  gainWords,
  lengthWords,
  priceWords,
  quantityWords,
  signed,
  tradesWords,
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
  return element('p', { class: textOf('muted') }, `${tradesWords(shown.length)}${which}, ${sum}`);
}

/** What it came to stands first: a narrow window cuts off what it is made of. */
const COLUMNS = [
  { name: 'trade', isNumber: true },
  { name: 'entered, UTC' },
  { name: 'symbol' },
  { name: 'side' },
  { name: 'net USD', isNumber: true },
  { name: 'why' },
  { name: 'held', isNumber: true, isAside: true },
  { name: 'entry', isNumber: true },
  { name: 'exit', isNumber: true },
  { name: 'quantity', isNumber: true, isAside: true },
  { name: 'gross', isNumber: true, isAside: true },
  { name: 'fees', isNumber: true, isAside: true },
  { name: 'funding', isNumber: true, isAside: true },
] as const satisfies readonly Column[];
/** Of a comparison. */
const COMPARED = [
  { name: 'than the backtest', isNumber: true },
  { name: 'made by' },
  { name: 'what differs', isSentence: true },
] as const satisfies readonly Column[];

interface Column {
  readonly name: string;
  readonly isNumber?: boolean;
  /** A comparison has no room for it: the trade itself tells. */
  readonly isAside?: boolean;
  readonly isSentence?: boolean;
}

function columnsOf(isCompared: boolean): readonly Column[] {
  return isCompared ? [...COLUMNS.filter((column) => !isAside(column)), ...COMPARED] : COLUMNS;
}

function isAside(column: Column): boolean {
  return column.isAside === true;
}

function classOf({ isNumber = false, isSentence = false }: Column): string | undefined {
  if (isSentence) return 'r-words';
  return isNumber ? 'r-number' : undefined;
}

function tableOf({ trades, data: { parity } }: Facts, rows: readonly number[], selected: number): Markup {
  const columns = columnsOf(parity !== undefined);
  const head = columns.map((column) => element('th', { scope: 'col', class: classOf(column) }, column.name));
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
          const cells = { ...cellsOf(trade), ...comparedCells(parity?.[index]) };
          return [rowOf(columns, cells, { index, isSelected: index === selected })];
        }),
      ),
    ),
  );
}

function money(amount: number): Markup {
  return element('span', { class: textOf(roleOf(amount)) }, signed(amount));
}

/** By the name of the column. */
type Cells<Name extends string = string> = Readonly<Record<Name, Child>>;

function cellsOf(trade: DrawnTrade): Cells<Exclude<(typeof COLUMNS)[number]['name'], 'trade'>> {
  return {
    'entered, UTC': minute(trade.entryTimeMs),
    symbol: trade.symbol,
    side: trade.side === 'long' ? '▲ long' : '▼ short',
    'net USD': money(toDollars(trade.netUsd)),
    why: trade.reason,
    held: lengthWords(trade.exitTimeMs - trade.entryTimeMs),
    entry: priceWords(trade.entryPrice),
    exit: priceWords(trade.exitPrice),
    quantity: quantityWords(trade.quantity),
    gross: money(toDollars(trade.grossUsd)),
    fees: money(-toDollars(trade.feesUsd)),
    funding: money(-toDollars(trade.fundingUsd)),
  };
}

function comparedCells(parity: ParityData | undefined): Cells<(typeof COMPARED)[number]['name']> | undefined {
  if (parity === undefined) return undefined;
  return {
    'made by': parity.of,
    'than the backtest': money(parity.dollars),
    'what differs': parity.parts.map(({ words }) => words).join(' · '),
  };
}

interface Row {
  readonly index: number;
  readonly isSelected: boolean;
}

function rowOf([, ...columns]: readonly Column[], cells: Cells, { index, isSelected }: Row): Markup {
  return element(
    'tr',
    { 'aria-current': isSelected ? 'true' : undefined },
    element(
      'th',
      { scope: 'row', class: 'r-number' },
      element('button', { type: 'button', 'data-trade': index }, String(index + 1)),
    ),
    ...columns.map((column) => element('td', { class: classOf(column) }, cells[column.name] ?? '')),
  );
}
