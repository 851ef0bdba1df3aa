/**
 * What rows of a ledger tell of each trade beyond its result.
 */
import type { Fill } from '../core/ledger/fills.ts';
import type { EventOf, LedgerEvent } from '../core/ledger/ledger-events.ts';
import { toDollars } from '../core/units.ts';
import type { StoryFill, TradeStory } from './trade-strip.ts';

export type TradeDetails = Pick<
  TradeStory,
  'opened' | 'left' | 'recoverySinceMs' | 'unprotected' | 'fills' | 'slippageDollars'
>;

/** Takes the events of one epoch in their order. */
export class TradeDetailsBook {
  readonly #opened = new Map<number, EventOf<'opened'>>();
  readonly #recovered = new Map<number, number>();
  readonly #fills = new Map<number, readonly StoryFill[]>();

  /** The details of a trade that this event closes; `undefined` for any other event. */
  take(event: LedgerEvent): TradeDetails | undefined {
    switch (event.kind) {
      case 'opened':
        this.#opened.set(event.position.tradeId, event);
        this.#note(event.position.tradeId, 'entry', event.fills);
        return undefined;
      case 'recovery':
        this.#recovered.set(event.tradeId, event.atMs);
        return undefined;
      case 'reduced':
        this.#note(event.tradeId, 'exit', event.fills);
        return undefined;
      case 'closed':
        this.#note(event.trade.tradeId, 'exit', event.fills);
        return this.#taken(event);
      default:
        return undefined;
    }
  }

  #note(tradeId: number, leg: StoryFill['leg'], more: readonly Fill[]): void {
    const fills = more.map(({ timeMs, price, quantity, liquidity }) => ({
      leg,
      timeMs,
      price,
      quantity,
      liquidity,
    }));
    this.#fills.set(tradeId, [...(this.#fills.get(tradeId) ?? []), ...fills]);
  }

  /** A trade closes once. */
  #taken({ trade: { tradeId, unprotected }, decision, slippageUsd }: EventOf<'closed'>): TradeDetails {
    const opening = this.#opened.get(tradeId);
    const recoverySinceMs = this.#recovered.get(tradeId);
    const details = {
      ...(opening !== undefined && { opened: openedOf(opening) }),
      ...(decision !== undefined && { left: { price: decision.price, tickMs: decision.tickMs } }),
      ...(recoverySinceMs !== undefined && { recoverySinceMs }),
      ...(unprotected !== undefined && { unprotected }),
      fills: this.#fills.get(tradeId) ?? [],
      ...(slippageUsd !== undefined && { slippageDollars: toDollars(slippageUsd) }),
    };
    for (const map of [this.#opened, this.#recovered, this.#fills]) map.delete(tradeId);
    return details;
  }
}

function openedOf({ position, decision, decisionLagSeconds: lagSeconds }: EventOf<'opened'>) {
  const { terms, stopPrice, takeProfitPrice } = position;
  const { price, tickMs, signal } = decision;
  return {
    terms: { initialStopPct: terms.initialStopPct },
    stopPrice,
    takeProfitPrice,
    decided: { price, tickMs },
    signal,
    lagSeconds,
  };
}
