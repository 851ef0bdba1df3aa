/**
 * Step 5 of a tick: send what was committed, and book what the venue answers.
 */
import type { BotParameters } from '../config.ts';
import type { BotState } from '../core/bot-state.ts';
import { isDue, type RequestSequence } from '../core/orders/order-plan.ts';
import type { Outcome, Request } from '../core/order.ts';
import { bookOutcome } from '../core/orders/fill-booking.ts';
import type { MarketView } from '../core/market.ts';
import type { Exchange } from '../ports.ts';

export interface SendOptions {
  readonly views: readonly MarketView[];
  readonly parameters: BotParameters;
  /** Whether it is still early enough; what is not sent stays intended, and is found undone by the next tick. */
  readonly maySend: (request: Request) => boolean;
  /** When the platform ends the execution, in ms since 1970. */
  readonly deadlineMs: number;
}

export interface FailedRequest {
  readonly tradeId: number;
  readonly outcome: Outcome;
}

export interface SentRequests {
  readonly state: BotState;
  /** Requests that did not succeed, and that nothing else was decided for. */
  readonly failed: readonly FailedRequest[];
}

/** The state after all sequences; one that meets an outcome other than success is left where it stands. */
export async function sendRequests(
  exchange: Exchange,
  state: BotState,
  sequences: readonly RequestSequence[],
  { views, parameters, maySend, deadlineMs }: SendOptions,
): Promise<SentRequests> {
  let next = state;
  const failed: FailedRequest[] = [];
  for (const sequence of sequences) {
    for (const request of sequence) {
      if (!maySend(request)) return { state: next, failed };
      if (!isDue(next, request)) continue;
      const { symbol, tradeId } = request.order;
      const market = views.find((view) => view.market.symbol === symbol)?.market;
      const context = { views, account: next.account, parameters, deadlineMs };
      const { outcome, account } = await exchange.send(request, context);
      next = bookOutcome({ ...next, account }, request, outcome, market, parameters);
      if (succeeded(outcome)) continue;
      if (outcome.status !== 'gone' && !hasFreshExit(next, tradeId)) failed.push({ tradeId, outcome });
      break;
    }
  }
  return { state: next, failed };
}

function succeeded({ status }: Outcome): boolean {
  return status === 'filled' || status === 'resting' || status === 'cancelled';
}

/** A close that the outcome itself has called for. */
function hasFreshExit({ orders }: BotState, tradeId: number): boolean {
  return orders.some((order) => {
    const { leg, status, sendBeforeMs } = order;
    return order.tradeId === tradeId && leg === 'exit' && status === 'intended' && sendBeforeMs === undefined;
  });
}
