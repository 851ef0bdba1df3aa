/**
 * What is booked of an entry, of the stop that went out with it, and of the close that followed where it was refused?
 */
import { describe, expect, it } from 'vitest';
import type { BotState } from '../../../lambda/core/bot-state.ts';
import { haltName } from '../../../lambda/core/control/halt.ts';
import { consumeCommands } from '../../../lambda/core/control/obey-commands.ts';
import { bookOutcome, bookResolution } from '../../../lambda/core/orders/outcome-booking.ts';
import { closeOfEntry, type Order, type Outcome, type Protection } from '../../../lambda/core/order.ts';
import { usd } from '../../../lambda/core/units.ts';
import {
  NOON,
  at,
  botState,
  entryOrder,
  exitOrder,
  fillOf,
  parameters,
  position,
  stopOrder,
  takeProfitOrder,
} from '../../harness/builders.ts';

const ENTRY = entryOrder({ clientOrderId: 'bot-1-7-e' });
const STOP = stopOrder({ clientOrderId: 'bot-1-8-s', status: 'intended', price: 99.7 });
const CLOSE = closeOfEntry(ENTRY, STOP);
const COSTS = parameters();
const LIVE = { account: undefined };

const filled = (order: Order, price: number, quantity = 6): Outcome => ({
  status: 'filled',
  fills: [fillOf(order, { price, quantity, venueId: `${order.clientOrderId}/${price}` })],
});
const refused = (code?: 'would-trigger' | 'nothing-to-reduce'): Outcome => ({
  status: 'rejected',
  cause: 'a test',
  ...(code !== undefined && { code }),
});

/** The state after an entry was sent with its stop. */
function entered(outcome: Outcome, protection: Protection | undefined, atMs: number = NOON): BotState {
  const state = botState({ ...LIVE, orders: [ENTRY, STOP] });
  const reply = { outcome, atMs, ...(protection !== undefined && { protection }) };
  return bookOutcome(state, { kind: 'place', order: ENTRY, stop: STOP }, reply, undefined, COSTS);
}

const words = ({ orders }: BotState) => orders.map(({ leg, status }) => `${leg} ${status}`);
const closedAs = ({ outbox }: BotState) =>
  outbox.rows.flatMap(({ event }) => (event.kind === 'closed' ? [event.trade.reason] : []));

const closed = (outcome: Outcome) => ({ outcome, sendBeforeMs: NOON + 5_000 });

describe('an entry that took its stop along', () => {
  it('an entry that took its stop along is protected as soon as the stop rests, at the price at which it rests', () => {
    const after = entered(filled(ENTRY, 100.2), { stop: { status: 'resting' } });
    expect(words(after)).toEqual(['stop resting']);
    expect(after.ledger.positions).toMatchObject([{ entryPrice: 100.2, stopPrice: 99.7 }]);
  });

  it('an entry that took its stop along and is in doubt may be protected all the same', () => {
    const after = entered({ status: 'unknown', cause: '' }, { stop: { status: 'resting' } });
    expect(words(after)).toEqual(['entry unknown', 'stop resting']);
  });

  it.each([
    ['refused', refused()],
    ['expired without a fill', { status: 'expired' }],
  ] as const)('an entry that is %s leaves no stop to be sent', (_, outcome) => {
    expect(words(entered(outcome, undefined))).toEqual([]);
  });

  it('an entry that was never placed leaves no stop, even one in doubt', () => {
    const state = botState({
      ...LIVE,
      orders: [
        { ...ENTRY, status: 'unknown' },
        { ...STOP, status: 'unknown' },
      ],
    });
    const context = { market: undefined, parameters: COSTS, ambiguous: false };
    expect(words(bookResolution(state, state.orders[0]!, { status: 'never-placed' }, context))).toEqual([]);
  });

  it('an entry whose stop found no position yet keeps it, to be sent again under its id', () => {
    const after = entered(filled(ENTRY, 100), { stop: refused('nothing-to-reduce') });
    expect(after.orders).toMatchObject([{ clientOrderId: STOP.clientOrderId, status: 'intended' }]);
  });

  it('an entry whose stop was refused and that was closed at once is over, and its owner knows', () => {
    const after = entered(filled(ENTRY, 99.6), {
      stop: refused('would-trigger'),
      close: closed(filled(CLOSE, 99.5)),
    });
    expect(words(after)).toEqual([]);
    expect(after.ledger.positions).toEqual([]);
    expect(closedAs(after)).toEqual(['unprotected']);
    expect(after.outbox.alerts.map(({ kind }) => kind)).toEqual(['unprotected']);
  });

  it('an entry whose close is in doubt as well waits for it, and sends no second one', () => {
    const close: Outcome = { status: 'unknown', cause: '' };
    const after = entered(filled(ENTRY, 99.6), { stop: refused('would-trigger'), close: closed(close) });
    const sent = { leg: 'exit', clientOrderId: 'bot-1-7-x', status: 'unknown', sendBeforeMs: NOON + 5_000 };
    expect(after.orders).toMatchObject([sent]);
  });

  it('an entry whose close was refused is closed anew', () => {
    const after = entered(filled(ENTRY, 99.6), { stop: refused('would-trigger'), close: closed(refused()) });
    expect(after.orders).toMatchObject([{ leg: 'exit', reason: 'unprotected', status: 'intended' }]);
    expect(after.orders[0]?.clientOrderId).not.toBe(CLOSE.clientOrderId);
  });
});

describe('a stop in doubt', () => {
  it('a stop in doubt that was never seen keeps its id while its trade lives, and leaves with it', () => {
    const context = { market: undefined, parameters: COSTS, ambiguous: false };
    const stop = { ...STOP, status: 'unknown' } as const;
    const open = botState({ ...LIVE, ledger: { positions: [position()] }, orders: [stop] });
    expect(bookResolution(open, stop, { status: 'never-placed' }, context).orders).toEqual([stop]);
    const over = botState({ ...LIVE, orders: [stop] });
    expect(bookResolution(over, stop, { status: 'never-placed' }, context).orders).toEqual([]);
  });
});

describe('a trade that could not be protected', () => {
  /** Closed by an exit of any reason, with a stop that was refused before. */
  function closedWithout(stop: Partial<typeof STOP>, changes: Partial<BotState> = {}): BotState {
    const exit = exitOrder({ reason: 'max-hold' });
    const orders = [{ ...STOP, ...stop }, exit];
    const state = { ...botState({ ...LIVE, ledger: { positions: [position()] }, orders }), ...changes };
    return bookOutcome(
      state,
      { kind: 'place', order: exit },
      { outcome: filled(exit, 100), atMs: NOON },
      undefined,
      COSTS,
    );
  }

  it('a trade that could not be protected is told, whatever it was closed for', () => {
    const after = closedWithout({ refusedAtMs: NOON });
    expect(closedAs(after)).toEqual(['max-hold']);
    expect(after.outbox.alerts.map(({ kind }) => kind)).toEqual(['unprotected']);
    expect(after.ledger.halted).toBeUndefined();
    for (const stop of [{}, { refusedAtMs: NOON, status: 'resting' as const }]) {
      expect(closedWithout(stop).outbox.alerts).toEqual([]);
    }
  });

  it.each([
    ['11:59', 'halts'],
    ['-23:59:59', 'halts'],
    ['-24:00', 'goes on'],
  ])('a trade that could not be protected after another one of %s: it %s [invariant 3]', (time, what) => {
    const unprotectedAtMs = time.startsWith('-') ? NOON - (at(time.slice(1)) - at('00:00')) : at(time);
    const after = closedWithout({ refusedAtMs: NOON }, { unprotectedAtMs });
    expect(after.ledger.halted === undefined ? 'goes on' : 'halts').toBe(what);
    expect(after.unprotectedAtMs).toBe(NOON);
  });
});

describe('an exit that fails', () => {
  const exit = exitOrder();
  const open = botState({ ...LIVE, ledger: { positions: [position()] }, orders: [stopOrder(), exit] });
  const fail = (state: BotState, time: string, outcome: Outcome = refused()) =>
    bookOutcome(
      { ...state, orders: open.orders },
      { kind: 'place', order: exit },
      { outcome, atMs: at(time) },
      undefined,
      COSTS,
    );

  it('an exit that fails for two minutes halts once, with the words of the exchange [invariant 3b]', () => {
    let state = fail(open, '12:00');
    for (const time of ['12:00:30', '12:01:59.999']) state = fail(state, time);
    expect(state.ledger.halted).toBeUndefined();
    state = fail(state, '12:02');
    expect(state.ledger.halted?.cause).toBe(
      'the exchange has not closed the long in BTC for two minutes: a test',
    );
    expect(fail(state, '12:07').outbox.rows).toEqual(state.outbox.rows);
  });

  it('an exit that meets nobody fails, too', () => {
    const state = fail(fail(open, '12:00', { status: 'expired' }), '12:02', { status: 'expired' });
    expect(state.ledger.halted?.cause).toContain('met nobody');
  });

  it('an exit of which nobody knows what became of it fails, too', () => {
    const unknown = { status: 'unknown', cause: 'HTTP 502' } as const;
    const state = fail(fail(open, '12:00', unknown), '12:02', unknown);
    expect(state.ledger.halted?.cause).toContain('for two minutes: HTTP 502');
  });

  it('an exit that succeeds leaves nothing of those that failed', () => {
    const after = fail(fail(open, '12:00'), '12:01', filled(exit, 100));
    expect(after.ledger.positions).toEqual([]);
    expect(after).not.toHaveProperty('failingExits');
  });

  it('an exit that still fails after its halt was accepted halts again two minutes later', () => {
    const halted = fail(fail(open, '12:00'), '12:02');
    const resume = {
      id: 'r',
      kind: 'resume',
      accept: true,
      halt: haltName(halted.ledger.halted!),
      issuedBy: 'me',
      issuedAtMs: NOON,
      why: '',
    } as const;
    let state = consumeCommands(halted, { commands: [resume] }, at('12:03'));
    state = fail(state, '12:04');
    expect(state.ledger.halted).toBeUndefined();
    expect(fail(state, '12:06').ledger.halted).toBeDefined();
  });

  it('an exit that closes a part is followed by one for the rest, for the same reason', () => {
    const after = fail(open, '12:00', filled(exit, 100, 4));
    expect(after.ledger.positions[0]?.exits).toHaveLength(1);
    expect(after.orders.filter(({ leg }) => leg === 'exit')).toMatchObject([
      { quantity: 2, reason: exit.reason, status: 'intended' },
    ]);
    expect(after.ledger.balanceUsd).toBe(usd(2000));
  });
});

it('the close that follows an entry has the number of the entry, and another leg', () => {
  expect(CLOSE).toMatchObject({
    clientOrderId: 'bot-1-7-x',
    leg: 'exit',
    reason: 'unprotected',
    quantity: 6,
  });
  expect(takeProfitOrder().clientOrderId).not.toBe(CLOSE.clientOrderId);
});
