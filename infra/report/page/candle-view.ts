/**
 * Candles with the trades in them, from a whole year down to a minute.
 */
import { minute } from '../../../lambda/core/text/figure-words.ts';
import { tradesWords } from '../../../lambda/charts/drawing/drawn-figures.ts';
import { LETTERS_WORDS } from '../../../lambda/charts/drawing/drawn-trade.ts';
import { element, joined, type Markup } from '../../../lambda/charts/drawing/markup.ts';
import { DAY_MS, HOUR_MS } from '../../../lambda/core/units.ts';
import type { Candles } from '../../../lambda/core/market.ts';
import { CandleChart } from './candle-chart.ts';
import type { OpenMark } from './open-marks.ts';
import { timeOf, type TradeDetailsData } from '../page-data.ts';
import type { PageFacts } from '../page-facts.ts';
import { onColours, onPrint } from './page-colours.ts';
import { printedCandles } from './printed-candles.ts';
import type { TradeSelection } from './trade-selection.ts';
import { TradesInTime, type PlacedTrade } from './trade-marks.ts';

/** Around the selected trade. */
const LENGTHS = [
  ['all', Infinity],
  ['week', 7 * DAY_MS],
  ['day', DAY_MS],
  ['3 hours', 3 * HOUR_MS],
] as const;

export interface CandleView {
  /** Shows what the facts are now. @param follows whether the view goes with their end. */
  readonly update: (follows: boolean) => void;
}

/** @param openOf what is open in a symbol at the end of its candles. */
export function showCandles(
  host: HTMLElement,
  facts: PageFacts,
  selection: TradeSelection,
  openOf: (symbol: string) => readonly OpenMark[] = () => [],
): CandleView | undefined {
  const symbols = [...facts.candles.keys()];
  const traded = facts.trades[selection.selected]?.symbol;
  let symbol = traded !== undefined && facts.candles.has(traded) ? traded : symbols[0];
  if (symbol === undefined) return undefined;
  host.innerHTML = frame(symbols).toString();
  const [drawn, told, nothing, printed] = ['chart', 'told', 'nothing', 'printed'].map((name) =>
    host.querySelector<HTMLElement>(`[data-part="${name}"]`),
  );
  if (!drawn || !told || !nothing || !printed) return undefined;
  const placed = placedIn(facts);
  const opened = (name: string, candles: Candles) => {
    nothing.hidden = candles.length > 0;
    return {
      candles,
      trades: placed(name),
      selected: selectedOf(name, facts, selection),
      open: openOf(name),
    };
  };
  const chart = new CandleChart(drawn, {
    onClick: (index) => selection.select(index),
    onView: ({ fromMs, toMs }, barWords) => {
      told.textContent = `${minute(fromMs)} to ${minute(toMs)} UTC, candles of ${barWords}`;
    },
  });
  const open = (name: string) => {
    const candles = facts.candles.get(name);
    if (candles === undefined) return;
    symbol = name;
    label(name);
    for (const button of host.querySelectorAll<HTMLElement>('[data-symbol]'))
      button.setAttribute('aria-pressed', String(button.dataset['symbol'] === name));
    chart.open(opened(name, candles));
  };
  const label = (name: string) => drawn.setAttribute('aria-label', labelOf(name, placed(name)));
  host.addEventListener('click', ({ target }) => {
    const pressed = dataOf(target);
    if (pressed?.['symbol'] !== undefined) open(pressed['symbol']);
    const length = LENGTHS.find(([name]) => name === pressed?.['length']);
    if (length !== undefined) chart.show(length[1]);
  });
  selection.onChoice(() => {
    const wanted = facts.trades[selection.selected]?.symbol;
    const now = wanted === undefined ? undefined : selectedOf(wanted, facts, selection);
    if (now === undefined) return;
    if (now.trade.symbol !== symbol) open(now.trade.symbol);
    chart.select(now);
  });
  onColours(() => chart.recolour());
  onPrint(() => {
    const [candles, view] = [facts.candles.get(symbol ?? ''), chart.view];
    if (symbol === undefined || candles === undefined || view === undefined) return;
    printed.innerHTML = printedCandles(symbol, opened(symbol, candles), view).toString();
  });
  open(symbol);
  return {
    update: (follows) => {
      const candles = symbol === undefined ? undefined : facts.candles.get(symbol);
      if (symbol === undefined || candles === undefined) return;
      label(symbol);
      chart.grow(opened(symbol, candles), follows);
    },
  };
}

/** None, while candles of another symbol are looked at. */
function selectedOf(
  symbol: string,
  { trades, data }: PageFacts,
  { selected: index }: TradeSelection,
): PlacedTrade | undefined {
  const trade = trades[index];
  return trade?.symbol === symbol ? { trade, index, ...timesOf(data.details[index]) } : undefined;
}

function labelOf(symbol: string, { all }: TradesInTime): string {
  return `Candles of ${symbol} with ${tradesWords(all.length)}; the table of all trades has the same.`;
}

function dataOf(pressed: EventTarget | null): DOMStringMap | undefined {
  return pressed instanceof Element ? pressed.closest('button')?.dataset : undefined;
}

/** The trades of a symbol; found anew only when there are others. */
function placedIn(facts: PageFacts): (symbol: string) => TradesInTime {
  let of: PageFacts['trades'] | undefined;
  let bySymbol = new Map<string, TradesInTime>();
  return (symbol) => {
    if (of !== facts.trades) {
      of = facts.trades;
      const { details } = facts.data;
      const placed = of.map((trade, index): PlacedTrade => ({
        trade,
        index,
        ...timesOf(details[index]),
      }));
      const groups = Map.groupBy(placed, ({ trade }) => trade.symbol);
      bySymbol = new Map([...groups].map(([name, group]) => [name, new TradesInTime(group)]));
    }
    return bySymbol.get(symbol) ?? NO_TRADES;
  };
}

type Times = Pick<PlacedTrade, 'recoverySinceMs' | 'unprotected'>;

function timesOf({ recoverySinceMs, unprotected }: Partial<TradeDetailsData> = {}): Times {
  return {
    ...(recoverySinceMs !== undefined && { recoverySinceMs }),
    ...(unprotected !== undefined && { unprotected: timeOf(unprotected) }),
  };
}

const NO_TRADES = new TradesInTime([]);

const HINT =
  'Below: net of the trades closed in each candle. Marks appear where there is room for them. Click a trade to see it.';

function frame(symbols: readonly string[]): Markup {
  const button = (key: string, name: string) =>
    element('button', { type: 'button', [`data-${key}`]: name }, name);
  return joined([
    element(
      'div',
      { class: 'r-tools' },
      ...(symbols.length > 1 ? symbols.map((name) => button('symbol', name)) : []),
      ...LENGTHS.map(([name]) => button('length', name)),
      element('span', { 'data-part': 'told', class: 'ks-t-muted' }),
    ),
    element(
      'div',
      { class: 'r-pane' },
      element('div', { 'data-part': 'chart', class: 'r-chart', role: 'group' }),
      element('p', { 'data-part': 'nothing', class: 'ks-t-muted', hidden: '' }, 'No candle has closed yet.'),
    ),
    element('div', { 'data-part': 'printed', class: 'r-printed' }),
    element(
      'p',
      { class: 'ks-t-muted' },
      `Filled candles rose, hollow ones fell. ▲ bought, ▼ sold, ■ recovery began, ● left, with the letter of the reason (${LETTERS_WORDS}). Shaded: in recovery, and with a bar at the foot without a stop at the exchange. `,
      element('span', { class: 'r-hint' }, HINT),
    ),
  ]);
}
