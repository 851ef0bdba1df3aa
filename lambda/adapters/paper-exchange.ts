/**
 * `lambda/adapters/`: the ports of `lambda/ports.ts` for the real world. Only code below this folder knows AWS or
 * ccxt.
 *
 * Trades on paper: real or replayed prices, fills by the core's fill model, its account inside the bot's item.
 *
 * A sibling of the live exchange, never its parent: nothing here can reach a venue's orders.
 */
import type { BotParameters } from '../config.ts';
import type { BotState } from '../core/bot-state.ts';
import type { AmbiguousCandle } from '../core/fill-model.ts';
import type { Request } from '../core/order.ts';
import type { FundingTerms, RecordedFunding } from '../core/paper/funding-due.ts';
import { EMPTY_ACCOUNT } from '../core/paper/paper-account.ts';
import { matchRestingOrders, symbolsMeetingHours } from '../core/paper/paper-matching.ts';
import { answer, type PriceRange } from '../core/paper/paper-orders.ts';
import { isClosed } from '../core/trading-sessions.ts';
import { minuteStartMs } from '../core/units.ts';
import type { VenueReport } from '../core/venue-report.ts';
import type { MarketView } from '../core/market.ts';
import type { Exchange, Reply, SendContext } from '../ports.ts';

/** Where a paper exchange sees candles and prices. */
export interface MarketData {
  observe(symbols: readonly string[], tickMs: number, sinceMs?: number): Promise<readonly MarketView[]>;
  observePrices(symbols: readonly string[], stepMs: number): Promise<readonly MarketView[]>;
  /** Extremes of the minute that has begun; `undefined` when they are not known. */
  minuteSoFar(symbol: string, minuteMs: number): Promise<PriceRange | undefined>;
  /** How often these charge funding now; absent where nobody can say. Never throws. */
  fundingTerms?(symbols: readonly string[]): Promise<ReadonlyMap<string, FundingTerms>>;
}

export class PaperExchange implements Exchange {
  private readonly market: MarketData;
  private readonly ambiguousCandle: AmbiguousCandle;
  private readonly recordedFunding: ReadonlyMap<string, RecordedFunding>;

  /** @param recordedFunding of symbols whose rates are known; the parameters' is assumed for the others. */
  constructor(
    market: MarketData,
    ambiguousCandle: AmbiguousCandle = 'stop-first',
    recordedFunding: ReadonlyMap<string, RecordedFunding> = new Map(),
  ) {
    this.market = market;
    this.ambiguousCandle = ambiguousCandle;
    this.recordedFunding = recordedFunding;
  }

  observe(symbols: readonly string[], tickMs: number, sinceMs?: number): Promise<readonly MarketView[]> {
    return this.market.observe(symbols, tickMs, sinceMs);
  }

  observePrices(symbols: readonly string[], stepMs: number): Promise<readonly MarketView[]> {
    return this.market.observePrices(symbols, stepMs);
  }

  async syncAccount(
    views: readonly MarketView[],
    state: BotState,
    parameters: BotParameters,
  ): Promise<VenueReport> {
    const before = state.account ?? EMPTY_ACCOUNT;
    // Asked for where it matters alone: few positions are held over a full hour.
    const concerned = symbolsMeetingHours(before, views);
    const fundingTerms =
      concerned.length === 0 ? undefined : await this.market.fundingTerms?.([...concerned]);
    const { account, activities } = matchRestingOrders(before, views, {
      cost: parameters,
      ambiguousCandle: this.ambiguousCandle,
      recordedFunding: this.recordedFunding,
      ...(fundingTerms !== undefined && { fundingTerms }),
    });
    const restingOrderIds = new Set(account.orders.map(({ clientOrderId }) => clientOrderId));
    return { views, activities, restingOrderIds, account };
  }

  async send(request: Request, { views, account = EMPTY_ACCOUNT, parameters }: SendContext): Promise<Reply> {
    const { symbol, leg } = request.order;
    const view = views.find(({ market }) => market.symbol === symbol);
    const quote = view?.quote;
    const isMatched = leg === 'exit' && quote !== undefined && !isClosed(view?.market.sessions, quote.timeMs);
    const soFar = isMatched ? await this.soFar(symbol, quote.timeMs) : undefined;
    return answer(account, request, quote, parameters, soFar);
  }

  /** Nothing of a minute has passed at its open. */
  private async soFar(symbol: string, timeMs: number): Promise<PriceRange | undefined> {
    const minuteMs = minuteStartMs(timeMs);
    return timeMs === minuteMs ? undefined : this.market.minuteSoFar(symbol, minuteMs);
  }
}
