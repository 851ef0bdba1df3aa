/**
 * Is each event booked to the day it happened on, and does the day roll over once, with the balance that leaves?
 */
import { describe, expect, it } from 'vitest';
import type { BotState } from '../../lambda/core/bot-state.ts';
import { usd } from '../../lambda/core/units.ts';
import type { VenueActivity } from '../../lambda/core/venue-report.ts';
import type { MarketView } from '../../lambda/core/market.ts';
import { NOON, at, botState, position, quote, stopOrder, view } from '../harness/builders.ts';
import { eventKindsOf, filledAt, reconciledWith } from '../harness/booking.ts';

const MIDNIGHT = at('2026-01-06T00:00');
const STOP = stopOrder();

/** A long of 6 at 100, protected by a stop that rests. */
const HOLDING = botState({ ledger: { positions: [position()] }, orders: [STOP] });

interface Told {
  readonly activities?: readonly VenueActivity[];
  readonly views?: readonly MarketView[];
}

function reconciled(state: BotState, tickMs: number, told: Told = {}): BotState {
  const { activities = [], views = [view({ quote: quote(100, tickMs) })] } = told;
  const restingOrderIds = new Set([STOP.clientOrderId]);
  return reconciledWith(state, { views, activities, restingOrderIds }, tickMs);
}

const stopped = (timeMs: number) => filledAt(STOP, 99.75, timeMs);

describe('midnight', () => {
  it('midnight books what happened before it to the old day, then rolls over with the balance that leaves', () => {
    const activities = [stopped(MIDNIGHT - 1)];
    const after = reconciled(HOLDING, MIDNIGHT, { activities });
    expect(eventKindsOf(after)).toEqual(['closed', 'day-started']);
    expect(after.ledger).toMatchObject({
      dayMs: MIDNIGHT,
      dayStartBalanceUsd: usd(1998.5),
      realisedTodayUsd: 0,
      balanceUsd: usd(1998.5),
    });
  });

  it('midnight books what happened at it or after it to the new day', () => {
    const activities = [stopped(MIDNIGHT)];
    const after = reconciled(HOLDING, MIDNIGHT, { activities });
    expect(eventKindsOf(after)).toEqual(['day-started', 'closed']);
    expect(after.ledger).toMatchObject({
      dayStartBalanceUsd: usd(2000),
      realisedTodayUsd: usd(-1.5),
      balanceUsd: usd(1998.5),
    });
  });

  it('midnight ends a stopped day', () => {
    const over = botState({ ledger: { stoppedAtMs: NOON }, orders: [] });
    expect(reconciled(over, at('23:59')).ledger.stoppedAtMs).toBe(NOON);
    expect(reconciled(over, MIDNIGHT).ledger.stoppedAtMs).toBeUndefined();
  });

  it('midnight rolls over once, also when its own tick was missed', () => {
    const late = reconciled(HOLDING, MIDNIGHT + 5 * 60_000);
    expect(eventKindsOf(late)).toEqual(['day-started']);
    expect(late.ledger.dayMs).toBe(MIDNIGHT);
    expect(eventKindsOf(reconciled(late, MIDNIGHT + 6 * 60_000))).toEqual(['day-started']);
  });

  it('midnight is believed when the venue shows it: by a price or by what happened after it', () => {
    expect(eventKindsOf(reconciled(HOLDING, MIDNIGHT, { views: [view()] }))).toEqual([]);
    expect(
      eventKindsOf(reconciled(HOLDING, MIDNIGHT, { views: [view()], activities: [stopped(MIDNIGHT - 1)] })),
    ).toEqual(['closed']);
    expect(
      eventKindsOf(reconciled(HOLDING, MIDNIGHT, { views: [view()], activities: [stopped(MIDNIGHT)] })),
    ).toEqual(['day-started', 'closed']);
    expect(
      eventKindsOf(reconciled(HOLDING, MIDNIGHT, { views: [view(), view({ quote: quote(1) })] })),
    ).toEqual(['day-started']);
  });

  it('midnight does not end a streak', () => {
    const losing = botState({ ledger: { positions: [position()], lossesInARow: 3 }, orders: [STOP] });
    const after = reconciled(losing, MIDNIGHT, { activities: [stopped(MIDNIGHT)] });
    expect(eventKindsOf(after)).toEqual(['day-started', 'closed', 'paused']);
  });
});

describe('denials', () => {
  it('denials of a past hour become one row, before the day rolls over', () => {
    const denied = botState({ tickMs: at('23:59'), denials: { hour: 3, budget: 1 } });
    const after = reconciled(denied, MIDNIGHT);
    expect(eventKindsOf(after)).toEqual(['denials', 'day-started']);
    expect(after.denials).toEqual({});
  });
});
