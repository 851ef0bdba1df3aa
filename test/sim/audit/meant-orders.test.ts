/**
 * Is a price found that is not the one that was meant, and one beside it taken where nobody knew the step?
 */
import { describe, expect, it } from 'vitest';
import { decimal } from '../../venue/decimal.ts';
import { commitOf, entryOf } from './doctored.ts';
import { MeantOrders, type Listed } from './meant-orders.ts';

const LISTED: Listed = { isListed: true, tick: decimal(0.1), maxMarketQuantity: decimal(100) };

/** What is found of a stop at a price that lies between two steps, or at another one. */
function differenceOf(sent: string, { meant = 94_263.05175, wasListed = true } = {}): string | undefined {
  const orders = new MeantOrders();
  orders.see(new Map([['BTCUSDT', { ...LISTED, isListed: wasListed }]]));
  orders.see(new Map([['BTCUSDT', LISTED]]));
  const [stop] = commitOf({ orders: [entryOf({ leg: 'stop', price: meant })] }).state.orders;
  const words = `symbol=BTCUSDT&side=SELL&closePosition=true&triggerPrice=${sent}`;
  return orders.differenceOf(stop!, new URLSearchParams(words));
}

describe('a price between two steps', () => {
  it('is found, as long as the step of its market was known', () => {
    expect(differenceOf('94263.1')).toBe('triggerPrice is not 94263.05175');
    expect(differenceOf('94263.1', { meant: 94_263.1 })).toBeUndefined();
  });

  it('may be sent as a step beside it where its market was off the list', () => {
    const wasListed = false;
    expect(['94263.1', '94263.0'].map((sent) => differenceOf(sent, { wasListed }))).toEqual([
      undefined,
      undefined,
    ]);
    expect(
      ['94263.2', '94262.9', '94263.06', 'none'].map((sent) => differenceOf(sent, { wasListed })),
    ).toEqual(Array.from({ length: 4 }, () => 'triggerPrice is not 94263.05175'));
    expect(differenceOf('94263.2', { wasListed, meant: 94_263.1 })).toBe('triggerPrice is not 94263.1');
  });
});
