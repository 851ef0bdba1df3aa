/**
 * Mistakes in what is sent to the venue, and in what is made of its answers.
 */
import type { PlantedBug } from './planted-bug.ts';

const ORDERS = 'lambda/adapters/trading/orders';

export const ORDER_BUGS: readonly PlantedBug[] = [
  {
    name: 'entries are signed anew when they are sent',
    file: `${ORDERS}/order-placement.ts`,
    from: '  return { signedAtMs: sendBeforeMs - SEND_WITHIN_MS, windowMs: ACCEPT_WITHIN_MS + SEND_WITHIN_MS };',
    to: '  return { signedAtMs: sendBeforeMs - SEND_WITHIN_MS + 50_000, windowMs: 60_000 };',
    cost: 'the venue takes orders of a function that was frozen for a minute',
  },
  {
    name: 'never placed is concluded at once',
    file: `${ORDERS}/order-resolution.ts`,
    from: '  if (nowMs <= acceptableUntilMs(order)) return undefined;',
    to: '',
    cost: 'a second entry beside one that was only slow',
  },
  {
    name: 'never placed is concluded from one look',
    file: `${ORDERS}/order-resolution.ts`,
    from: "  if (isOpen) return status === 'resting' ? undefined : { status: 'resting' };",
    to: '  if (isOpen) return NEVER_PLACED;',
    cost: 'an order that rests and that nobody knows of',
  },
  {
    name: 'no stop is sent behind an entry in doubt',
    file: `${ORDERS}/entry-sender.ts`,
    from: "    if (failure?.status === 'rejected') return { outcome: await placement.rejected(failure) };",
    to: "    if (failure !== undefined) return { outcome: failure.status === 'rejected' ? failure : { status: 'unknown', cause: 'x' } };",
    cost: 'a position without a stop whenever an answer is lost',
  },
  {
    name: 'the stop of an entry is forgotten',
    file: `${ORDERS}/entry-sender.ts`,
    from: '    const first = await this.sender.place(stop, terms);\n    const entered',
    to: "    const first: Outcome = { status: 'unknown', cause: 'x' };\n    const entered",
    cost: 'every position is without a stop until the next step',
  },
  {
    name: 'a filled position gets no stop where its first was lost',
    file: 'lambda/core/orders/order-plan.ts',
    from: "    if (!legs.includes('stop')) {",
    to: "    if (!legs.includes('stop') && position.takeProfitPrice < 0) {",
    cost: 'a position whose stop the venue has ended is never protected again',
  },
  {
    name: 'an unprotected position is kept',
    file: 'lambda/core/orders/protection.ts',
    from: '  return isTried && isTooLong && !isProtected(state, position);',
    to: '  return false && isTried && isTooLong && !isProtected(state, position);',
    cost: 'a position whose stop is refused stays open without one',
  },
  {
    name: 'a stop that would trigger is not followed by a close',
    file: `${ORDERS}/entry-sender.ts`,
    from: "    if (outcome.status !== 'rejected' || outcome.code !== 'would-trigger') return { stop: outcome };",
    to: '    if (deadlineMs > 0) return { stop: outcome };',
    cost: 'the price is beyond the stop and nobody closes until the next step',
  },
  {
    name: 'a close that was lost is waited for without end',
    file: 'lambda/core/orders/outcome-booking.ts',
    from: '    const close = { ...closeOfEntry(order, stop), sendBeforeMs };',
    to: '    const close = closeOfEntry(order, stop);',
    cost: 'a position without a stop and without an exit, however far the price goes',
  },
  {
    name: 'fills are booked before all are shown',
    file: 'lambda/adapters/trading/venue-fills.ts',
    from: '  if (Math.abs(shown - found.filledQuantity) > found.filledQuantity * 1e-9) return undefined;',
    to: '  if (trades.length === 0) return undefined;',
    cost: 'a part of a fill is in no ledger',
  },
  {
    name: 'fees in other currencies are free',
    file: 'lambda/adapters/trading/venue-fills.ts',
    from: '    return price === undefined ? undefined : roundUp(amount * price);',
    to: '    return price === undefined ? undefined : ZERO_USD;',
    cost: 'a net result that leaves out what was paid in BNB',
  },
  {
    name: 'what the venue does not hold stays in the ledger',
    file: 'lambda/adapters/trading/account-sync.ts',
    from: '    for (const missing of check?.missing ?? []) {',
    to: '    for (const missing of (check?.missing ?? []).slice(1)) {',
    cost: 'a phantom position: no entry any more in its market, a balance that is not',
  },
  {
    name: 'orphans rest for ever',
    file: 'lambda/adapters/trading/account-sync.ts',
    from: '    if (check !== undefined) await this.cancelOrphans(check);',
    to: '',
    cost: 'the stop of a trade that is over closes the next one',
  },
  {
    name: 'one look is believed',
    file: 'lambda/adapters/trading/account-sync.ts',
    from: '    if (first.unexplained.length === 0 && !isNews) return { ...first, seen: snapshot };',
    to: '    if (first.unexplained.length >= 0 || !isNews) return { ...first, seen: snapshot };',
    cost: 'a halt, or a position closed in the ledger, whenever an answer is a second old',
  },
  {
    name: 'transfers are losses',
    file: 'lambda/adapters/trading/wallet-movements.ts',
    from: "  if (kind === 'transfer') return { kind, timeMs, amountUsd, venueId, name };",
    to: '',
    cost: "a deposit counts as the day's gain, and its limit with it",
  },
  {
    name: 'funding is booked twice',
    file: 'lambda/adapters/trading/wallet-movements.ts',
    from: '  return (await dialect.movements(sinceMs, nowMs)).filter(({ id }) => !booked.has(id));',
    to: '  return (await dialect.movements(sinceMs, nowMs)).filter(({ id }) => !booked.has(id.slice(1)));',
    cost: 'a ledger that loses more than the wallet',
  },
  {
    name: 'a partial exit closes the trade',
    file: 'lambda/core/orders/fill-booking.ts',
    from: '  if (totalQuantity(fills) < openQuantity(position)) {',
    to: '  if (totalQuantity(fills) < openQuantity(position) && fills.length > 99) {',
    cost: 'the rest of a position is in no ledger',
  },
];
