/**
 * One market: its price, the position there with its stop, and the times in which it had none.
 */
import { price as priceText } from '../../../infra/cli/terminal/text-format.ts';
import type { Fill, NakedSpan, RunSample } from '../run-sample.ts';
import { runTime } from '../swarm/happening-words.ts';
import { duration } from '../swarm/number-words.ts';
import { LEFT, RIGHT, WIDTH, priceScale, type Scale } from './picture-scales.ts';
import { element, escaped, label, path } from './svg-text.ts';

const PAINTED_MS = 2_000;

export interface Panel {
  readonly symbol: string;
  readonly top: number;
  readonly height: number;
  readonly time: Scale;
  readonly samples: readonly RunSample[];
}

interface Point {
  readonly atMs: number;
  readonly price: number;
  readonly amount: number;
  readonly stopPrice: number | undefined;
}

export function marketPanel({ symbol, top, height, time, samples }: Panel): string {
  const points = samples.flatMap(({ atMs, markets }): readonly Point[] =>
    markets.filter((market) => market.symbol === symbol).map((market) => ({ atMs, ...market })),
  );
  const fills = samples.flatMap((sample) => sample.fills).filter((fill) => fill.symbol === symbol);
  const prices = [...points.map(({ price }) => price), ...fills.map(({ price }) => price)];
  if (prices.length === 0) return '';
  const scale = priceScale(prices, top, height);
  const bottom = top + height;
  const inside = (price: number) => Math.min(bottom, Math.max(top, scale.place(price)));
  const line = points.map(({ atMs, price }) => [time.place(atMs), scale.place(price)] as const);
  const stops = points.map(({ atMs, stopPrice }) =>
    stopPrice === undefined ? undefined : ([time.place(atMs), inside(stopPrice)] as const),
  );
  return [
    element('rect', { x: LEFT, y: top, width: WIDTH - LEFT - RIGHT, height, class: 'panel' }),
    ...scale.ticks.map((tick) => grid(tick, scale)),
    ...held(points).map(({ fromMs, toMs, amount }) => {
      const x = time.place(fromMs);
      const width = Math.max(1, time.place(toMs) - x);
      return element('rect', { x, y: top, width, height, class: amount > 0 ? 'long' : 'short' });
    }),
    ...spansOf(samples, symbol).map((span) => naked(span, time, { top, height })),
    element('path', { d: path(stops), class: 'stop' }),
    element('path', { d: path(line), class: 'price' }),
    ...fills.map((fill) => arrow(fill, time.place(fill.atMs), scale.place(fill.price))),
    label(LEFT + 6, top + 14, symbol, { class: 'symbol' }),
  ].join('\n');
}

function grid(tick: number, scale: Scale): string {
  const y = scale.place(tick);
  return (
    element('line', { x1: LEFT, x2: WIDTH - RIGHT, y1: y, y2: y, class: 'grid' }) +
    label(LEFT - 6, y + 3.5, priceText(tick), { class: 'axis', 'text-anchor': 'end' })
  );
}

/** From when to when there was a position in one direction. */
function held(points: readonly Point[]) {
  const spans: { readonly fromMs: number; toMs: number; readonly amount: number }[] = [];
  let before = 0;
  for (const { atMs, amount } of points) {
    const last = spans.at(-1);
    if (Math.sign(amount) === Math.sign(before) && last !== undefined && amount !== 0) last.toMs = atMs;
    else if (amount !== 0) spans.push({ fromMs: atMs, toMs: atMs, amount });
    before = amount;
  }
  return spans;
}

/** One that goes on is told again and again: the last counts. */
function spansOf(samples: readonly RunSample[], symbol: string): readonly NakedSpan[] {
  const spans = samples.flatMap(({ naked: told }) => told).filter((span) => span.symbol === symbol);
  return [...new Map(spans.map((span) => [span.fromMs, span])).values()];
}

function naked(
  { fromMs, toMs }: NakedSpan,
  time: Scale,
  { top, height }: Pick<Panel, 'top' | 'height'>,
): string {
  const x = time.place(fromMs);
  const width = Math.max(1.5, time.place(toMs) - x);
  return element(
    'g',
    {},
    element('title', {}, escaped(`${runTime(fromMs)} without a stop for ${duration(toMs - fromMs)}`)),
    // What takes no longer than placing a stop is marked, and not painted.
    ...(toMs - fromMs < PAINTED_MS ? [] : [element('rect', { x, y: top, width, height, class: 'naked' })]),
    element('rect', { x, y: top + height - 6, width, height: 6, class: 'bare' }),
  );
}

/** Up for a purchase, down for a sale; filled for an entry, hollow for an exit. */
function arrow({ side, isEntry, atMs, price }: Fill, x: number, y: number): string {
  const [tip, foot] = side === 'BUY' ? [2, 11] : [-2, -11];
  const d = `M${x} ${y + tip}L${x - 4.5} ${y + foot}L${x + 4.5} ${y + foot}Z`;
  const words = `${runTime(atMs)} ${side} at ${priceText(price)}, ${isEntry ? 'entry' : 'exit'}`;
  return element('path', { d, class: isEntry ? 'entry' : 'exit' }, element('title', {}, words));
}
