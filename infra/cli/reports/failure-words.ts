/**
 * What keeps failing at the exchange, in the words that the status and the doctor share.
 */
import type { EntryRejection, UnreadAccount } from '../../../lambda/core/standing-failures.ts';
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
