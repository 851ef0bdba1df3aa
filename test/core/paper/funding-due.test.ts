/**
 * When is funding due, and where is its rate assumed?
 */
import { describe, expect, it } from 'vitest';
import {
  assumedRate,
  fundingDue,
  holdsFullHour,
  nothingDueBeforeMs,
  type RecordedFunding,
} from '../../../lambda/core/paper/funding-due.ts';
import { HOUR_MS } from '../../../lambda/core/units.ts';
import { at } from '../../harness/builders.ts';
import { recordedRates } from '../../harness/recorded-rates.ts';

const due = (from: string, to: string, recorded?: RecordedFunding) =>
  fundingDue(recorded, at(from), at(to)).map(
    ({ timeMs, rate }) => `${new Date(timeMs).toISOString().slice(11, 16)} ${rate ?? 'assumed'}`,
  );

describe('without recorded rates', () => {
  it('funding is due at 00:00, 08:00 and 16:00 UTC', () => {
    const assumed = ['00:00 assumed', '08:00 assumed', '16:00 assumed'];
    expect(due('00:00', '23:59')).toEqual(assumed);
    expect(due('00:00', '2026-01-06T00:00')).toEqual([...assumed, '00:00 assumed']);
  });

  it('both ends belong to the span, and an empty span has nothing', () => {
    expect(due('08:00', '08:00')).toEqual(['08:00 assumed']);
    expect(due('08:01', '15:59')).toEqual([]);
    expect(due('08:01', '08:00')).toEqual([]);
    expect(due('16:00', '08:00')).toEqual([]);
  });
});

describe('by the terms of the exchange', () => {
  const every = (hours: number, capRate = Infinity, floorRate = -Infinity) => ({
    intervalMs: hours * HOUR_MS,
    capRate,
    floorRate,
  });

  it('funding is due at each of its intervals, from midnight on', () => {
    const timesOf = (hours: number) =>
      fundingDue(undefined, at('00:00'), at('13:00'), hours * HOUR_MS).map(({ timeMs }) =>
        new Date(timeMs).toISOString().slice(11, 16),
      );
    expect(timesOf(4)).toEqual(['00:00', '04:00', '08:00', '12:00']);
    expect(timesOf(6)).toEqual(['00:00', '06:00', '12:00']);
    expect(timesOf(1)).toHaveLength(14);
  });

  it('the assumed rate is the share of the interval in eight hours, within the bounds', () => {
    expect(assumedRate(0.08, undefined)).toBeCloseTo(0.0008, 12);
    expect(assumedRate(0.08, every(8))).toBeCloseTo(0.0008, 12);
    expect(assumedRate(0.08, every(1))).toBeCloseTo(0.0001, 12);
    expect(assumedRate(0.08, every(4, 0.0002))).toBe(0.0002);
    expect(assumedRate(-0.08, every(4, 0.0002, -0.0003))).toBe(-0.0003);
  });

  it.each([
    ['12:00', '12:00', true],
    ['12:00:01', '12:59:59', false],
    ['12:00:01', '13:00', true],
    ['11:59', '12:00', true],
  ])('from %s to %s a full hour passes: %s', (from, to, holds) => {
    expect(holdsFullHour(at(from), at(to))).toBe(holds);
  });
});

describe('with recorded rates', () => {
  it('their own times count, and no other between them', () => {
    const hourly = recordedRates('07:00 0.1\n08:00 0.2\n09:00 0.3', 1);
    expect(due('07:00', '09:00', hourly)).toEqual(['07:00 0.1', '08:00 0.2', '09:00 0.3']);
    expect(due('07:01', '08:59', hourly)).toEqual(['08:00 0.2']);
    expect(due('09:00', '07:00', hourly)).toEqual([]);
    expect(due('23:00', '05:00', hourly)).toEqual([]);
    const shifted = recordedRates('04:00 0.1\n12:00 0.2');
    expect(due('04:01', '12:00', shifted)).toEqual(['12:00 0.2']);
  });

  it('the rate is assumed before the first and after the last', () => {
    const one = recordedRates('12:00 0.1');
    expect(due('00:00', '23:59', one)).toEqual([
      '00:00 assumed',
      '08:00 assumed',
      '12:00 0.1',
      '16:00 assumed',
    ]);
    expect(due('12:01', '23:59', one)).toEqual(['16:00 assumed']);
  });

  it('the rate is assumed in a gap that is longer than the interval', () => {
    const torn = recordedRates('00:00 0.1\n16:00 0.2');
    expect(due('00:00', '16:00', torn)).toEqual(['00:00 0.1', '08:00 assumed', '16:00 0.2']);
    expect(due('00:01', '15:59', torn)).toEqual(['08:00 assumed']);
    const daily = recordedRates('00:00 0.1\n16:00 0.2', 24);
    expect(due('00:00', '16:00', daily)).toEqual(['00:00 0.1', '16:00 0.2']);
  });

  it('the rate is not assumed where the interval has become shorter', () => {
    const recorded = recordedRates('04:00 0.1\n12:00 0.2\n16:00 0.3', 4);
    recorded.intervalMs[0] = 8 * 3_600_000;
    expect(due('04:00', '16:00', recorded)).toEqual(['04:00 0.1', '12:00 0.2', '16:00 0.3']);
  });

  it('no row at all is as good as no file', () => {
    const none: RecordedFunding = {
      length: 0,
      timeMs: new Float64Array(),
      rate: new Float64Array(),
      intervalMs: new Float64Array(),
    };
    expect(due('00:00', '09:00', none)).toEqual(['00:00 assumed', '08:00 assumed']);
  });
});

describe('the moment before which nothing is due', () => {
  const torn = recordedRates('03:00 0.1\n04:00 0.2\n12:00 0.3', 1);

  it.each([undefined, recordedRates('12:00 0.1'), torn])(
    'nothing is due before it, from any minute on',
    (of) => {
      for (let minute = 0; minute < 26 * 60; minute += 7) {
        const fromMs = at('00:00') + minute * 60_000;
        const untilMs = nothingDueBeforeMs(of, fromMs);
        expect(untilMs).toBeGreaterThanOrEqual(fromMs);
        expect(fundingDue(of, fromMs, untilMs - 1)).toEqual([]);
      }
    },
  );

  it('something is due at it, but for assumed times that recorded ones replace', () => {
    const next = (from: string, of?: RecordedFunding) =>
      new Date(nothingDueBeforeMs(of, at(from))).toISOString().slice(11, 16);
    expect(next('08:00')).toBe('08:00');
    expect(next('08:01')).toBe('16:00');
    expect(next('03:01', torn)).toBe('04:00');
    expect(next('04:01', torn)).toBe('08:00');
    expect(next('12:01', torn)).toBe('16:00');
  });
});
