/**
 * Is a position found that is closed for no reason, or held on against its terms?
 */
import { describe, expect, it } from 'vitest';
import { quietVenue } from '../../venue/binance-venue.ts';
import {
  closedRow,
  commitOf,
  entryOf,
  eyes,
  fillOf,
  ledgerOf,
  openedRow,
  positionOf,
  rowOf,
  START_MS,
  TABLE,
  TERMS,
} from './doctored.ts';
import { HoldingRules } from './holding-rules.ts';
import { readRow } from './recorded-items.ts';

const SECOND_MS = 1_000;

function closed(reason: string, price: number, seconds: number, between: readonly object[] = []) {
  const { looking, found } = eyes();
  const rules = new HoldingRules(looking);
  const decision = { price, tickMs: START_MS + seconds * SECOND_MS };
  const close = closedRow(9, { reason }, { decision });
  for (const row of [openedRow(2), ...between, close]) {
    const read = readRow(row);
    if ('problem' in read) throw new Error(read.problem);
    rules.row(read.value, TABLE);
  }
  return found;
}

/** Half of it was closed at that price. */
const reducedAt = (price: number) =>
  rowOf(3, { kind: 'reduced', tradeId: 1, fills: [fillOf({ price, quantity: 0.5 })] });
const funding = (paidUsd: number) =>
  rowOf(3, { kind: 'funding', tradeId: 1, paidUsd: paidUsd * 100_000_000 });
const recovery = rowOf(3, { kind: 'recovery', tradeId: 1, price: 99.8 });
const command = { id: 'c', kind: 'flatten', accept: false, issuedAtMs: START_MS };
const flattened = rowOf(3, { kind: 'operator-command', command });
const stopped = rowOf(3, { kind: 'stopped', cause: 'loss', realisedUsd: 0, unrealisedUsd: 0 });

/** Ticks of a bot that is long of 100,000 USD. */
function ticking(orders: readonly object[] = []) {
  const { looking, found } = eyes();
  const venue = quietVenue(START_MS);
  const rules = new HoldingRules(looking);
  const tick = (minute: number, changes: object = {}) => {
    const ledger = ledgerOf({ positions: [positionOf({ quantity: 1_000 })], ...changes });
    const state = { version: 2, tickMs: START_MS + minute * 60_000, ledger, orders };
    rules.committed(commitOf(state, {}), venue.state);
  };
  return { tick, venue, found };
}

describe('a close', () => {
  it.each<[reason: string, price: number, seconds: number, between?: object[]]>([
    ['target', 100.15, 0],
    ['hard-stop', 99.75, 0],
    ['max-hold', 99.9, 300],
    ['quick-exit', 100.12, 120],
    ['quick-exit', 99.99, 120, [reducedAt(100.15)]],
    ['quick-exit', 99.99, 120, [funding(-1)]],
    ['recovered', 100.12, 60, [recovery]],
    ['recovery-timeout', 99.9, 180, [recovery]],
    ['flatten', 99.9, 0, [flattened]],
    ['daily-stop', 99.9, 0, [stopped]],
    ['unprotected', 99.9, 0],
  ])('%s is one where it is so', (reason, price, seconds, between = []) => {
    expect(closed(reason, price, seconds, between)).toEqual([]);
  });

  it.each<[reason: string, price: number, seconds: number, between?: object[]]>([
    ['target', 100.14, 0],
    ['hard-stop', 99.76, 0],
    ['max-hold', 99.9, 299],
    ['quick-exit', 100.12, 119],
    ['quick-exit', 99.99, 120],
    ['quick-exit', 99.99, 120, [reducedAt(100)]],
    ['quick-exit', 100.1, 120, [reducedAt(99.8)]],
    ['quick-exit', 99.99, 120, [funding(1)]],
    ['quick-exit', 99.9, 120, [funding(-0.05)]],
    ['recovered', 100.12, 60],
    ['recovered', 99.99, 60, [recovery]],
    ['recovery-timeout', 99.9, 179, [recovery]],
    ['recovery-timeout', 99.9, 180],
    ['flatten', 99.9, 0],
    ['daily-stop', 99.9, 0],
  ])('%s is none at %d after %d s', (reason, price, seconds, between = []) => {
    expect(closed(reason, price, seconds, between)).toEqual(['closed-without-reason']);
  });

  it('is not begun by a loss that is none', () => {
    const early = rowOf(3, { kind: 'recovery', tradeId: 1, price: 99.89 });
    expect(closed('max-hold', 99.9, 300, [early])).toEqual(['recovery-without-loss']);
  });
});

describe('a position', () => {
  function held(price: number, changes: object = {}, others: object = {}) {
    const { looking, found, pass } = eyes();
    const venue = quietVenue(START_MS);
    venue.quote('BTCUSDT', { bid: price, ask: price + 0.1 });
    const rules = new HoldingRules(looking);
    const { state } = commitOf({ ledger: ledgerOf({ positions: [positionOf({ ...changes })] }), ...others });
    pass(150 * SECOND_MS);
    rules.look(state, venue.state);
    pass(70 * SECOND_MS);
    rules.look(state, venue.state);
    expect(found).toEqual([]);
    pass(20 * SECOND_MS);
    rules.look(state, venue.state);
    return found;
  }

  it.each<[name: string, price: number, changes?: object]>([
    ['beyond its target', 100.2],
    ['beyond its stop', 99.7],
    ['that should recover', 99.8],
    ['whose recovery is over', 99.9, { recoverySinceMs: START_MS - 60 * SECOND_MS }],
    ['that earns enough for a quick exit', 100.3, { terms: { ...TERMS, targetPct: 1 } }],
  ])('%s is not held on', (_name, price, changes = {}) => {
    expect(held(price, changes)).toEqual(['held-against-its-terms']);
  });

  it('is closed with the day that has lost its limit', () => {
    const { tick, venue, found } = ticking();
    venue.quote('BTCUSDT', { bid: 99.9, ask: 100 });
    tick(1);
    tick(2);
    tick(3, { stoppedAtMs: START_MS });
    tick(4);
    tick(5);
    expect(found).toEqual([]);
    tick(6);
    expect(found).toEqual(['day-goes-on']);
  });

  it('is part of what the day has lost or gained also while its close is under way', () => {
    const { tick, venue, found } = ticking([entryOf({ leg: 'exit' })]);
    const lost = { realisedTodayUsd: -90_00000000 };
    venue.quote('BTCUSDT', { bid: 100.1, ask: 100.2 });
    for (const minute of [1, 2, 3, 4]) tick(minute, lost);
    expect(found).toEqual([]);
    venue.quote('BTCUSDT', { bid: 99.9, ask: 100 });
    for (const minute of [5, 6, 7]) tick(minute, lost);
    expect(found).toEqual(['day-goes-on']);
  });

  it('is held where no rule says otherwise, and while its close is under way', () => {
    expect(held(99.95)).toEqual([]);
    expect(held(99.9, { recoverySinceMs: START_MS + 100 * SECOND_MS })).toEqual([]);
    expect(held(99.7, {}, { orders: [entryOf({ leg: 'exit' })] })).toEqual([]);
  });
});
