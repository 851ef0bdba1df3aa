/**
 * Is the account what the ledger says, and is what cannot be explained named, and left alone?
 */
import { describe, expect, it } from 'vitest';
import { checkAccount } from '../../../lambda/core/audit/account-check.ts';
import type { AccountPosition } from '../../../lambda/core/venue-report.ts';
import type { BotState } from '../../../lambda/core/bot-state.ts';
import { clientOrderId } from '../../../lambda/core/order.ts';
import { botState, entryOrder, position, stopOrder, takeProfitOrder } from '../../harness/builders.ts';
import { ETH } from '../../harness/booking.ts';

const HELD: AccountPosition = { symbol: 'BTC', side: 'long', quantity: 6, isHedged: false };
const OPEN = botState({
  ledger: { positions: [position()] },
  orders: [stopOrder(), takeProfitOrder()],
});

const check = (
  state: BotState,
  positions: readonly AccountPosition[] = [HELD],
  orderIds: readonly string[] = [],
  settling: readonly string[] = [],
) =>
  checkAccount(
    state,
    positions,
    orderIds.map((clientOrderId) => ({ clientOrderId, symbol: 'BTC' })),
    new Set(settling),
  );

const NOTHING = { missing: [], orphans: [], unexplained: [] };

describe('An account', () => {
  it('an account that holds what the ledger says needs no word', () => {
    expect(check(OPEN, [HELD], ['bot-1-2-s', 'bot-1-3-t'])).toEqual(NOTHING);
    expect(check(botState(), [])).toEqual(NOTHING);
  });

  it('an account without a position of the ledger has lost it to somebody else [invariant 3a]', () => {
    const [position] = OPEN.ledger.positions;
    expect(check(OPEN, []).missing).toEqual([{ position, heldQuantity: 0 }]);
  });

  it('an account with less of a position, or with its other side, has lost that part of it [invariant 3a]', () => {
    const lost = (changes: object) => {
      const { missing, unexplained } = check(OPEN, [{ ...HELD, ...changes }]);
      return [missing.map(({ heldQuantity }) => heldQuantity), unexplained];
    };
    expect(lost({ quantity: 4 })).toEqual([[4], []]);
    expect(lost({ side: 'short' })).toEqual([[0], ["a short of 6 in BTC is not the bot's"]]);
    expect(lost({ quantity: 9 })).toEqual([[], ['BTC is a long of 9, the ledger has a long of 6']]);
  });

  it.each([
    ['a larger size', { quantity: 9 }, 'BTC is a long of 9, the ledger has a long of 6'],
    ['the other side', { side: 'short' }, "a short of 6 in BTC is not the bot's"],
    ['a market of nobody', { symbol: 'SOL' }, "a long of 6 in SOL is not the bot's"],
  ] as const)('an account with %s is not explained', (_name, changes, words) => {
    expect(check(OPEN, [{ ...HELD, ...changes }]).unexplained).toContain(words);
  });

  it('an account in hedge mode is not explained', () => {
    expect(check(OPEN, [{ ...HELD, isHedged: true }]).unexplained).toEqual([
      'the account is in hedge mode, in which a position has two sides',
    ]);
  });

  it('an account is not compared in a market with an unknown order, or one that has just moved', () => {
    const inDoubt = botState({ orders: [entryOrder({ status: 'unknown' })] });
    expect(check(inDoubt)).toEqual(NOTHING);
    expect(check(OPEN, [], [], ['BTC'])).toEqual(NOTHING);
  });
});

describe('An account with several markets', () => {
  it('an account with several markets is compared market by market', () => {
    const both = botState({ ledger: { positions: [position(), position(ETH)] } });
    const eth = { ...HELD, symbol: 'ETH' };
    expect(check(both, [eth, HELD])).toEqual(NOTHING);
    expect(check(both, [{ ...eth, quantity: 2 }, HELD]).missing).toMatchObject([
      { position: { symbol: 'ETH' }, heldQuantity: 2 },
    ]);
  });

  it('an account is compared in a market in which only a stop is in doubt: its size is that of the position', () => {
    const doubt = { ...OPEN, orders: [stopOrder({ status: 'unknown' })] };
    expect(check(doubt, []).missing).toHaveLength(1);
  });
});

describe('An order at the venue that the ledger does not have', () => {
  // The ledger is of epoch 1 and has given out ten numbers.
  it.each(['bot-1-10-s', 'bot-1-4-t', 'bot-0-700-s'])(
    'an order that the ledger does not have is an orphan if the ledger has issued it: %s',
    (id) => {
      expect(check(OPEN, [HELD], [id])).toMatchObject({ orphans: [{ clientOrderId: id }], unexplained: [] });
    },
  );

  it('a stop without a trade is left alone where the venue holds a position that the ledger does not know: it may protect it', () => {
    const flat = botState({});
    expect(check(flat, [HELD], ['bot-1-4-s'])).toEqual({
      ...NOTHING,
      unexplained: ["a long of 6 in BTC is not the bot's"],
    });
    const [target] = check(flat, [HELD], ['bot-1-4-s', 'bot-1-5-t']).orphans;
    expect(target?.clientOrderId).toBe('bot-1-5-t');
    // Also in the tick in which the bot's own position there may just have ended.
    for (const state of [flat, OPEN]) expect(check(state, [HELD], ['bot-1-4-s'], ['BTC'])).toEqual(NOTHING);
  });

  it.each(['bot-1-11-s', 'bot-2-1-s', clientOrderId('bot', { epoch: 2, epochMark: 'k3fb' }, 1, 'stop')])(
    'an order that the ledger does not have is left alone if its number is later, as a later invocation protects by it: %s',
    (id) => {
      expect(check(OPEN, [HELD], [id])).toEqual({
        ...NOTHING,
        unexplained: [`an order in BTC is of a later time than the ledger: ${id}`],
      });
    },
  );

  it('an order that the ledger does not have is left alone if another copy of the ledger has issued it, however early its number', () => {
    const ids = ['a', 'b', 'c'].map((mark) =>
      clientOrderId('bot', { epoch: 1, epochMark: `k3f${mark}` }, 4, 'take-profit'),
    );
    const [own, ...others] = ids;
    const marked = { ...OPEN, epochMark: 'k3fa' };
    expect(check(marked, [HELD], ids)).toEqual({
      ...NOTHING,
      orphans: [{ clientOrderId: own, symbol: 'BTC' }],
      unexplained: others.map((id) => `an order in BTC is of another copy of the ledger: ${id}`),
    });
    // An earlier release has begun it, or dropped the mark.
    expect(check(OPEN, [HELD], ids).orphans).toEqual([]);
  });

  it.each(['web_1', 'other-1-1-s', 'bot-b-1-1-s', 'bot-1-1-q', 'bot-1-s', 'robot-1-1-s'])(
    "an order that the ledger does not have is left alone if it has another name, even one that begins like the bot's: %s",
    (id) => {
      expect(check(OPEN, [HELD], [id])).toEqual({
        ...NOTHING,
        unexplained: [`an order in BTC is not the bot's: ${id}`],
      });
    },
  );
});
