/**
 * Are candles that are given beside trades the history before them?
 */
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { chooseMarket } from '../../infra/market/market-source.ts';
import { MINUTE_MS } from '../../lambda/core/units.ts';
import { MAY_MS, folder, lines, minute, plainText, row } from '../harness/candle-writing.ts';

const TRADES = 'local_us,exch_ms,price,qty,buyer_is_maker';
const trade = (timeMs: number, price: number) => `1,${timeMs},${price},1,0`;

describe('candles beside trades', () => {
  it('candles beside trades are the history before the first whole minute of the trades', async () => {
    const path = await folder({
      'BTCUSDT-trades.csv': lines(
        TRADES,
        trade(minute(3) + 5, 50),
        trade(minute(4), 60),
        trade(minute(4) + 9, 61),
        trade(minute(5) + 1, 62),
      ),
      'BTCUSDT-1m-2025-05.csv': plainText([0, 1, 2, 3, 4, 5, 6].map((index) => row(index))),
    });
    const { symbols, kind, fromMs, toMs } = await chooseMarket({
      detail: [join(path, 'BTCUSDT-trades.csv')],
      candles: [join(path, 'BTCUSDT-1m-2025-05.csv')],
    });
    const { openTimeMs, open, length } = symbols[0]!.candles;
    const first = Array.from(openTimeMs.subarray(0, length), (timeMs) => (timeMs - MAY_MS) / MINUTE_MS);
    expect(first).toEqual([0, 1, 2, 3, 4, 5]);
    expect([...open.subarray(0, length)]).toEqual([100, 100, 100, 100, 60, 62]);
    expect([kind, fromMs, toMs]).toEqual(['recorded trades', minute(4), minute(6)]);
  });

  it('candles beside trades of a symbol without trades are refused', async () => {
    const path = await folder({
      'BTCUSDT-trades.csv': lines(TRADES, trade(minute(3), 50)),
      'ETHUSDT-1m-2025-05.csv': plainText([row(0)]),
    });
    const request = {
      detail: [join(path, 'BTCUSDT-trades.csv')],
      candles: [join(path, 'ETHUSDT-1m-2025-05.csv')],
    };
    await expect(chooseMarket(request)).rejects.toThrow('ETHUSDT has no trades in --detail');
  });
});
