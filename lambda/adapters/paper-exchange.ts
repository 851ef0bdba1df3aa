/**
 * Trades on paper: real or replayed prices, fills by the core's fill model, its account inside the bot's item.
 *
 * A sibling of the live exchange, never its parent: nothing here can reach a venue's orders.
 */
import type { BotParameters } from '../config.ts';
import type { BotState } from '../core/bot-state.ts';
import type { BarOrder } from '../core/fill-model.ts';
import type { Request } from '../core/order.ts';
import { EMPTY_ACCOUNT, answer, settle } from '../core/paper-account.ts';
import type { SymbolView, VenueReport } from '../core/venue.ts';
import type { Exchange, Reply, SendContext } from '../ports.ts';

/** Where a paper exchange sees candles and prices. */
export interface MarketData {
  observe(symbols: readonly string[], tickMs: number, sinceMs?: number): Promise<readonly SymbolView[]>;
}

export class PaperExchange implements Exchange {
  private readonly market: MarketData;
  private readonly barOrder: BarOrder;

  constructor(market: MarketData, barOrder: BarOrder = 'stop-first') {
    this.market = market;
    this.barOrder = barOrder;
  }

  observe(symbols: readonly string[], tickMs: number, sinceMs?: number): Promise<readonly SymbolView[]> {
    return this.market.observe(symbols, tickMs, sinceMs);
  }

  report(views: readonly SymbolView[], state: BotState, parameters: BotParameters): VenueReport {
    const { account, activities } = settle(state.account ?? EMPTY_ACCOUNT, views, {
      cost: parameters,
      barOrder: this.barOrder,
    });
    const restingOrderIds = new Set(account.orders.map(({ clientOrderId }) => clientOrderId));
    return { views, activities, restingOrderIds, account };
  }

  send(request: Request, { views, account, parameters }: SendContext): Promise<Reply> {
    const view = views.find(({ market }) => market.symbol === request.order.symbol);
    return Promise.resolve(answer(account ?? EMPTY_ACCOUNT, request, view?.quote, parameters));
  }
}
