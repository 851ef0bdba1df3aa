/**
 * Fills of the ledger, from the exchange's own trades and what their fees are in the settlement currency of the market.
 *
 * - All fills of an order, or none.
 * - A fee in another currency is no amount of the ledger until it was converted. Its price is asked last, once and for two
 *   seconds at most: without it the fill is booked all the same, and its fee later.
 */
import { shareOf, type Fill } from '../../core/ledger/fills.ts';
import { SECOND_MS, ZERO_USD, minuteStartMs, roundUp, usd, type Usd } from '../../core/units.ts';
import { answerWithin } from '../market/venue-requests.ts';
import { currencyOf } from '../../core/settlement.ts';
import type { Fee, PriceQuestion, VenueDialect, VenueOrder } from './venue-dialect.ts';
import type { TradeShare } from './lost-positions/trade-shares.ts';

/** How long a fill waits for the price of what its fee was paid in. */
const PRICE_WITHIN_MS = 2 * SECOND_MS;

/** The fills of one order; `undefined` while the exchange does not show all of them. */
export async function allFillsOf(
  found: VenueOrder,
  clientOrderId: string,
  dialect: VenueDialect,
): Promise<readonly Fill[] | undefined> {
  const trades = await dialect.fillsOf(found);
  const shown = trades.reduce((sum, { quantity }) => sum + quantity, 0);
  if (Math.abs(shown - found.filledQuantity) > found.filledQuantity * 1e-9) return undefined;
  const whole = trades.map((trade) => {
    return { trade, clientOrderId, quantity: trade.quantity, resultShare: 1, feeShare: 1 };
  });
  return fillsOfShares(whole, found.symbol, dialect);
}

/** A part of a trade, and the order that the trade belongs to. */
export interface NamedShare extends TradeShare {
  readonly clientOrderId: string;
}

/** Parts of trades of a market as fills of the ledger. */
export async function fillsOfShares(
  shares: readonly NamedShare[],
  symbol: string,
  dialect: Pick<VenueDialect, 'priceOf'>,
): Promise<readonly Fill[]> {
  const prices = new FeePrices(dialect);
  const settlement = currencyOf([symbol]);
  const fills: Fill[] = [];
  for (const { trade, clientOrderId, quantity, resultShare, feeShare } of shares) {
    const { price, fee, liquidity, timeMs, id, realisedUsd } = trade;
    const paid =
      fee.currency === settlement
        ? { feeUsd: usd(fee.amount) }
        : await inKind(fee, { settlement, timeMs }, prices);
    const whole: Fill = {
      clientOrderId,
      price,
      quantity: trade.quantity,
      ...paid,
      liquidity,
      timeMs,
      venueId: id,
      realisedUsd,
    };
    fills.push(shareOf(whole, quantity, { result: resultShare, fee: feeShare }));
  }
  return fills;
}

async function inKind(
  fee: Fee,
  at: PricedAt,
  prices: FeePrices,
): Promise<Pick<Fill, 'feeUsd' | 'feePaidIn'>> {
  const feeUsd = await prices.amountOf(fee, at);
  return { feeUsd: feeUsd ?? ZERO_USD, feePaidIn: { ...fee, isPriced: feeUsd !== undefined } };
}

/** In what a fee is wanted, and as of when. */
export type PricedAt = Omit<PriceQuestion, 'currency'>;

/** Fees in other currencies, in the settlement currency. One whose price was not to be had is not asked for again. */
export class FeePrices {
  private readonly dialect: Pick<VenueDialect, 'priceOf'>;
  private readonly known = new Map<string, number>();
  private readonly unavailable = new Set<string>();

  constructor(dialect: Pick<VenueDialect, 'priceOf'>) {
    this.dialect = dialect;
  }

  /** At the price of its minute; `undefined` where that is not to be had. Never throws. */
  async amountOf({ amount, currency }: Fee, { settlement, timeMs }: PricedAt): Promise<Usd | undefined> {
    const price = await this.priceOf({ currency, settlement, timeMs: minuteStartMs(timeMs) });
    return price === undefined ? undefined : roundUp(amount * price);
  }

  private async priceOf(question: PriceQuestion): Promise<number | undefined> {
    const { currency, settlement, timeMs } = question;
    const key = `${currency} ${settlement} ${timeMs}`;
    const known = this.known.get(key);
    if (known !== undefined || this.unavailable.has(currency)) return known;
    try {
      const ask = () => this.dialect.priceOf(question);
      const price = await answerWithin(PRICE_WITHIN_MS, `the price of ${currency}`, ask);
      this.known.set(key, price);
      return price;
    } catch {
      this.unavailable.add(currency);
      return undefined;
    }
  }
}
