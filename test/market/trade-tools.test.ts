/**
 * Are trades read as the tools of this trade write them?
 */
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readTradeFiles } from '../../infra/market/trade-files.ts';
import { TRADE_ROLES } from '../../infra/market/trade-columns.ts';
import { chosenColumns } from '../../infra/recordings/header-columns.ts';
import { MAY_MS, folder, lines } from '../harness/candle-writing.ts';

it.each([
  [
    'trades',
    'BTCUSDT-trades-2025-05-01',
    'id,price,qty,quote_qty,time,is_buyer_maker',
    `7,100,2,200,${MAY_MS},true`,
  ],
  [
    'aggregated trades',
    'BTCUSDT-aggTrades-2025-05-01',
    'agg_trade_id,price,quantity,first_trade_id,last_trade_id,transact_time,is_buyer_maker',
    `7,100,2,1,2,${MAY_MS},true`,
  ],
  ['trades without a header', 'BTCUSDT-trades-2025-05-01', '', `7,100,2,200,${MAY_MS},true`],
  ['spot trades without a header', 'BTCUSDT-trades-2025-05-01', '', `7,100,2,200,${MAY_MS}000,True,True`],
  ['aggregated trades without a header', 'BTCUSDT-aggTrades-2025-05-01', '', `7,100,2,1,2,${MAY_MS},false`],
  [
    'spot aggregated trades without a header',
    'BTCUSDT-aggTrades-2025-05-01',
    '',
    `7,100,2,1,2,${MAY_MS}999,True,True`,
  ],
  [
    'trades of Bybit',
    'BTCUSDT2025-05-01',
    'timestamp,symbol,side,size,price,tickDirection,trdMatchID,grossValue,homeNotional,foreignNotional',
    `1746057600.0009,BTCUSDT,Buy,2,100,PlusTick,a-b,2e+10,2,200`,
  ],
  ['spot trades of Bybit', 'BTCUSDT_2025-05-01', 'id,timestamp,price,volume,side', `1,${MAY_MS},100,2,buy`],
  [
    'spot trades of OKX',
    'BTC-USDT-trades-2025-05-01',
    'instrument_name,trade_id,side,price,size,created_time',
    `BTC-USDT,1,buy,100,2,${MAY_MS}`,
  ],
  ['trades with a day beside a clock', 'BTCUSDT', 'Date,Time,Price,Size', '2025-05-01,00:00:00,100,2'],
  ['trades with other names', 'BTCUSDT', 'Date;Price;Amount', '2025-05-01T00:00:00.0005Z;100;2'],
  ['trades of freqtrade', 'BTC_USDT-trades', '', `[[${MAY_MS},"1",null,"buy",100.0,2.0,200.0]]`],
  [
    'trades of ccxt',
    'BTCUSDT',
    '',
    JSON.stringify([
      { info: { a: 1 }, id: '1', timestamp: MAY_MS, symbol: 'BTC/USDT:USDT', price: 100, amount: 2 },
    ]),
  ],
])('files of trades are read as their tools write them: %s', async (_, name, header, line) => {
  const path = await folder({ [`${name}.csv`]: header === '' ? `${line}\n` : lines(header, line) });
  const { symbols } = await readTradeFiles([join(path, `${name}.csv`)]);
  const [detail] = symbols;
  const { price, quantity, timeMs, length } = detail!.trades;
  expect([detail!.symbol, length, price[0], quantity[0], timeMs[0]]).toEqual(['BTCUSDT', 1, 100, 2, MAY_MS]);
});

const OKX = 'instrument_name,trade_id,side,price,size,created_time';

it.each(['BTC-USDT-SWAP-trades-2025-05-01', 'BTCUSDT-trades-2025-05-01'])(
  'files of trades whose sizes count contracts are refused, whatever they are called: %s',
  async (name) => {
    const text = lines(OKX, `BTC-USDT-SWAP,1,buy,100,2,${MAY_MS}`);
    const path = join(await folder({ [`${name}.csv`]: text }), `${name}.csv`);
    await expect(readTradeFiles([path])).rejects.toThrow(
      'is a file of trades of a contract of OKX, whose sizes count contracts and not coins: give its candles to --candles instead (…-candlesticks-…), or the trades of spot',
    );
  },
);

it('files of trades of Bybit whose sizes are in dollars are read where the column in coins is told', async () => {
  const header =
    'timestamp,symbol,side,size,price,tickDirection,trdMatchID,grossValue,homeNotional,foreignNotional';
  const text = lines(header, '1746057600.0009,BTCUSD,Buy,200,100,PlusTick,a-b,2e+10,200,2');
  const path = join(await folder({ 'BTCUSD2025-05-01.csv': text }), 'BTCUSD2025-05-01.csv');
  await expect(readTradeFiles([path])).rejects.toThrow(
    'line 1: the name tells BTCUSD, whose sizes Bybit counts in dollars and not in coins: say which column is in coins, that is the size divided by the price, such as --columns quantity=foreignNotional',
  );
  const columns = chosenColumns('quantity=foreignNotional', TRADE_ROLES);
  const { symbols } = await readTradeFiles([path], { columns });
  expect(symbols.map(({ symbol, trades }) => [symbol, trades.quantity[0]])).toEqual([['BTCUSD', 2]]);
});

it('trades whose columns were told by number lose no first row that is damaged: it is no header', async () => {
  const columns = chosenColumns('time=1,price=2,quantity=3', TRADE_ROLES);
  const read = async (first: string) => {
    const path = join(await folder({ 'BTCUSDT.csv': `${first}\n1746057600001,1,2\n` }), 'BTCUSDT.csv');
    return readTradeFiles([path], { columns });
  };
  await expect(read('1746057600000,1,2o')).rejects.toThrow('line 1: quantity is "2o", and must be a decimal');
  expect((await read('a,b,c')).files).toMatchObject([{ rows: 1 }]);
});
