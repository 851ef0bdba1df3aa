/**
 * Which part of a market's trades is ours, where others trade in it too?
 */
import { describe, expect, it } from 'vitest';
import { closingShares } from '../../../../lambda/adapters/trading/lost-positions/trade-shares.ts';
import type { VenueTrade } from '../../../../lambda/adapters/trading/venue-dialect.ts';
import { ZERO_USD } from '../../../../lambda/core/units.ts';
import { NOON, fillOf, position, stopOrder } from '../../../harness/builders.ts';

/** `buy 6` */
function trades(text: string): readonly VenueTrade[] {
  return text.split(', ').map((words, at) => {
    const [side, quantity] = words.split(' ');
    return {
      id: String(at),
      orderId: `o${at}`,
      side: side === 'buy' ? 'buy' : 'sell',
      price: 100,
      quantity: Number(quantity),
      timeMs: NOON,
      liquidity: 'taker',
      fee: { amount: 0, currency: 'USDT' },
      realisedUsd: ZERO_USD,
    };
  });
}

const inWords = (text: string, quantity: number, open = position()) =>
  closingShares(open, trades(text), quantity).map(
    ({ trade, quantity: own, resultShare, feeShare }) =>
      `${own} of trade ${trade.id}, result ${resultShare}, fee ${feeShare}`,
  );

describe('The part of trades that is ours', () => {
  it.each([
    ['all of a close', 'buy 6, sell 6', 6, ['6 of trade 1, result 1, fee 1']],
    [
      'a close in two',
      'buy 2, buy 4, sell 1, sell 5',
      6,
      ['1 of trade 2, result 1, fee 1', '5 of trade 3, result 1, fee 1'],
    ],
    ['a close of what others added, too', 'buy 6, buy 2, sell 8', 6, ['6 of trade 2, result 0.75, fee 0.75']],
    [
      'nothing of what others added and took',
      'buy 6, buy 2, sell 2, sell 6',
      6,
      ['6 of trade 3, result 1, fee 1'],
    ],
    ['the part of a reversal that has closed', 'buy 6, sell 24', 6, ['6 of trade 1, result 1, fee 0.25']],
    [
      'one close, where others go short and back',
      'buy 6, sell 9, buy 5, sell 2',
      6,
      ['6 of trade 1, result 1, fee 0.6666666666666666'],
    ],
    ['no more than is gone', 'buy 6, sell 4', 1, ['1 of trade 1, result 0.25, fee 0.25']],
    ['nothing where no trade is shown', 'buy 6', 6, []],
  ])('the part of trades that is ours is %s', (_name, text, quantity, expected) => {
    expect(inWords(text, quantity)).toEqual(expected);
  });

  it('the part of trades that is ours is mirrored for a short', () => {
    const short = position({ side: 'short' });
    expect(inWords('sell 6, sell 2, buy 8', 6, short)).toEqual(['6 of trade 2, result 0.75, fee 0.75']);
  });

  it('the part of trades that is ours leaves out what is booked', () => {
    const exits = [{ ...fillOf(stopOrder(), { price: 100, timeMs: NOON }), quantity: 2, venueId: '1' }];
    expect(inWords('buy 6, sell 2, sell 4', 4, position({ exits }))).toEqual([
      '4 of trade 2, result 1, fee 1',
    ]);
  });
});
