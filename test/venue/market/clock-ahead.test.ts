/**
 * A clock that was ahead takes a candle for closed that is forming: is it read again once the clock is set right?
 */
import { describe, expect, it } from 'vitest';
import { MINUTE_MS, SECOND_MS } from '../../../lambda/core/units.ts';
import { NOON } from '../../harness/builders.ts';
import { opened } from './market-reader.ts';

const SYMBOLS = ['BTCUSDT'];
const AHEAD_MS = 20 * SECOND_MS;

/** Nine seconds before noon, by a clock to which noon is over; the candle ends at 101. */
async function readTooEarly() {
  const clock = { differenceMs: 0 };
  const reading = await opened(NOON - 9 * SECOND_MS, SYMBOLS, (venue) => ({
    get differenceMs() {
      return clock.differenceMs;
    },
    nowMs: () => venue.timeMs + AHEAD_MS + clock.differenceMs,
  }));
  const { venue, market } = reading;
  const lastClose = async (tickMs: number) => {
    const [view] = await market.observe(SYMBOLS, tickMs);
    const { candles, last } = view!;
    return [new Date(candles.openTimeMs[last]!).toISOString().slice(11, 16), candles.close[last]];
  };
  expect(await lastClose(NOON)).toEqual(['11:59', venue.forming.close]);
  const whole = { open: 100, high: 101, low: 100, close: 101, volume: 9 };
  venue.set('BTCUSDT', NOON - MINUTE_MS, whole);
  const candlesAsked = () => venue.requests.filter(({ path }) => path.endsWith('/klines')).length;
  return { clock, venue, lastClose, candlesAsked };
}

describe('a candle that was read by a clock that was ahead', () => {
  it('a candle that was read by a clock that was ahead is read again when the clock is set right', async () => {
    const { clock, venue, lastClose } = await readTooEarly();
    clock.differenceMs = -AHEAD_MS;
    venue.timeMs = NOON + 51 * SECOND_MS;
    expect(await lastClose(NOON)).toEqual(['11:59', 101]);
  });

  it('a candle that was read by a clock that was ahead is read once, and no other again', async () => {
    const { clock, venue, lastClose, candlesAsked } = await readTooEarly();
    clock.differenceMs = -AHEAD_MS;
    venue.timeMs = NOON + 2 * SECOND_MS;
    await lastClose(NOON);
    const asked = candlesAsked();
    // Behind what it was: the venue has shown by now that the last candle is over.
    clock.differenceMs = -AHEAD_MS - SECOND_MS;
    expect(await lastClose(NOON)).toEqual(['11:59', 101]);
    expect(candlesAsked()).toBe(asked);
  });
});
