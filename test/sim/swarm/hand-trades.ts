/**
 * What a person does at the venue by hand: she trades beside the bot, and takes back what is not its own.
 */
import { abs, toNumber, type Decimal } from '../../venue/decimal.ts';
import type { BinanceVenue } from '../../venue/binance-venue.ts';
import type { Happening } from './happening.ts';

/** @throws Refusal, RangeError where it cannot be. */
export function tradeByHand(
  venue: BinanceVenue,
  { symbol, share, side }: Extract<Happening, { kind: 'owner-trades' }>,
): void {
  const held = amountOf(venue, symbol);
  const step = stepOf(venue, symbol);
  const part = ((abs(held) * BigInt(Math.round(share * 100))) / 100n / step) * step;
  const quantity = held === 0n ? leastOf(venue, symbol) : part === 0n ? step : part;
  const isBuying = held >= 0n === (side === 'along');
  venue.happen({ kind: 'order', symbol, side: isBuying ? 'BUY' : 'SELL', quantity: toNumber(quantity) });
}

/** Trades a market to an amount: what the bot says that it has there. */
export function tradeTo(venue: BinanceVenue, symbol: string, wanted: Decimal): void {
  const difference = wanted - amountOf(venue, symbol);
  if (difference === 0n) return;
  const side = difference > 0n ? 'BUY' : 'SELL';
  venue.happen({
    kind: 'order',
    symbol,
    side,
    quantity: toNumber(abs(difference)),
    ...(wanted === 0n && { reduceOnly: true }),
  });
}

export function amountOf(venue: BinanceVenue, symbol: string): Decimal {
  return venue.books.positions.find((one) => one.symbol === symbol)?.amount ?? 0n;
}

function stepOf(venue: BinanceVenue, symbol: string): Decimal {
  const step = venue.state.listings.get(symbol)?.step;
  if (step === undefined) throw new RangeError(`the venue has no market ${symbol}`);
  return step;
}

/** The smallest that an order may be, and a little more. */
function leastOf(venue: BinanceVenue, symbol: string): Decimal {
  const listing = venue.state.listings.get(symbol);
  const book = venue.state.books.get(symbol);
  if (listing === undefined || book === undefined) throw new RangeError(`${symbol} has no prices`);
  const notional = listing.minNotional * 12n;
  return (((notional / 10n) * 100_000_000n) / book.mark / listing.step + 1n) * listing.step;
}
