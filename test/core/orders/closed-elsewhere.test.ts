/**
 * Is a position that somebody else has closed booked from the trades the venue shows, and the operator told who it was?
 */
import { describe, expect, it } from 'vitest';
import type { BotState } from '../../../lambda/core/bot-state.ts';
import { closeExternally, isGone } from '../../../lambda/core/orders/closed-elsewhere.ts';
import { ZERO_USD, usd } from '../../../lambda/core/units.ts';
import type { ClosedElsewhere } from '../../../lambda/core/venue-report.ts';
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
import { ETH, eventKindsOf, eventsOf } from '../../harness/booking.ts';

const OTHER = position(ETH);
const OPEN = botState({ account: undefined, ledger: { positions: [OTHER, position()] } });
const LATER = at('12:03');

/** 6 units of BTC that were sold at 99. */
function closed(changes: Partial<ClosedElsewhere> = {}, state: BotState = OPEN): BotState {
  const fills = [fillOf(exitOrder(), { price: 99, timeMs: LATER })];
  const gone = { symbol: 'BTC', quantity: 6, fills, by: 'stop', timeMs: LATER, isShared: false } as const;
  return closeExternally(state, { ...gone, ...changes }, parameters());
}

const causeOf = ({ ledger }: BotState) => ledger.halted?.cause;

describe('a position that was closed elsewhere', () => {
  it.each([
    ['stop', 'hard-stop', undefined],
    ['take-profit', 'target', undefined],
    ['exit', 'unprotected', undefined],
    ['liquidation', 'liquidated', 'the exchange has liquidated the long in BTC'],
    ['insurance-fund', 'liquidated', 'the insurance fund of the exchange has taken over the long in BTC'],
    ['adl', 'flatten', 'the exchange has closed the long in BTC by auto-deleveraging (adl)'],
    ['settlement', 'flatten', 'the exchange has settled the long in BTC'],
    ['other', 'flatten', "the long in BTC was closed by an order that is not the bot's"],
    ['unknown', 'flatten', 'the long in BTC is gone'],
  ] as const)(
    'a position that was closed elsewhere, by %s, ends as %s and halts with: %s',
    (by, reason, cause) => {
      const after = closed({ by });
      const trade = {
        tradeId: 1,
        exitPrice: 99,
        exitTimeMs: LATER,
        reason,
        grossUsd: usd(-6),
        ambiguous: false,
      };
      expect(after.outbox.rows[0]?.event).toMatchObject({ kind: 'closed', atMs: LATER, trade });
      expect(after.ledger.positions).toEqual([OTHER]);
      expect(causeOf(after)).toBe(cause);
      expect(after.ledger.halted?.sinceMs).toBe(cause && LATER);
      expect(after).not.toHaveProperty('isSumOpen');
    },
  );

  it('a position that was closed elsewhere in part stays open with the rest, and the operator is told how much is gone', () => {
    const fills = [fillOf(exitOrder(), { price: 99, quantity: 2, timeMs: LATER })];
    const after = closed({ by: 'adl', quantity: 2, fills });
    expect(eventKindsOf(after)).toEqual(['reduced', 'halted']);
    // Nobody knows at which price it was decided.
    expect(after.outbox.rows[0]?.event).not.toHaveProperty('slippageUsd');
    expect(after.ledger.positions.map(({ exits }) => exits)).toEqual([undefined, fills]);
    expect(causeOf(after)).toBe(
      'the exchange has closed 2 of the long of 6 in BTC by auto-deleveraging (adl)',
    );
  });

  it.each([
    [0, 'no trade that closed it', 100],
    [3, 'trades of a part of it only', 99.5],
  ])(
    'a position that was closed elsewhere with trades of %d shown (%s) is booked at its entry for the rest, keeps its sum open and halts',
    (shown, words, exitPrice) => {
      const fills = shown === 0 ? [] : [fillOf(exitOrder(), { price: 99, quantity: shown, timeMs: NOON })];
      const after = closed({ fills });
      const [row] = after.outbox.rows;
      expect(row?.event).toMatchObject({ kind: 'closed', trade: { exitPrice, grossUsd: usd(-shown) } });
      const unseen = {
        clientOrderId: 'unseen',
        price: 100,
        quantity: 6 - shown,
        feeUsd: ZERO_USD,
        realisedUsd: ZERO_USD,
        liquidity: 'taker',
        timeMs: LATER,
        isUnseen: true,
      };
      expect(row?.event).toMatchObject({ fills: [...fills, unseen] });
      expect(after.isSumOpen).toBe(true);
      expect(causeOf(after)).toBe(
        `the long in BTC was closed by an order of the bot's; the exchange shows ${words}, so that its price is not known; it is booked at the price of its entry, and the rest of the sum as its own row once the wallet shows it`,
      );
    },
  );

  it('a position that was closed elsewhere by trades that were only partly ours keeps its sum open', () => {
    const after = closed({ isShared: true });
    expect(after.isSumOpen).toBe(true);
    expect(causeOf(after)).toBeUndefined();
  });

  it.each(['stop', 'take-profit', 'exit'] as const)(
    "a position that was closed elsewhere by the bot's own %s, which nobody has seen fill, halts and says whose order it was",
    (by) => {
      expect(causeOf(closed({ by, fills: [] }))).toContain(
        "the long in BTC was closed by an order of the bot's; the exchange shows no trade that closed it",
      );
    },
  );

  it('a position that was closed elsewhere tells what it slipped where one order that the item holds has closed it', () => {
    const slipped = (...orders: BotState['orders']) => {
      const entered = { ...position(), slippageUsd: ZERO_USD };
      const open = botState({ account: undefined, orders, ledger: { positions: [OTHER, entered] } });
      const at99 = (order: Parameters<typeof fillOf>[0], quantity: number) =>
        fillOf(order, { price: 99, timeMs: LATER, quantity });
      const stop = stopOrder({ price: 99.5 });
      return {
        ofStop: eventsOf(closed({ fills: [at99(stop, 6)] }, open))[0],
        ofTwo: eventsOf(closed({ fills: [at99(stop, 3), at99(exitOrder(), 3)] }, open))[0],
      };
    };
    const known = slipped(stopOrder({ price: 99.5 }));
    expect(known.ofStop).toMatchObject({ kind: 'closed', slippageUsd: usd(3) });
    expect(known.ofTwo).not.toHaveProperty('slippageUsd');
    expect(slipped().ofStop).not.toHaveProperty('slippageUsd');
  });

  it('a position that was closed elsewhere leaves nothing of its trade in doubt, and what rests to be swept', () => {
    const rest = [
      takeProfitOrder(),
      entryOrder({ tradeId: 2, clientOrderId: 'bot-1-5-e', symbol: 'ETH', status: 'unknown' }),
    ];
    const state = { ...OPEN, orders: [stopOrder({ status: 'unknown' }), ...rest] };
    expect(closed({}, state).orders).toEqual(rest);
    const fills = [fillOf(exitOrder(), { price: 99, quantity: 2, timeMs: LATER })];
    expect(closed({ quantity: 2, fills }, state).orders).toEqual(state.orders);
  });

  it('a position that was closed elsewhere is booked once: nothing happens where the bot has closed it', () => {
    const state = botState({ account: undefined, ledger: { positions: [OTHER] } });
    expect(closed({}, state)).toBe(state);
  });
});

describe('a position of which the venue holds less', () => {
  it('a position of which the venue holds less is gone when it holds nothing of that trade', () => {
    const shortfall = { tradeId: 1, symbol: 'BTC', heldQuantity: 0, seenMs: NOON };
    const gone = (changes: Partial<typeof shortfall>) =>
      isGone({ ...OPEN, shortfalls: [{ ...shortfall, ...changes }] }, position());
    expect(gone({})).toBe(true);
    expect(gone({ heldQuantity: 1 })).toBe(false);
    expect(gone({ tradeId: 2 })).toBe(false);
    expect(isGone(OPEN, position())).toBe(false);
  });
});
