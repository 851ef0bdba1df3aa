/**
 * `lambda/core/risk/`: whether a signal may be entered, how large, and what the day may still lose.
 *
 * May this signal be entered?
 *
 * The gates are asked in the order of `firstDenial`. The first that denies decides.
 *
 * Invariants:
 * - *Open* includes orders that are in flight or unknown.
 * - A denied entry never stops an exit.
 * - Asking allocates nothing.
 */
import type { BotParameters } from '../../config.ts';
import type { BotState } from '../bot-state.ts';
import { takerEntryPrice } from '../fill-model.ts';
import { hasRoomForEntry } from '../item-room.ts';
import { entriesInHourBefore, isPaused, isStopped, type DayBook } from '../ledger/day-book.ts';
import type { LedgerState } from '../ledger/ledger-state.ts';
import type { EntryOrder } from '../order.ts';
import type { DenialCode } from '../reasons.ts';
import { plus, roundUp, usd } from '../units.ts';
import {
  addPosition,
  addStake,
  cannotAfford,
  dayLimitsOf,
  exceedsBalance,
  exceedsCollateral,
  exceedsHour,
  exceedsPositions,
  noStake,
  worstNewLoss,
  worstOfPosition,
  type DayLimits,
  type Stake,
} from './limits.ts';

export { worstNewLoss };

/** The stake now, with orders in flight and unknown. */
export interface Exposure extends Readonly<Stake> {
  readonly symbols: readonly string[];
  readonly entriesInFlight: readonly EntryOrder[];
}

export function exposureOf(state: BotState, parameters: BotParameters): Exposure {
  const symbols: string[] = [];
  const stake = noStake();
  for (const position of state.ledger.positions) {
    symbols.push(position.symbol);
    addPosition(stake, position, worstOfPosition(position, parameters));
  }
  const entriesInFlight = state.orders.filter((order) => order.leg === 'entry');
  for (const { symbol, side, quantity, terms, decision } of entriesInFlight) {
    symbols.push(symbol);
    const price = takerEntryPrice(side, decision.price, parameters.slippageBps);
    addStake(stake, roundUp(price * quantity), terms, parameters);
  }
  return { ...stake, symbols, entriesInFlight };
}

/** Entries decided in the last 3,600 s, with those in flight. */
export function entriesInLastHour({ ledger }: BotState, exposure: Exposure, tickMs: number): number {
  return entriesInHourBefore(ledger, tickMs) + exposure.entriesInFlight.length;
}

/** Whether only the operator lets the bot enter again. */
export function isOperatorPaused({ operatorPausedSinceMs, flatteningSinceMs }: LedgerState): boolean {
  return operatorPausedSinceMs !== undefined || flatteningSinceMs !== undefined;
}

/** The input of the gates. A loop over years of candles keeps one, and changes it. */
export interface EntryRequest {
  readonly tickMs: number;
  readonly parameters: BotParameters;
  readonly book: DayBook;
  readonly stake: Readonly<Stake>;
  readonly limits: DayLimits;
  /** Entries that the book does not count yet. */
  readonly entriesInFlight: number;
  /** The symbol has a position, or an order that could meet a new one. */
  readonly isTaken: boolean;
  readonly isHalted: boolean;
  readonly isOperatorPaused: boolean;
  /** Whether the bot's item takes one more entry. */
  hasRoom(): boolean;
}

const NONE: ReadonlySet<DenialCode> = new Set();

/**
 * The code of the first gate that denies, in their order, or `undefined`. `minimum` is asked after them, by sizing.
 *
 * They are lines and no table of functions: a loop over years of candles asks all of them for every signal, and what it
 * calls through a table is not compiled into it.
 *
 * @param except gates that are passed over.
 */
export function firstDenial(
  request: EntryRequest,
  except: ReadonlySet<DenialCode> = NONE,
): DenialCode | undefined {
  const { tickMs, parameters, book, stake, limits, entriesInFlight } = request;
  if (request.isHalted && !except.has('halted')) return 'halted';
  if (request.isOperatorPaused && !except.has('operator-paused')) return 'operator-paused';
  if (isStopped(book) && !except.has('stopped')) return 'stopped';
  if (isPaused(book, tickMs) && !except.has('paused')) return 'paused';
  if (exceedsPositions(stake.positions + 1, parameters) && !except.has('positions')) return 'positions';
  if (request.isTaken && !except.has('symbol')) return 'symbol';
  const collateralUsd = plus(stake.collateralUsd, usd(parameters.collateralUsd));
  if (exceedsCollateral(collateralUsd, parameters) && !except.has('collateral')) return 'collateral';
  if (exceedsHour(book, entriesInFlight + 1, tickMs, parameters) && !except.has('hour')) return 'hour';
  if (exceedsBalance(book, collateralUsd) && !except.has('balance')) return 'balance';
  if (cannotAfford(book, stake, limits) && !except.has('budget')) return 'budget';
  if (!request.hasRoom() && !except.has('outbox')) return 'outbox';
  return undefined;
}

/** The codes of all gates that deny, in their order. */
export function everyDenial(request: EntryRequest): readonly DenialCode[] {
  const denials = new Set<DenialCode>();
  for (let next = firstDenial(request); next !== undefined; next = firstDenial(request, denials))
    denials.add(next);
  return [...denials];
}

interface Asked {
  readonly state: BotState;
  readonly tickMs: number;
  readonly parameters: BotParameters;
}

/** The same for a bot, of an entry in that symbol now. */
export function denialOf({
  symbol,
  exposure,
  state,
  tickMs,
  parameters,
}: Asked & { readonly exposure: Exposure; readonly symbol: string }): DenialCode | undefined {
  // An order of an earlier trade that could not be cancelled yet would meet the new position.
  const isTaken = exposure.symbols.includes(symbol) || state.orders.some((order) => order.symbol === symbol);
  return firstDenial(requestOf({ state, tickMs, parameters }, exposure, isTaken));
}

/** Every gate that denies an entry now, in whatever symbol. */
export function denialsOf(asked: Asked): readonly DenialCode[] {
  return everyDenial(requestOf(asked, exposureOf(asked.state, asked.parameters), false));
}

function requestOf({ state, tickMs, parameters }: Asked, stake: Exposure, isTaken: boolean): EntryRequest {
  const { ledger } = state;
  return {
    tickMs,
    parameters,
    book: ledger,
    stake,
    limits: dayLimitsOf(parameters, ledger.dayStartBalanceUsd),
    entriesInFlight: stake.entriesInFlight.length,
    isTaken,
    isHalted: ledger.halted !== undefined,
    isOperatorPaused: isOperatorPaused(ledger),
    hasRoom: () => hasRoomForEntry(state, parameters),
  };
}
