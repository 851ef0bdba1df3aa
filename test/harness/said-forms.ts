/**
 * Candles of which a user has to say something, as other tools write them, with lines that are invented.
 */
import { brokersTime, iso, textOf, type WrittenForm } from './recording-forms.ts';

/** Each is read alone: what is said of one file is said of all. */
export const SAID_FORMS: Readonly<Record<string, WrittenForm>> = {
  'MetaTrader 5': {
    name: 'BTCUSDT_M1_202505010000_202505012359.csv',
    said: { utcOffsetMs: 3 * 3_600_000, columns: new Map([['volume', 'vol']]) },
    write: textOf({
      header: '<DATE>\t<TIME>\t<OPEN>\t<HIGH>\t<LOW>\t<CLOSE>\t<TICKVOL>\t<VOL>\t<SPREAD>',
      row: ([timeMs, open, high, low, close, volume]) =>
        [brokersTime(timeMs).replace(' ', '\t'), '00', open, high, low, close, 77, volume, 3]
          .join('\t')
          .replace('\t00\t', ':00\t'),
    }),
  },
  'MetaTrader 4': {
    name: 'BTCUSDT_M1.csv',
    said: { utcOffsetMs: 3 * 3_600_000, columns: new Map([['volume', '7']]) },
    write: textOf({
      row: ([timeMs, ...rest]) => [brokersTime(timeMs).replace(' ', ','), ...rest].join(','),
    }),
  },
  'columns by their numbers': {
    name: 'candles.csv',
    said: {
      symbol: 'BTCUSDT',
      columns: new Map(
        Object.entries({ time: '6', open: '2', high: '3', low: '4', close: '5', volume: '1' }),
      ),
    },
    write: textOf({
      row: ([time, open, high, low, close, volume]) => [volume, open, high, low, close, time].join(','),
    }),
  },
  'a clock without a zone that was told': {
    name: 'BTCUSDT-1m.csv',
    said: { utcOffsetMs: -5 * 3_600_000 },
    write: textOf({
      header: 'datetime,open,high,low,close,volume',
      row: ([timeMs, ...rest]) => [iso(timeMs - 5 * 3_600_000).slice(0, 19), ...rest].join(','),
    }),
  },
};
