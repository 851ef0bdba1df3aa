/**
 * Has the newest candle room beside it, where lines have names?
 */
import { expect, it } from 'vitest';
import { placesOf } from '../../../infra/report/page/candle-levels.ts';
import { openLines } from '../../../infra/report/page/open-marks.ts';
import { position } from '../../charts/samples.ts';

const bars = Array.from({ length: 100 }, (_, k) => ({ fromMs: k * 60_000 }));
const view = (from: number, to: number) => ({ fromMs: from * 60_000, toMs: to * 60_000 });

it('all candles have room at both ends, and so much at the right', () => {
  const { from, to } = placesOf(bars, view(0, 99), 0.25)!;
  expect(from).toBe(-1.5);
  expect((to - 99) / (to - from)).toBeCloseTo(0.25);
});

it('the last ones have room at the right, and stay as many', () => {
  const { from, to } = placesOf(bars, view(40, 99), 0.2)!;
  expect(from).toBe(40);
  expect((to - 99) / (to - from)).toBeCloseTo(0.2);
});

it('a view that ends before the last candle is left as it is', () => {
  expect(placesOf(bars, view(40, 98), 0.2)).toBeUndefined();
  expect(placesOf(bars, view(0, 98), 0.2)).toBeUndefined();
});

it('names of lines stand in the colour of the page, on colours that letters may have', () => {
  const colours = {
    ground: 'the ground',
    grid: '',
    text: '',
    muted: 'muted',
    gain: 'gain',
    loss: 'a shape',
    losstext: 'letters',
    warn: '',
  };
  const { symbol, side, entry, hardStop, target } = position({});
  const open = { tradeId: 1, symbol, side, entryPrice: entry, stopPrice: hardStop, takeProfitPrice: target };
  const lines = openLines([{ ...open, filledAtMs: 0 }], colours);
  expect(lines.map(({ title, axisLabelColor }) => [title, axisLabelColor])).toEqual([
    ['target', 'gain'],
    ['entry', 'muted'],
    ['stop', 'letters'],
  ]);
  for (const { axisLabelTextColor } of lines) expect(axisLabelTextColor).toBe('the ground');
});
