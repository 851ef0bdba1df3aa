/**
 * Which exits are decided for a position while its market is closed?
 */
import { describe, expect, it } from 'vitest';
import { decideExits } from '../../lambda/core/decide.ts';
import { sessionsOf } from '../../lambda/core/trading-sessions.ts';
import { NOON, at, botState, position, stopOrder } from '../harness/builders.ts';
import { intendedOrders, tickOf, viewAt } from '../harness/booking.ts';

/** Noon, in a market that is open from nine until then. */
function seen(endMs: number) {
  const day = { startMs: at('00:00'), endMs: at('23:59') };
  const sessions = sessionsOf([{ startMs: at('09:00'), endMs }], day);
  return tickOf([{ ...viewAt('BTC', 99.9), market: { symbol: 'BTC', sessions } }]);
}
const [CLOSED, OPEN] = [seen(at('11:59')), seen(at('13:00'))];

/** Long past the longest hold. */
const OLD = position({ decidedAtMs: at('11:50'), filledAtMs: at('11:50') });
const holding = (stop = stopOrder(), flatteningSinceMs?: number) =>
  botState({ ledger: { positions: [OLD], flatteningSinceMs }, orders: [stop] });

describe('a position whose market is closed', () => {
  it('a position whose market is closed is judged by no rule, whatever its thin price', () => {
    const state = holding();
    expect(decideExits(state, CLOSED)).toBe(state);
    expect(intendedOrders(decideExits(state, OPEN))).toMatchObject([{ leg: 'exit', reason: 'max-hold' }]);
  });

  it('a position whose market is closed is closed all the same where its operator wants it, or it has no stop', () => {
    const flattened = decideExits(holding(stopOrder(), NOON), CLOSED);
    expect(intendedOrders(flattened)).toMatchObject([{ reason: 'flatten' }]);
    const doubtful = decideExits(holding(stopOrder({ status: 'unknown' })), CLOSED);
    expect(intendedOrders(doubtful)).toMatchObject([{ reason: 'unprotected' }]);
  });
});
