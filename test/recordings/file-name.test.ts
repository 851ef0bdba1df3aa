/**
 * Is a file what its name says, whichever tool wrote the name, and is a contract never taken for another one?
 */
import { describe, expect, it } from 'vitest';
import { readFileName, symbolInRow } from '../../infra/recordings/file-name.ts';

/** Symbol, interval, kind and period, a dash for what the name does not say. */
function told(name: string): string {
  const { symbol, interval, kind, period, problem } = readFileName(name);
  expect(problem).toBeUndefined();
  return [symbol ?? '-', interval ?? '-', kind ?? '-', period?.words ?? '-'].join(' ');
}

describe('the name of a file', () => {
  it.each([
    // Binance's archives.
    ['BTCUSDT-1m-2025-05.csv', 'BTCUSDT 1m - 2025-05'],
    ['some/where/ETHUSDT-1m-2025-05-31.csv.gz', 'ETHUSDT 1m - 2025-05-31'],
    ['some\\where\\ETHUSDT-1m-2025-05-31.zip', 'ETHUSDT 1m - 2025-05-31'],
    ['1000PEPEUSDT-1m-2025-12-01.csv.zip', '1000PEPEUSDT 1m - 2025-12-01'],
    ['WUSDT-trades-2025-05-01.csv', 'WUSDT - trades 2025-05-01'],
    ['4USDT-aggTrades-2025-05.zip', '4USDT - trades 2025-05'],
    ['BTCUSDC-bookTicker-2024-08-08.csv', 'BTCUSDC - quotes 2024-08-08'],
    ['币安人生USDT-1m-2025-10-25.csv', '币安人生USDT 1m - 2025-10-25'],
    ['ETHBTC-1m-2025-05.csv', 'ETHBTC 1m - 2025-05'],
    ['BTCUSDT-1mo-2025-05.csv', 'BTCUSDT 1mo - 2025-05'],
    ['BTCUSDT-1M-2025-05.csv', 'BTCUSDT 1mo - 2025-05'],
    ['BTCUSDT-markPriceKlines-1m-2025-05.zip', 'BTCUSDT 1m mark-price candles 2025-05'],
    // As people and browsers change them.
    ['btcusdt-1m-2025-05-04.csv', 'BTCUSDT 1m - 2025-05-04'],
    ['BTCUSDT-1m-2025-05-02 (1).csv', 'BTCUSDT 1m - 2025-05-02'],
    ['BTCUSDT-1m-2025-05-02 - Copy.CSV', 'BTCUSDT 1m - 2025-05-02'],
    ['BTCUSDT-1m-2025-5-05.csv', 'BTCUSDT 1m - 2025-05-05'],
    ['BTCUSDT-1m-2025.csv', 'BTCUSDT 1m - 2025'],
    ['usdm-btcusdt-20240808-trades.csv.gz', 'BTCUSDT - trades 2024-08-08'],
    ['BTCUSDT-trades-202505.csv', 'BTCUSDT - trades 2025-05'],
    ['BTCUSDT-1m-2025-05_1.csv', 'BTCUSDT 1m - 2025-05'],
    // Contracts that end on a day.
    ['BTCUSDT_250627-1m-2025-05.csv.zip', 'BTCUSDT_250627 1m - 2025-05'],
    ['BTCUSDT_250627-trades-2025-05-01.csv', 'BTCUSDT_250627 - trades 2025-05-01'],
    ['BTC-USDT-250627-trades-2025-05-01.zip', 'BTCUSDT_250627 - trades 2025-05-01'],
    ['BTCUSDT-27JUN252025-05-01.csv.gz', 'BTCUSDT_27JUN25 - - 2025-05-01'],
    // Bybit, OKX, freqtrade, CryptoDataDownload, TradingView, Kaggle.
    ['BTCUSDT2025-05-01.csv.gz', 'BTCUSDT - - 2025-05-01'],
    ['BTCUSDT_2022-11.csv.gz', 'BTCUSDT - - 2022-11'],
    ['BTCUSDT_1_2024-01-01_2024-01-31.csv.gz', 'BTCUSDT 1m - 2024-01-01 to 2024-01-31'],
    ['BTC-USDT-SWAP-candlesticks-2025-05-01.zip', 'BTCUSDT 1m candles 2025-05-01'],
    ['BTC-USDT-candlesticks-2025-05.zip', 'BTCUSDT 1m candles 2025-05'],
    ['BTC_USDT-1m.json', 'BTCUSDT 1m - -'],
    ['BTC_USDT_USDT-1m-futures.json.gz', 'BTCUSDT 1m - -'],
    ['BTC_USDT_USDT-1m-mark.feather', 'BTCUSDT 1m mark-price candles -'],
    ['BTC_USDT-trades.json.gz', 'BTCUSDT - trades -'],
    ['Binance_BTCUSDT_2023_minute.csv', 'BTCUSDT 1m - 2023'],
    ['Binance_BTCUSDT_1h.csv', 'BTCUSDT 1h - -'],
    ['gemini_BTCUSD_2020_1min.csv', 'BTCUSD 1m - 2020'],
    ['BTCUSDT-2025-05-1m.csv', 'BTCUSDT 1m - 2025-05'],
    ['BTCUSDT_M1_202505010000_202505312359.csv', 'BTCUSDT 1m - -'],
    ['BTCUSDT_H1.csv', 'BTCUSDT 1h - -'],
    ['Bitstamp_BTCUSD_d.csv', 'BTCUSD 1d - -'],
    ['BINANCE_BTCUSDT.P, 1.csv', 'BTCUSDT 1m - -'],
    ['BINANCE_BTCUSDT, 1_a3f2b.csv', 'BTCUSDT 1m - -'],
    ['BINANCE_BTCUSDT, 15.csv', 'BTCUSDT 15m - -'],
    ['btcusd_1-min_data.csv', 'BTCUSD 1m - -'],
    // Nothing is made of what is not said.
    ['BTCUSDT.csv', 'BTCUSDT - - -'],
    ['trades.csv', '- - trades -'],
    ['data.zip', '- - - -'],
    ['-1m-2025-05.csv', '- 1m - 2025-05'],
    // Letters whose capitals are other letters.
    ['ſOLUSDT-1m-2025-05.csv', '- 1m - 2025-05'],
    ['ßUSDT-1m-2025-05.csv', '- 1m - 2025-05'],
  ])('the name of a file %s tells %s', (name, words) => {
    expect(told(name)).toBe(words);
  });

  it.each([
    [
      'ETHUSDT-sold-for-BTCUSDT-trades-2025-05-01.csv',
      'the name tells two symbols, ETHUSDT and BTCUSDT, and must tell one',
    ],
    [
      'BTCUSDT-BTCUSDT_250627-trades.csv',
      'the name tells two symbols, BTCUSDT and BTCUSDT_250627, and must tell one',
    ],
    ['ETH_USDT for BTCUSDT-1m.csv', 'the name tells two symbols, ETHUSDT and BTCUSDT, and must tell one'],
    ['=1USDT-1m-2025-05.csv', 'the name tells "=1USDT", which is not a symbol such as BTCUSDT'],
    ['my file; +1USDT-1m-2025-05.csv', 'the name tells "; +1USDT", which is not a symbol'],
    ['-BTCUSDT-1m-2025-05.csv', 'the name tells "-BTCUSDT", which is not a symbol'],
    ['@BTC_USDT-1m-2025-05.csv', 'the name tells "@BTC_USDT", which is not a symbol'],
    ['BTCUSDT=-1m-2025-05.csv', 'the name tells "BTCUSDT=-", which is not a symbol'],
    ['＝BTCUSDT-1m-2025-05.csv', 'the name tells "＝BTCUSDT", which is not a symbol'],
    ['2025-05=BTCUSDT-1m.csv', 'the name tells " =BTCUSDT", which is not a symbol'],
    ['\tBTCUSDT-1m-2025-05.csv', 'the name tells "\\tBTCUSDT", which is not a symbol'],
    ['\u202EBTCUSDT-1m-2025-05.csv', 'BTCUSDT", which is not a symbol'],
    // Capitals of Cyrillic, and a letter without a glyph.
    ['ВТСUSDT-1m-2025-05.csv', 'the name tells "ВТСUSDT", which is not a symbol'],
    ['BTC\u3164USDT-1m-2025-05.csv', 'which is not a symbol'],
    ['BTCUSDT-1m-5m-2025-05.csv', 'the name tells two intervals, 1m and 5m, and must tell one'],
    ['BTCUSDT-1m-2025-13.csv', 'the name tells 2025-13, which is no day or month'],
    ['BTCUSDT-1m-2025-02-30.csv', 'the name tells 2025-02-30, which is no day or month'],
    [
      'BTCUSD_PERP-1m-2025-05.zip',
      'the name tells BTCUSD_PERP, a contract that is margined and settled in its coin',
    ],
    ['BTCUSD_250627-aggTrades-2025-05.zip', 'the name tells BTCUSD_250627, a contract that is margined'],
    ['BTC-USD-SWAP-trades-2025-05-01.zip', 'the name tells BTCUSD_SWAP, a contract that is margined'],
    ['BTCUSDU252025-05-01.csv.gz', 'the name tells BTCUSD_U25, a contract that is margined'],
    ['BTC_USD_BTC-1m-futures.json', 'the name tells BTCUSD_BTC, a contract that is margined'],
  ])('the name of a file %s has a problem', (name, words) => {
    expect(readFileName(name).problem).toContain(words);
  });

  it('the name of a file says the symbol that its rows say in another way', () => {
    const rows = ['BTCUSDT', 'BTC/USDT', 'BTC/USDT:USDT', 'BTC-USDT', 'BTC-USDT-SWAP', 'btcusdt'];
    expect(new Set(rows.map(symbolInRow))).toEqual(new Set(['BTCUSDT']));
    expect(symbolInRow('BTC-USDT-250627')).toBe('BTCUSDT_250627');
    expect(symbolInRow('BTC/USDT:USDT-250627')).toBe('BTCUSDT_250627');
    expect(symbolInRow('BTC/USD:BTC')).toBe('BTCUSD_BTC');
    expect(symbolInRow('Bitcoin')).toBeUndefined();
  });

  it.each(['=1USDT', '-BTC/USDT', 'BTC/USDT:=USDT', 'BTCUSDT@x', 'BTCUSDT, ETHUSDT'])(
    'the name of a file says nothing that rows with %s say',
    (text) => {
      expect(symbolInRow(text)).toBe(text);
    },
  );
});
