/**
 * Which part of the trades in a market has closed a position of ours? Pure.
 *
 * Others may trade in the same market: the venue keeps one position of it all. What others have added is closed first,
 * what goes beyond zero opens a position that is not ours.
 */
import { decimalQuantity } from '../../../core/ledger/fills.ts';
import type { Position } from '../../../core/ledger/position.ts';
import { sideAtVenue } from '../../../core/order.ts';
import type { VenueTrade } from '../venue-dialect.ts';

export interface TradeShare {
  readonly trade: VenueTrade;
  /** That closed ours, in base units. */
  readonly quantity: number;
  /** Of the result that the venue states for it: it states that of all that the trade has closed. */
  readonly resultShare: number;
  /** Of its fee. */
  readonly feeShare: number;
}

/** What is open as the trades go on, in base units. */
interface Held {
  own: number;
  /** What others have added. */
  added: number;
  /** What others have opened on the other side. */
  opposite: number;
  /** Of the entry, what is not traded yet. */
  due: number;
}

/**
 * @param trades since the entry, oldest first.
 * @param quantity what is gone of ours, and not booked yet: never more.
 */
export function closingShares(
  position: Position,
  trades: readonly VenueTrade[],
  quantity: number,
): readonly TradeShare[] {
  const { side, exits = [] } = position;
  const closing = sideAtVenue({ side, leg: 'exit' });
  const booked = new Map(exits.map((fill) => [fill.venueId, fill.quantity]));
  const held: Held = { own: position.quantity, added: 0, opposite: 0, due: position.quantity };
  const shares: TradeShare[] = [];
  let left = quantity;
  for (const trade of trades) {
    if (trade.side !== closing) {
      open(held, trade.quantity);
      continue;
    }
    const closed = close(held, trade.quantity, booked.get(trade.id));
    const own = Math.min(closed.own, left);
    if (booked.has(trade.id) || own <= 0) continue;
    left = decimalQuantity(left - own);
    shares.push({
      trade,
      quantity: own,
      resultShare: own / closed.all,
      feeShare: own / trade.quantity,
    });
  }
  return shares;
}

/** First the entry itself, then what others have opened on the other side, then what they add. */
function open(held: Held, quantity: number): void {
  const entered = Math.min(held.due, quantity);
  held.due = decimalQuantity(held.due - entered);
  const rest = decimalQuantity(quantity - entered);
  const closed = Math.min(held.opposite, rest);
  held.opposite = decimalQuantity(held.opposite - closed);
  held.added = decimalQuantity(held.added + rest - closed);
}

/** @param booked what the ledger has booked of it as ours. */
function close(
  held: Held,
  quantity: number,
  booked: number | undefined,
): { readonly own: number; readonly all: number } {
  const all = Math.min(quantity, decimalQuantity(held.own + held.added));
  const added = Math.min(held.added, decimalQuantity(all - (booked ?? 0)));
  const own = Math.min(booked ?? Infinity, decimalQuantity(all - added));
  held.added = decimalQuantity(held.added - added);
  held.own = decimalQuantity(held.own - own);
  held.opposite = decimalQuantity(held.opposite + quantity - all);
  return { own, all };
}
