/**
 * Are recorded trades and prices read as they are, and refused where they are in doubt?
 */
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { RowBudget } from '../../infra/candles/row-budget.ts';
import { readTradeFiles } from '../../infra/market/trade-files.ts';
import { chooseMarket } from '../../infra/market/market-source.ts';
import { MINUTE_MS } from '../../lambda/core/units.ts';
import { MAY_MS, folder, lines, minute, plainText, row } from '../harness/candle-writing.ts';

const TRADES = 'local_us,exch_ms,price,qty,buyer_is_maker';
const TOUCHES = 'local_us,exch_ms,bid,bid_qty,ask,ask_qty';
const trade = (timeMs: number, price: number | string, quantity = 1) => `1,${timeMs},${price},${quantity},0`;

async function read(files: Readonly<Record<string, string>>) {
  const path = await folder(files);
  return readTradeFiles(Object.keys(files).map((name) => join(path, name)));
}

/** What is wrong, without the folder. */
const refusal = (files: Readonly<Record<string, string>>) =>
  read(files).then(
    () => 'not refused',
    (error: unknown) => (error instanceof Error ? error.message.replace(/^.*\//, '') : String(error)),
  );

describe('files of trades', () => {
  it('files of trades are read with the prices beside them, by symbol', async () => {
    const [detail, ...more] = await read({
      'usdm-btcusdt-20250501-trades.csv': lines(
        TRADES,
        trade(MAY_MS + 5, 100.5, 0.25),
        trade(MAY_MS + 5, 101),
      ),
      'usdm-btcusdt-20250501-bookticker.csv': lines(TOUCHES, `1,${MAY_MS + 1},100,3,100.1,4`),
    });
    expect(more).toEqual([]);
    expect(detail).toEqual({
      symbol: 'BTCUSDT',
      trades: {
        length: 2,
        timeMs: Float64Array.of(MAY_MS + 5, MAY_MS + 5),
        price: Float64Array.of(100.5, 101),
        quantity: Float64Array.of(0.25, 1),
      },
      touches: {
        length: 1,
        timeMs: Float64Array.of(MAY_MS + 1),
        bid: Float64Array.of(100),
        ask: Float64Array.of(100.1),
      },
    });
  });

  it.each([
    [
      'trades',
      'BTCUSDT-trades-2025-05-01.csv',
      'id,price,qty,quote_qty,time,is_buyer_maker',
      `7,100,2,200,${MAY_MS},true`,
    ],
    [
      'aggregated trades',
      'BTCUSDT-aggTrades-2025-05-01.csv',
      'agg_trade_id,price,quantity,first_trade_id,last_trade_id,transact_time,is_buyer_maker',
      `7,100,2,1,2,${MAY_MS},true`,
    ],
  ])('files of trades of Binance’s own are read: %s', async (_, name, header, line) => {
    const [detail] = await read({ [name]: lines(header, line) });
    expect([
      detail?.symbol,
      detail?.trades.price[0],
      detail?.trades.quantity[0],
      detail?.trades.timeMs[0],
    ]).toEqual(['BTCUSDT', 100, 2, MAY_MS]);
  });

  it('files of trades of one symbol follow each other, in whatever order they are given', async () => {
    const [detail] = await read({
      'BTCUSDT-b.csv': lines(TRADES, trade(MAY_MS + MINUTE_MS, 2)),
      'BTCUSDT-a.csv': lines(TRADES, trade(MAY_MS, 1)),
    });
    expect([...detail!.trades.price]).toEqual([1, 2]);
  });

  it.each<readonly [string, Readonly<Record<string, string>>, string]>([
    [
      'without a symbol in their name',
      { 'trades.csv': lines(TRADES) },
      'trades.csv: has no symbol in its name, which must be a part of it as BTCUSDT is, such as BTCUSDT-trades-2024-08-08.csv.gz',
    ],
    [
      'with two symbols in their name',
      { 'BTCUSDT-ETHUSDT-trades.csv': lines(TRADES) },
      'BTCUSDT-ETHUSDT-trades.csv: has BTCUSDT and ETHUSDT in its name, and must have one symbol',
    ],
    ['that are empty', { 'BTCUSDT.csv': '' }, 'is empty, and must begin with exch_ms,price,qty'],
    ['without a row', { 'BTCUSDT.csv': lines(TRADES) }, 'holds only a header'],
    [
      'of another form',
      { 'BTCUSDT.csv': lines('ts,open') },
      'line 1: the header is "ts,open", and must hold',
    ],
    [
      'with a time in seconds',
      { 'BTCUSDT.csv': lines(TRADES, trade(1_746_057_600, 1)) },
      'line 2: exch_ms is "1746057600", and must be a time in ms',
    ],
    [
      'with no price',
      { 'BTCUSDT.csv': lines(TRADES, trade(MAY_MS, '')) },
      'line 2: price is "", and must be a price',
    ],
    ['with a price of 0', { 'BTCUSDT.csv': lines(TRADES, trade(MAY_MS, 0)) }, 'price is "0"'],
    [
      'with a negative quantity',
      { 'BTCUSDT.csv': lines(TRADES, trade(MAY_MS, 1, -1)) },
      'qty is "-1", and must be a quantity',
    ],
    [
      'out of order',
      { 'BTCUSDT.csv': lines(TRADES, trade(MAY_MS, 1), trade(MAY_MS - 1, 1)) },
      'line 3: exch_ms is',
    ],
    [
      'that overlap',
      {
        'BTCUSDT-a.csv': lines(TRADES, trade(MAY_MS, 1), trade(MAY_MS + 9, 1)),
        'BTCUSDT-b.csv': lines(TRADES, trade(MAY_MS + 5, 1)),
      },
      'they must not overlap',
    ],
    [
      'with a crossed book',
      { 'BTCUSDT.csv': lines(TOUCHES, `1,${MAY_MS},2,1,1,1`) },
      'bid is "2" and ask is "1": a bid is not above the ask',
    ],
    [
      'that are missing beside prices',
      { 'BTCUSDT.csv': lines(TOUCHES, `1,${MAY_MS},1,1,1,1`) },
      'no file has its trades',
    ],
    [
      'with a line without an end',
      { 'BTCUSDT.csv': lines(TRADES) + '1'.repeat(5_000) },
      'line 2: the line is longer than 4096 bytes, and must be a row',
    ],
  ])('files of trades %s are refused', async (_, files, words) => {
    expect(await refusal(files)).toContain(words);
  });
});

describe('the rows of all files of trades', () => {
  const files = {
    'BTCUSDT-trades.csv': lines(TRADES, trade(MAY_MS, 1), trade(MAY_MS, 2)),
    'BTCUSDT-quotes.csv': lines(TOUCHES, `1,${MAY_MS},1,1,1,1`, `1,${MAY_MS},2,1,2,1`),
  };

  it('the rows of all files of trades together have a most', async () => {
    const path = await folder(files);
    const names = Object.keys(files).map((name) => join(path, name));
    expect(await readTradeFiles(names, new RowBudget(4))).toHaveLength(1);
    await expect(readTradeFiles(names, new RowBudget(3))).rejects.toThrow(
      'BTCUSDT-quotes.csv, line 3: is row 4 of all files, and a run reads at most 3: give fewer files, or shorter ones',
    );
  });

  it('a packed file of trades that unpacks to a thousand times its size is refused before', async () => {
    const bomb = gzipSync(`${TRADES}\n${`${trade(MAY_MS, 1)}\n`.repeat(2_000_000)}`);
    const path = await folder({ 'BTCUSDT-trades.csv.gz': bomb });
    await expect(readTradeFiles([join(path, 'BTCUSDT-trades.csv.gz')])).rejects.toThrow(
      `unpacks to more than 16 MiB from ${bomb.length} bytes, which is no recording of a market`,
    );
  });
});

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
