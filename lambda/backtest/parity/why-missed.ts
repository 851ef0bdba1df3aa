/**
 * Why did a bot not make the trades that the backtest has made?
 *
 * The bot's own gates are asked in the state that it was in at the tick of each. What its log says of that minute comes
 * first: it saw the market that the bot saw.
 *
 * Invariant: a cause is found or it is `undefined`. None is guessed.
 */
import type { BotParameters } from '../../config.ts';
import type { ClosedTrade } from '../../core/ledger/closed-trade.ts';
import { firstDenial } from '../../core/risk/entry-gates.ts';
import { dayLimitsOf } from '../../core/risk/limits.ts';
import { minuteStartMs } from '../../core/units.ts';
import type { GateState, GateStates } from './gate-states.ts';
import { matchTrades, type Entered } from './match-trades.ts';

/** What a log says of the ticks of a bot. */
export interface TickLog {
  /** Minutes from the first to the last line; what is not between was not logged. */
  readonly fromMs: number;
  readonly toMs: number;
  /** By the minute: why nothing was entered in a symbol, in the codes of the bot, by the symbol or for all of them. */
  readonly ticks: ReadonlyMap<number, LoggedTick>;
}

export interface LoggedTick {
  /** Why no entry was considered at all. */
  readonly noEntry?: string;
  /** By symbol. */
  readonly notEntered: ReadonlyMap<string, string>;
}

/** What is known of the bot besides its trades. */
export interface BotView {
  /** Those that the bot had in force. */
  readonly parametersAt: (minuteMs: number) => BotParameters;
  /** In the order of priority. */
  readonly symbols: readonly string[];
  /** Its states from the first one on, for one pass. */
  readonly states: () => GateStates;
  /** What the bot has entered and not left by the end. */
  readonly open: readonly Entered[];
  /** Its last tick; absent where nobody knows it. */
  readonly lastTickMs?: number | undefined;
  readonly log: TickLog | undefined;
}

/** @param missed trades of the backtest. @returns the causes that were found. */
export function whyMissed(
  missed: readonly ClosedTrade[],
  view: BotView,
  withinMs: number,
): ReadonlyMap<ClosedTrade, string> {
  const { pairs } = matchTrades(missed, view.open, withinMs);
  const stillOpen = new Set(pairs.map(([trade]) => trade));
  const inOrder = missed.toSorted((left, right) => left.entryTimeMs - right.entryTimeMs);
  const states = view.states();
  const causes = inOrder.map((trade) => {
    const cause = stillOpen.has(trade) ? 'still open at the end' : causeOf(trade, view, states);
    return [trade, cause] as const;
  });
  return new Map(causes.flatMap(([trade, cause]) => (cause === undefined ? [] : [[trade, cause] as const])));
}

function causeOf(
  { symbol, entryTimeMs }: ClosedTrade,
  view: BotView,
  states: GateStates,
): string | undefined {
  const minuteMs = minuteStartMs(entryTimeMs);
  const { lastTickMs = Infinity, symbols, log } = view;
  if (minuteMs > lastTickMs || isWithoutTick(minuteMs, log)) return NO_TICK;
  const tick = log?.ticks.get(minuteMs);
  const logged = tick?.noEntry ?? tick?.notEntered.get(symbol);
  if (logged !== undefined) return logged;
  const later = symbols.slice(Math.max(0, symbols.indexOf(symbol)));
  const state = states.before(minuteMs, later);
  return state === undefined
    ? undefined
    : denialIn(state, { symbol, minuteMs, parameters: view.parametersAt(minuteMs) });
}

const NO_TICK = 'no tick in that minute';

function isWithoutTick(minuteMs: number, log: TickLog | undefined): boolean {
  if (log === undefined || minuteMs < log.fromMs || minuteMs > log.toMs) return false;
  return !log.ticks.has(minuteMs);
}

interface Asked {
  readonly symbol: string;
  readonly minuteMs: number;
  readonly parameters: BotParameters;
}

function denialIn(state: GateState, { symbol, minuteMs, parameters }: Asked): string | undefined {
  const { book, stake, taken } = state;
  return firstDenial({
    tickMs: minuteMs,
    parameters,
    book,
    stake,
    limits: dayLimitsOf(parameters, book.dayStartBalanceUsd),
    entriesInFlight: 0,
    isTaken: taken.includes(symbol),
    isHalted: state.isHalted,
    isOperatorPaused: state.isOperatorPaused,
    hasRoom: () => true,
  });
}
