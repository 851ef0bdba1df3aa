/**
 * Why may a tick enter nothing at all, signal or not?
 */
import type { TickView } from '../core/decide.ts';
import type { NoEntryReason } from '../core/reasons.ts';
import { SECOND_MS } from '../core/units.ts';
import type { VenueReport } from '../core/venue-report.ts';
import type { Invocation } from '../invocation.ts';
import type { Clock, Ports } from '../ports.ts';
import type { Loaded } from './load.ts';

/** How long an entry, its stop and their verification may take; with less left, nothing is opened. */
const ENTRY_TIME_MS = 15 * SECOND_MS;

/**
 * Why may it enter nothing, now that the account was asked for?
 *
 * A clock is measured when the account is opened. One that was ahead has begun a minute whose candles had not closed.
 */
export function reasonAfterAccount(
  { unreadable }: Pick<VenueReport, 'unreadable'>,
  { tickMs }: Pick<TickView, 'tickMs'>,
  clock: Clock,
): NoEntryReason | undefined {
  if (unreadable !== undefined) return 'no-account';
  return clock.nowMs() < tickMs ? 'early-tick' : undefined;
}

export function reasonForNoEntry(
  { state, taken }: Pick<Loaded, 'state' | 'taken'>,
  tick: TickView,
  { clock, requests }: Pick<Ports, 'clock' | 'requests'>,
  invocation: Invocation,
): NoEntryReason | undefined {
  const nowMs = clock.nowMs();
  if (tick.views.every(({ quote }) => quote === undefined)) return 'no-quote';
  if (state.tickMs !== undefined && tick.tickMs <= state.tickMs) return 'repeated-tick';
  // A pause may be among them.
  if (taken.unread !== undefined) return 'commands-unread';
  if (invocation.isCatchingUp === true) return 'late-tick';
  const signalAgeSeconds = (nowMs - tick.tickMs) / SECOND_MS;
  if (signalAgeSeconds > tick.parameters.maxSignalAgeSeconds) return 'late-tick';
  if (invocation.deadlineMs - nowMs < ENTRY_TIME_MS) return 'deadline';
  const weightLeft = requests?.left();
  // A position that is opened now could not be looked after.
  return weightLeft !== undefined && weightLeft <= 0 ? 'request-limit' : undefined;
}
