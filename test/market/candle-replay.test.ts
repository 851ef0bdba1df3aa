/**
 * Is the replayed market seen as it was known at the time, minute by minute?
 */
import { describe, expect, it } from 'vitest';
import { ReplayMarket } from '../../infra/market/candle-replay.ts';
import type { SymbolCandles } from '../../lambda/core/market.ts';
import { candlesOf } from '../harness/candle-rows.ts';
import { MAY_MS, minute } from '../harness/candle-writing.ts';

/** A candle in each of the minutes, that opens at 100 + its minute and is worth remembering otherwise. */
function market(symbol: string, ...minutes: readonly number[]): SymbolCandles {
  return candlesOf(
    symbol,
    minutes.map((k) => [minute(k), 100 + k, 900 + k, 10 + k, 500 + k, 7 + k]),
  );
}

/** The minutes that a market goes through, and what every symbol shows there: the last closed candle, and the price. */
async function seen(...symbols: readonly SymbolCandles[]): Promise<readonly string[]> {
  const replay = new ReplayMarket(symbols);
  const lines: string[] = [];
  while (replay.advance()) {
    const views = await replay.observe(
      symbols.map(({ symbol }) => symbol),
      replay.nowMs(),
    );
    const shown = views.map(({ market: { symbol }, candles, last, quote }) => {
      const closed = last < 0 ? 'none' : String((candles.openTimeMs[last]! - MAY_MS) / 60_000);
      return `${symbol} closed ${closed} at ${quote?.bid ?? '–'}`;
    });
    lines.push(`${(replay.nowMs() - MAY_MS) / 60_000}: ${shown.join(', ')}`);
  }
  return lines;
}

describe('at a minute', () => {
  it('only candles that have closed are shown, and the open is the price', async () => {
    expect(await seen(market('BTC', 0, 1, 2))).toEqual([
      '0: BTC closed none at 100',
      '1: BTC closed 0 at 101',
      '2: BTC closed 1 at 102',
      '3: BTC closed 2 at –',
    ]);
  });

  it('bid and ask are the open of the candle that has just begun, and of no other', async () => {
    const replay = new ReplayMarket([market('BTC', 0, 1)]);
    replay.advance();
    replay.advance();
    const [view] = await replay.observe(['BTC'], replay.nowMs());
    expect(view!.quote).toEqual({ bid: 101, ask: 101, timeMs: minute(1) });
    expect(view!.last).toBe(0);
  });

  it('symbols come in the order in which they are asked for', async () => {
    const replay = new ReplayMarket([market('BTC', 0), market('ETH', 0)]);
    replay.advance();
    const views = await replay.observe(['ETH', 'BTC'], replay.nowMs());
    expect(views.map(({ market: { symbol } }) => symbol)).toEqual(['ETH', 'BTC']);
  });

  it('a symbol that was never recorded is a mistake, not a silence', () => {
    const replay = new ReplayMarket([market('BTC', 0)]);
    replay.advance();
    expect(() => replay.observe(['ETH'], replay.nowMs())).toThrow('no candles of ETH');
  });

  it('what the venue says of a market is handed on, and nothing is made up where it says nothing', async () => {
    const known = new Map([['BTC', { symbol: 'BTC', quantityStep: 0.001 }]]);
    const replay = new ReplayMarket([market('BTC', 0), market('ETH', 0)], known);
    replay.advance();
    const views = await replay.observe(['BTC', 'ETH'], replay.nowMs());
    expect(views.map((view) => view.market)).toEqual([
      { symbol: 'BTC', quantityStep: 0.001 },
      { symbol: 'ETH' },
    ]);
  });
});

describe('a missing candle', () => {
  it('a missing candle leaves its symbol without a price, and the others with theirs', async () => {
    expect(await seen(market('BTC', 0, 1, 2), market('ETH', 0, 2))).toEqual([
      '0: BTC closed none at 100, ETH closed none at 100',
      '1: BTC closed 0 at 101, ETH closed 0 at –',
      '2: BTC closed 1 at 102, ETH closed 0 at 102',
      '3: BTC closed 2 at –, ETH closed 2 at –',
    ]);
  });

  it('a missing candle of every symbol is a minute that does not exist', async () => {
    expect(await seen(market('BTC', 0, 5), market('ETH', 1, 5))).toEqual([
      '0: BTC closed none at 100, ETH closed none at –',
      '1: BTC closed 0 at –, ETH closed none at 101',
      '5: BTC closed 0 at 105, ETH closed 1 at 105',
      '6: BTC closed 5 at –, ETH closed 5 at –',
    ]);
  });
});

describe('symbols of different spans', () => {
  it('symbols of different spans begin with the earliest and end with the close of the latest', async () => {
    expect(await seen(market('BTC', 2, 3), market('ETH', 0, 1, 2, 3, 4))).toEqual([
      '0: BTC closed none at –, ETH closed none at 100',
      '1: BTC closed none at –, ETH closed 0 at 101',
      '2: BTC closed none at 102, ETH closed 1 at 102',
      '3: BTC closed 2 at 103, ETH closed 2 at 103',
      '4: BTC closed 3 at –, ETH closed 3 at 104',
      '5: BTC closed 3 at –, ETH closed 4 at –',
    ]);
  });

  it('symbols of different spans need not overlap: the close of the one that ended first is no minute of its own', async () => {
    expect(await seen(market('BTC', 0), market('ETH', 4))).toEqual([
      '0: BTC closed none at 100, ETH closed none at –',
      '4: BTC closed 0 at –, ETH closed none at 104',
      '5: BTC closed 0 at –, ETH closed 4 at –',
    ]);
  });

  it('symbols of different spans may be empty, which shows nothing and hides nothing', async () => {
    expect(await seen(market('BTC'), market('ETH', 0))).toEqual([
      '0: BTC closed none at –, ETH closed none at 100',
      '1: BTC closed none at –, ETH closed 0 at –',
    ]);
  });
});

describe('a market that goes on', () => {
  it('a market that goes on begins with the first minute after the one that was traded, and knows what has closed', async () => {
    const replay = new ReplayMarket([market('BTC', 0, 1, 4), market('ETH', 0)]);
    replay.resumeAfter(minute(1));
    expect(replay.advance()).toBe(true);
    expect(replay.nowMs()).toBe(minute(4));
    const views = await replay.observe(['BTC', 'ETH'], minute(4));
    expect(views.map(({ last, quote }) => [last, quote?.bid])).toEqual([
      [1, 104],
      [0, undefined],
    ]);
  });

  it('a market that goes on is over when its last close was traded', () => {
    const replay = new ReplayMarket([market('BTC', 0, 1)]);
    replay.resumeAfter(minute(2));
    expect(replay.advance()).toBe(false);
  });
});

describe('the end', () => {
  it('the end is one last minute, once', () => {
    const replay = new ReplayMarket([market('BTC', 0)]);
    expect([replay.advance(), replay.advance(), replay.advance(), replay.advance()]).toEqual([
      true,
      true,
      false,
      false,
    ]);
    expect(replay.nowMs()).toBe(minute(1));
  });

  it('the end comes at once where there is no candle at all', () => {
    expect(new ReplayMarket([]).advance()).toBe(false);
    expect(new ReplayMarket([market('BTC')]).advance()).toBe(false);
  });

  it('the end is not deferred by arrays that are longer than their candles', async () => {
    const { symbol, candles } = market('BTC', 0, 1, 2, 3);
    expect(await seen({ symbol, candles: { ...candles, length: 2 } })).toEqual([
      '0: BTC closed none at 100',
      '1: BTC closed 0 at 101',
      '2: BTC closed 1 at –',
    ]);
  });
});
