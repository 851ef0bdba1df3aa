/**
 * Two results side by side: parameters that differ, figures, and trades that are not the same.
 */
import type { ClosedTrade } from '../../../../lambda/core/ledger/closed-trade.ts';
import { MINUTE_MS } from '../../../../lambda/core/units.ts';
import type {
  ComparedFigure,
  ComparedTrades,
  Comparison,
  Pair,
} from '../../reports/result/compared-results.ts';
import type { Origin } from '../../reports/result/kept-result-schema.ts';
import { columns, fitted } from '../../terminal/columns.ts';
import { count, dollars, minute, money, percent, price, tone } from '../../terminal/text-format.ts';
import { marketLine } from '../result-screen.ts';

/** Of each kind. */
const TRADES_MAX = 8;
/** Room for both reasons and both prices of an exit. */
const WIDE = 100;

/** @param width of the terminal; `undefined` for lines of any length. */
export function compareScreen(comparison: Comparison, width = Infinity): readonly string[] {
  return [
    ...headLines(comparison),
    '',
    ...parameterLines(comparison),
    '',
    ...figureTable(comparison.figures),
    '',
    ...tradeLines(comparison.trades, width >= WIDE),
  ].flatMap((line) => fitted(line, width));
}

function headLines({ origins, markets, isSameMarket }: Comparison): readonly string[] {
  const { a, b } = origins;
  const revisions =
    a.revision === b.revision ? [] : [`Made by other revisions: A ${a.revision}, B ${b.revision}.`];
  return [
    tone('loud', 'Two results'),
    `  A  ${originLine(a)}`,
    ...(isSameMarket === true ? [] : [`     ${marketLine(markets.a)}`]),
    `  B  ${originLine(b)}`,
    `     ${marketLine(markets.b)}`,
    sameness(isSameMarket),
    ...revisions,
  ];
}

function originLine({ id, by, startedMs }: Origin): string {
  return `${id}  ${by}, started ${minute(startedMs)} UTC`;
}

function sameness(isSameMarket: boolean | undefined): string {
  if (isSameMarket === undefined)
    return 'A market in real time is never the same again: the differences may be its.';
  return isSameMarket
    ? 'The market is the same, number by number.'
    : 'The markets are not the same: the differences may be theirs.';
}

function parameterLines({ parameters }: Comparison): readonly string[] {
  if (parameters.length === 0) return ['The parameters are the same.'];
  const rows = parameters.map(({ name, a, b }) => [name, String(a), String(b)]);
  const [head = '', ...lines] = columns(
    ['left', 'right', 'right'],
    [['parameters that differ', 'A', 'B'], ...rows],
  );
  return [tone('quiet', head), ...lines];
}

function figureTable(figures: readonly ComparedFigure[]): readonly string[] {
  const rows = figures.map(({ label, unit, a, b, difference }) => [
    unit === 'USD' ? `${label}, USD` : label,
    shownAs(unit, a),
    shownAs(unit, b),
    difference === undefined ? '' : signed(differenceText(unit, difference), difference),
  ]);
  const [head = '', ...lines] = columns(
    ['left', 'right', 'right', 'right'],
    [['', 'A', 'B', 'B less A'], ...rows],
  );
  return [tone('quiet', head), ...lines];
}

function shownAs(unit: ComparedFigure['unit'], value: number | undefined): string {
  if (value === undefined) return 'unknown';
  switch (unit) {
    case 'USD':
      return dollars(value);
    case 'share':
      return percent(value);
    case 'count':
      return count(value);
    case 'factor':
      return value.toFixed(2);
  }
}

/** Of two shares in percentage points. */
function differenceText(unit: ComparedFigure['unit'], difference: number): string {
  return unit === 'share' ? `${(difference * 100).toFixed(1)} pp` : shownAs(unit, difference);
}

/** One that is rounded to zero has no sign. */
function signed(text: string, value: number): string {
  if (!/[1-9]/.test(text)) return text.replace(/^-/, '');
  return value > 0 ? `+${text}` : text;
}

function tradeLines({ same, onlyA, onlyB, different }: ComparedTrades, isWide: boolean): readonly string[] {
  const counts = [
    `${count(same)} the same`,
    `${count(onlyA.length)} only in A`,
    `${count(onlyB.length)} only in B`,
    `${count(different.length)} with the same entry and another end`,
  ];
  return [
    `${tone('loud', 'Trades')}  ${counts.join(' · ')}`,
    ...listed('only in A', onlyA.map(tradeCells), TRADE_ALIGNS),
    ...listed('only in B', onlyB.map(tradeCells), TRADE_ALIGNS),
    ...listed(
      'the same entry, and another end',
      different.map((pair) => (isWide ? wideCells(pair) : narrowCells(pair))),
      isWide ? WIDE_ALIGNS : NARROW_ALIGNS,
    ),
  ];
}

const TRADE_ALIGNS = ['left', 'left', 'left', 'right', 'left', 'right'] as const;

function tradeCells(trade: ClosedTrade): readonly string[] {
  const { entryTimeMs, symbol, side, reason, netUsd } = trade;
  return [minute(entryTimeMs), symbol, side, heldText(trade), reason, money(netUsd)];
}

const WIDE_ALIGNS = ['left', 'left', 'left', 'left', 'right', 'right'] as const;
const NARROW_ALIGNS = ['left', 'left', 'left', 'left', 'right'] as const;

/** What differs has both values. */
function wideCells(pair: Pair<ClosedTrade>): readonly string[] {
  return [...entryCells(pair), reasons(pair), prices(pair), nets(pair)];
}

/** The prices only where the reasons are the same. */
function narrowCells(pair: Pair<ClosedTrade>): readonly string[] {
  const isSameReason = pair.a.reason === pair.b.reason;
  return [...entryCells(pair), isSameReason ? prices(pair) : reasons(pair), nets(pair)];
}

function entryCells({ a: { entryTimeMs, symbol, side } }: Pair<ClosedTrade>): readonly string[] {
  return [minute(entryTimeMs), symbol, side];
}

const reasons = ({ a, b }: Pair<ClosedTrade>) => either(a.reason, b.reason);
const prices = ({ a, b }: Pair<ClosedTrade>) => either(price(a.exitPrice), price(b.exitPrice));
const nets = ({ a, b }: Pair<ClosedTrade>) => either(money(a.netUsd), money(b.netUsd));

function either(a: string, b: string): string {
  return a === b ? a : `${a} → ${b}`;
}

function heldText({ entryTimeMs, exitTimeMs }: ClosedTrade): string {
  return `${Math.round((exitTimeMs - entryTimeMs) / MINUTE_MS)} min`;
}

function listed(
  title: string,
  rows: readonly (readonly string[])[],
  aligns: readonly ('left' | 'right')[],
): readonly string[] {
  if (rows.length === 0) return [];
  const more = rows.length > TRADES_MAX ? [`  and ${count(rows.length - TRADES_MAX)} more`] : [];
  return [
    '',
    tone('quiet', title),
    ...columns(aligns, rows.slice(0, TRADES_MAX)).map((line) => `  ${line}`),
    ...more,
  ];
}
