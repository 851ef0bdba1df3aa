/**
 * The balance after each closed trade as a line of characters, over the time of the run.
 */
import type { ClosedTrade } from '../../../../lambda/core/ledger/closed-trade.ts';
import { plus, toDollars, type Usd } from '../../../../lambda/core/units.ts';
import { dollars, minute } from '../../terminal/text-format.ts';

/** A narrower terminal has no room for the line beside its scale. */
const WIDTH_MIN = 100;
const HEIGHT = 8;

export interface Charted {
  readonly trades: readonly ClosedTrade[];
  readonly beganUsd: Usd;
  readonly fromMs: number;
  readonly toMs: number;
}

/** @returns nothing without a trade, or where it does not fit. */
export function balanceChart({ trades, beganUsd, fromMs, toMs }: Charted, width: number): readonly string[] {
  if (width < WIDTH_MIN || trades.length === 0 || toMs <= fromMs) return [];
  const scaleWidth = dollars(
    balancesOf(trades, beganUsd).reduce((most, balance) => Math.max(most, balance)),
  ).length;
  const columns = width - scaleWidth - 4;
  const balances = sampled({ trades, beganUsd, fromMs, toMs }, columns);
  const [low, high] = [Math.min(...balances), Math.max(...balances)];
  // A line that is flat has any step.
  const stepUsd = high > low ? (high - low) / (HEIGHT - 1) : 1;
  const levels = balances.map((balance) => Math.round((balance - low) / stepUsd));
  const rows = Array.from({ length: HEIGHT }, (_, k) => {
    const level = HEIGHT - 1 - k;
    const line = levels.map((to, column) => strokeAt(level, levels[column - 1] ?? to, to)).join('');
    return `  ${dollars(low + level * stepUsd).padStart(scaleWidth)} ${line.trimEnd()}`;
  });
  const [begin, end] = [minute(fromMs), minute(toMs)];
  const axis = `${begin}${end.padStart(columns - begin.length)}`;
  return ['', ...rows, `  ${' '.repeat(scaleWidth)} ${axis}`];
}

function balancesOf(trades: readonly ClosedTrade[], beganUsd: Usd): readonly number[] {
  let balanceUsd = beganUsd;
  return [beganUsd, ...trades.map(({ netUsd }) => (balanceUsd = plus(balanceUsd, netUsd)))].map(toDollars);
}

/** The balance at the end of each of the equal parts of the run. */
function sampled({ trades, beganUsd, fromMs, toMs }: Charted, parts: number): readonly number[] {
  const balances = balancesOf(trades, beganUsd);
  let closed = 0;
  return Array.from({ length: parts }, (_, part) => {
    const untilMs = fromMs + ((toMs - fromMs) * (part + 1)) / parts;
    while (closed < trades.length && trades[closed]!.exitTimeMs < untilMs) closed += 1;
    return balances[closed]!;
  });
}

/** The stroke of a column at a level, where the line goes from one level to another. */
function strokeAt(level: number, from: number, to: number): string {
  if (from === to) return level === to ? '─' : ' ';
  const [bottom, top] = from < to ? [from, to] : [to, from];
  if (level < bottom || level > top) return ' ';
  if (level === to) return to > from ? '╭' : '╰';
  if (level === from) return to > from ? '╯' : '╮';
  return '│';
}
