/**
 * Raises the two alerts that follow from time and not from an event: missed ticks, and the daily summary.
 *
 * Invariants:
 * - Each is raised once, by a tick whose time the venue confirms: between two ticks it may be a watch step that sees first
 *   how long there was none, and each one after it sees the same.
 * - Minutes without any trade in the market count as no missed ticks.
 */
import { dailySummaryAlert, ticksMissedAlert } from './alerts/alert-texts.ts';
import { raiseAlert, recordEvent, type BotState } from './bot-state.ts';
import { admit } from './item-room.ts';
import { MINUTE_MS, utcMinute } from './units.ts';
import type { MarketView } from './market.ts';

/** A longer time between two ticks raises an alert. */
const SILENCE_MAX_MS = 3 * MINUTE_MS;

/** When the summary of a day is made: late costs have arrived by then. */
const SUMMARY_AFTER_MS = 5 * MINUTE_MS;

export interface PeriodicAlertOptions {
  readonly tickMs: number;
  readonly views: readonly MarketView[];
}

/** @param before the state as this tick found it; `state` is that after it was reconciled with the venue. */
export function raisePeriodicAlerts(before: BotState, state: BotState, tick: PeriodicAlertOptions): BotState {
  if (tick.views.every(({ quote }) => quote === undefined)) return state;
  return alertEndedDay(alertMissedTicks(before, state, tick), tick.tickMs);
}

function alertMissedTicks(
  before: BotState,
  state: BotState,
  { tickMs, views }: PeriodicAlertOptions,
): BotState {
  const lastTickMs = before.tickMs;
  if (lastTickMs === undefined || tickMs - lastTickMs <= SILENCE_MAX_MS) return state;
  if (!views.some((view) => hasTraded(view, lastTickMs + MINUTE_MS, tickMs))) return state;
  const closed = state.outbox.rows.flatMap(({ epoch, sequence, event }) =>
    epoch === before.ledger.epoch && sequence > before.ledger.rowCount && event.kind === 'closed'
      ? [event.trade]
      : [],
  );
  const openPositions = state.ledger.positions.length;
  const words = ticksMissedAlert({ lastTickMs, tickMs, closed, openPositions });
  return raiseAlert(state, { atMs: tickMs, subject: utcMinute(lastTickMs), ...words });
}

/** Whether the market has a candle that opened from `fromMs` to before `toMs`. */
function hasTraded({ candles, last }: MarketView, fromMs: number, toMs: number): boolean {
  for (let k = last; k >= 0 && candles.openTimeMs[k]! >= fromMs; k -= 1) {
    if (candles.openTimeMs[k]! < toMs) return true;
  }
  return false;
}

function alertEndedDay(state: BotState, tickMs: number): BotState {
  const { lastDay, dayMs } = state.ledger;
  if (lastDay === undefined || tickMs < dayMs + SUMMARY_AFTER_MS) return state;
  const summarised = recordEvent(state, { kind: 'day-summarised', atMs: tickMs });
  if (admit(state, summarised) !== summarised) return state;
  return raiseAlert(summarised, { atMs: tickMs, ...dailySummaryAlert(lastDay, dayMs) });
}
