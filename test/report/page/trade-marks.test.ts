/**
 * Are trades marked where they were entered and left, by what they were, and only where they can be told apart?
 */
import { describe, expect, it } from 'vitest';
import { TradesInTime, marksIn, netsIn, readableIn } from '../../../infra/report/page/trade-marks.ts';
import { MINUTE_MS, usd } from '../../../lambda/core/units.ts';
import { MORNING } from '../../charts/samples.ts';
import { closedTradeWith } from '../sample-trades.ts';

const COLOURS = {
  ground: '',
  grid: '',
  text: 'text',
  muted: '',
  gain: 'gain',
  loss: 'shape',
  losstext: 'letters',
  warn: '',
};
const at = (minutes: number) => MORNING + minutes * MINUTE_MS;
/** From minute 1 to 7 a long that won, from 11 to 13 a short that lost. */
const PLACED = [
  closedTradeWith(0, {
    side: 'long',
    reason: 'target',
    entryTimeMs: at(1),
    exitTimeMs: at(7) + 500,
    netUsd: usd(2),
  }),
  closedTradeWith(1, {
    side: 'short',
    reason: 'hard-stop',
    entryTimeMs: at(11),
    exitTimeMs: at(13),
    netUsd: usd(-3),
  }),
].map((trade, index) => ({ trade, index }));
const TRADES = new TradesInTime(PLACED);
const VIEW = { fromMs: at(0), toMs: at(20) };
const marked = (changes: object = {}) =>
  marksIn(TRADES, {
    view: VIEW,
    widthPx: 600,
    barMs: 5 * MINUTE_MS,
    selected: PLACED[1],
    colours: COLOURS,
    ...changes,
  });

describe('marks', () => {
  it('point up below an entry that bought and down above one that sold, in the candle in which it was', () => {
    const entries = marked().filter(({ shape }) => shape.startsWith('arrow'));
    expect(entries.map(({ time, shape, position }) => [Number(time) * 1e3, shape, position])).toEqual([
      [at(0), 'arrowUp', 'belowBar'],
      [at(10), 'arrowDown', 'aboveBar'],
    ]);
  });

  it('stand at an exit on the other side, with the letter of its reason and the colour of its result', () => {
    const exits = marked().filter(({ shape }) => shape === 'circle');
    expect(
      exits.map(({ time, text, color, position }) => [Number(time) * 1e3, text, color, position]),
    ).toEqual([
      [at(5), 'T', 'gain', 'aboveBar'],
      [at(10), 'S', 'letters', 'belowBar'],
    ]);
  });

  it('have a square where a recovery began, between entry and exit', () => {
    const [placed] = PLACED;
    const recovering = new TradesInTime([{ ...placed!, recoverySinceMs: at(5) + 1 }]);
    const marks = marksIn(recovering, {
      view: VIEW,
      widthPx: 600,
      barMs: MINUTE_MS,
      selected: undefined,
      colours: { ...COLOURS, warn: 'warn' },
    });
    expect(marks.map(({ time, shape, color }) => [Number(time) * 1e3, shape, color])).toEqual([
      [at(1), 'arrowUp', 'text'],
      [at(5), 'square', 'warn'],
      [at(7), 'circle', 'gain'],
    ]);
  });

  it('of the selected trade are larger; of too many only they are there, and letters need room', () => {
    expect(marked().map(({ size }) => size)).toEqual([1, 1, 2, 2]);
    expect(marked({ widthPx: 17 }).map(({ text }) => text)).toEqual([undefined, undefined]);
    expect(marked({ widthPx: 59 }).map(({ text }) => text)).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
    expect(marked({ widthPx: 17, selected: undefined })).toEqual([]);
  });

  it('are those of trades that were open in the view', () => {
    const shown = (from: number, to: number) =>
      readableIn(TRADES, { view: { fromMs: at(from), toMs: at(to) }, widthPx: 600, selected: undefined }).map(
        ({ index }) => index,
      );
    expect(shown(0, 20)).toEqual([0, 1]);
    expect(shown(3, 5)).toEqual([0]);
    expect(shown(8, 11)).toEqual([]);
    expect(shown(12, 20)).toEqual([1]);
  });
});

it('what trades came to stands in the candle in which they closed', () => {
  const nets = netsIn(TRADES, VIEW, 5 * MINUTE_MS, COLOURS);
  expect(nets.map(({ time, value, color }) => [Number(time) * 1e3, value, color])).toEqual([
    [at(5), 2, 'gain'],
    [at(10), -3, 'shape'],
  ]);
  expect(netsIn(TRADES, VIEW, 20 * MINUTE_MS, COLOURS).map(({ value }) => value)).toEqual([-1]);
  expect(netsIn(TRADES, { fromMs: at(10), toMs: at(20) }, 5 * MINUTE_MS, COLOURS)).toHaveLength(1);
});

it('a click leads to the trade that was open then, else to the nearest', () => {
  expect([2, 7, 8, 10, 12, 30].map((minutes) => TRADES.at(at(minutes))?.index)).toEqual([0, 0, 0, 1, 1, 1]);
});
