/**
 * The balance and how far it is below its peak, where it has more points than a picture can tell apart.
 */
import uPlot from 'uplot';
import { minute, percent } from '../../../lambda/core/text/figure-words.ts';
import { amountWords } from '../../../lambda/charts/drawing/drawn-figures.ts';
import { balanceColumns, type BalanceColumns } from '../balance-columns.ts';
import { balancePoints, boundPoints } from '../balance-points.ts';
import type { PageFacts } from '../page-facts.ts';
import { onColours, pageColours, pale } from './page-colours.ts';

/** A picture is clearer for less. */
const MANY = 400;
const BALANCE_PX = 260;
const DRAWDOWN_PX = 120;
const AXIS_PX = 74;
const TICK_PX = 70;
const LINE_PX = 34;
const HINT =
  'Point at the curve to read it; drag over a part to see it closer, double-click to see all again.';
const UNMOVED = 'No trade was closed yet: the balance has not moved.';
const SYNC = 'equity';

export function showEquity(host: HTMLElement, { data, trades }: PageFacts): void {
  const points = balancePoints(data.beganDollars, trades, data.moves);
  if (points.length < MANY) return;
  const label = host.querySelector('svg')?.getAttribute('aria-label') ?? 'Balance';
  const { beganDollars, bound = [] } = data;
  const other = bound.length === 0 ? undefined : boundPoints(beganDollars, points, bound);
  drawBalance(host).draw(balanceColumns(points, beganDollars, data, other), label);
}

export interface BalanceView {
  /** @param label of the picture, for who does not see it. */
  readonly draw: (columns: BalanceColumns, label: string) => void;
}

export function drawBalance(host: HTMLElement): BalanceView {
  const frame = document.createElement('div');
  frame.setAttribute('role', 'img');
  const told = document.createElement('p');
  const say = (words: string, kind: 'hint' | 'fact') => {
    told.className = kind === 'hint' ? 'ks-t-muted r-hint' : 'ks-t-muted';
    told.textContent = words;
  };
  say(UNMOVED, 'fact');
  host.replaceChildren(told, frame);
  let plots: readonly uPlot[] = [];
  let drawn = NOTHING;
  const anew = () => {
    for (const plot of plots) plot.destroy();
    plots = plotsIn(
      frame,
      () => drawn,
      (words = HINT) => say(words, 'hint'),
    );
  };
  new ResizeObserver(() => {
    for (const plot of plots) plot.setSize({ width: frame.clientWidth, height: plot.height });
  }).observe(frame);
  onColours(() => {
    if (drawn.hasMoved) anew();
  });
  return {
    draw: (columns, label) => {
      const isOther =
        isGainOf(drawn) !== isGainOf(columns) ||
        (drawn.others === undefined) !== (columns.others === undefined);
      const isFirst = !drawn.hasMoved;
      drawn = columns;
      frame.hidden = !columns.hasMoved;
      frame.setAttribute('aria-label', label);
      if (!columns.hasMoved) return say(UNMOVED, 'fact');
      if (isFirst) say(HINT, 'hint');
      const [balance, drawdown] = plots;
      // Its colour is that of a gain or of a loss, and it may have a band.
      if (isOther || isFirst || balance === undefined || drawdown === undefined) return anew();
      balance.setData(balanceData(columns));
      drawdown.setData([columns.times, columns.depths]);
    },
  };
}

function isGainOf({ balances }: BalanceColumns): boolean {
  return (balances.at(-1) ?? 0) >= (balances[0] ?? 0);
}

const NOTHING: BalanceColumns = {
  hasMoved: false,
  times: new Float64Array(),
  balances: new Float64Array(),
  depths: new Float64Array(),
};

/** The band is drawn below the curve, between the higher and the lower one of both. */
function balanceData({ times, balances, others = balances }: BalanceColumns): uPlot.AlignedData {
  const bound = (of: (left: number, right: number) => number) =>
    balances.map((dollars, k) => of(dollars, others[k] ?? dollars));
  return [times, bound(Math.max), bound(Math.min), balances];
}

function plotsIn(
  frame: HTMLElement,
  read: () => BalanceColumns,
  tell: (words: string | undefined) => void,
): readonly uPlot[] {
  const colours = pageColours();
  const paths = uPlot.paths.stepped?.({ align: 1 });
  const told = (at: number) => {
    const { times, balances, depths, others } = read();
    const other = others === undefined ? '' : `; take-profit first ${amountWords(others[at] ?? 0)} USD`;
    return `${minute((times[at] ?? 0) * 1e3)} UTC: ${amountWords(balances[at] ?? 0)} USD, ${percent(depths[at])} from the peak${other}`;
  };
  const setCursor = ({ cursor: { idx } }: uPlot) => tell(typeof idx === 'number' ? told(idx) : undefined);
  const plot = (
    height: number,
    words: (value: number, apart: number) => string,
    range: (low: number, high: number) => uPlot.Range.MinMax,
    lines: readonly Omit<uPlot.Series, 'paths'>[],
  ): uPlot.Options => ({
    width: frame.clientWidth,
    height,
    tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1e3), 'UTC'),
    legend: { show: false },
    cursor: { sync: { key: SYNC }, y: false },
    hooks: { setCursor: [setCursor] },
    scales: { y: { range: (_, low, high) => range(low, high) } },
    axes: [
      { ...axis(colours), space: TICK_PX, values: timeNames },
      {
        ...axis(colours),
        size: AXIS_PX,
        space: LINE_PX,
        values: (_plot, ticks, _axis, _space, apart) => ticks.map((value) => words(value, apart)),
      },
    ],
    series: [
      {},
      ...lines.map((line) => ({
        width: 1.5,
        points: { show: false },
        ...(paths !== undefined && { paths }),
        ...line,
      })),
    ],
  });
  const { gain, loss, warn } = colours;
  const dollars = (value: number, apart: number) => amountWords(value, digitsOf(apart));
  const ofPeak = (depth: number, apart: number) => `${amountWords(depth * 100, digitsOf(apart * 100))} %`;
  const edge = { width: 0, show: read().others !== undefined };
  const bands: uPlot.Band[] = [{ series: [1, 2], fill: pale(warn) }];
  const balance = {
    ...plot(BALANCE_PX, dollars, balanceRange, [edge, edge, { stroke: isGainOf(read()) ? gain : loss }]),
    bands,
  };
  const drawdown = plot(DRAWDOWN_PX, ofPeak, depthRange, [{ stroke: loss, fill: pale(loss) }]);
  const { times, depths } = read();
  return [new uPlot(balance, balanceData(read()), frame), new uPlot(drawdown, [times, depths], frame)];
}

/** Digits that tell one line across from the next. */
function digitsOf(apart: number): number {
  return Math.max(0, Math.ceil(-Math.log10(apart)));
}

/** By itself the library would begin at 0 where all is one value. */
function balanceRange(low: number, high: number): uPlot.Range.MinMax {
  const room = low === high ? Math.max(1, Math.abs(low) / 100) : (high - low) / 20;
  return [low - room, high + room];
}

/** From the peak down: at least a percent. */
function depthRange(low: number): uPlot.Range.MinMax {
  return [Math.min(-0.01, low * 1.05), 0];
}

/** The day where one begins, else the time. */
function timeNames(_: uPlot, seconds: readonly number[]): string[] {
  return seconds.map((time) => {
    const words = minute(time * 1e3);
    return words.endsWith('00:00') ? words.slice(5, 10) : words.slice(11);
  });
}

function axis({ muted, grid }: ReturnType<typeof pageColours>) {
  return {
    stroke: muted,
    grid: { stroke: grid, width: 1 },
    ticks: { stroke: grid, width: 1 },
    font: '12px system-ui, sans-serif',
  };
}
