/**
 * How late does a tick or a watch step decide?
 *
 * Invariant: a lag that nobody has measured is unknown, and never 0.
 */
import type { TickView } from '../core/decide.ts';
import { MINUTE_MS } from '../core/units.ts';
import type { Clock } from '../ports.ts';
import type { TickReport } from '../tick-report.ts';

/**
 * Of a tick from the close of its candle to now, in ms, and `undefined` where no symbol has that candle; of a watch
 * step from its scheduled time. Simulated time is not measured.
 */
export function decisionLagMs(
  kind: TickReport['kind'],
  { tickMs, views }: TickView,
  clock: Clock,
): number | undefined {
  if (clock.isSimulated) return undefined;
  const closesAt = views.map(({ candles, last }) => (last < 0 ? NaN : candles.openTimeMs[last]! + MINUTE_MS));
  return kind === 'watch-step' || closesAt.includes(tickMs) ? clock.nowMs() - tickMs : undefined;
}
