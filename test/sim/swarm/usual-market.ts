/**
 * A market as it is when nothing has changed it.
 */
import { MARKETS, limitsOf, type MarketChange } from '../../venue/market/exchange-info.ts';

export function usualMarket(symbol: string): MarketChange {
  const shape = MARKETS.find(({ base, quote = 'USDT' }) => `${base}${quote}` === symbol);
  if (shape === undefined) throw new RangeError(`the venue has no market ${symbol}`);
  const { minNotional } = shape;
  const { maxMarketQuantity, minQuantity } = limitsOf(shape);
  return { isListed: true, status: 'TRADING', minNotional, maxMarketQuantity, minQuantity };
}
