/**
 * Do a ledger's rows give its state again, and is a broken series of rows refused?
 */
import { describe, expect, it } from 'vitest';
import type { LedgerEvent, LedgerRow } from '../../../lambda/core/ledger/ledger-events.ts';
import { evolve, replay } from '../../../lambda/core/ledger/ledger.ts';
import { initialLedger } from '../../../lambda/core/ledger/ledger-state.ts';
import { usd, usdFromUnits } from '../../../lambda/core/units.ts';
import { NOON, at, entryOrder, position, trade } from '../../harness/builders.ts';

const { decision } = entryOrder();
const EVENTS: readonly LedgerEvent[] = [
  { kind: 'started', atMs: NOON, balanceUsd: usd(2000) },
  { kind: 'opened', atMs: NOON, position: position(), decision, fills: [] },
  { kind: 'recovery', atMs: at('12:01'), tradeId: 1, price: 99.8 },
  { kind: 'funding', atMs: at('16:00'), tradeId: 1, paidUsd: usd(0.06) },
  { kind: 'closed', atMs: at('16:01'), trade: trade(-1.23456789), fills: [] },
  { kind: 'day-started', atMs: at('2026-01-06T00:00') },
];

const rowsOfEvents = (events: readonly LedgerEvent[]): readonly LedgerRow[] =>
  events.map((event, k) => ({ epoch: 1, sequence: k + 1, event }));

const ROWS = rowsOfEvents(EVENTS);

describe('replaying rows', () => {
  it('replaying rows gives the state that the events left, to the last digit', () => {
    const state = EVENTS.reduce(evolve, initialLedger(1));
    expect(replay(1, ROWS)).toEqual(state);
    expect(state.balanceUsd).toBe(199_876_543_211);
    expect(state.dayStartBalanceUsd).toBe(199_876_543_211);
    expect(state.rowCount).toBe(6);
  });

  it('replaying rows adds a hundred thousand results without losing a digit', () => {
    const losses = Array.from({ length: 100_000 }, (): LedgerEvent => ({
      kind: 'closed',
      atMs: NOON,
      trade: trade(-0.00000001),
      fills: [],
    }));
    const state = replay(1, rowsOfEvents([EVENTS[0]!, ...losses]));
    expect(state.balanceUsd).toBe(usdFromUnits(200_000_000_000 - 100_000));
    expect(state.lossesInARow).toBe(100_000);
  });

  it('replaying no rows gives the ledger before its first event', () => {
    expect(replay(5, [])).toEqual(initialLedger(5));
  });
});

describe('a broken series of rows', () => {
  it('a broken series of rows with one missing is refused', () => {
    const missing = ROWS.filter(({ sequence }) => sequence !== 3);
    expect(() => replay(1, missing)).toThrow('ledger row 1/4 found where 1/3 belongs');
  });

  it('a broken series of rows without its first is refused', () => {
    expect(() => replay(1, ROWS.slice(1))).toThrow('ledger row 1/2 found where 1/1 belongs');
  });

  it('a broken series of rows with one doubled is refused', () => {
    const doubled = [...ROWS.slice(0, 2), ROWS[1]!, ...ROWS.slice(2)];
    expect(() => replay(1, doubled)).toThrow('ledger row 1/2 found where 1/3 belongs');
  });

  it('a broken series of rows out of order is refused', () => {
    expect(() => replay(1, ROWS.toReversed())).toThrow('ledger row 1/6 found where 1/1 belongs');
  });

  it('a broken series of rows with one of another epoch is refused', () => {
    const foreign = ROWS.map((row) => (row.sequence === 4 ? { ...row, epoch: 2 } : row));
    expect(() => replay(1, foreign)).toThrow('ledger row 2/4 found where 1/4 belongs');
  });
});
