/**
 * Does what is known of a symbol's candles grow from where it ended, and is nothing forgotten too early?
 */
import { describe, expect, it } from 'vitest';
import { CandleTrack } from '../../../lambda/adapters/market/candle-history.ts';
import type { CandleRow } from '../../../lambda/core/market.ts';
import { MINUTE_MS } from '../../../lambda/core/units.ts';

const minute = (k: number) => k * MINUTE_MS;
const row = (k: number, volume = 1): CandleRow => ({
  openTimeMs: minute(k),
  open: 100,
  high: 100,
  low: 100,
  close: 100,
  volume,
});
const rows = (...minutes: readonly number[]) => minutes.map((k) => row(k));
const shown = (track: CandleTrack) => [...track.candles().openTimeMs].map((ms) => ms / MINUTE_MS);

describe('the next page', () => {
  it('the next page begins where it is told to when nothing is known', () => {
    expect(new CandleTrack().nextFromMs(minute(7))).toBe(minute(7));
  });

  it('the next page begins with the last candle, which may have been corrected', () => {
    const track = new CandleTrack();
    track.nextFromMs(minute(5));
    track.add(rows(5, 6, 7));
    expect(track.nextFromMs(minute(40))).toBe(minute(7));
    track.add([row(7, 2), row(8)]);
    expect([...track.candles().volume]).toEqual([1, 1, 2, 1]);
  });

  it('the next page still begins where the first one should have, when that one was empty or failed', () => {
    const track = new CandleTrack();
    track.nextFromMs(minute(5));
    expect(track.nextFromMs(minute(40))).toBe(minute(5));
  });

  it('the next page passes over minutes of which the venue has said that there is nothing', () => {
    const track = new CandleTrack();
    track.nextFromMs(minute(5));
    track.add(rows(5));
    track.nothingUpTo(minute(90));
    expect(track.nextFromMs(minute(0))).toBe(minute(90));
    expect(track.add(rows(120))).toEqual([{ fromMs: minute(6), toMs: minute(120) }]);
  });
});

describe('candles', () => {
  it('candles are added once, by time, and the minutes between them that have none are reported', () => {
    const track = new CandleTrack();
    expect(track.add(rows(1, 2, 5))).toEqual([{ fromMs: minute(3), toMs: minute(5) }]);
    expect(track.add(rows(3, 5, 6))).toEqual([]);
    expect(shown(track)).toEqual([1, 2, 5, 6]);
  });

  it('candles may begin anywhere, unless somebody counts on those before', () => {
    const track = new CandleTrack();
    track.nextFromMs(minute(0));
    expect(track.add(rows(3))).toEqual([]);
    track.reachBackTo(minute(-1));
    expect(track.add(rows(3))).toEqual([{ fromMs: minute(-1), toMs: minute(3) }]);
  });
});

describe('doubting the last candle', () => {
  it('doubting the last candle leaves it out, unless the venue has shown the next', () => {
    const track = new CandleTrack();
    track.nextFromMs(minute(5));
    track.add(rows(5, 6, 7));
    track.noteShown(minute(7));
    track.doubtLast();
    expect(shown(track)).toEqual([5, 6]);
    track.doubtLast();
    expect(shown(track)).toEqual([5, 6]);
  });

  it('doubting the last candle asks again for minutes in which there was nothing', () => {
    const track = new CandleTrack();
    track.nextFromMs(minute(5));
    track.add(rows(5));
    track.nothingUpTo(minute(90));
    track.doubtLast();
    expect(track.nextFromMs(minute(0))).toBe(minute(5));
  });
});

describe('forgetting', () => {
  it('forgetting begins one tick after a candle was shown', () => {
    const track = new CandleTrack();
    track.add(rows(1, 2, 3, 4));
    track.nextFromMs(minute(1));
    track.forget();
    track.shown(minute(3));
    expect(shown(track)).toEqual([1, 2, 3, 4]);
    track.forget();
    expect(shown(track)).toEqual([3, 4]);
  });

  it('forgetting never reaches beyond the last candle that is known', () => {
    const track = new CandleTrack();
    track.nextFromMs(minute(1));
    track.add(rows(1, 2, 3));
    track.shown(minute(90));
    track.forget();
    expect(shown(track)).toEqual([3]);
    expect(track.nextFromMs(minute(90))).toBe(minute(3));
  });

  it('forgetting waits for the first candles when none has come', () => {
    const track = new CandleTrack();
    track.nextFromMs(minute(1));
    track.shown(minute(90));
    track.forget();
    expect(track.nextFromMs(minute(90))).toBe(minute(1));
  });
});

describe('reaching back', () => {
  it('reaching back begins anew from there, once', () => {
    const track = new CandleTrack();
    track.nextFromMs(minute(10));
    track.add(rows(10, 11));
    track.reachBackTo(minute(4) + 2_301);
    expect(track.nextFromMs(minute(0))).toBe(minute(4));
    track.add(rows(4, 5));
    track.reachBackTo(minute(4) + 59_999);
    expect(shown(track)).toEqual([4, 5]);
  });

  it('reaching back is not needed where everything since is known', () => {
    const track = new CandleTrack();
    track.nextFromMs(minute(10));
    track.add(rows(12, 13));
    track.reachBackTo(minute(11));
    expect(shown(track)).toEqual([12, 13]);
  });
});
