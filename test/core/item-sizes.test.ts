/**
 * How many bytes are kept free in the item, to the last of them?
 */
import { describe, expect, it } from 'vitest';
import { EMPTY_OUTBOX, type BotState } from '../../lambda/core/bot-state.ts';
import {
  ITEM_BYTES_MAX,
  bytesNeeded,
  fits,
  hasRoomForEntry,
  hasRoomToRemember,
  lightest,
} from '../../lambda/core/item-room.ts';
import type { Order } from '../../lambda/core/order.ts';
import { storedBytes } from '../../lambda/core/words.ts';
import {
  NOON,
  botState,
  entryOrder,
  exitOrder,
  position,
  stopOrder,
  takeProfitOrder,
  terms,
} from '../harness/builders.ts';
import { ETH, liveBot } from '../harness/booking.ts';

/** What a bot needs beyond what is stored of it. */
function kept(state: BotState): number {
  const { alertLog: _, outbox, ...rest } = state;
  return bytesNeeded(state) - storedBytes({ ...rest, outbox: { rows: outbox.rows } });
}

/** A simulated account holds the protective orders of the book, unless others are given. */
function paper(
  orders: readonly Order[],
  positions = [position()],
  simulated = orders.filter((order) => order.leg === 'stop' || order.leg === 'take-profit'),
): BotState {
  return botState({ orders, ledger: { positions }, account: { positions: [], orders: simulated } });
}

const [STOP, TAKE_PROFIT] = [stopOrder(), takeProfitOrder()];

/** The bot itself, what stands, and a halt. */
const QUIET = 2_000 + 2_190 + 450 + 900;
const PARTIAL_CLOSES = 1_700;
/** Exit, trouble and one funding. */
const FOLLOWING = 320 + 220 + 140;

describe('the bytes that are kept', () => {
  it.each<[string, BotState, number]>([
    ['nothing open', paper([], []), QUIET],
    ['a halt that stands', botState({ ledger: { halted: { cause: '', sinceMs: NOON } } }), QUIET - 900],
    ['real money', liveBot([], []), QUIET + PARTIAL_CLOSES],
    ['a protected position', paper([STOP, TAKE_PROFIT]), QUIET + FOLLOWING],
    ['a position without orders', paper([]), QUIET + FOLLOWING + 4 * 265],
    ['a position with one, and its exit', paper([STOP, exitOrder()]), QUIET + FOLLOWING + 2 * 265],
    [
      'a position beside the order of another',
      paper([STOP, takeProfitOrder(ETH)], undefined, [STOP, TAKE_PROFIT]),
      QUIET + FOLLOWING + 265,
    ],
    ['more than two orders', paper([STOP, STOP, TAKE_PROFIT]), QUIET + FOLLOWING],
    [
      'a position for a day and a minute',
      paper([STOP, TAKE_PROFIT], [position({ terms: terms({ maxHoldSeconds: 86_460 }) })]),
      QUIET + FOLLOWING + 24 * 140,
    ],
    [
      'a protected position with real money',
      liveBot([STOP, TAKE_PROFIT]),
      QUIET + PARTIAL_CLOSES + FOLLOWING + 100,
    ],
    // Its row, what a position has more, its take-profit; and on paper the simulated position with two orders.
    ['an entry', paper([entryOrder()], []), QUIET + 1_280 + 150 + 265 + 125 + 2 * 265 + FOLLOWING],
    [
      'an entry with real money',
      liveBot([entryOrder()], []),
      QUIET + PARTIAL_CLOSES + 1_280 + 150 + 265 + 180 + FOLLOWING + 100,
    ],
  ])('the bytes that are kept with %s', (_, state, bytes) => {
    expect(kept(state)).toBe(bytes);
  });
});

describe('an item that is full', () => {
  /** Needs so many bytes more than it has. */
  const filledTo = (state: BotState, bytes: number): BotState => ({
    ...state,
    botId: state.botId.padEnd(state.botId.length + bytes - bytesNeeded(state), 'x'),
  });
  const memory = (count: number) => {
    const commands = Array.from(
      { length: count },
      (_, k) => ({ id: `${k}`, kind: 'pause', untilMs: NOON }) as const,
    );
    return botState({ outbox: EMPTY_OUTBOX, commandMemory: { sinceMs: 0, commands } });
  };

  it('an item that is full to the last byte fits, and one with a byte more does not', () => {
    expect(fits(filledTo(botState(), ITEM_BYTES_MAX))).toBe(true);
    expect(fits(filledTo(botState(), ITEM_BYTES_MAX + 1))).toBe(false);
  });

  it('an item has room for an entry to the last byte: order, stop, all that follows, one event, three commands', () => {
    const entry = 800 + 265 + (1_280 + 150 + 265 + 125 + 2 * 265) + FOLLOWING;
    const most = ITEM_BYTES_MAX - entry - 2_200 - 3 * 140;
    expect(hasRoomForEntry(filledTo(botState(), most), terms())).toBe(true);
    expect(hasRoomForEntry(filledTo(botState(), most + 1), terms())).toBe(false);
  });

  it('an item that is full remembers three commands all the same, and more where an event has room beside them', () => {
    expect(hasRoomToRemember(filledTo(memory(3), ITEM_BYTES_MAX))).toBe(true);
    expect(hasRoomToRemember(filledTo(memory(4), ITEM_BYTES_MAX - 2_200))).toBe(true);
    expect(hasRoomToRemember(filledTo(memory(4), ITEM_BYTES_MAX - 2_199))).toBe(false);
  });
});

describe('the lightest state', () => {
  it('the lightest state has no alert that waits, no words of rejections, and knows how many alerts there were', () => {
    const alert = { kind: 'paused', happened: '', did: '', todo: '', id: 'a', atMs: NOON } as const;
    const state = botState({
      refusal: { sinceMs: NOON, text: 'a test' },
      entryRejections: [],
      alertLog: { count: 7, sentAtMs: [NOON], told: { 'paused: a': NOON }, heldBack: { halted: 1 } },
      outbox: { rows: [], alerts: [alert] },
    });
    const light = lightest(state);
    expect(light.outbox).toEqual(EMPTY_OUTBOX);
    expect(light).not.toHaveProperty('refusal');
    expect(light).not.toHaveProperty('entryRejections');
    expect(light.alertLog).toEqual({
      count: 7,
      sentAtMs: [NOON],
      told: {},
      heldBack: { halted: 1, paused: 1 },
    });
    expect(light.ledger).toBe(state.ledger);
  });
});
