/**
 * Notes when an open position of a real account had no hard stop that the exchange had confirmed.
 *
 * Invariants:
 * - The exchange's own times count, where it tells them: of a fill, of a stop that was placed or has ended. Elsewhere it is
 *   when the bot has learnt of it.
 * - A stop that the exchange has only told of, and shows nowhere, is not noted as one: it may tell of one that never was.
 * - A position whose record is not whole has none: what nobody has seen is unknown.
 */
import { modeOf, type BotState } from '../bot-state.ts';
import type { Position } from '../ledger/position.ts';
import { withSpan, type UnprotectedSoFar, type UnprotectedTime } from '../ledger/unprotected-time.ts';
import type { Order, StopOrder } from '../order.ts';

/** A position was opened: without a stop from its fill on, until one is seen. */
export function beginUnprotected(state: BotState, { tradeId, filledAtMs }: Position): BotState {
  if (modeOf(state) === 'paper') return state;
  const begun: UnprotectedSoFar = { tradeId, sinceMs: filledAtMs, spans: [] };
  return { ...state, unprotectedSoFar: [...recordsOf(state), begun] };
}

/**
 * The state after the stop of a trade has changed, or not.
 *
 * @param endedAtMs when it has ended, if that is what happened; `undefined` where nobody can say.
 */
export function noteProtection(
  state: BotState,
  { tradeId }: Pick<Order, 'tradeId'>,
  endedAtMs: number | undefined,
): BotState {
  const record = recordOf(state, tradeId);
  if (record === undefined) return state;
  const stop = state.orders.filter(isSeenStop).find((order) => order.tradeId === tradeId);
  const wasProtected = record.sinceMs === undefined;
  if ((stop !== undefined) === wasProtected) return state;
  return changed(state, record, stop === undefined ? endedAtMs : stop.confirmedAtMs);
}

/** A stop has filled: it was there, also where nobody had seen it rest. */
export function noteFilledStop(
  state: BotState,
  order: Order,
  { confirmedAtMs }: { readonly confirmedAtMs?: number },
): BotState {
  const record = recordOf(state, order.tradeId);
  return order.leg !== 'stop' || record?.sinceMs === undefined
    ? state
    : changed(state, record, confirmedAtMs);
}

/** Its protection has begun, or has ended. @param atMs when; `undefined` where nobody can say. */
function changed(state: BotState, record: UnprotectedSoFar, atMs: number | undefined): BotState {
  if (atMs === undefined) return withoutUnprotected(state, record.tradeId);
  const { sinceMs, ...time } = record;
  const next: UnprotectedSoFar =
    sinceMs === undefined
      ? { ...time, sinceMs: Math.max(atMs, time.spans.at(-1)?.toMs ?? atMs) }
      : withSpan(time, { fromMs: sinceMs, toMs: atMs });
  return withRecords(
    state,
    recordsOf(state).map((other) => (other === record ? next : other)),
  );
}

function isSeenStop(order: Order): order is StopOrder {
  // That time is kept while it rests, or another one that was seen in its place.
  return order.leg === 'stop' && (order.status === 'resting' || order.confirmedAtMs !== undefined);
}

/** Since when an open position has no stop; `undefined` where it has one, or nobody has noted it. */
export function unprotectedSinceMs(state: Noted, { tradeId }: Pick<Position, 'tradeId'>): number | undefined {
  return recordOf(state, tradeId)?.sinceMs;
}

/**
 * The state in which a trade is left by an order, and not by its stop. Where the account is not readable, nobody can say
 * whether the stop that it had is still there.
 */
export function leavingUnread(state: BotState, { tradeId }: Pick<Order, 'tradeId'>): BotState {
  const { unreadAccount } = state;
  if (unreadAccount === undefined || unreadAccount.isOfPrice === true) return state;
  return recordOf(state, tradeId)?.sinceMs === undefined ? withoutUnprotected(state, tradeId) : state;
}

/** What the row of a trade tells that was left at `exitMs`; `undefined` where that is unknown. */
export function unprotectedOf(
  state: BotState,
  { tradeId }: Pick<Position, 'tradeId'>,
  exitMs: number,
): UnprotectedTime | undefined {
  const record = recordOf(state, tradeId);
  if (record === undefined) return undefined;
  const { tradeId: _, sinceMs, ...time } = record;
  return sinceMs === undefined ? time : withSpan(time, { fromMs: sinceMs, toMs: exitMs });
}

/** Without what is noted of a trade that is over, or of which too little is known. */
export function withoutUnprotected(state: BotState, tradeId: number): BotState {
  return withRecords(
    state,
    recordsOf(state).filter((record) => record.tradeId !== tradeId),
  );
}

type Noted = Pick<BotState, 'unprotectedSoFar'>;

function recordsOf({ unprotectedSoFar = [] }: Noted): readonly UnprotectedSoFar[] {
  return unprotectedSoFar;
}

function recordOf(state: Noted, tradeId: number): UnprotectedSoFar | undefined {
  return recordsOf(state).find((record) => record.tradeId === tradeId);
}

function withRecords(state: BotState, records: readonly UnprotectedSoFar[]): BotState {
  const { unprotectedSoFar: _, ...rest } = state;
  return records.length === 0 ? rest : { ...rest, unprotectedSoFar: records };
}
