/**
 * Is the bound by which the bot knows that its item may grow never below what the item has?
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { charactersAtMost, hasRoom, type BotState } from '../../lambda/core/bot-state.ts';
import type { Position } from '../../lambda/core/ledger/position.ts';
import { DENIAL_CODES } from '../../lambda/core/reasons.ts';
import { anyState } from '../adapters/dynamo/dynamo-arbitraries.ts';
import {
  NOON,
  botState,
  entryOrder,
  fillOf,
  exitOrder,
  position,
  stopOrder,
  takeProfitOrder,
} from '../harness/builders.ts';

/** As the item is measured by writing it down. */
function written({ outbox, ...rest }: BotState) {
  return { outbox: JSON.stringify(outbox).length, rest: JSON.stringify(rest).length };
}

function mayGrow(state: BotState): boolean {
  const { outbox, rest } = written(state);
  return state.outbox.rows.length < 100 && outbox < 64 * 1024 && rest < 32 * 1024;
}

/** With every number as long as a number can be. */
function longest(state: BotState): BotState {
  const copy = structuredClone(state);
  stretchNumbers(copy);
  return copy;
}

function stretchNumbers(part: object): void {
  for (const [key, value] of Object.entries<unknown>({ ...part })) {
    if (typeof value === 'number') Reflect.set(part, key, -1.234567890123457e-308);
    else if (typeof value === 'object' && value !== null) stretchNumbers(value);
  }
}

const many = <Part>(count: number, part: Part): readonly Part[] => Array.from({ length: count }, () => part);

/** From a state with nothing open to one that is far too large. */
const grown = fc
  .record({
    state: anyState,
    positions: fc.nat(60),
    orders: fc.nat(150),
    entries: fc.nat(600),
    rows: fc.nat(110),
    cause: fc.nat(40_000),
  })
  .map(({ state, positions, orders, entries, rows, cause }): BotState => {
    const open: readonly Position[] = state.ledger.positions;
    return {
      ...state,
      orders: [...state.orders, ...many(orders, state.orders[orders % state.orders.length]!)],
      ledger: {
        ...state.ledger,
        entryTimesMs: many(entries, NOON),
        positions: [...open, ...many(positions, position({ symbol: `S${positions}` }))],
        halted: cause % 2 === 0 ? undefined : { cause: 'é"'.repeat(cause / 4), sinceMs: NOON },
      },
      outbox: { ...state.outbox, rows: state.outbox.rows.slice(0, rows) },
    };
  });

describe('the bound on the size of an item', () => {
  it('the bound on the size of an item is never below its size, whatever the item holds', () => {
    const property = fc.property(anyState, (state) => {
      for (const each of [state, longest(state)]) {
        expect(charactersAtMost(each)).toBeGreaterThanOrEqual(written(each).rest);
      }
    });
    fc.assert(property, { numRuns: 300 });
  });

  it('the bound on the size of an item leaves room for every denial and every leg with the longest numbers', () => {
    const state = longest(
      botState({
        denials: Object.fromEntries(DENIAL_CODES.map((code) => [code, 1])),
        ledger: { positions: [position()] },
        orders: [entryOrder(), exitOrder(), stopOrder(), takeProfitOrder()],
      }),
    );
    expect(charactersAtMost(state)).toBeGreaterThan(written(state).rest);
  });

  it('the bound on the size of an item is enough for a bot with three positions, so that nothing is written down to measure it', () => {
    const positions = ['BTC', 'ETH', 'SOL'].map((symbol) => position({ symbol }));
    const orders = positions.flatMap(({ symbol }) => [stopOrder({ symbol }), takeProfitOrder({ symbol })]);
    const state = botState({ ledger: { positions, entryTimesMs: many(30, NOON) }, orders });
    expect(charactersAtMost(state)).toBeLessThan(32 * 1024);
  });
});

it('an item may grow exactly while it is below its bounds as written down', () => {
  const property = fc.property(grown, (state) => {
    expect(hasRoom(state)).toBe(mayGrow(state));
  });
  fc.assert(property, { numRuns: 300 });
});

describe('the bound of the item', () => {
  const parts: Readonly<Record<string, Parameters<typeof botState>[0]>> = {
    'denial codes': { denials: Object.fromEntries(DENIAL_CODES.map((code) => [code, 1])) },
    exits: {
      ledger: {
        positions: many(100, position({ exits: many(20, fillOf({ clientOrderId: 'bot-1-4-x' })) })),
      },
    },
    positions: { ledger: { positions: many(100, position()) } },
    'times of entries': { ledger: { entryTimesMs: many(1_000, NOON) } },
    'entry orders': { orders: many(100, entryOrder()) },
    orders: { orders: many(100, [entryOrder(), exitOrder(), stopOrder(), takeProfitOrder()]).flat() },
    'simulated orders': {
      account: { positions: [], orders: many(100, [stopOrder(), takeProfitOrder()]).flat() },
    },
    'simulated positions': {
      account: {
        positions: many(100, { symbol: 'BTC', side: 'short', quantity: 6, metToMs: NOON }),
        orders: [],
      },
    },
    'words of invalid parameters': { refusal: { sinceMs: NOON, text: '\u0001'.repeat(2_000) } },
    symbols: { ledger: { positions: [position({ symbol: '\u0001'.repeat(2_000) })] } },
  };

  it.each(Object.keys(parts))('the bound of the item counts all of its %s', (name) => {
    const state = longest(botState(parts[name]));
    expect(charactersAtMost(state)).toBeGreaterThanOrEqual(written(state).rest);
  });
});
