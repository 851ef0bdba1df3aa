/**
 * Is the ledger's state the fold of its events, one numbered row each, exact to the last digit?
 */
import { describe, expect, it } from 'vitest';
import type { LedgerEvent } from '../../../lambda/core/ledger/ledger-events.ts';
import { evolve, openPosition } from '../../../lambda/core/ledger/ledger.ts';
import { initialLedger } from '../../../lambda/core/ledger/ledger-state.ts';
import { ZERO_USD, usd } from '../../../lambda/core/units.ts';
import { NOON, at, entryOrder, fillOf, ledger, position, trade } from '../../harness/builders.ts';

const STARTED: LedgerEvent = { kind: 'started', atMs: NOON, balanceUsd: usd(2000) };

const opened = (changes: Parameters<typeof position>[0] = {}): LedgerEvent => {
  const open = position(changes);
  const { decision } = entryOrder();
  return {
    kind: 'opened',
    atMs: open.filledAtMs,
    position: open,
    decision,
    fills: [fillOf({ clientOrderId: 'a' })],
  };
};

const closed = (net: number, changes: Parameters<typeof trade>[1] = {}): LedgerEvent => {
  const over = trade(net, changes);
  return { kind: 'closed', atMs: over.exitTimeMs, trade: over, fills: [] };
};

describe('a ledger', () => {
  it('a ledger begins with nothing', () => {
    expect(initialLedger(3)).toMatchObject({
      epoch: 3,
      rowCount: 0,
      tradeCount: 0,
      balanceUsd: 0,
      dayMs: 0,
      dayStartBalanceUsd: 0,
      realisedTodayUsd: 0,
      stoppedAtMs: undefined,
      lossesInARow: 0,
      pausedUntilMs: 0,
      entryTimesMs: [],
      positions: [],
      halted: undefined,
      operatorPausedSinceMs: undefined,
    });
  });

  it('a ledger counts one row for every event', () => {
    const open = ledger({ rowCount: 41, positions: [position()] });
    const events: readonly LedgerEvent[] = [
      STARTED,
      { kind: 'day-started', atMs: NOON },
      opened({ tradeId: 2, symbol: 'ETH' }),
      { kind: 'recovery', atMs: NOON, tradeId: 1, price: 99.8 },
      { kind: 'funding', atMs: NOON, tradeId: 1, paidUsd: usd(0.06) },
      closed(-1),
      { kind: 'paused', atMs: NOON, untilMs: NOON, lossesInARow: 4 },
      {
        kind: 'stopped',
        atMs: NOON,
        cause: 'loss',
        realisedUsd: usd(-80),
        unrealisedUsd: ZERO_USD,
        limitUsd: usd(80),
      },
      { kind: 'halted', atMs: NOON, cause: 'doubt' },
      { kind: 'denials', atMs: NOON, counts: { hour: 2 } },
    ];
    for (const event of events) expect(evolve(open, event).rowCount, event.kind).toBe(42);
  });

  it('a ledger is never changed in place', () => {
    const before = ledger({ positions: [position()] });
    const copy = structuredClone(before);
    evolve(before, closed(-1));
    evolve(before, { kind: 'recovery', atMs: NOON, tradeId: 1, price: 99.8 });
    expect(before).toEqual(copy);
  });
});

describe('a start', () => {
  it('a start sets the balance, of now and of midnight, and the day', () => {
    expect(evolve(initialLedger(1), STARTED)).toMatchObject({
      balanceUsd: usd(2000),
      dayStartBalanceUsd: usd(2000),
      dayMs: at('00:00'),
      realisedTodayUsd: 0,
    });
  });
});

describe('a new day', () => {
  it('a new day begins with the balance the old one left, nothing realised and nothing stopped', () => {
    const old = ledger({ balanceUsd: usd(1990), realisedTodayUsd: usd(-10), stoppedAtMs: NOON });
    const rolled = evolve(old, { kind: 'day-started', atMs: at('2026-01-06T00:03') });
    expect(rolled).toMatchObject({
      dayMs: at('2026-01-06T00:00'),
      dayStartBalanceUsd: usd(1990),
      balanceUsd: usd(1990),
      realisedTodayUsd: 0,
    });
    expect(rolled.stoppedAtMs).toBeUndefined();
  });

  it('a new day keeps streak, pause, entries, positions and halt', () => {
    const kept = {
      lossesInARow: 3,
      pausedUntilMs: at('2026-01-06T00:10'),
      entryTimesMs: [at('23:50')],
      positions: [position()],
      halted: { cause: 'doubt', sinceMs: NOON },
      operatorPausedSinceMs: NOON,
    };
    expect(evolve(ledger(kept), { kind: 'day-started', atMs: at('2026-01-06T00:00') })).toMatchObject(kept);
  });
});

describe('an opened position', () => {
  it('an opened position is kept beside those already open, and counted', () => {
    const first = evolve(ledger({ tradeCount: 6 }), opened({ tradeId: 7 }));
    const second = evolve(first, opened({ tradeId: 8, symbol: 'ETH' }));
    expect(second.positions.map(({ tradeId, symbol }) => `${tradeId} ${symbol}`)).toEqual(['7 BTC', '8 ETH']);
    expect(second.tradeCount).toBe(8);
  });

  it('an opened position leaves the balance alone: its fee is part of its unrealised P&L', () => {
    expect(evolve(ledger(), opened({ entryFeeUsd: usd(0.3) })).balanceUsd).toBe(usd(2000));
  });

  it('an opened position never lowers the count of trades, when fills come out of order', () => {
    expect(evolve(ledger({ tradeCount: 8 }), opened({ tradeId: 7 })).tradeCount).toBe(8);
  });

  it('an opened position counts as an entry at the tick that decided it', () => {
    const event = opened({ decidedAtMs: NOON, filledAtMs: NOON + 20_000 });
    expect(evolve(ledger(), event).entryTimesMs).toEqual([NOON]);
  });

  it('an opened position forgets entries of an hour before it and keeps younger ones', () => {
    const entryTimesMs = [at('10:59'), at('11:00'), at('11:00:00.001'), at('11:59')];
    expect(evolve(ledger({ entryTimesMs }), opened()).entryTimesMs).toEqual([
      at('11:00:00.001'),
      at('11:59'),
      NOON,
    ]);
  });
});

describe('an event of an open position', () => {
  const two = ledger({
    positions: [position(), position({ tradeId: 2, symbol: 'ETH', fundingUsd: usd(0.01) })],
  });

  it('an event of an open position starts its recovery, and no other', () => {
    const { positions } = evolve(two, { kind: 'recovery', atMs: at('12:02'), tradeId: 2, price: 99.8 });
    expect(positions.map(({ recoverySinceMs }) => recoverySinceMs)).toEqual([undefined, at('12:02')]);
  });

  it('an event of an open position adds funding to it, and leaves the balance until it closes', () => {
    const after = evolve(two, { kind: 'funding', atMs: at('16:00'), tradeId: 2, paidUsd: usd(0.06) });
    expect(after.positions.map(({ fundingUsd }) => fundingUsd)).toEqual([0, usd(0.07)]);
    expect(after.balanceUsd).toBe(usd(2000));
    const received = evolve(after, { kind: 'funding', atMs: NOON, tradeId: 2, paidUsd: usd(-0.1) });
    expect(received.positions[1]?.fundingUsd).toBe(usd(-0.03));
  });

  it('an event of an open position is refused when the trade is not open', () => {
    expect(() => openPosition(two, 3)).toThrow('trade 3 is not open in ledger epoch 1');
    expect(() => evolve(two, { kind: 'recovery', atMs: NOON, tradeId: 3, price: 1 })).toThrow('trade 3');
    expect(() => evolve(two, { kind: 'funding', atMs: NOON, tradeId: 3, paidUsd: usd(1) })).toThrow(
      'trade 3',
    );
  });
});

describe('a closed trade', () => {
  const open = ledger({ positions: [position(), position({ tradeId: 2, symbol: 'ETH' })] });

  it('a closed trade moves the balance and the day by its net, and is not open any more', () => {
    const after = evolve(open, closed(-1.25));
    expect(after.balanceUsd).toBe(usd(1998.75));
    expect(after.realisedTodayUsd).toBe(usd(-1.25));
    expect(after.dayStartBalanceUsd).toBe(usd(2000));
    expect(after.positions.map(({ tradeId }) => tradeId)).toEqual([2]);
  });

  it('a closed trade adds a loss to the streak; any other result sets it to 0', () => {
    const streak = { ...open, lossesInARow: 2 };
    expect(evolve(streak, closed(-0.00000001)).lossesInARow).toBe(3);
    expect(evolve(streak, closed(0)).lossesInARow).toBe(0);
    expect(evolve(streak, closed(0.00000001)).lossesInARow).toBe(0);
  });

  it('a closed trade counts on the day it closed: at midnight on the new one, before it on the old one', () => {
    const midnight = at('2026-01-06T00:00');
    const rolled = { ...open, dayMs: midnight };
    expect(evolve(rolled, closed(-1, { exitTimeMs: midnight }))).toMatchObject({
      balanceUsd: usd(1999),
      realisedTodayUsd: usd(-1),
      dayStartBalanceUsd: usd(2000),
    });
    expect(evolve(rolled, closed(-1, { exitTimeMs: midnight - 1 }))).toMatchObject({
      balanceUsd: usd(1999),
      realisedTodayUsd: 0,
      dayStartBalanceUsd: usd(1999),
      lossesInARow: 1,
    });
  });
});

describe('a pause', () => {
  const paused = (untilMs: number): LedgerEvent => ({ kind: 'paused', atMs: NOON, untilMs, lossesInARow: 4 });

  it('a pause lasts until its end and restarts the streak at 0', () => {
    const after = evolve(ledger({ lossesInARow: 4 }), paused(at('12:20')));
    expect(after).toMatchObject({ pausedUntilMs: at('12:20'), lossesInARow: 0 });
  });

  it('a pause may extend one that lasts, and never shortens it', () => {
    const lasting = ledger({ pausedUntilMs: at('12:20') });
    expect(evolve(lasting, paused(at('12:30'))).pausedUntilMs).toBe(at('12:30'));
    expect(evolve(lasting, paused(at('12:10'))).pausedUntilMs).toBe(at('12:20'));
  });
});

describe('a stop, a halt and denials', () => {
  it('a stop, a halt and denials are remembered with their time and cause; denials are only a row', () => {
    const amounts = { realisedUsd: usd(-80), unrealisedUsd: ZERO_USD, limitUsd: usd(80) };
    const stopped = evolve(ledger(), { kind: 'stopped', atMs: NOON, cause: 'loss', ...amounts });
    expect(stopped).toEqual({
      ...ledger({ rowCount: 2 }),
      stoppedAtMs: NOON,
      stop: { cause: 'loss', ...amounts },
    });
    const halted = evolve(ledger(), { kind: 'halted', atMs: NOON, cause: 'doubt' });
    expect(halted).toEqual({ ...ledger({ rowCount: 2 }), halted: { cause: 'doubt', sinceMs: NOON } });
    const denied = evolve(ledger(), { kind: 'denials', atMs: NOON, counts: { hour: 2 } });
    expect(denied).toEqual(ledger({ rowCount: 2 }));
  });
});
