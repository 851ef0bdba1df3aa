/**
 * The market of the deployed bot, opened when it is first looked at.
 *
 * Invariants: nothing is asked of the exchange before that; an exchange that is away costs no tick more than its
 * candles and prices, and is tried again by the next one; what is known is never asked for twice.
 */
import type { Candles } from '../core/market.ts';
import type { SymbolView } from '../core/venue.ts';
import type { Clock } from '../ports.ts';
import type { CcxtClient } from './ccxt-client.ts';
import { CcxtMarket, type MarketProblem } from './ccxt-market.ts';
import { listingsOf, type Listing } from './ccxt-market-mapping.ts';
import type { MarketData } from './paper-exchange.ts';
import { failureOf } from './venue-failure.ts';

export interface OpenedMarketOptions {
  readonly client: CcxtClient;
  readonly clock: Clock;
  readonly onProblem: (problem: MarketProblem) => void;
}

export class OpenedMarket implements MarketData {
  private readonly options: OpenedMarketOptions;
  private opening: Promise<CcxtMarket> | undefined;

  constructor(options: OpenedMarketOptions) {
    this.options = options;
  }

  observe(symbols: readonly string[], tickMs: number, sinceMs?: number): Promise<readonly SymbolView[]> {
    return this.look(symbols, (market) => market.observe(symbols, tickMs, sinceMs));
  }

  observePrices(symbols: readonly string[], stepMs: number): Promise<readonly SymbolView[]> {
    return this.look(symbols, (market) => market.observePrices(symbols, stepMs));
  }

  private async look(
    symbols: readonly string[],
    at: (market: CcxtMarket) => Promise<readonly SymbolView[]>,
  ): Promise<readonly SymbolView[]> {
    try {
      return await at(await this.open());
    } catch (error) {
      const failure = failureOf(error);
      const text = `its market could not be had: ${failure.message}`;
      for (const symbol of symbols) this.options.onProblem({ symbol, kind: 'failed', text, failure });
      return symbols.map(unseen);
    }
  }

  private open(): Promise<CcxtMarket> {
    this.opening ??= this.openNow().catch((error: unknown) => {
      this.opening = undefined;
      throw error;
    });
    return this.opening;
  }

  private async openNow(): Promise<CcxtMarket> {
    return new CcxtMarket({ ...this.options, listings: await this.listings() });
  }

  private async listings(): Promise<readonly Listing[]> {
    const { client } = this.options;
    return listingsOf(await client.loadMarkets(true), client.precisionMode);
  }
}

const NONE = new Float64Array();
const NO_CANDLES: Candles = {
  length: 0,
  openTimeMs: NONE,
  open: NONE,
  high: NONE,
  low: NONE,
  close: NONE,
  volume: NONE,
};

/** A symbol of which nothing is known now. */
function unseen(symbol: string): SymbolView {
  return { market: { symbol }, candles: NO_CANDLES, last: -1, quote: undefined };
}
