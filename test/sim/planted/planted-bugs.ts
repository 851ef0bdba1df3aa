/**
 * Mistakes that somebody might make in the bot, one at a time. Each is to be found by the simulation, within a few seeds.
 *
 * `from` stands exactly once in its file.
 */
export interface PlantedBug {
  readonly name: string;
  readonly file: string;
  readonly from: string;
  readonly to: string;
  /** What it would have cost its owner. */
  readonly cost: string;
}

const ORDERS = 'lambda/adapters/trading/orders';

export const PLANTED_BUGS: readonly PlantedBug[] = [
  {
    name: 'a lost race is taken for a commit',
    file: 'lambda/adapters/dynamo/dynamo-ledger.ts',
    from: "if (attempt.status === 'refused' || heldVersion > expectedVersion) return 'conflict';",
    to: "if (attempt.status === 'refused' || heldVersion > expectedVersion) return 'committed';",
    cost: 'two functions trade at once; what one of them did is in no ledger',
  },
  {
    name: 'a lost response of a commit is taken for a conflict',
    file: 'lambda/adapters/dynamo/dynamo-ledger.ts',
    from: "if (heldVersion === version && held?.executionId?.S === executionId) return 'committed';",
    to: '',
    cost: 'what was committed is never sent: a minute without an exit',
  },
  {
    name: 'an order is sent before its intent is committed',
    file: 'lambda/tick/send-orders.ts',
    from: '    await draft.commit();\n    const mayCommit',
    to: '    const mayCommit',
    cost: 'a position that no ledger knows of, where the function dies',
  },
  {
    name: 'a sender that woke up late still sends',
    file: 'lambda/tick/send-orders.ts',
    from: 'return clock.nowMs() <= untilMs && !isGivenUp();',
    to: 'return !isGivenUp() || untilMs === undefined;',
    cost: 'an entry of minutes ago, at the price of now',
  },
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
    name: 'committed stops are not sent first',
    file: 'lambda/agent.ts',
    from: '    if (!isRestored) await sendCommittedStops(draft, tick, sending());',
    to: '    await Promise.resolve();',
    cost: 'a position without a stop for as long as the account cannot be read',
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
    name: 'intended orders of a dead function are sent again',
    file: 'lambda/core/reconcile.ts',
    from: "      order.status === 'intended' ? { ...order, status: 'unknown' } : order,",
    to: "      order.status === 'intended' && order.leg !== 'entry' ? { ...order, status: 'unknown' } : order,",
    cost: 'entries of a minute ago are sent in this one',
  },
  {
    name: 'client order ids are used again',
    file: 'lambda/core/bot-state.ts',
    from: '  const orderCount = state.orderCount + 1;',
    to: '  const orderCount = Math.max(1, state.orderCount - (state.orderCount % 2));',
    cost: 'two orders under one id: the venue refuses the second, or both are taken for one',
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
    name: 'the hourly limit does not count what is in flight',
    file: 'lambda/core/risk/entry-gates.ts',
    from: '      exceedsHour(book, entriesInFlight + 1, tickMs, parameters),',
    to: '      exceedsHour(book, entriesInFlight - 1, tickMs, parameters),',
    cost: 'more entries in an hour than the owner allows',
  },
  {
    name: 'one position more than allowed',
    file: 'lambda/core/risk/entry-gates.ts',
    from: 'exceedsPositions(stake.positions + 1, parameters)],',
    to: 'exceedsPositions(stake.positions, parameters)],',
    cost: 'more money at risk than the owner allows',
  },
  {
    name: 'entries in flight take no symbol',
    file: 'lambda/core/risk/entry-gates.ts',
    from: '    exposure.symbols.includes(symbol) || asked.state.orders.some((order) => order.symbol === symbol);',
    to: '    asked.state.ledger.positions.some((position) => position.symbol === symbol);',
    cost: 'a second position in a market whose first entry is in doubt',
  },
  {
    name: 'a halted bot enters',
    file: 'lambda/core/risk/entry-gates.ts',
    from: "  ['halted', ({ isHalted }) => isHalted],",
    to: "  ['halted', ({ isHalted }) => isHalted && false],",
    cost: 'trades on, although the account is not what the ledger says',
  },
  {
    name: 'a paused bot enters',
    file: 'lambda/core/risk/entry-gates.ts',
    from: "  ['operator-paused', (request) => request.isOperatorPaused],",
    to: "  ['operator-paused', (request) => request.isOperatorPaused && request.tickMs % 120_000 === 0],",
    cost: 'trades on after its owner said no',
  },
  {
    name: 'the day goes on after its limit',
    file: 'lambda/core/risk/entry-gates.ts',
    from: "  ['stopped', ({ book }) => isStopped(book)],",
    to: "  ['stopped', ({ book }) => isStopped(book) && false],",
    cost: 'the day loses more than its owner allows',
  },
  {
    name: 'a repeated tick decides again',
    file: 'lambda/tick/no-entry.ts',
    from: "  if (loaded.tickMs !== undefined && tick.tickMs <= loaded.tickMs) return 'repeated-tick';",
    to: '',
    cost: 'two entries in a minute, where an event comes twice',
  },
  {
    name: 'an entry begins in the last seconds of its function',
    file: 'lambda/tick/no-entry.ts',
    from: "  if (invocation.deadlineMs - nowMs < ENTRY_TIME_MS) return 'deadline';",
    to: '',
    cost: 'the function ends between an entry and its stop',
  },
  {
    name: 'rows leave the outbox before they are written',
    file: 'lambda/tick/draft.ts',
    from: '    if (this.deliveryFailure === undefined) await this.deliverRows();',
    to: '    if (this.deliveryFailure === undefined) await this.deliverRows().catch(() => undefined);',
    cost: 'a row of the ledger is lost',
  },
  {
    name: 'alerts are forgotten before they are published',
    file: 'lambda/tick/finish-tick.ts',
    from: '      return all.slice(k);',
    to: '      return all.slice(k + 1);',
    cost: 'nobody is told of a halt',
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
    to: '  return (await dialect.movements(sinceMs, nowMs)).filter(({ id }) => !booked.has(`${id} `));',
    cost: 'a ledger that loses more than the wallet',
  },
  {
    name: 'a partial exit closes the trade',
    file: 'lambda/core/orders/fill-booking.ts',
    from: '  if (totalQuantity(fills) < openQuantity(position)) {',
    to: '  if (totalQuantity(fills) < openQuantity(position) && fills.length > 99) {',
    cost: 'the rest of a position is in no ledger',
  },
  {
    name: 'an operator cannot stop it',
    file: 'lambda/core/control/obey-commands.ts',
    from: 'const fresh = commands.filter(({ id }) => !known.has(id)).toSorted(byStrictness);',
    to: "const fresh = commands.filter(({ id, kind }) => !known.has(id) && kind !== 'flatten').toSorted(byStrictness);",
    cost: 'flatten is not obeyed',
  },
  {
    name: 'a restored table goes on in its old epoch',
    file: 'lambda/agent.ts',
    from: '    if (isRestored) draft.state = continueRestored(draft.state, tickMs);',
    to: '    await Promise.resolve();',
    cost: 'client order ids that were used before the backup was restored',
  },
  {
    name: 'an unreadable account is taken for an empty one',
    file: 'lambda/agent.ts',
    from: "    if (account.unreadable !== undefined) noEntry ??= 'no-account';",
    to: '    await Promise.resolve();',
    cost: 'entries while nobody knows what is open',
  },
  {
    name: 'an exit is not tried again',
    file: 'lambda/tick/draft.ts',
    from: '    this.stalled.clear();',
    to: '    if (this.commits > 99) this.stalled.clear();',
    cost: 'a position that should be closed stays open',
  },
  {
    name: 'a version is not checked',
    file: 'lambda/adapters/dynamo/dynamo-ledger.ts',
    from: 'const condition = expectedVersion === 0 ? DOES_NOT_EXIST : hasVersion(expectedVersion);',
    to: 'const condition = expectedVersion === 0 ? DOES_NOT_EXIST : {};',
    cost: 'two functions overwrite each other: a trade is lost',
  },
];
