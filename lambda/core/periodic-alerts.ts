/**
 * What has its owner to be told that no single event says?
 *
 * That ticks were missed, and what the day that ended has brought. Invariants: each is told once, by a tick whose time
 * the venue confirms; a time in which the market itself was silent is not one that the bot has missed.
 */
import { dailySummaryWords, ticksMissedWords } from './alerts/alert-texts.ts';
import { raise, record, type BotState } from './bot-state.ts';
import { MINUTE_MS } from './units.ts';
import type { MarketView } from './market.ts';

/** Longer between two ticks than this is told. */
const SILENCE_MAX_MS = 3 * MINUTE_MS;

/** When the summary of a day is made: what the venue tells late has come by then. */
const SUMMARY_AFTER_MS = 5 * MINUTE_MS;

export interface NoticeOptions {
  readonly tickMs: number;
  readonly views: readonly MarketView[];
}

/** @param before the state as this tick found it; `state` is that after it was reconciled with the venue. */
export function notice(before: BotState, state: BotState, tick: NoticeOptions): BotState {
  if (tick.views.every(({ quote }) => quote === undefined)) return state;
  return noticeEndedDay(noticeMissedTicks(before, state, tick), tick.tickMs);
}

function noticeMissedTicks(before: BotState, state: BotState, { tickMs, views }: NoticeOptions): BotState {
  const lastTickMs = before.tickMs;
  if (lastTickMs === undefined || tickMs - lastTickMs <= SILENCE_MAX_MS) return state;
  if (!views.some((view) => hasTraded(view, lastTickMs + MINUTE_MS, tickMs))) return state;
  const closed = state.outbox.rows.flatMap(({ epoch, sequence, event }) =>
    epoch === before.ledger.epoch && sequence > before.ledger.rowCount && event.kind === 'closed'
      ? [event.trade]
      : [],
  );
  const openPositions = state.ledger.positions.length;
  const words = ticksMissedWords(state.botId, { lastTickMs, tickMs, closed, openPositions });
  return raise(state, { atMs: tickMs, ...words });
}

/** Whether the market has a candle that opened from `fromMs` to before `toMs`. */
function hasTraded({ candles, last }: MarketView, fromMs: number, toMs: number): boolean {
  for (let k = last; k >= 0 && candles.openTimeMs[k]! >= fromMs; k -= 1) {
    if (candles.openTimeMs[k]! < toMs) return true;
  }
  return false;
}

function noticeEndedDay(state: BotState, tickMs: number): BotState {
  const { lastDay, dayMs } = state.ledger;
  if (lastDay === undefined || tickMs < dayMs + SUMMARY_AFTER_MS) return state;
  const summarised = record(state, { kind: 'day-summarised', atMs: tickMs });
  return raise(summarised, { atMs: tickMs, ...dailySummaryWords(state.botId, lastDay) });
}
