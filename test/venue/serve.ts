/**
 * `npm run venue -- --port 18080`: the venue on the loopback interface, for any client, in real time.
 *
 * Prints one line of JSON when it is ready: where it is, and the key that trades there. Prices are those of a synthetic
 * market, second by second; it ends with SIGINT. `--seed` makes another market, `--balance` another wallet.
 */
import { setInterval } from 'node:timers';
import { synthesiseMarket } from '../../infra/market/synthetic-market.ts';
import { ceilToStep, floorToStep, type Candles } from '../../lambda/core/market.ts';
import { DAY_MS, MINUTE_MS, SECOND_MS, dayStartMs, minuteStartMs } from '../../lambda/core/units.ts';
import { argumentsOf, numberOption } from '../harness/program-options.ts';
import { BinanceVenue } from './binance-venue.ts';
import type { Bar } from './market/candle-rows.ts';
import { toNumber } from './decimal.ts';

const { values } = argumentsOf(
  { name: 'venue', does: 'Binance’s futures on the loopback interface, for any client, until Ctrl-C' },
  {
    options: {
      port: { type: 'string', default: '0' },
      seed: { type: 'string', default: '1' },
      balance: { type: 'string', default: '2000' },
    },
  },
);
const port = numberOption('port', values.port, { least: 0, most: 65_535 });
const seed = numberOption('seed', values.seed, { least: 0 });
const balanceUsd = numberOption('balance', values.balance, { least: 0.01, isWhole: false });

/** Half of what lies between bid and ask, as a fraction of the price. */
const HALF_SPREAD = 0.000_01;

/** Fees may be paid in it; the synthetic market knows nothing of its price. */
const BNB = { symbol: 'BNBUSDT', price: 600 };
const SYMBOLS = ['BTCUSDT', 'ETHUSDT', 'SOLUSDT', BNB.symbol];
/** Yesterday is there as history, and a week to come. */
const START_MS = dayStartMs(Date.now()) - DAY_MS;
const market = new Map(
  synthesiseMarket({ symbols: SYMBOLS, seed, days: 9, startMs: START_MS }).map(({ symbol, candles }) => [
    symbol,
    symbol === BNB.symbol ? pricedAt(candles, BNB.price) : candles,
  ]),
);

/** The same moves from another price. */
function pricedAt(candles: Candles, price: number): Candles {
  const factor = price / candles.open[0]!;
  const scaled = (prices: Float64Array) => prices.map((one) => Number((one * factor).toFixed(2)));
  return {
    ...candles,
    open: scaled(candles.open),
    high: scaled(candles.high),
    low: scaled(candles.low),
    close: scaled(candles.close),
    volume: candles.volume.map((one) => Number((one / factor).toFixed(2))),
  };
}

function barAt({ open, high, low, close, volume, length }: Candles, minuteMs: number): Bar | undefined {
  const k = (minuteMs - START_MS) / MINUTE_MS;
  if (k < 0 || k >= length) return undefined;
  return { open: open[k]!, high: high[k]!, low: low[k]!, close: close[k]!, volume: volume[k]! };
}

/** Straight from the open of the minute to its close. */
function priceAt(candles: Candles, timeMs: number): number {
  const minuteMs = minuteStartMs(timeMs);
  const bar = barAt(candles, minuteMs);
  if (bar === undefined) throw new Error('the market of this venue has ended: start it again');
  return bar.open + ((bar.close - bar.open) * (timeMs - minuteMs)) / MINUTE_MS;
}

const venue = new BinanceVenue({ timeMs: Date.now(), clock: () => Date.now(), balanceUsd });
/** As its own list of markets says. */
const tickOf = (symbol: string) => toNumber(venue.state.listings.get(symbol)!.tick);
venue.barOf = (symbol, minuteMs) => {
  const candles = market.get(symbol);
  return candles === undefined ? undefined : barAt(candles, minuteMs);
};
venue.formingOf = (symbol) => {
  const candles = market.get(symbol);
  const nowMs = Date.now();
  const at = (timeMs: number) =>
    candles === undefined ? 1 : floorToStep(priceAt(candles, timeMs), tickOf(symbol));
  const [open, price] = [at(minuteStartMs(nowMs)), at(nowMs)];
  return { open, high: Math.max(open, price), low: Math.min(open, price), close: price, volume: 1 };
};

function quoteAll(): void {
  venue.timeMs = Math.max(venue.timeMs, Date.now());
  for (const [symbol, candles] of market) {
    const price = priceAt(candles, venue.timeMs);
    const tick = tickOf(symbol);
    const bid = floorToStep(price * (1 - HALF_SPREAD), tick);
    const ask = ceilToStep(price * (1 + HALF_SPREAD), tick);
    venue.quote(symbol, { bid, ask });
  }
}

quoteAll();
await venue.open(port);
const quoting = setInterval(quoteAll, SECOND_MS);
const { apiKey, secret } = venue.key;
console.log(JSON.stringify({ baseUrl: venue.baseUrl, apiKey, secret }));
process.once('SIGINT', () => {
  clearInterval(quoting);
  venue.close().catch((error: unknown) => {
    console.error(error);
    process.exitCode = 1;
  });
});
