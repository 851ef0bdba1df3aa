/**
 * An exchange that answers what a test says, and fails whatever else it is asked.
 */
import type { VenueDialect, VenueOrder, VenueTrade } from '../../../lambda/adapters/trading/venue-dialect.ts';
import { NOON } from '../../harness/builders.ts';
import { ZERO_USD } from '../../../lambda/core/units.ts';

const unasked = () => Promise.reject(new Error('nobody asks for this here'));

export function scriptedDialect(answers: Partial<VenueDialect>): VenueDialect {
  return {
    enter: unasked,
    exit: unasked,
    exitWithin: unasked,
    target: unasked,
    protect: unasked,
    takeBack: unasked,
    find: unasked,
    findById: unasked,
    look: unasked,
    fillsOf: unasked,
    tradesSince: unasked,
    priceOf: unasked,
    movements: unasked,
    settings: unasked,
    settle: unasked,
    facts: { rights: unasked, modes: unasked, asks: unasked, tiers: unasked, fees: unasked },
    agreement: { isSigned: unasked, sign: unasked },
    verdictOf: () => 'unknown',
    ...answers,
  };
}

export function venueOrder(changes: Partial<VenueOrder>): VenueOrder {
  return {
    id: '1',
    clientOrderId: 'bot-1-1-e',
    symbol: 'BTC',
    status: 'open',
    filledQuantity: 0,
    becameId: undefined,
    closes: undefined,
    forcedBy: undefined,
    ...changes,
  };
}

export function venueTrade(changes: Partial<VenueTrade> = {}): VenueTrade {
  return {
    id: 't1',
    orderId: '1',
    side: 'buy',
    price: 100,
    quantity: 6,
    timeMs: NOON,
    liquidity: 'taker',
    fee: { amount: 0, currency: 'USDT' },
    realisedUsd: ZERO_USD,
    ...changes,
  };
}
