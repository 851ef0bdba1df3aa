/**
 * What rows of a ledger tell of each trade beyond its result.
 */
import type { Fill } from '../../lambda/core/ledger/fills.ts';
import type { EventOf, LedgerEvent } from '../../lambda/core/ledger/ledger-events.ts';
import type { TradeDetails } from './report-input.ts';

/** Takes the events of one epoch in their order. */
export class TradeDetailsBook {
  readonly #opened = new Map<number, EventOf<'opened'>>();
  readonly #recovered = new Map<number, number>();
  readonly #fills = new Map<number, readonly Fill[]>();

  /** The details of a trade that this event closes; `undefined` for any other event. */
  take(event: LedgerEvent): TradeDetails | undefined {
    switch (event.kind) {
      case 'opened':
        this.#opened.set(event.position.tradeId, event);
        this.#note(event.position.tradeId, event.fills);
        return undefined;
      case 'recovery':
        this.#recovered.set(event.tradeId, event.atMs);
        return undefined;
      case 'reduced':
        this.#note(event.tradeId, event.fills);
        return undefined;
      case 'closed':
        this.#note(event.trade.tradeId, event.fills);
        return this.#taken(event.trade.tradeId);
      default:
        return undefined;
    }
  }

  #note(tradeId: number, more: readonly Fill[]): void {
    this.#fills.set(tradeId, [...(this.#fills.get(tradeId) ?? []), ...more]);
  }

  /** A trade closes once. */
  #taken(tradeId: number): TradeDetails {
    const opening = this.#opened.get(tradeId);
    const recoverySinceMs = this.#recovered.get(tradeId);
    const details = {
      ...(opening !== undefined && { opened: openedOf(opening) }),
      ...(recoverySinceMs !== undefined && { recoverySinceMs }),
      fills: this.#fills.get(tradeId) ?? [],
    };
    for (const map of [this.#opened, this.#recovered, this.#fills]) map.delete(tradeId);
    return details;
  }
}

function openedOf({ position, decision, decisionLagSeconds: lagSeconds }: EventOf<'opened'>) {
  const { terms, stopPrice, takeProfitPrice } = position;
  const { initialStopPct } = terms;
  return { terms: { initialStopPct }, stopPrice, takeProfitPrice, signal: decision.signal, lagSeconds };
}
