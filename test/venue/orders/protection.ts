/**
 * How long was a position without a stop that covers it?
 *
 * Looked at after everything that happens at the venue, in the venue's own time: what the bot believes does not count.
 * Kept apart is how long the venue would have accepted a stop meanwhile.
 */
import { abs } from '../decimal.ts';
import type { AlgoOrder, PositionSide, Unprotected, VenuePosition, VenueState } from '../venue-state.ts';

function covers(algo: AlgoOrder, { symbol, positionSide, amount }: VenuePosition): boolean {
  const { type, side, closePosition, quantity, reduceOnly } = algo;
  const isOurs = algo.symbol === symbol && algo.positionSide === positionSide;
  const isStop = type === 'STOP_MARKET' || type === 'STOP';
  if (!isOurs || !isStop || (side === 'SELL') !== amount > 0n) return false;
  return closePosition || ((reduceOnly || positionSide !== 'BOTH') && quantity >= abs(amount));
}

/** Opens and ends intervals as positions and stops come and go. */
export function watchProtection(state: VenueState): void {
  for (const interval of state.unprotected) {
    if (interval.toMs !== undefined) continue;
    const position = state.positions.get(`${interval.symbol} ${interval.positionSide}`);
    const isOver = position?.openedMs !== interval.openedMs || isProtected(state, position);
    interval.noStopsUntilMs = noStopsUntil(state, interval);
    if (isOver) interval.toMs = state.timeMs;
  }
  for (const position of state.positions.values()) {
    const { symbol, positionSide, openedMs } = position;
    const isKnown = state.unprotected.some(
      (open) => open.toMs === undefined && open.symbol === symbol && open.positionSide === positionSide,
    );
    if (isKnown || isProtected(state, position)) continue;
    const fromMs = state.timeMs;
    state.unprotected.push({
      symbol,
      positionSide,
      openedMs,
      fromMs,
      toMs: undefined,
      noStopsUntilMs: fromMs,
    });
  }
}

function isProtected(state: VenueState, position: VenuePosition): boolean {
  for (const algo of state.openAlgos) if (covers(algo, position)) return true;
  return false;
}

function noStopsUntil({ noStopsUntilMs, timeMs }: VenueState, { symbol, fromMs }: Unprotected): number {
  return Math.max(fromMs, Math.min(noStopsUntilMs.get(symbol) ?? fromMs, timeMs));
}

/** How long one position was without a stop, in ms of the venue's time, those that still are included. */
export interface UnprotectedTime {
  readonly symbol: string;
  readonly positionSide: PositionSide;
  readonly openedMs: number;
  /** From its first fill until a stop covered it for the first time, or it was gone. */
  readonly firstMs: number;
  readonly longestMs: number;
  readonly totalMs: number;
  /** The longest, counted from when the venue accepted stops again. */
  readonly sinceStopsAcceptedMs: number;
}

/** Every position that ever was without a stop, in the order of their first fills. */
export function unprotectedTimes(state: VenueState): readonly UnprotectedTime[] {
  const times = new Map<string, UnprotectedTime>();
  for (const interval of state.unprotected) {
    const { symbol, positionSide, openedMs, fromMs, toMs = state.timeMs } = interval;
    const until = interval.toMs === undefined ? noStopsUntil(state, interval) : interval.noStopsUntilMs;
    const key = `${symbol} ${positionSide} ${openedMs}`;
    const before = times.get(key);
    const lengthMs = toMs - fromMs;
    times.set(key, {
      symbol,
      positionSide,
      openedMs,
      firstMs: before?.firstMs ?? (fromMs === openedMs ? lengthMs : 0),
      longestMs: Math.max(before?.longestMs ?? 0, lengthMs),
      totalMs: (before?.totalMs ?? 0) + lengthMs,
      sinceStopsAcceptedMs: Math.max(before?.sinceStopsAcceptedMs ?? 0, toMs - until),
    });
  }
  return [...times.values()];
}
