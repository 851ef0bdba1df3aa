/**
 * Is a row found that tells another slippage than its fills give, and a sum that is none of it?
 */
import { describe, expect, it } from 'vitest';
import {
  START_MS,
  TABLE,
  closedRow,
  commitOf,
  entryOf,
  eyes,
  fillOf,
  ledgerOf,
  positionOf,
  rowOf,
} from './doctored.ts';
import { readRow } from './recorded-items.ts';
import { SlippageRules } from './slippage-rules.ts';

type Json = Readonly<Record<string, unknown>>;

const CENT = 1_000_000;
const DAY_MS = 86_400_000;
const at = (price: number) => ({ price, tickMs: START_MS });
const ORDERS = [
  entryOf({ clientOrderId: 'sim-7-2-s', leg: 'stop', price: 99.75, decision: undefined }),
  entryOf({ clientOrderId: 'sim-7-3-x', leg: 'exit', decision: at(99.9) }),
  entryOf({ clientOrderId: 'sim-7-4-t', leg: 'take-profit', price: 100.15, decision: undefined }),
];

/** Entered two cents beyond the price of its decision. */
function opened(position: Json = {}, fill: Json = {}): Json {
  const fills = [fillOf({ price: 100.02, liquidity: 'taker', ...fill })];
  return rowOf(2, { kind: 'opened', position: positionOf(position), decision: at(100), fills });
}

const exitFill = (leg: string, price: number, changes: Json = {}) =>
  fillOf({ clientOrderId: `sim-7-${leg}`, price, liquidity: 'taker', venueId: '12', ...changes });

function closed(slippageUsd: number | undefined, fill: Json, others: Json = {}): Json {
  return closedRow(4, others, { fills: [fill], slippageUsd });
}

interface Terms {
  readonly isOlder?: boolean;
  readonly before?: Json;
  readonly after?: Json;
}

function judged(rows: readonly Json[], { isOlder = false, before = {}, after = before }: Terms = {}) {
  const { looking, found } = eyes();
  const older = { mayWorkAt: () => isOlder, lastMs: () => (isOlder ? START_MS : -Infinity) };
  const rules = new SlippageRules({ ...looking, older });
  const first = { version: 1, orders: ORDERS, ledger: ledgerOf(before) };
  rules.committed(commitOf(first));
  for (const row of rows) {
    const read = readRow(row);
    if ('problem' in read) throw new Error(read.problem);
    rules.row(read.value, TABLE);
  }
  rules.committed(commitOf({ version: 2, ledger: ledgerOf(after) }, first));
  return found;
}

/** A run of a trade, as far as it was counted before its slippage was. */
const UNSLIPPED = { run: [1, 0, -1, 1, 0, 0] };

/** As much as this trade slipped is in the sums. */
const summed = (cents: number, trades = 1) => {
  const slippage = [trades, cents * CENT];
  return { before: UNSLIPPED, after: { ...UNSLIPPED, today: { slippage }, runSlippage: slippage } };
};

describe('a row that tells what a trade slipped', () => {
  it.each<[words: string, cents: number, fill: Json]>([
    ['by its stop', 2 + 75, exitFill('2-s', 99)],
    ['by an exit', 2 + 10, exitFill('3-x', 99.8)],
    ['by an exit that was better', 2 - 10, exitFill('3-x', 100)],
    ['by a take-profit that met somebody at once', 2 - 5, exitFill('4-t', 100.2)],
    ['by a take-profit that rested', 2, exitFill('4-t', 100.15, { liquidity: 'maker' })],
  ])('breaks no rule where its fills and its orders give it: %s', (_, cents, fill) => {
    expect(judged([opened(), closed(cents * CENT, fill)], summed(cents))).toEqual([]);
    const told = judged([opened(), closed((cents + 1) * CENT, fill)], summed(cents + 1));
    expect(told).toEqual(['slippage-of-another-size']);
  });

  it('is found in a short, where its sign is turned', () => {
    const rows = (cents: number) => [
      opened({ side: 'short' }, { price: 99.98 }),
      closed(cents * CENT, exitFill('3-x', 100)),
    ];
    expect(judged(rows(12), summed(12))).toEqual([]);
    expect(judged(rows(-12), summed(-12))).toEqual(['slippage-of-another-size']);
  });

  it('sums the parts in which it was closed', () => {
    const part = exitFill('2-s', 99.7, { quantity: 0.5 });
    const reduced = rowOf(3, { kind: 'reduced', tradeId: 1, fills: [part] });
    const rest = exitFill('3-x', 99.8, { quantity: 0.5 });
    const rows = (cents: number) => [opened(), reduced, closed(cents * CENT, rest)];
    expect(judged(rows(2 + 2.5 + 5), summed(9.5))).toEqual([]);
    expect(judged(rows(2 + 5), summed(7))).toEqual(['slippage-of-another-size']);
  });

  it('is found where it tells nothing, but where an older release may have forgotten it', () => {
    const rows = [opened(), closed(undefined, exitFill('2-s', 99))];
    expect(judged(rows)).toEqual(['slippage-untold']);
    expect(judged(rows, { isOlder: true })).toEqual([]);
  });

  it.each<[words: string, fill: Json]>([
    ['an order that no item held', exitFill('9-s', 99)],
    ['nobody knows what', exitFill('2-s', 100, { isUnseen: true })],
    ['a stop on paper', fillOf({ clientOrderId: 'sim-7-2-s', price: 99, venueId: undefined })],
  ])('may tell anything, or nothing, of a trade that was closed by %s', (_, fill) => {
    expect(judged([opened(), closed(5 * CENT, fill)], summed(5))).toEqual([]);
    expect(judged([opened(), closed(undefined, fill)])).toEqual([]);
  });
});

describe('the slippage of a day and of a run', () => {
  const KNOWN = { ...UNSLIPPED, today: { slippage: [2, 7 * CENT] }, runSlippage: [5, 9 * CENT] };
  const stopped = (others: Json = {}) => closed(77 * CENT, exitFill('2-s', 99), others);
  const both = (today: readonly number[], run: readonly number[]) => ({
    before: KNOWN,
    after: { ...UNSLIPPED, today: { slippage: today }, runSlippage: run },
  });

  it('is found where it is not what was there and what came', () => {
    const rows = [opened(), stopped()];
    expect(judged(rows, both([3, 84 * CENT], [6, 86 * CENT]))).toEqual([]);
    for (const sums of [
      both([2, 7 * CENT], [6, 86 * CENT]),
      both([3, 83 * CENT], [6, 86 * CENT]),
      both([3, 84 * CENT], [5, 86 * CENT]),
    ])
      expect(judged(rows, sums)).toEqual(['slippage-is-no-sum']);
    expect(judged([], both([0, 0], [5, 9 * CENT]))).toEqual(['slippage-is-no-sum']);
  });

  it('is, of a day that begins, that of its own trades', () => {
    const day = rowOf(3, { kind: 'day-started', atMs: START_MS + DAY_MS });
    const begun = (today: readonly number[]) => both(today, [6, 86 * CENT]);
    expect(
      judged([opened(), day, stopped({ exitTimeMs: START_MS + DAY_MS })], begun([1, 77 * CENT])),
    ).toEqual([]);
    // It arrives late, and is one of the day before.
    expect(judged([opened(), day, stopped()], begun([0, 0]))).toEqual([]);
    expect(judged([opened(), day, stopped()], begun([1, 77 * CENT]))).toEqual(['slippage-is-no-sum']);
  });

  it('is none of a run that an older release has forgotten as a whole, until the next day', () => {
    const today = { today: { slippage: [1, 77 * CENT] } };
    expect(judged([opened(), stopped()], { before: {}, after: today })).toEqual([]);
    expect(judged([opened(), stopped()], { before: UNSLIPPED, after: { ...UNSLIPPED, ...today } })).toEqual([
      'slippage-is-no-sum',
    ]);
  });

  it('is forgotten by an older release', () => {
    expect(judged([opened(), stopped()], { before: KNOWN, after: {}, isOlder: true })).toEqual([]);
  });
});
