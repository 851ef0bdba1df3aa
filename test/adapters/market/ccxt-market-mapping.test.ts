/**
 * Is what ccxt says of candles and prices taken for what it says, and nothing made up where it says nothing?
 */
import { describe, expect, it } from 'vitest';
import {
  candlesOf,
  quoteOf,
  touchOfBidsAsks,
  touchOfOrderBook,
  touchOfTicker,
} from '../../../lambda/adapters/market/ccxt-market-mapping.ts';
import { VenueError } from '../../../lambda/adapters/market/venue-error.ts';
import { MINUTE_MS } from '../../../lambda/core/units.ts';
import { NOON } from '../../harness/builders.ts';

interface Changes {
  readonly time?: number;
  readonly open?: number | undefined;
  readonly high?: number;
  readonly low?: number;
  readonly volume?: number | undefined;
}

/** A row as ccxt answers it, so many minutes after noon. */
function row(minutes: number, changes: Changes = {}): readonly (number | undefined)[] {
  const usual = {
    time: NOON + minutes * MINUTE_MS,
    open: 100,
    high: 101,
    low: 99,
    close: 100.5,
    volume: 12.5,
  };
  const { time, open, high, low, close, volume } = { ...usual, ...changes };
  return [time, open, high, low, close, volume];
}

const opens = (answer: unknown, untilMs = NOON + 60 * MINUTE_MS) =>
  candlesOf(answer, untilMs).rows.map(({ openTimeMs }) => (openTimeMs - NOON) / MINUTE_MS);

describe('candles', () => {
  it('candles are rows of open time, open, high, low, close and volume', () => {
    expect(candlesOf([row(0)], NOON + MINUTE_MS)).toEqual({
      rows: [{ openTimeMs: NOON, open: 100, high: 101, low: 99, close: 100.5, volume: 12.5 }],
      refused: [],
      newestMs: NOON,
    });
    expect(candlesOf([row(0), row(1)], NOON + MINUTE_MS).newestMs).toBe(NOON + MINUTE_MS);
    expect(candlesOf([], NOON).newestMs).toBeUndefined();
  });

  it('candles that are still forming are left out, whatever they say', () => {
    expect(candlesOf([row(0), row(1, { open: -5 })], NOON + MINUTE_MS).refused).toEqual([]);
    expect(opens([row(0), row(1), row(2)], NOON + MINUTE_MS)).toEqual([0]);
  });

  it('candles come by time, each once', () => {
    expect(opens([row(2), row(0), row(1), row(1)])).toEqual([0, 1, 2]);
  });

  it('candles of a minute that was quiet are candles', () => {
    expect(opens([row(0, { open: 100, high: 100.5, low: 100, volume: 0 })])).toEqual([0]);
  });

  it.each([
    [row(1, { time: NOON + 1 }), 'it does not open with a minute'],
    [row(1, { open: 0 }), 'it has a price of 0 or less'],
    [row(1, { low: -1 }), 'it has a price of 0 or less'],
    [row(1, { high: 100.4 }), 'its high is below another of its prices'],
    [row(1, { low: 100.2 }), 'its low is above another of its prices'],
    [row(1, { volume: -1 }), 'its volume is below 0'],
  ])('candles such as %j are left out and named', (bad, why) => {
    const { rows, refused } = candlesOf([row(0), bad, row(2)], NOON + 60 * MINUTE_MS);
    expect(rows.map(({ openTimeMs }) => openTimeMs)).toEqual([NOON, NOON + 2 * MINUTE_MS]);
    expect(refused).toEqual([expect.stringContaining(why)]);
  });

  it('candles in two forms are none, because nobody knows which is right', () => {
    const { rows, refused } = candlesOf([row(0), row(0, { volume: 13 }), row(1)], NOON + 60 * MINUTE_MS);
    expect(rows).toHaveLength(1);
    expect(refused).toEqual(['the candle of 2026-01-05 12:00 UTC is left out: there are two of it']);
  });

  it.each([
    ['a price', row(1, { open: undefined })],
    ['a volume', row(1, { volume: undefined })],
    ['a number', [NOON, '100', '101', '99', '100', '5']],
    ['a shape', { open: 100 }],
    ['enough columns', [NOON, 100, 101]],
  ])('candles without %s are left out and counted: missing is never zero', (_, bad) => {
    expect(candlesOf([row(0), bad], NOON + 60 * MINUTE_MS)).toMatchObject({
      rows: [{ openTimeMs: NOON }],
      refused: ['1 rows are left out: they are no candles'],
    });
    expect(() => candlesOf([bad, bad], NOON + 60 * MINUTE_MS)).toThrow('no candles');
  });

  it('candles of an answer that is no list are a failure, and of an empty one none', () => {
    for (const answer of [undefined, null, '<html>', { code: -1 }]) {
      expect(() => candlesOf(answer, NOON)).toThrow(VenueError);
    }
    expect(candlesOf([], NOON)).toEqual({ rows: [], refused: [] });
  });
});

/** A ticker of `fetchBidsAsks` as ccxt answers it. */
const ticker = (changes: object = {}) => ({
  symbol: 'BTC/USDT:USDT',
  timestamp: NOON,
  datetime: new Date(NOON).toISOString(),
  high: undefined,
  low: undefined,
  bid: 100,
  bidVolume: 33.592,
  ask: 100.1,
  askVolume: 1.427,
  last: undefined,
  close: undefined,
  baseVolume: undefined,
  info: {},
  ...changes,
});

describe('bid and ask', () => {
  const touch = { bid: 100, ask: 100.1, timeMs: NOON };

  it('bid and ask come from a ticker, from tickers by symbol, or from a book', () => {
    expect(touchOfTicker(ticker())).toEqual(touch);
    expect(touchOfBidsAsks({ 'BTC/USDT:USDT': ticker() }, 'BTC/USDT:USDT')).toEqual(touch);
    const book = {
      bids: [
        [100, 5],
        [99.9, 7],
      ],
      asks: [[100.1, 1]],
      timestamp: NOON,
      nonce: 7,
    };
    expect(touchOfOrderBook(book)).toEqual(touch);
  });

  it('bid and ask that are not said are unknown', () => {
    const none = { bid: undefined, ask: undefined, timeMs: undefined };
    expect(touchOfTicker(ticker({ bid: undefined, ask: null, timestamp: undefined }))).toEqual(none);
    expect(touchOfOrderBook({ bids: [], asks: [], timestamp: undefined })).toEqual(none);
  });

  it.each([
    ['a ticker', () => touchOfTicker('<html>')],
    ['a ticker of numbers', () => touchOfTicker(ticker({ bid: '100' }))],
    ['tickers of the symbol', () => touchOfBidsAsks({ 'ETH/USDT:USDT': ticker() }, 'BTC/USDT:USDT')],
    ['a book', () => touchOfOrderBook({ bids: [[]] })],
  ])('bid and ask of what is not %s are a failure', (_, read) => {
    expect(read).toThrow(VenueError);
  });
});

describe('the price now', () => {
  const now = NOON + 2_000;
  const at = (changes: object) => quoteOf({ bid: 100, ask: 100.1, timeMs: now - 40, ...changes }, NOON, now);

  it('the price now is bid and ask with the time of the venue', () => {
    expect(at({})).toEqual({ bid: 100, ask: 100.1, timeMs: now - 40 });
    expect(at({ ask: 100 })).toMatchObject({ bid: 100, ask: 100 });
  });

  it('the price now has our time where the venue says none, or none of this minute', () => {
    expect(at({ timeMs: undefined })).toMatchObject({ timeMs: now });
    expect(at({ timeMs: NOON - 1 })).toMatchObject({ timeMs: now });
    expect(at({ timeMs: NOON })).toMatchObject({ timeMs: NOON });
  });

  it.each([
    [{ bid: undefined }, 'it has no bid and ask'],
    [{ ask: undefined }, 'it has no bid and ask'],
    [{ bid: 0 }, 'its bid is 0 and its ask 100.1'],
    [{ ask: Number.NaN }, 'its bid is 100 and its ask NaN'],
    [{ bid: 100.2 }, 'its book is crossed: the bid 100.2 is above the ask 100.1'],
    [{ timeMs: now - 30_001 }, 'its price is 30 s old'],
    [{ timeMs: now + 31_000 }, 'its price is from 31 s ahead'],
  ])('the price now is none with %o', (changes, why) => {
    expect(at(changes)).toBe(why);
  });
});
