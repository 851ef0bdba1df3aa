/**
 * What waits while the outbox has no room, and is nothing lost by it?
 */
import { describe, expect, it } from 'vitest';
import { EMPTY_OUTBOX, recordEvent, type BotState } from '../../lambda/core/bot-state.ts';
import { halt } from '../../lambda/core/control/halt.ts';
import { EMPTY_ACCOUNT } from '../../lambda/core/paper/paper-account.ts';
import { reconcile } from '../../lambda/core/reconcile.ts';
import { usd } from '../../lambda/core/units.ts';
import type { VenueActivity } from '../../lambda/core/venue-report.ts';
import { NOON, at, botState, parameters, position, quote, view } from '../harness/builders.ts';
import { reconciledWith } from '../harness/booking.ts';

/** After what a real account reports at noon. */
const reconciled = (state: BotState, activities: readonly VenueActivity[]) =>
  reconciledWith(state, { views: [view()], activities });

describe('movements of a real account', () => {
  const moved = (k: number) =>
    ({ kind: 'transfer', timeMs: NOON + k, amountUsd: usd(1), venueId: `m${k}` }) as const;
  const LIVE: BotState = {
    ...botState(),
    account: undefined,
    venueLog: { sinceMs: at('11:00'), bookedIds: [] },
  };
  const cost = (k: number) =>
    ({ kind: 'late-cost', timeMs: NOON + k, symbol: '', paidUsd: usd(1), venueId: `m${k}` }) as const;
  const unbooked = (all: readonly (ReturnType<typeof moved> | ReturnType<typeof cost>)[], state: BotState) =>
    all.filter(
      ({ timeMs, venueId }) =>
        timeMs >= state.venueLog!.sinceMs && !state.venueLog!.bookedIds.includes(venueId),
    );

  it.each([
    ['transfers', moved, usd(2_250)],
    ['late costs', cost, usd(1_750)],
  ] as const)(
    'movements of a real account are booked in portions, each once, where they are more than an outbox takes: %s',
    (_, movement, balanceUsd) => {
      const all = Array.from({ length: 250 }, (__, k) => movement(k));
      let state = LIVE;
      const portions: number[] = [];
      while (unbooked(all, state).length > 0) {
        state = reconciled(state, unbooked(all, state));
        portions.push(state.outbox.rows.length);
        state = { ...state, outbox: EMPTY_OUTBOX };
      }
      expect(portions).toEqual([100, 100, 50]);
      expect(state.ledger.balanceUsd).toBe(balanceUsd);
    },
  );

  it('movements of a real account wait while the outbox is full, funding of what is open too', () => {
    let full: BotState = { ...LIVE, ledger: { ...LIVE.ledger, positions: [position()] } };
    for (let k = 0; k < 100; k += 1) full = recordEvent(full, { kind: 'day-summarised', atMs: NOON });
    const paid = { kind: 'funding', timeMs: NOON, symbol: 'BTC', paidUsd: usd(1), venueId: 'f' } as const;
    const after = reconciled(full, [paid, moved(1)]);
    expect(after.outbox.rows).toHaveLength(100);
    expect(after.ledger).toEqual(full.ledger);
    expect(after.venueLog).toEqual({ sinceMs: at('11:00'), bookedIds: [] });
  });
});

describe('a full outbox', () => {
  it('a full outbox lets no day begin, no hour of denials end and no other cause of a halt come', () => {
    let full = botState({ denials: { hour: 2 }, ledger: { halted: { cause: 'a', sinceMs: NOON } } });
    for (let k = 0; k < 100; k += 1) full = recordEvent(full, { kind: 'day-summarised', atMs: NOON });
    const tickMs = at('2026-01-06T00:00');
    const quoted = {
      views: [view({ quote: quote(100, tickMs) })],
      activities: [],
      restingOrderIds: new Set<string>(),
    };
    const after = reconcile(full, { ...quoted, account: EMPTY_ACCOUNT }, tickMs, parameters());
    expect(after).toEqual(full);
    expect(halt(after, 'another', tickMs)).toBe(after);
    const told = { ...after, outbox: EMPTY_OUTBOX };
    expect(reconcile(told, { ...quoted, account: EMPTY_ACCOUNT }, tickMs, parameters()).ledger.dayMs).toBe(
      tickMs,
    );
    expect(halt(told, 'another', tickMs).ledger.halted?.cause).toBe('another');
  });

  it('a full outbox keeps no bot that trades from being halted', () => {
    let full = botState();
    for (let k = 0; k < 100; k += 1) full = recordEvent(full, { kind: 'day-summarised', atMs: NOON });
    expect(halt(full, 'x'.repeat(9_000), NOON).ledger.halted?.cause).toBe(`${'x'.repeat(347)}…`);
  });
});
