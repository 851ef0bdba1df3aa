/**
 * Are candles read as the tools of this trade write them, and is asked for what a file does not say?
 */
import { describe, expect, it } from 'vitest';
import { CANDLE_ROLES } from '../../infra/candles/candle-columns.ts';
import { CandleFileError, readCandleFiles } from '../../infra/candles/candle-files.ts';
import { chosenColumns } from '../../infra/recordings/header-columns.ts';
import { bySymbol, file, lines, minute, refusal, row } from '../harness/candle-writing.ts';
import { FORMS } from '../harness/recording-forms.ts';

const ROWS = [row(0), row(1, 101.25), row(5, 0.00012345 + 1)];

const KNOWN: Readonly<Record<string, string>> = {
  'the six columns': 'columns by their names, ms',
  'Binance with a header': 'Binance klines with a header, ms',
  'Binance without a header': 'Binance klines without a header, ms',
  'Binance in microseconds': 'Binance klines without a header, µs',
  'Bybit for MetaTrader': 'Bybit for MetaTrader, whose clock is 3 hours ahead of UTC, date',
  'a swap of OKX': 'OKX candlesticks, ms',
  'spot of OKX': 'OKX candlesticks, ms',
  CryptoDataDownload: 'columns by their names, ms, newest first',
  TradingView: 'columns by their names, s',
  'TradingView with dates': 'columns by their names, date',
  'Kaggle with seconds': 'columns by their names, s',
  'Kaggle with dates': 'columns by their names, date without a zone',
  'a spreadsheet in nanoseconds': 'columns by their names, ns',
  'columns with tabs': 'columns by their names, ms',
  'lists of freqtrade': 'JSON, columns by their names, ms',
  'lists of Binance’s answer': 'JSON, Binance klines with a header, ms',
  'objects with names': 'JSON, columns by their names, ms',
  'Parquet of freqtrade': 'Parquet, columns by their names, ms',
  'Parquet of pandas': 'Parquet, columns by their names, ms',
  'Parquet in microseconds': 'Parquet, columns by their names, µs',
  'Parquet with Brotli': 'Parquet, columns by their names, ms',
  'Parquet as it is': 'Parquet, columns by their names, ms',
};

describe('candles of other tools', () => {
  it.each(Object.entries(FORMS))('candles of other tools are read: %s', async (form, { name, write }) => {
    const { symbols, files } = await readCandleFiles([await file(write(ROWS), name)]);
    expect(bySymbol(symbols)).toEqual({ BTCUSDT: ROWS });
    const [note] = files;
    expect(
      [note?.form, ...(note?.units ?? []), ...(note?.isNewestFirst === true ? ['newest first'] : [])].join(
        ', ',
      ),
    ).toBe(KNOWN[form]);
    expect(note?.warnings).toEqual([]);
  });

  it.each([
    [
      'a volume of money alone',
      'time,open,high,low,close,Volume USDT',
      'no volume that is surely in coins (Volume USDT): say which column it is, such as --columns volume=Volume USDT',
    ],
    [
      'no volume',
      'time,open,high,low,close,trades',
      'no volume: say which column it is, such as --columns volume=vol',
    ],
    ['a turnover alone', 'time,open,high,low,close,turnover', 'no volume that is surely in coins (turnover)'],
    [
      'two columns of one name',
      'time,open,open,high,low,close,volume',
      'two columns "open": say which by its number, such as --columns open=2',
    ],
  ])('candles of other tools are refused with %s', async (_, header, words) => {
    const error = await refusal(await file(lines(header, `${minute(0)},1,1,1,1,1`)));
    expect([error.line, error.message]).toEqual([1, expect.stringContaining(words)]);
  });

  it('candles of other tools whose rows name a market in other coins than their volumes are asked about', async () => {
    const text = lines(
      'time,symbol,open,high,low,close,Volume BTC,Volume USD',
      `${minute(0)},BTC/USD,1,1,1,1,5,6`,
    );
    const path = await file(text, 'minutes.csv');
    expect((await refusal(path)).message).toContain(
      'no volume that is surely in coins (Volume BTC, Volume USD)',
    );
    const { symbols } = await readCandleFiles([path], { symbol: 'BTCUSD' });
    expect(symbols[0]?.candles.volume).toEqual(Float64Array.of(5));
    const columns = chosenColumns('volume=Volume USD', CANDLE_ROLES);
    const chosen = await readCandleFiles([path], { columns });
    expect([chosen.symbols[0]?.symbol, chosen.symbols[0]?.candles.volume]).toEqual([
      'BTCUSD',
      Float64Array.of(6),
    ]);
  });

  it('candles of other tools may be told by --columns, by name and by number', async () => {
    const text = lines('when,a,b,c,d,e', row(0).join(','));
    const columns = chosenColumns('time=when, open=a,high=3,low=c,close=d,volume=6', CANDLE_ROLES);
    const { symbols } = await readCandleFiles([await file(text)], { columns });
    expect(bySymbol(symbols)).toEqual({ BTCUSDT: [row(0)] });
    for (const [list, words] of [
      ['time=nothing', '--columns time=nothing: the first line "when,a,b,c,d,e" has no such column'],
      ['time=7', '--columns time=7: the first line "when,a,b,c,d,e" has no such column'],
    ] as const) {
      const reading = readCandleFiles([await file(text)], { columns: chosenColumns(list, CANDLE_ROLES) });
      await expect(reading).rejects.toThrow(words);
    }
    for (const list of ['time', 'when=1', 'time=', 'time=1,time=2']) {
      expect(() => chosenColumns(list, CANDLE_ROLES)).toThrow('--columns');
    }
  });

  it.each([
    [
      'ARROW1\0\0',
      'is a feather file, which is not read: convert it, those of freqtrade with `freqtrade convert-data --format-from feather --format-to json`',
    ],
    ['FEA1....', 'is a feather file, which is not read'],
    [Buffer.from('\u0089HDF\r\n', 'latin1'), 'is an HDF5 file, which is not read'],
  ])('candles of other tools are refused in a form that is not read: %j', async (content, words) => {
    expect((await refusal(await file(content, 'BTC_USDT-1m.feather'))).message).toContain(words);
  });

  it.each([
    ['[[1,2', 'line 1: is not whole JSON: '],
    ['[\n[1746057600000,1,1,1,1,1],\n[x', 'line 3: is not whole JSON: '],
    ['{"a":1}', 'is JSON, and must be a list of rows'],
    ['[]', 'is empty, and must hold a header and rows'],
    ['[[1,2,3]]', 'row 1: is a list of 3 values, whose order is not known'],
    [`[[${row(0).join()}],7]`, 'row 2: is "7", and must be a list or an object'],
    [`[[${row(0).join()}],{}]`, 'row 2: is of another shape than the rows before'],
    [
      `[[${row(0).join()}],[${minute(1)},1,1,1,1]]`,
      'row 2: the row "1746057660000,1,1,1,1" has 5, and must have 6 columns',
    ],
    [
      `[[${row(0).join()}],[${minute(1)},1,1,1,1,null]]`,
      'row 2: volume is "null", and must be a decimal number of 0 or more',
    ],
    [
      `[[${row(0).join()}],[${minute(1)},1,1,1,1,-1]]`,
      'row 2: volume is "-1", and must be a decimal number of 0 or more',
    ],
  ])('candles in JSON are refused: %s', async (content, words) => {
    expect((await refusal(await file(content, 'BTC_USDT-1m.json'))).message).toContain(words);
  });

  it('candles in Parquet are refused that is cut short', async () => {
    const whole = FORMS['Parquet of pandas']?.write(ROWS);
    const path = await file(Buffer.from(whole ?? '').subarray(0, -5), 'BTCUSDT-1m.parquet');
    expect((await refusal(path)).message).toMatch(
      /: cannot be read as Parquet \(.+\): copy or download it again/,
    );
  });

  it('candles in Parquet are refused whose pages have a damaged length, which could be followed for ever', async () => {
    const whole = Buffer.from(FORMS['Parquet as it is']?.write(ROWS) ?? '');
    const outcomes = new Set<string>();
    // The header of the first page.
    for (let at = 4; at < 40; at += 1) {
      const damaged = Buffer.from(whole);
      damaged[at]! ^= 0x10;
      const reading = readCandleFiles([await file(damaged, 'BTCUSDT-1m.parquet')]);
      outcomes.add(
        await reading.then(
          ({ symbols }) => `${symbols[0]?.candles.length} rows`,
          (error: unknown) => (error instanceof CandleFileError ? 'refused' : String(error)),
        ),
      );
    }
    expect([...outcomes].toSorted()).toEqual(['3 rows', 'refused']);
  });
});
