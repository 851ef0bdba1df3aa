/**
 * Books fees that were paid in another currency than dollars.
 *
 * Invariants:
 * - Such a fee costs its trade dollars, and has left no dollars: a transfer of the same amount stands beside it.
 * - A fee without a price is no fee of zero: it waits in the item, and becomes a late cost with its transfer.
 * - However many wait, the item stays small: the oldest are joined, and none is lost.
 */
import { feesUnpricedAlert } from '../alerts/money-alerts.ts';
import { raiseAlert, recordEvent, type BotState } from '../bot-state.ts';
import { decimalQuantity, type Fill, type UnpricedFee } from '../ledger/fills.ts';
import { MINUTE_MS, type Usd } from '../units.ts';

const UNPRICED_MAX = 20;

/** After this the operator is told. */
const TOLD_AFTER_MS = 2 * MINUTE_MS;

/** @param fills as they were just booked. */
export function bookFeesInKind(state: BotState, symbol: string, fills: readonly Fill[]): BotState {
  let next = state;
  for (const { feePaidIn, feeUsd: amountUsd, venueId: fillId, timeMs } of fills) {
    if (feePaidIn === undefined || fillId === undefined) continue;
    const venueId = `fee/${symbol}/${fillId}`;
    const { amount, currency, isPriced } = feePaidIn;
    next = isPriced
      ? recordEvent(next, { kind: 'transfer', atMs: timeMs, amountUsd, venueId })
      : withUnpriced(next, { venueId, symbol, amount, currency, timeMs });
  }
  return next;
}

function withUnpriced(state: BotState, fee: UnpricedFee): BotState {
  const { unpricedFees = [] } = state;
  return { ...state, unpricedFees: joined([...unpricedFees, fee]) };
}

/** Beyond the limit the oldest fee that is not the only one of its currency takes the next one up, under its own time. */
function joined(fees: readonly UnpricedFee[]): readonly UnpricedFee[] {
  if (fees.length <= UNPRICED_MAX) return fees;
  const after = (at: number) => fees.slice(at + 1).find(({ currency }) => currency === fees[at]?.currency);
  const first = fees.findIndex((_fee, at) => after(at) !== undefined);
  const second = after(first);
  if (second === undefined) return fees;
  return fees.flatMap((fee, at) => {
    if (fee === second) return [];
    return at === first ? [{ ...fee, amount: decimalQuantity(fee.amount + second.amount) }] : [fee];
  });
}

/** A fee that waited has a price now. */
export function bookPricedFee(
  state: BotState,
  { timeMs: atMs, venueId, paidUsd }: { timeMs: number; venueId: string; paidUsd: Usd },
): BotState {
  const { unpricedFees = [], ...rest } = state;
  const fee = unpricedFees.find((waiting) => waiting.venueId === venueId);
  if (fee === undefined) return state;
  const others = unpricedFees.filter((waiting) => waiting !== fee);
  const { symbol } = fee;
  const next = others.length === 0 ? rest : { ...rest, unpricedFees: others };
  const charged = recordEvent(next, { kind: 'late-cost', atMs, symbol, paidUsd, venueId });
  return recordEvent(charged, { kind: 'transfer', atMs, amountUsd: paidUsd, venueId });
}

/** Tells the operator, once for each currency, of fees that stay without a price. */
export function alertUnpricedFees(state: BotState, tickMs: number): BotState {
  const { unpricedFees } = state;
  if (unpricedFees === undefined) return state;
  const told = new Set(unpricedFees.filter(({ isTold }) => isTold === true).map(({ currency }) => currency));
  let next = state;
  for (const { currency, timeMs } of unpricedFees) {
    if (told.has(currency) || tickMs - timeMs < TOLD_AFTER_MS) continue;
    told.add(currency);
    const ofCurrency = unpricedFees.filter((fee) => fee.currency === currency);
    const amount = decimalQuantity(ofCurrency.reduce((sum, fee) => sum + fee.amount, 0));
    next = raiseAlert(next, {
      atMs: tickMs,
      ...feesUnpricedAlert({ amount, currency }, state.ledger),
    });
  }
  if (next === state) return state;
  const marked = unpricedFees.map((fee): UnpricedFee => {
    return told.has(fee.currency) ? { ...fee, isTold: true } : fee;
  });
  return { ...next, unpricedFees: marked };
}
