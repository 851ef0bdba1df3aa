/**
 * In which market are the moves of a minute looked at: recorded candles, an exchange's last day, or the synthetic market?
 */
import { Option, type Command } from 'commander';
import { DAY_MS, minuteStartMs, utcMinute } from '../../../../lambda/core/units.ts';
import { localFolder } from '../../../local/run-record.ts';
import { DEFAULT_SYMBOLS, SYNTHETIC_SYMBOLS } from '../../../market/market-source.ts';
import type { RealtimeVenue } from '../../../market/realtime-venue.ts';
import type { MovesMarket } from '../../reports/economics/symbol-economics.ts';
import { complain } from '../../terminal/output.ts';
import { CANDLES, CANDLES_WORDS, withReading } from '../candle-reading.ts';
import { marketRequest, symbolList, type MarketOptions } from '../options.ts';
import { toldMarket } from '../told-market.ts';

export interface MovesOptions extends Pick<
  MarketOptions,
  'candles' | 'symbols' | 'symbol' | 'columns' | 'utcOffset'
> {
  readonly realTime?: string;
}

/** Days of the synthetic market: a week has a weekend. */
const SYNTHETIC_DAYS = 7;

export function withMovesOptions(command: Command): Command {
  return withReading(
    command.option(CANDLES, `${CANDLES_WORDS}, in which the moves of a minute are looked at`),
  )
    .option('--symbols <list>', 'symbols whose moves are looked at, such as BTCUSDT,XAUUSDT', symbolList)
    .addOption(
      new Option(
        '--real-time <exchange>',
        'the last day of an exchange, by its id in ccxt, such as binanceusdm, instead of candles',
      ).conflicts(['candles', 'symbol', 'columns', 'utcOffset']),
    );
}

/**
 * @param signal breaks off what is asked of an exchange; then there is no market.
 * @throws InputError or CandleFileError when there is no such market.
 */
export async function movesMarket(
  options: MovesOptions,
  signal: AbortSignal,
): Promise<MovesMarket | undefined> {
  const { realTime, candles, symbols } = options;
  if (realTime !== undefined) return lastDay(realTime, symbols ?? DEFAULT_SYMBOLS, signal);
  const synthetic = candles === undefined && { days: SYNTHETIC_DAYS, symbols: symbols ?? SYNTHETIC_SYMBOLS };
  const market = await toldMarket({ ...marketRequest(options), ...synthetic });
  return {
    label: `${market.label}, ${utcMinute(market.fromMs)} to ${utcMinute(market.toMs)}`,
    symbols: market.symbols,
    funding: new Map(),
  };
}

async function lastDay(
  exchange: string,
  symbols: readonly string[],
  signal: AbortSignal,
): Promise<MovesMarket | undefined> {
  const { connectRealtime } = await import('../trade/start-realtime.ts');
  const venue = await connectRealtime({ exchange, symbols, folder: localFolder(), signal });
  if (venue === undefined) return undefined;
  const market = await lastDayOf(venue);
  for (const { symbol, text } of venue.takeWarnings()) complain(`${symbol}: ${text}`);
  return market;
}

/** The 24 hours before now, and what the exchange states of funding. What it does not tell is a warning of the venue. */
export async function lastDayOf({ id, symbols, market, clock }: RealtimeVenue): Promise<MovesMarket> {
  const tickMs = minuteStartMs(clock.nowMs());
  const views = await market.observe(symbols, tickMs, tickMs - DAY_MS);
  return {
    label: `the last day of ${id}, to ${utcMinute(tickMs)}`,
    symbols: views.map(({ market: { symbol }, candles, last }) => ({
      symbol,
      candles: { ...candles, length: last + 1 },
    })),
    funding: await market.fundingTerms(symbols),
  };
}
