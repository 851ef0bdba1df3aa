/**
 * `lambda/core/`: what the bot does, as pure functions of its state, the market and the time. No clock, no
 * randomness, no I/O.
 *
 * What does this tick do? Exits, then the day's bookkeeping, then entries.
 *
 * Each function takes the state and the market. It returns the state with new events recorded and new orders intended.
 * Sending them is the shell's work.
 *
 * Invariants:
 * - Each step goes through all symbols, in their order, before the next begins.
 * - Every symbol without an entry has one reason.
 * - A symbol without a price now is left as it is.
 */
import type { BotParameters } from '../config.ts';
import { dayStoppedAlert, unprotectedAlert } from './alerts/alert-texts.ts';
import { countDenial, intendOrder, modeOf, raiseAlert, recordEvent, type BotState } from './bot-state.ts';
import { takerEntryPrice } from './fill-model.ts';
import {
  closingPrice,
  openingPrice,
  type Quote,
  type Side,
  type MarketView,
  type TradingSessions,
} from './market.ts';
import { isGone } from './orders/closed-elsewhere.ts';
import { intendExit } from './orders/order-plan.ts';
import { isStopped } from './ledger/day-book.ts';
import { netIfClosed, stopPriceOf, termsOf, type Position } from './ledger/position.ts';
import { isProtected, isUnprotectedTooLong } from './orders/protection.ts';
import { withoutFailingExit } from './orders/rejected-order.ts';
import type { DenialCode, ExitReason, HoldReason } from './reasons.ts';
import { denialOf, exposureOf } from './risk/entry-gates.ts';
import { dayLimitsOf, dayStopCause } from './risk/limits.ts';
import { dailyLimit } from './risk/loss-budget.ts';
import { openPrices, pricedPositions } from './risk/open-prices.ts';
import { quantityAt } from './risk/sizing.ts';
import { judgeExit } from './strategy/exit-rules.ts';
import { isEntry, signalAt, signalValues } from './strategy/micro-scalper.ts';
import { isClosed, whyNoEntry } from './trading-sessions.ts';
import { ZERO_USD, plus, type Usd } from './units.ts';

/** The input of a tick's decisions. */
export interface TickView {
  /** Scheduled time of the tick, or of the watch step. */
  readonly tickMs: number;
  readonly views: readonly MarketView[];
  /** Symbols that may be entered, in order of priority. */
  readonly symbols: readonly string[];
  readonly parameters: BotParameters;
}

/** Judges every open position, except those that are being closed already. */
export function decideExits(state: BotState, tick: TickView): BotState {
  let next = state;
  for (const { position, quote, sessions } of pricedPositions(state, tick)) {
    if (isClosing(state, position) || isGone(state, position)) continue;
    const price = closingPrice(position.side, quote);
    const verdict = verdictOf(state, position, { price, sessions }, tick);
    const isKept = verdict === 'hold' || verdict === 'start-recovery';
    if (isKept && mayStay(state, position)) next = withoutFailingExit(next, position.tradeId);
    if (verdict === 'hold') continue;
    if (verdict === 'start-recovery') {
      next = recordEvent(next, { kind: 'recovery', atMs: tick.tickMs, tradeId: position.tradeId, price });
      continue;
    }
    if (verdict === 'unprotected') next = raiseUnprotected(next, position, tick.tickMs);
    next = intendExit(next, position, verdict, { price, tickMs: tick.tickMs });
  }
  return next;
}

/** Nothing else asks for its close: neither the day's limit nor a stop that is refused. An exit that fails later counts anew. */
function mayStay(state: BotState, position: Position): boolean {
  return !isStopped(state.ledger) && isProtected(state, position);
}

function verdictOf(
  state: BotState,
  position: Position,
  { price, sessions }: { readonly price: number; readonly sessions: TradingSessions | undefined },
  { tickMs, parameters }: TickView,
): ExitReason | 'start-recovery' | 'hold' {
  if (state.ledger.flatteningSinceMs !== undefined) return 'flatten';
  if (isUnprotectedTooLong(state, position, tickMs, parameters)) return 'unprotected';
  // A closed minute is none of the market: its thin price judges nothing, and the resting orders stay.
  if (isClosed(sessions, tickMs)) return 'hold';
  return judgeExit(position, price, { tickMs, sessions }, parameters);
}

function raiseUnprotected(state: BotState, position: Position, tickMs: number): BotState {
  const subject = `trade ${position.tradeId}`;
  return raiseAlert(state, { atMs: tickMs, subject, ...unprotectedAlert(position) });
}

/** Stops the day when it has lost too much, or can afford nothing more. */
export function enforceDayLimit(state: BotState, tick: TickView): BotState {
  const { parameters, tickMs } = tick;
  const open = openPrices(state, tick);
  const unrealisedUsd = open.reduce<Usd>(
    (sum, { position, price }) => plus(sum, netIfClosed(position, price, parameters)),
    ZERO_USD,
  );
  const cause = dayStopCause(
    state.ledger,
    exposureOf(state, parameters),
    unrealisedUsd,
    dayLimitsOf(parameters, state.ledger.dayStartBalanceUsd),
  );
  if (cause === undefined) return state;
  let next = stopDay(state, cause, unrealisedUsd, tick);
  // A budget that is used up stops the day only while nothing is open.
  for (const { position, price } of open) {
    if (isClosing(state, position) || isGone(state, position)) continue;
    next = intendExit(next, position, 'daily-stop', { price, tickMs });
  }
  return next;
}

/** What is decided for each symbol that may be entered. What becomes of an intended entry is the exchange's answer. */
export type EntryDecision =
  | {
      readonly symbol: string;
      readonly kind: 'intended';
      readonly side: Side;
      readonly clientOrderId: string;
    }
  | { readonly symbol: string; readonly kind: 'denied'; readonly side: Side; readonly code: DenialCode }
  | { readonly symbol: string; readonly kind: 'held'; readonly reason: HoldReason | 'no-quote' };

/** Takes the signal of each symbol through the gates. */
export function decideEntries(
  state: BotState,
  tick: TickView,
): { readonly state: BotState; readonly verdicts: readonly EntryDecision[] } {
  const verdicts: EntryDecision[] = [];
  let next = state;
  for (const symbol of tick.symbols) {
    const view = tick.views.find(({ market }) => market.symbol === symbol);
    if (view?.quote === undefined) {
      // A closed market may have no price: that it is closed says why.
      const outside = whyNoEntry(view?.market.sessions, tick.tickMs, tick.parameters.sessionEndSeconds);
      verdicts.push({ symbol, kind: 'held', reason: outside ?? 'no-quote' });
      continue;
    }
    const { sessions } = view.market;
    const signal = signalAt({ candles: view.candles, sessions }, view.last, tick.tickMs, tick.parameters);
    if (!isEntry(signal)) {
      verdicts.push({ symbol, kind: 'held', reason: signal });
      continue;
    }
    const entered = enter(next, view, view.quote, signal, tick);
    if (typeof entered === 'string') {
      next = countDenial(next, entered);
      verdicts.push({ symbol, kind: 'denied', side: signal, code: entered });
    } else {
      next = entered;
      const clientOrderId = idOfEntry(next);
      verdicts.push({ symbol, kind: 'intended', side: signal, clientOrderId });
    }
  }
  return { state: next, verdicts };
}

/** The client order id of the entry that was intended last. */
function idOfEntry({ orders }: BotState): string {
  const entry = orders.findLast(({ leg }) => leg === 'entry');
  if (entry === undefined) throw new Error('no entry is intended');
  return entry.clientOrderId;
}

/** The state with an entry intended, or the code that denies it. */
function enter(
  state: BotState,
  { market, candles, last }: MarketView,
  quote: Quote,
  side: Side,
  { tickMs, parameters }: TickView,
): BotState | DenialCode {
  const { symbol } = market;
  const exposure = exposureOf(state, parameters);
  const denial = denialOf({ state, exposure, symbol, tickMs, parameters });
  if (denial !== undefined) return denial;
  // Only a real venue keeps a post-only order; paper fills at the market.
  const isPostOnly = modeOf(state) === 'live' && parameters.entryStyle === 'maker';
  const price = isPostOnly ? closingPrice(side, quote) : openingPrice(side, quote);
  const terms = termsOf(parameters);
  const expected = isPostOnly ? price : takerEntryPrice(side, price, parameters.slippageBps);
  const quantity = quantityAt(expected, terms, market);
  if (quantity === undefined) return 'minimum';
  const numbered = exposure.entriesInFlight.map((order) => order.tradeId);
  const tradeId = Math.max(state.ledger.tradeCount, ...numbered) + 1;
  const decision = { price, tickMs, signal: signalValues(candles, last, parameters) };
  const base = { tradeId, symbol, side, quantity };
  const entered = intendOrder(state, 'entry', (identity) => ({
    ...identity,
    leg: 'entry',
    ...(isPostOnly && { price }),
    ...base,
    terms,
    decision,
  }));
  // Priced for the fill as it is planned: the stop waits for nothing that has to be read first.
  const stopPrice = stopPriceOf(side, expected, terms, market);
  return intendOrder(entered, 'stop', (identity) => ({
    ...identity,
    leg: 'stop',
    ...base,
    price: stopPrice,
  }));
}

function isClosing({ orders }: BotState, { tradeId }: Position): boolean {
  return orders.some((order) => order.leg === 'exit' && order.tradeId === tradeId);
}

function stopDay(
  state: BotState,
  cause: 'budget' | 'loss',
  unrealisedUsd: Usd,
  { tickMs: atMs, parameters }: TickView,
): BotState {
  const { ledger } = state;
  if (isStopped(ledger)) return state;
  const amounts = {
    realisedUsd: ledger.realisedTodayUsd,
    unrealisedUsd,
    limitUsd: dailyLimit(parameters, ledger.dayStartBalanceUsd),
  };
  const stopped = recordEvent(state, { kind: 'stopped', atMs, cause, ...amounts });
  return raiseAlert(stopped, { atMs, ...dayStoppedAlert({ cause, ...amounts }) });
}
