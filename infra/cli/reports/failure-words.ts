/**
 * What keeps failing at the exchange, and what denies entries, in the words that the status and the doctor share.
 */
import type { ReachedCap } from '../../../lambda/core/restrictions.ts';
import type { EntryRejection, UnreadAccount, UnreadSince } from '../../../lambda/core/standing-failures.ts';
import { count, minute } from '../terminal/text-format.ts';

/** `3 entries in BTCUSDT rejected since 2026-01-05 12:00 UTC, the last at 2026-01-05 12:02 UTC: Margin is insufficient.` */
export function rejectionWords({ symbols, count: entries, sinceMs, lastMs, cause }: EntryRejection): string {
  const what = `${count(entries)} ${entries === 1 ? 'entry' : 'entries'} in ${symbols.join(', ')}`;
  const last = lastMs === sinceMs ? '' : `, the last at ${minute(lastMs)} UTC`;
  return `${what} rejected since ${minute(sinceMs)} UTC${last}: ${cause}`;
}

export function unreadWords({ sinceMs, cause }: UnreadAccount): string {
  return `what is open cannot be read since ${minute(sinceMs)} UTC: ${cause}`;
}

export function unreadCommandsWords({ sinceMs, cause }: Pick<UnreadSince, 'sinceMs' | 'cause'>): string {
  return `not all commands can be read since ${minute(sinceMs)} UTC: ${cause}`;
}

/** The cap that is reached, and what ends that; a command stands in braces. */
export const CAP_WORDS: Readonly<Record<ReachedCap, { readonly what: string; readonly until: string }>> = {
  positions: {
    what: 'as many positions are open as maxPositions allows',
    until: 'one of them is closed, or {params set maxPositions=…}',
  },
  collateral: {
    what: 'one more position would exceed the collateral that maxOpenCollateralUsd allows',
    until: 'a position is closed, or {params set maxOpenCollateralUsd=…}',
  },
  hour: {
    what: 'as many positions were opened in the last hour as maxTradesPerHour allows',
    until: 'the hour is over',
  },
  balance: {
    what: 'the balance cannot pay the collateral of one more position',
    until: 'a position is closed, or with less collateral: {params set collateralUsd=…}',
  },
  budget: {
    what: 'what the day may still lose cannot pay for one more position',
    until: 'a position is closed, or the next day begins at 00:00 UTC',
  },
  outbox: {
    what: "one more position, with all that may follow from it, has no room in the bot's item",
    until: 'a position is closed, or rows that wait are delivered; to see why they are not: {tail}',
  },
};
