/**
 * In which state are a bot's orders?
 */
import { describe, expect, it } from 'vitest';
import type { OrderState } from '../order-states.ts';
import { commitOf, entryOf, ledgerOf, positionOf, START_MS } from './doctored.ts';
import { orderStateOf } from './order-state.ts';

const open = { positions: [positionOf()] };
const stop = entryOf({ leg: 'stop', clientOrderId: 'sim-7-2-s', status: 'resting', price: 99 });

describe('the state of the orders', () => {
  it.each<[state: OrderState, changes: object]>([
    ['idle', {}],
    ['entering', { orders: [entryOf()] }],
    ['protected', { ledger: ledgerOf(open), orders: [stop] }],
    ['exiting', { ledger: ledgerOf(open), orders: [stop, entryOf({ leg: 'exit', clientOrderId: 'x' })] }],
    ['in-doubt', { orders: [entryOf({ status: 'unknown' })] }],
    ['halted', { ledger: ledgerOf({ ...open, halted: { cause: 'why', sinceMs: START_MS } }) }],
    ['closed-day', { ledger: ledgerOf({ stoppedAtMs: START_MS }) }],
  ])('is %s', (expected, changes) => {
    expect(orderStateOf(commitOf({ ...changes }).state, false)).toBe(expected);
  });

  it('is naked whatever the item says', () => {
    expect(orderStateOf(commitOf({ orders: [entryOf()] }).state, true)).toBe('naked');
    expect(orderStateOf(undefined, false)).toBe('idle');
  });
});
