/**
 * What does each day show, also one without a trade, and against which limit?
 */
import { describe, expect, it } from 'vitest';
import { balanceBefore, daysOf } from '../../lambda/charts/day-bars.ts';
import { svgOf } from '../../lambda/charts/drawing/picture.ts';
import { barsPicture } from '../../lambda/charts/pictures/bars-picture.ts';
import { DAY_MS, usd } from '../../lambda/core/units.ts';
import { DAY, closedTrade } from './samples.ts';

const THREE_DAYS = { fromMs: DAY.fromMs, toMs: DAY.fromMs + 3 * DAY_MS };
const closed = (exitTimeMs: number, dollars: number) => closedTrade({ exitTimeMs, netUsd: usd(dollars) });

describe('days', () => {
  it('are those of the span, a day without a trade among them', () => {
    const trades = [
      closed(DAY.fromMs, -1),
      closed(DAY.fromMs + DAY_MS - 1, -2),
      closed(DAY.fromMs + 2 * DAY_MS, 5),
    ];
    expect(daysOf(trades, THREE_DAYS).map(({ name, dollars, trades: of }) => [name, dollars, of])).toEqual([
      ['01-05', -3, 2],
      ['01-06', 0, 0],
      ['01-07', 5, 1],
    ]);
  });

  it('begin with the balance of the day before: what moves it at midnight is of the new day', () => {
    const points = [
      { timeMs: DAY.fromMs + 5, dollars: 1_990 },
      { timeMs: DAY.fromMs + DAY_MS, dollars: 1_800 },
    ];
    const before = (days: number) => balanceBefore(DAY.fromMs + days * DAY_MS, 2_000, points);
    expect([0, 1, 2].map(before)).toEqual([2_000, 1_990, 1_800]);
  });
});

describe('the limit of each day', () => {
  const drawn = (limits: readonly (number | undefined)[]) =>
    svgOf(
      barsPicture(
        {
          title: 'Net of each UTC day',
          bars: limits.map((limitDollars) => ({ name: 'a', dollars: -10, trades: 1, limitDollars })),
        },
        { widthPx: 378, heightPx: 238 },
      ),
    ).toString();
  const lineOf = (svg: string) => /ks-dash' d='(?<d>[^']*)'/.exec(svg)?.groups?.['d'];

  it('is a line below its bar, which steps where the limit does', () => {
    // From 66 to 366 px there are three bars; the scale ends at −80 and 0, from 212 to 12 px.
    expect(lineOf(drawn([80, 40, 40]))).toBe('M66,212H166V112H266V112H366');
  });

  it('is missing where nobody knows it', () => {
    expect(lineOf(drawn([undefined, 80, undefined]))).toBe('M166,212H266');
    expect(drawn([undefined])).not.toMatch(/ks-dash|limit/);
  });

  it('has its name below the line, and above it only where the picture ends', () => {
    const nameOf = (svg: string) => Number(/y='(?<y>[\d.]+)'[^>]*>limit/.exec(svg)?.groups?.['y']);
    expect(nameOf(drawn([80, 40]))).toBe(126);
    expect(nameOf(drawn([80, 80]))).toBe(207);
  });
});
