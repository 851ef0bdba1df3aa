/**
 * What does the venue allow in a market: steps, limits, tiers of margin?
 */
import { decimal, placesOf, type Decimal } from '../decimal.ts';
import { limitsOf, marketSymbol, needsAgreement, type MarketShape } from './exchange-info.ts';

/** A tier of `/fapi/v1/leverageBracket`; amounts in quote currency, rates as fractions. */
export interface Bracket {
  readonly cap: number;
  readonly floor: number;
  readonly maintenance: number;
  readonly leverage: number;
  readonly cum: number;
}

/** How many places prices and quantities of a market are written with, at least. */
export interface Places {
  readonly pricePlaces: number;
  readonly quantityPlaces: number;
}

/** What `exchangeInfo` says, in numbers. */
export interface Listing extends Places {
  readonly symbol: string;
  /** Whether it is still on the list of markets. */
  readonly isListed: boolean;
  readonly isTrading: boolean;
  readonly needsAgreement: boolean;
  readonly tick: Decimal;
  readonly step: Decimal;
  readonly minPrice: Decimal;
  readonly maxPrice: Decimal;
  readonly minQuantity: Decimal;
  readonly maxQuantity: Decimal;
  readonly maxMarketQuantity: Decimal;
  readonly minNotional: Decimal;
  /** Around the mark price, in which orders may be. */
  readonly priceUp: Decimal;
  readonly priceDown: Decimal;
  /** How far from the mark price a market order may take, as a fraction. */
  readonly marketTakeBound: Decimal;
  /** Open at a time, ordinary and conditional. */
  readonly maxOrders: number;
  readonly maxAlgoOrders: number;
  readonly brackets: readonly Bracket[];
}

const LARGE: readonly Bracket[] = [
  { floor: 0, cap: 300_000, maintenance: 0.004, leverage: 150, cum: 0 },
  { floor: 300_000, cap: 800_000, maintenance: 0.005, leverage: 100, cum: 300 },
  { floor: 800_000, cap: 3_000_000, maintenance: 0.0065, leverage: 75, cum: 1_500 },
  { floor: 3_000_000, cap: 12_000_000, maintenance: 0.01, leverage: 50, cum: 12_000 },
];

const SMALL: readonly Bracket[] = [
  { floor: 0, cap: 50_000, maintenance: 0.005, leverage: 100, cum: 0 },
  { floor: 50_000, cap: 400_000, maintenance: 0.0065, leverage: 75, cum: 75 },
  { floor: 400_000, cap: 1_000_000, maintenance: 0.01, leverage: 50, cum: 1_475 },
  { floor: 1_000_000, cap: 4_000_000, maintenance: 0.02, leverage: 25, cum: 11_475 },
];

export function listingOf(shape: MarketShape): Listing {
  const limits = limitsOf(shape);
  return {
    symbol: marketSymbol(shape),
    isListed: shape.isListed ?? true,
    isTrading: (shape.status ?? 'TRADING') === 'TRADING',
    needsAgreement: needsAgreement(shape),
    tick: decimal(shape.tick),
    step: decimal(shape.step),
    pricePlaces: placesOf(shape.tick),
    quantityPlaces: placesOf(shape.step),
    minPrice: decimal(limits.minPrice),
    maxPrice: decimal(limits.maxPrice),
    minQuantity: decimal(limits.minQuantity),
    maxQuantity: decimal(limits.maxQuantity),
    maxMarketQuantity: decimal(limits.maxMarketQuantity),
    minNotional: decimal(shape.minNotional),
    priceUp: decimal(limits.priceUp),
    priceDown: decimal(limits.priceDown),
    marketTakeBound: decimal(limits.marketTakeBound),
    maxOrders: limits.maxOrders,
    maxAlgoOrders: limits.maxAlgoOrders,
    brackets: ['BTC', 'ETH'].includes(shape.base) ? LARGE : SMALL,
  };
}

/** Markets by symbol. */
export function listings(markets: readonly MarketShape[]): Map<string, Listing> {
  return new Map(markets.map((shape) => [marketSymbol(shape), listingOf(shape)]));
}

/** The tier of a notional; the highest beyond all caps. */
export function bracketOf({ brackets }: Listing, notionalUsd: number): Bracket {
  return brackets.find(({ cap }) => notionalUsd <= cap) ?? brackets.at(-1)!;
}
