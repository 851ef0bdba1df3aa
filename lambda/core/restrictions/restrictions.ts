/**
 * `lambda/core/restrictions/`: what keeps the bot from entering, and in which words that is told.
 *
 * What keeps the bot from entering now?
 *
 * One list for the log, the status, the doctor and the dashboard. Invariants:
 * - It holds every gate that denies an entry in whatever symbol. While it is empty, a signal may be entered.
 * - It is asked of the state alone: no row is read for it.
 */
import type { BotParameters } from '../../config.ts';
import type { BotState } from '../bot-state.ts';
import type { AskedBy, DayStop, LossStreak } from '../ledger/ledger-state.ts';
import { isPaused } from '../ledger/day-book.ts';
import type { DenialCode } from '../reasons.ts';
import { denialsOf } from '../risk/entry-gates.ts';
import type { EntryRejection } from '../standing-failures.ts';
import type { OutsideHours } from '../trading-sessions.ts';
import { DAY_MS } from '../units.ts';
import { isStanding } from '../control/entry-rejections.ts';

/** Gates with a cause and times of their own. */
const LATCHES: readonly DenialCode[] = ['halted', 'operator-paused', 'stopped', 'paused'] satisfies Latch[];
type Latch = 'halted' | 'operator-paused' | 'stopped' | 'paused';

/** A cap that is reached, or an item that may not grow. `symbol` and `minimum` depend on the signal. */
export type ReachedCap = Exclude<DenialCode, Latch | 'symbol' | 'minimum'>;

export type Restriction =
  | { readonly kind: 'halted'; readonly sinceMs: number; readonly cause: string }
  | {
      readonly kind: 'flattening' | 'operator-paused';
      readonly sinceMs: number;
      readonly asked: AskedBy | undefined;
    }
  | {
      readonly kind: 'stopped';
      readonly sinceMs: number;
      readonly untilMs: number;
      readonly stop: DayStop | undefined;
    }
  | { readonly kind: 'paused'; readonly untilMs: number; readonly streak: LossStreak | undefined }
  | { readonly kind: ReachedCap }
  /** Of the markets that a tick has read; others may be entered unless they are all. */
  | ({ readonly kind: 'outside-hours' } & OutsideHours)
  | { readonly kind: 'account-unread' | 'commands-unread'; readonly sinceMs: number; readonly cause: string }
  /** By the exchange. The bot tries again with the next signal. */
  | { readonly kind: 'entries-rejected'; readonly rejections: readonly EntryRejection[] };

/** @param tickMs of the last tick: pauses and the hour are judged as it did. */
export function restrictionsOf(
  state: BotState,
  parameters: BotParameters,
  tickMs: number,
): readonly Restriction[] {
  const caps = denialsOf({ state, parameters, tickMs }).filter((code) => isCap(code));
  const { outsideHours } = state;
  const hours: readonly Restriction[] =
    outsideHours === undefined ? [] : [{ kind: 'outside-hours', ...outsideHours }];
  return [...latchesOf(state, tickMs), ...caps.map((kind) => ({ kind })), ...hours, ...failuresOf(state)];
}

/** Whether any signal may be entered all the same. */
export function mayEnter(restrictions: readonly Restriction[]): boolean {
  return restrictions.every(leavesEntries);
}

/** Whether a signal may be entered beside this one. */
export function leavesEntries(restriction: Restriction): boolean {
  const { kind } = restriction;
  return kind === 'entries-rejected' || (kind === 'outside-hours' && !restriction.isAll);
}

function isCap(code: DenialCode): code is ReachedCap {
  return !LATCHES.includes(code) && code !== 'symbol' && code !== 'minimum';
}

function* latchesOf({ ledger }: BotState, tickMs: number): Iterable<Restriction> {
  const { halted, flatteningSinceMs, operatorPausedSinceMs, askedBy: asked } = ledger;
  const { stoppedAtMs, stop, dayMs, pausedUntilMs: untilMs, streak } = ledger;
  if (halted !== undefined) yield { kind: 'halted', ...halted };
  if (flatteningSinceMs !== undefined) yield { kind: 'flattening', sinceMs: flatteningSinceMs, asked };
  else if (operatorPausedSinceMs !== undefined)
    yield { kind: 'operator-paused', sinceMs: operatorPausedSinceMs, asked };
  if (stoppedAtMs !== undefined)
    yield { kind: 'stopped', sinceMs: stoppedAtMs, untilMs: dayMs + DAY_MS, stop };
  if (isPaused(ledger, tickMs)) yield { kind: 'paused', untilMs, streak };
}

function* failuresOf({
  unreadAccount,
  unreadCommands,
  entryRejections = [],
}: BotState): Iterable<Restriction> {
  if (unreadAccount !== undefined) {
    const { sinceMs, cause } = unreadAccount;
    yield { kind: 'account-unread', sinceMs, cause };
  }
  if (unreadCommands !== undefined) {
    const { sinceMs, cause } = unreadCommands;
    yield { kind: 'commands-unread', sinceMs, cause };
  }
  const rejections = entryRejections.filter(isStanding);
  if (rejections.length > 0) yield { kind: 'entries-rejected', rejections };
}
