/**
 * Does the market of recorded trades show what was known at each moment, and nothing of what came after?
 */
import { describe, expect, it } from 'vitest';
import { TradeReplay, candlesOfTrades } from '../../infra/market/trade-replay.ts';
import { MINUTE_MS, SECOND_MS } from '../../lambda/core/units.ts';
import { NOON } from '../harness/builders.ts';
import { detailOf, type Path } from '../harness/watching-bot.ts';

const moment = (second: number) => NOON + second * SECOND_MS;

function marketOf(path: Path, touches?: readonly (readonly [second: number, bid: number, ask: number])[]) {
  const detail = detailOf('BTC', path);
  const column = (values: readonly number[] = []) => Float64Array.from(values);
  const quoted = touches && {
    length: touches.length,
    timeMs: column(touches.map(([second]) => moment(second))),
    bid: column(touches.map(([, bid]) => bid)),
    ask: column(touches.map(([, , ask]) => ask)),
  };
  return new TradeReplay([{ ...detail, touches: quoted }], []);
}

async function seen(market: TradeReplay) {
  const [view] = await market.observe(['BTC'], market.nowMs());
  return view!;
}

describe('candles of trades', () => {
  const table = (path: Path) => {
    const { openTimeMs, open, high, low, close, volume } = candlesOfTrades(detailOf('BTC', path).trades);
    return Array.from(openTimeMs, (timeMs, k) => [
      (timeMs - NOON) / SECOND_MS,
      open[k],
      high[k],
      low[k],
      close[k],
      volume[k],
    ]);
  };

  it('candles of trades have the first, highest, lowest and last price of a minute, and its volume', () => {
    expect(
      table([
        [0, 5],
        [1, 9],
        [30, 2],
        [59, 4],
        [60, 7],
      ]),
    ).toEqual([
      [0, 5, 9, 2, 4, 4],
      [60, 7, 7, 7, 7, 1],
    ]);
  });

  it('candles of trades leave out the minute in which the recording begins, and those without a trade', () => {
    expect(
      table([
        [1, 5],
        [59, 4],
        [70, 7],
        [200, 8],
      ]).map(([second]) => second),
    ).toEqual([60, 180]);
  });
});

describe('the market of recorded trades', () => {
  it('the market of recorded trades has a tick at each start of a minute before which something was traded, up to the end', () => {
    const market = marketOf([
      [10, 5],
      [70, 6],
      [300, 7],
      [301, 8],
    ]);
    const ticks: number[] = [];
    while (market.advance()) ticks.push((market.nowMs() - NOON) / SECOND_MS);
    expect(ticks).toEqual([60, 120, 300, 360]);
  });

  it('the market of recorded trades shows candles that have closed, trades up to now, and the last one as the price', async () => {
    const market = marketOf([
      [0, 5],
      [50, 6],
      [60, 7],
      [65, 8],
      [130, 9],
    ]);
    market.advance();
    market.advance();
    const tick = await seen(market);
    expect([market.nowMs(), tick.last, tick.trades?.length]).toEqual([moment(60), 0, 3]);
    expect(tick.quote).toEqual({ bid: 7, ask: 7, timeMs: moment(60) });
    await market.sleep(10 * SECOND_MS);
    const step = await seen(market);
    expect([step.last, step.trades?.length]).toEqual([0, 4]);
    expect(step.quote).toEqual({ bid: 8, ask: 8, timeMs: moment(70) });
  });

  it('the market of recorded trades has the best bid and ask where they are recorded', async () => {
    const market = marketOf(
      [
        [0, 5],
        [90, 5],
      ],
      [
        [0, 4.9, 5.1],
        [69, 4.8, 5.2],
        [71, 1, 9],
      ],
    );
    market.advance();
    await market.sleep(70 * SECOND_MS);
    expect((await seen(market)).quote).toEqual({ bid: 4.8, ask: 5.2, timeMs: moment(70) });
  });

  it('the market of recorded trades has no price older than a minute, and none after the last trade', async () => {
    const market = marketOf([
      [0, 5],
      [200, 6],
    ]);
    market.advance();
    await market.sleep(60 * SECOND_MS);
    expect((await seen(market)).quote?.bid).toBe(5);
    await market.sleep(1);
    expect((await seen(market)).quote).toBeUndefined();
    market.resumeAfter(moment(180));
    expect(market.advance()).toBe(true);
    expect(market.nowMs()).toBe(moment(240));
    expect((await seen(market)).quote).toBeUndefined();
    expect(market.advance()).toBe(false);
  });

  it('the market of recorded trades goes on after the minute that was traded, wherever in it time was', async () => {
    const market = marketOf([
      [0, 5],
      [61, 5],
      [121, 5],
      [181, 5],
    ]);
    market.resumeAfter(moment(60));
    await market.sleep(50 * SECOND_MS);
    market.advance();
    expect(market.nowMs()).toBe(NOON + 2 * MINUTE_MS);
  });
});
