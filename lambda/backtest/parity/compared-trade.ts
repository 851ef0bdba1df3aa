/**
 * A trade as its owner's ledger tells it, whoever owns it: this bot or another tool.
 */
import type { ClosedTrade } from '../../core/ledger/closed-trade.ts';
import type { EventOf, LedgerRow } from '../../core/ledger/ledger-events.ts';

export interface ComparedTrade extends Pick<
  ClosedTrade,
  | 'symbol'
  | 'side'
  | 'quantity'
  | 'entryPrice'
  | 'entryTimeMs'
  | 'exitPrice'
  | 'exitTimeMs'
  | 'grossUsd'
  | 'feesUsd'
  | 'fundingUsd'
  | 'netUsd'
> {
  readonly id: string;
  /** `undefined` where the ledger does not say it. */
  readonly reason: string | undefined;
  /** The minute whose tick decided the entry. */
  readonly decidedAtMs: number;
  /** The price that the decision to enter saw; absent where the ledger does not say it. */
  readonly entrySeen?: number;
  /** The same of the decision to leave; absent also where a resting order was filled. */
  readonly exitSeen?: number;
  /** Where its stop rested. */
  readonly stopPrice?: number;
}

/** Of a bot of this program, with what each row says of its decisions. */
export function tradesOfRows(rows: readonly LedgerRow[]): readonly ComparedTrade[] {
  const opened = new Map<number, EventOf<'opened'>>();
  const trades: ComparedTrade[] = [];
  for (const { epoch, event } of rows) {
    if (event.kind === 'opened') opened.set(event.position.tradeId, event);
    else if (event.kind === 'closed') {
      const { tradeId, ambiguous: _, ...trade } = event.trade;
      trades.push({
        ...trade,
        id: `${epoch}/${tradeId}`,
        ...decisionsOf(opened.get(tradeId), event),
      });
      opened.delete(tradeId);
    }
  }
  return trades;
}

function decisionsOf(opened: EventOf<'opened'> | undefined, { trade, decision }: EventOf<'closed'>) {
  return {
    decidedAtMs: opened?.position.decidedAtMs ?? trade.entryTimeMs,
    ...(opened && { entrySeen: opened.decision.price, stopPrice: opened.position.stopPrice }),
    ...(decision && { exitSeen: decision.price }),
  };
}
