/**
 * `lambda/core/risk/`: whether a signal may be entered, how large, and what the day may still lose.
 *
 * May this signal be entered?
 *
 * The rails are asked in the order of the table below and the first that holds denies. Invariants: *open* includes
 * what is in flight or unknown; a denied entry never stops an exit.
 */
import type { BotParameters } from '../../config.ts';
import { hasRoom, type BotState } from '../bot-state.ts';
import { takerEntryPrice } from '../fill-model.ts';
import type { EntryOrder } from '../order.ts';
import { entryNotional, plannedNotionalUsd } from '../ledger/position.ts';
import type { DenialCode } from '../reasons.ts';
import { HOUR_MS, ZERO_USD, minus, plus, roundUp, toDollars, usd, type Usd } from '../units.ts';
import { dailyLimit, lossBudget, worstLoss } from './loss-budget.ts';

/** What is at stake now, in flight and unknown included. */
export interface Exposure {
  readonly symbols: readonly string[];
  readonly collateralUsd: Usd;
  /** What all of it may still lose when every hard stop is filled as planned. */
  readonly worstUsd: Usd;
  readonly entriesInFlight: readonly EntryOrder[];
}

export function exposureOf(state: BotState, parameters: BotParameters): Exposure {
  const symbols: string[] = [];
  let collateralUsd = ZERO_USD;
  let worstUsd = ZERO_USD;
  const add = (symbol: string, collateral: number, notionalUsd: number, stopPct: number) => {
    symbols.push(symbol);
    collateralUsd = plus(collateralUsd, usd(collateral));
    worstUsd = plus(worstUsd, worstLoss(notionalUsd, stopPct, parameters));
  };
  for (const position of state.ledger.positions) {
    const { collateralUsd: collateral, recoveryStopPct } = position.terms;
    add(position.symbol, collateral, toDollars(entryNotional(position)), recoveryStopPct);
  }
  const entriesInFlight = state.orders.filter((order) => order.leg === 'entry');
  for (const order of entriesInFlight) {
    const { symbol, side, quantity, terms, decision } = order;
    const price = takerEntryPrice(side, decision.price, parameters.slippageBps);
    add(symbol, terms.collateralUsd, toDollars(roundUp(price * quantity)), terms.recoveryStopPct);
  }
  return { symbols, collateralUsd, worstUsd, entriesInFlight };
}

/** What a new position of these parameters may lose. */
export function worstNewLoss(parameters: BotParameters): Usd {
  return worstLoss(plannedNotionalUsd(parameters), parameters.recoveryStopPct, parameters);
}

/** What the day may still lose beyond what is open. */
export function remainingBudget({ ledger }: BotState, exposure: Exposure, parameters: BotParameters): Usd {
  const limitUsd = dailyLimit(parameters, ledger.dayStartBalanceUsd);
  return lossBudget(limitUsd, ledger.realisedTodayUsd, exposure.worstUsd);
}

/** Entries decided in the last 3,600 s; one exactly that old no longer counts. */
export function entriesInLastHour({ ledger }: BotState, exposure: Exposure, tickMs: number): number {
  const recent = ledger.entryTimesMs.filter((timeMs) => tickMs - timeMs < HOUR_MS);
  return recent.length + exposure.entriesInFlight.length;
}

interface EntryRequest {
  readonly state: BotState;
  readonly exposure: Exposure;
  readonly symbol: string;
  readonly tickMs: number;
  readonly parameters: BotParameters;
}

type EntryGate = readonly [code: DenialCode, denies: (request: EntryRequest) => boolean];

/** The rails in their order. `minimum` is asked after them, by sizing. */
export const ENTRY_GATES: readonly EntryGate[] = [
  ['halted', ({ state }) => state.ledger.halted !== undefined],
  [
    'operator-paused',
    ({ state: { ledger } }) =>
      ledger.operatorPausedSinceMs !== undefined || ledger.flatteningSinceMs !== undefined,
  ],
  ['stopped', ({ state }) => state.ledger.stoppedAtMs !== undefined],
  ['paused', ({ state, tickMs }) => tickMs < state.ledger.pausedUntilMs],
  ['positions', ({ exposure, parameters }) => exposure.symbols.length >= parameters.maxPositions],
  // An order of an earlier trade that could not be cancelled yet would meet the new position.
  [
    'symbol',
    ({ state, exposure, symbol }) =>
      exposure.symbols.includes(symbol) || state.orders.some((order) => order.symbol === symbol),
  ],
  [
    'collateral',
    ({ exposure, parameters }) =>
      plus(exposure.collateralUsd, usd(parameters.collateralUsd)) > usd(parameters.maxOpenCollateralUsd),
  ],
  [
    'hour',
    ({ state, exposure, tickMs, parameters }) =>
      entriesInLastHour(state, exposure, tickMs) >= parameters.maxTradesPerHour,
  ],
  [
    'balance',
    ({ state, exposure, parameters }) =>
      minus(state.ledger.balanceUsd, exposure.collateralUsd) < usd(parameters.collateralUsd),
  ],
  [
    'budget',
    ({ state, exposure, parameters }) =>
      worstNewLoss(parameters) > remainingBudget(state, exposure, parameters),
  ],
  ['outbox', ({ state }) => !hasRoom(state)],
];

/** The code of the first rail that denies, or `undefined`. */
export function denialOf(request: EntryRequest): DenialCode | undefined {
  return ENTRY_GATES.find(([, denies]) => denies(request))?.[0];
}
