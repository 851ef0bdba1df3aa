/**
 * Do the venue's quotes agree with our clock?
 */
import { MINUTE_MS } from '../core/units.ts';
import type { MarketView } from '../core/market.ts';

/** How far the clock may be from the venue's before a quote is of another time. */
const CLOCK_DIFFERENCE_MAX_MS = 5 * MINUTE_MS;

/** The clock contradicts the venue; nothing was written or sent. */
export class ClockError extends Error {
  override readonly name = 'ClockError';
}

/**
 * The views, without the quotes of another time.
 *
 * @throws ClockError when no quote agrees with the clock: a wrong minute would roll the day, and with it the day's
 * limit.
 */
export function withoutStaleQuotes(nowMs: number, views: readonly MarketView[]): readonly MarketView[] {
  const isOdd = ({ quote }: MarketView) =>
    quote !== undefined && Math.abs(nowMs - quote.timeMs) > CLOCK_DIFFERENCE_MAX_MS;
  const odd = views.find(isOdd);
  if (odd?.quote === undefined) return views;
  if (views.some((view) => view.quote !== undefined && !isOdd(view))) {
    return views.map((view) => (isOdd(view) ? { ...view, quote: undefined } : view));
  }
  const [here, there] = [nowMs, odd.quote.timeMs].map((timeMs) => new Date(timeMs).toISOString());
  throw new ClockError(
    `the clock says ${here}, the quote of ${odd.market.symbol} ${there}: nothing is done until they agree`,
  );
}
