/**
 * Are candles read as the tools of this trade write them, and is asked for what a file does not say?
 */
import { describe, expect, it } from 'vitest';
import { CANDLE_ROLES } from '../../infra/candles/candle-columns.ts';
import { CandleFileError, readCandleFiles } from '../../infra/candles/candle-files.ts';
import { chosenColumns } from '../../infra/recordings/header-columns.ts';
import { bySymbol, file, lines, minute, refusal, row } from '../harness/candle-writing.ts';
import { FORMS, parquetOf } from '../harness/recording-forms.ts';

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
  'a day beside a clock': 'columns by their names, date without a zone',
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
      'no volume that is surely in coins (Volume USDT): say which column it is, such as --columns volume=volume_usdt',
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

  it('candles whose columns were told by number lose no first row that is damaged: it is no header', async () => {
    const columns = chosenColumns('time=1,open=2,high=3,low=4,close=5,volume=6', CANDLE_ROLES);
    const read = async (first: string) =>
      readCandleFiles([await file(lines(first, row(1).join(',')))], { columns });
    await expect(read(row(0).join(',').replace('102', '1O2'))).rejects.toThrow(
      'line 1: high is "1O2", and must be a decimal number above 0',
    );
    expect((await read('a,b,c,d,e,f')).files).toMatchObject([{ rows: 1 }]);
  });

  it.each([
    [
      'ARROW1\0\0',
      'is a feather file, which is not read: convert it, those of freqtrade with `freqtrade convert-data --format-from feather --format-to json`',
    ],
    ['FEA1....', 'is a feather file, which is not read'],
    [Buffer.from('\u0089HDF\r\n', 'latin1'), 'is an HDF5 file, which is not read'],
    ['%PDF-1.7\n%', 'is a PDF document, which is not read: write its rows as CSV, and give that'],
    ['SQLite format 3\u0000', 'is a database of SQLite, which is not read'],
    [
      Buffer.from('\u0000\u0000\u0000\u0000\u0000\u0000\u0000\u0000DUCK'),
      'is a database of DuckDB, which is not read',
    ],
    [Buffer.from('d0cf11e0a1b11ae1', 'hex'), 'is an old Office document such as a workbook of Excel'],
    [Buffer.from('\u0089PNG\r\n', 'latin1'), 'is a picture, which is not read'],
    [Buffer.from('\u0093NUMPY', 'latin1'), 'is a file of NumPy, which is not read'],
    [Buffer.from('\u0080\u0004\u0095', 'latin1'), 'is a pickle of Python, which is not read'],
    [`rows.csv${'\u0000'.repeat(249)}ustar`, 'is a tar archive, which is not read'],
    ['BZh91AY&SY', 'is packed by bzip2, which is not read: unpack it, or pack it by gzip or zip'],
    [Buffer.from('\u00FD7zXZ\0', 'latin1'), 'is packed by xz'],
    [Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 4]), 'is packed by zstd'],
    [Buffer.from([4, 0x22, 0x4d, 0x18]), 'is packed by lz4'],
    [Buffer.from('7z\u00BC\u00AF', 'latin1'), 'is packed by 7-Zip'],
    ['Rar!', 'is packed by RAR'],
    [Buffer.from('ts,open', 'utf16le'), 'is text in UTF-16, and must be in UTF-8: save it so'],
    [Buffer.from('\uFEFFts,open', 'utf16le'), 'is text in UTF-16'],
    [Buffer.from('\uFEFFts,open', 'utf16le').swap16(), 'is text in UTF-16'],
    ['\n<!DOCTYPE html>', 'is a page of the web, and no recording: the download has failed, do it again'],
  ])('candles of other tools are refused in a form that is not read: %j', async (content, words) => {
    expect((await refusal(await file(content, 'BTC_USDT-1m.feather'))).message).toContain(words);
  });

  it('candles of MetaTrader are read when their clock and their volume are told', async () => {
    const header = '<DATE>\t<TIME>\t<OPEN>\t<HIGH>\t<LOW>\t<CLOSE>\t<TICKVOL>\t<VOL>\t<SPREAD>';
    const five = lines(header, '2025.05.01\t03:00:00\t100\t102\t99\t101\t5\t0\t7');
    const four = lines('2025.05.01,03:00,100,102,99,101,5');
    const utcOffsetMs = 10_800_000;
    for (const [text, volume, unsure] of [
      [
        five,
        'tickvol',
        'no volume that is surely in coins (<TICKVOL>, <VOL>): say which column it is, such as --columns volume=tickvol',
      ],
      [
        four,
        '7',
        'whose volume mostly counts ticks and not coins: say that it is to be taken, with --columns volume=7',
      ],
    ] as const) {
      const path = await file(text, 'BTCUSDT_M1.csv');
      const columns = chosenColumns(`volume=${volume}`, CANDLE_ROLES);
      const { symbols } = await readCandleFiles([path], { columns, utcOffsetMs });
      expect(bySymbol(symbols)).toEqual({ BTCUSDT: [row(0)] });
      expect((await refusal(path)).message).toContain(unsure);
      await expect(readCandleFiles([path], { columns })).rejects.toThrow(
        /time is "2025\.05\.01 03:00.*": it is of a broker's clock, and --utc-offset must say|TIME> is "2025\.05\.01 03:00:00": it is of a broker's clock, and --utc-offset must say/,
      );
    }
  });

  it('candles of a day of OKX begin at 16:00 UTC of the day before, and nothing is told of that', async () => {
    const warningsOf = async (firstMinute: number) => {
      const text = FORMS['a swap of OKX']!.write([row(firstMinute), row(0)]);
      const { files } = await readCandleFiles([
        await file(text, 'BTC-USDT-SWAP-candlesticks-2025-05-01.csv'),
      ]);
      return files[0]?.warnings;
    };
    expect(await warningsOf(-8 * 60)).toEqual([]);
    expect(await warningsOf(-8 * 60 - 1)).toEqual([
      'holds rows of 2025-04-30 to 2025-05-01, and its name tells 2025-05-01',
    ]);
  });

  it('candles of OKX under another name are refused where their rows tell a contract', async () => {
    const { write } = FORMS['a swap of OKX']!;
    expect((await refusal(await file(write(ROWS), 'BTCUSDT-1m-2025-05.csv'))).message).toContain(
      'the rows tell "BTC-USDT-SWAP", whose vol counts contracts and not coins, and the name does not: call the file as OKX does, such as BTC-USDT-SWAP-candlesticks-2025-05.csv',
    );
    const spot = await file(FORMS['spot of OKX']!.write(ROWS), 'BTCUSDT-1m-2025-05.csv');
    expect(bySymbol((await readCandleFiles([spot])).symbols)).toEqual({ BTCUSDT: ROWS });
  });

  it('candles in Parquet are refused in a compression that is not read, with how to write them anew', async () => {
    const path = await file(parquetOf(ROWS, 'LZ4_RAW', { name: 'time', unit: 'ms' }), 'BTCUSDT-1m.parquet');
    expect((await refusal(path)).message).toContain(
      ': is Parquet that is compressed by LZ4_RAW, and must be by SNAPPY, GZIP, BROTLI, ZSTD or not at all: write it anew, such as with df.to_parquet(path, compression="zstd") of pandas',
    );
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
