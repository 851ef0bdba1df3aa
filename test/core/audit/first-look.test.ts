/**
 * Does a bot begin halted where its account holds something of it, and only there?
 */
import { describe, expect, it } from 'vitest';
import { haltForHoldings, type AccountHoldings } from '../../../lambda/core/audit/first-look.ts';
import { NOON, botState } from '../../harness/builders.ts';

const LONG = { symbol: 'BTCUSDT', side: 'long', quantity: 4, isHedged: false } as const;
const OTHER = { symbol: 'XRPUSDT', side: 'short', quantity: 7, isHedged: false } as const;
const STOP = { symbol: 'XRPUSDT', clientOrderId: 'bot-29364999-5-s' };

function causeOf(holdings: Partial<AccountHoldings>): string | undefined {
  const looked = { positions: [], orders: [], ...holdings };
  const state = haltForHoldings(botState(), looked, { symbols: ['BTCUSDT', 'ETHUSDT'], tickMs: NOON });
  const { halted } = state.ledger;
  expect(state.outbox.alerts.map(({ kind }) => kind)).toEqual(halted === undefined ? [] : ['halted']);
  return halted?.cause;
}

describe('a bot without an item', () => {
  it.each([
    ['a position in one of its markets', { positions: [LONG] }, 'a long of 4 in BTCUSDT'],
    [
      'an order of its name, and the position there, in a market that it does not trade any more',
      { positions: [OTHER], orders: [STOP] },
      'a short of 7 in XRPUSDT, the order bot-29364999-5-s in XRPUSDT',
    ],
  ])('a bot without an item begins halted beside %s', (_, holdings, words) => {
    expect(causeOf(holdings)).toContain(`its account holds ${words}:`);
  });

  it.each([
    ['an empty account', {}],
    ['a position of others in another market', { positions: [OTHER] }],
    ['an order of another bot', { orders: [{ ...STOP, clientOrderId: 'bot2-29364999-5-s' }] }],
    ['an order by hand', { orders: [{ ...STOP, clientOrderId: 'web_5' }] }],
  ])('a bot without an item begins as ever beside %s', (_, holdings) => {
    expect(causeOf(holdings)).toBeUndefined();
  });
});
