/**
 * Step 5 of a tick: send what was committed, and book what the venue answers.
 */
import type { BotParameters } from '../config.ts';
import type { BotState } from '../core/bot-state.ts';
import type { RequestSequence } from '../core/order-plan.ts';
import { fillsOf, type Outcome, type Request } from '../core/order.ts';
import { bookOutcome } from '../core/booking.ts';
import type { SymbolView } from '../core/venue.ts';
import type { Exchange } from '../ports.ts';

export interface ExecuteOptions {
  readonly views: readonly SymbolView[];
  readonly parameters: BotParameters;
  /** Whether it is still early enough; what is not sent stays intended, and is found undone by the next tick. */
  readonly maySend: (request: Request) => boolean;
  /** When the platform ends the execution, in ms since 1970. */
  readonly deadlineMs: number;
}

/** The state after all sequences; one that meets an outcome other than success is left where it stands. */
export async function execute(
  exchange: Exchange,
  state: BotState,
  sequences: readonly RequestSequence[],
  { views, parameters, maySend, deadlineMs }: ExecuteOptions,
): Promise<BotState> {
  let next = state;
  for (const sequence of sequences) {
    for (const request of sequence) {
      if (!maySend(request)) return next;
      const { symbol } = request.order;
      const market = views.find((view) => view.market.symbol === symbol)?.market;
      const context = { views, account: next.account, parameters, deadlineMs };
      const { outcome, account } = await exchange.send(request, context);
      next = bookOutcome({ ...next, account }, request, outcome, market, parameters);
      if (!succeeded(outcome)) break;
    }
  }
  return next;
}

/** A cancel that came after a part was filled changes what is to be closed: the rest of its sequence waits. */
function succeeded(outcome: Outcome): boolean {
  const { status } = outcome;
  if (status === 'cancelled') return fillsOf(outcome).length === 0;
  return status === 'filled' || status === 'resting';
}
