/**
 * Are recorded trades and prices read as they are, and refused where they are in doubt?
 */
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { RowBudget } from '../../infra/recordings/row-budget.ts';
import { readTradeFiles } from '../../infra/market/trade-files.ts';
import { MINUTE_MS } from '../../lambda/core/units.ts';
import { MAY_MS, folder, lines, plainText, row } from '../harness/candle-writing.ts';

const TRADES = 'local_us,exch_ms,price,qty,buyer_is_maker';
const TOUCHES = 'local_us,exch_ms,bid,bid_qty,ask,ask_qty';
const trade = (timeMs: number, price: number | string, quantity = 1) => `1,${timeMs},${price},${quantity},0`;

async function read(files: Readonly<Record<string, string>>) {
  const path = await folder(files);
  return (await readTradeFiles(Object.keys(files).map((name) => join(path, name)))).symbols;
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

  it('files of trades of a perpetual and of a contract that ends on a day are two symbols', async () => {
    const details = await read({
      'BTCUSDT-trades-2025-05-01.csv': lines(TRADES, trade(MAY_MS, 1)),
      'BTCUSDT_250627-trades-2025-05-01.csv': lines(TRADES, trade(MAY_MS, 2)),
    });
    expect(details.map(({ symbol, trades }) => [symbol, ...trades.price])).toEqual([
      ['BTCUSDT', 1],
      ['BTCUSDT_250627', 2],
    ]);
  });

  it('files of trades may begin with their newest row, and end with a blank line', async () => {
    const [detail] = await read({
      'WUSDT-trades.csv': lines(TRADES, trade(MAY_MS + 5, 3), trade(MAY_MS + 5, 2), trade(MAY_MS, 1), ''),
    });
    expect([detail?.symbol, ...detail!.trades.price]).toEqual(['WUSDT', 1, 2, 3]);
  });

  it('files of trades may be those of a folder, and what is left out is told', async () => {
    const path = await folder({
      'BTCUSDT-trades-2025-05-01.csv': lines(TRADES, trade(MAY_MS, 1)),
      'BTCUSDT-1m-2025-05-01.csv': plainText([row(0)]),
      'notes.csv': 'x',
    });
    const { symbols, unused } = await readTradeFiles([path]);
    expect(symbols.map(({ symbol }) => symbol)).toEqual(['BTCUSDT']);
    expect(unused.map(({ reason }) => reason)).toEqual([
      'the name tells candles of 1m, and must tell trades or quotes: give candles to --candles',
      'the name does not tell a symbol',
    ]);
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
      { 'trades.csv': lines(TRADES, trade(MAY_MS, 1)) },
      'trades.csv: neither the name nor the rows tell a symbol: --symbol must say it',
    ],
    ['that are empty', { 'BTCUSDT.csv': '' }, 'is empty, and must hold a header and rows'],
    ['without a row', { 'BTCUSDT.csv': lines(TRADES) }, 'holds only a header'],
    [
      'of another form',
      { 'BTCUSDT.csv': lines('ts,open') },
      'line 1: the header is "ts,open", and must hold',
    ],
    [
      'with a time that is none',
      { 'BTCUSDT.csv': lines(TRADES, trade(17_460_576, 1)) },
      'line 2: exch_ms is "17460576", and must be a time between 2009 and 2100',
    ],
    [
      'with no price',
      { 'BTCUSDT.csv': lines(TRADES, trade(MAY_MS, '')) },
      'line 2: price is "", and must be a decimal number above 0',
    ],
    ['with a price of 0', { 'BTCUSDT.csv': lines(TRADES, trade(MAY_MS, 0)) }, 'price is "0"'],
    [
      'with a negative quantity',
      { 'BTCUSDT.csv': lines(TRADES, trade(MAY_MS, 1, -1)) },
      'qty is "-1", and must be a decimal number of 0 or more',
    ],
    [
      'out of order',
      { 'BTCUSDT.csv': lines(TRADES, trade(MAY_MS, 1), trade(MAY_MS + 2, 1), trade(MAY_MS + 1, 1)) },
      'line 4: exch_ms is "1746057600001", before the line above',
    ],
    [
      'out of order, newest first',
      { 'BTCUSDT.csv': lines(TRADES, trade(MAY_MS + 2, 1), trade(MAY_MS, 1), trade(MAY_MS + 1, 1)) },
      'line 4: exch_ms is "1746057600001", after the line above, in a file that begins with its newest row',
    ],
    [
      'of another symbol in each row',
      { 'BTCUSDT.csv': lines('symbol,time,price,qty', `BTCUSDT,${MAY_MS},1,1`, `ETHUSDT,${MAY_MS},1,1`) },
      'line 3: symbol is "ETHUSDT", and must be that of the rows before, "BTCUSDT"',
    ],
    [
      'whose name tells candles',
      { 'BTCUSDT-1m-2025-05.csv': lines(TRADES, trade(MAY_MS, 1)) },
      'the name tells candles of 1m, and must tell trades or quotes: give candles to --candles',
    ],
    [
      'with two symbols in their name',
      { 'ETHUSDT-of-BTCUSDT-trades.csv': lines(TRADES, trade(MAY_MS, 1)) },
      'the name tells two symbols, ETHUSDT and BTCUSDT, and must tell one',
    ],
    [
      'that count contracts',
      {
        'BTC-USDT-SWAP-trades-2025-05-01.csv': lines(
          'instrument_name,trade_id,side,price,size,created_time',
          `BTC-USDT-SWAP,1,buy,100,2,${MAY_MS}`,
        ),
      },
      'line 1: is a file of trades of a contract of OKX, whose sizes count contracts and not coins',
    ],
    [
      'that count dollars',
      {
        'BTCUSD2025-05-01.csv': lines(
          'timestamp,symbol,side,size,price,tickDirection,trdMatchID',
          `1746057600.1,BTCUSD,Buy,100,2,PlusTick,a`,
        ),
      },
      'line 1: the name tells BTCUSD, whose sizes Bybit counts in dollars',
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
      'bid is "2" and ask is "1", and the bid must not be above the ask',
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
    expect((await readTradeFiles(names, { budget: new RowBudget(4) })).symbols).toHaveLength(1);
    await expect(readTradeFiles(names, { budget: new RowBudget(3) })).rejects.toThrow(
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
