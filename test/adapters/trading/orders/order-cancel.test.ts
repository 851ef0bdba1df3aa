/**
 * What was an order worth that is taken back?
 */
import { expect, it } from 'vitest';
import { OrderCancel } from '../../../../lambda/adapters/trading/orders/order-cancel.ts';
import { takeProfitOrder } from '../../../harness/builders.ts';
import { scriptedDialect, venueOrder, venueTrade } from '../scripted-dialect.ts';

it.each([
  ['all of it', 'closed', 'filled'],
  ['a part of it', 'canceled', 'cancelled'],
] as const)(
  'an order of which %s was filled before its cancel is %s, with its fills',
  async (_, status, is) => {
    const dialect = scriptedDialect({
      takeBack: () => Promise.resolve(venueOrder({ status, filledQuantity: 6 })),
      fillsOf: () => Promise.resolve([venueTrade()]),
    });
    const outcome = await new OrderCancel(dialect).cancel(takeProfitOrder());
    expect(outcome).toMatchObject({ status: is, fills: [{ venueId: 't1', quantity: 6 }] });
  },
);
