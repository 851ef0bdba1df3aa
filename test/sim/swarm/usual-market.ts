/**
 * How the markets of a world are when nobody has changed them.
 */
import { MARKETS, limitsOf, marketSymbol, type MarketChange } from '../../venue/market/exchange-info.ts';

export function usualMarket(symbol: string): MarketChange {
  const shape = MARKETS.find((market) => marketSymbol(market) === symbol);
  if (shape === undefined) throw new RangeError(`the venue has no market ${symbol}`);
  const { minNotional, tick, step } = shape;
  const { maxMarketQuantity, minQuantity, maxQuantity } = limitsOf(shape);
  return {
    isListed: true,
    status: 'TRADING',
    minNotional,
    maxMarketQuantity,
    minQuantity,
    maxQuantity,
    tick,
    step,
  };
}
