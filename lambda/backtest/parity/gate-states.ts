/**
 * In which state did a bot decide an entry? Asked forwards, tick by tick.
 *
 * Of a bot with rows it is the replay of its rows. Of one that only tells its trades, it is what its own rules make of them:
 * its day, its streak and pause, and what was open.
 */
import type { BotParameters } from '../../config.ts';
import {
  beginBook,
  beginDay,
  bookClose,
  bookEntry,
  isNewDay,
  pauseUntil,
  stopDay,
  type DayBook,
  type WritableDayBook,
} from '../../core/ledger/day-book.ts';
import type { LedgerRow } from '../../core/ledger/ledger-events.ts';
import { initialLedger, type LedgerState } from '../../core/ledger/ledger-state.ts';
import { evolve } from '../../core/ledger/ledger.ts';
import { isOperatorPaused } from '../../core/risk/entry-gates.ts';
import {
  addPosition,
  addStake,
  dayLimitsOf,
  dayStopCause,
  noStake,
  streakPauseUntilMs,
  worstOfPosition,
  type Stake,
} from '../../core/risk/limits.ts';
import { DAY_MS, ZERO_USD, dayStartMs, roundUp, usd } from '../../core/units.ts';
import type { ComparedTrade } from './compared-trade.ts';

export interface GateState {
  readonly book: DayBook;
  readonly stake: Readonly<Stake>;
  /** Symbols that have a position. */
  readonly taken: readonly string[];
  readonly isHalted: boolean;
  readonly isOperatorPaused: boolean;
}

export interface GateStates {
  /** As entries found it at a tick, before those of `symbols` in it; `undefined` where nothing is known of that time. */
  before(tickMs: number, symbols: readonly string[]): GateState | undefined;
}

/** @param rows all of an epoch. */
export function statesOfRows(
  rows: readonly LedgerRow[],
  parametersAt: (minuteMs: number) => BotParameters,
): GateStates {
  let next = 0;
  let ledger = initialLedger(rows[0]?.epoch ?? 1);
  return {
    before: (tickMs, symbols) => {
      for (let row = rows[next]; row !== undefined && row.event.atMs <= tickMs; row = rows[next]) {
        const { event } = row;
        if (event.kind === 'opened' && event.atMs === tickMs && symbols.includes(event.position.symbol))
          break;
        ledger = evolve(ledger, event);
        next += 1;
      }
      return next === 0 ? undefined : stateOfLedger(ledger, parametersAt(tickMs));
    },
  };
}

function stateOfLedger(ledger: LedgerState, parameters: BotParameters): GateState {
  const { positions, halted } = ledger;
  const stake = noStake();
  for (const position of positions) addPosition(stake, position, worstOfPosition(position, parameters));
  return {
    book: ledger,
    stake,
    taken: positions.map(({ symbol }) => symbol),
    isHalted: halted !== undefined,
    isOperatorPaused: isOperatorPaused(ledger),
  };
}

type TimedTrade = Pick<
  ComparedTrade,
  'symbol' | 'quantity' | 'entryPrice' | 'decidedAtMs' | 'entryTimeMs' | 'exitTimeMs' | 'netUsd' | 'reason'
>;

/** @param trades that were closed, of a bot that began with `fromMs`, with the parameters' balance. */
export function statesOfTrades(
  trades: readonly TimedTrade[],
  fromMs: number,
  parametersAt: (minuteMs: number) => BotParameters,
): GateStates {
  const steps = trades
    .flatMap((trade) => [
      { trade, atMs: trade.exitTimeMs, isEntry: false },
      { trade, atMs: trade.decidedAtMs, isEntry: true },
    ])
    // What closes at a tick makes room for what opens at it.
    .toSorted((left, right) => {
      const sooner = left.atMs - right.atMs;
      return sooner === 0 ? Number(left.isEntry) - Number(right.isEntry) : sooner;
    });
  const bot = new TradedBook(fromMs, parametersAt);
  let next = 0;
  return {
    before: (tickMs, symbols) => {
      for (let step = steps[next]; step !== undefined && step.atMs <= tickMs; step = steps[next]) {
        const { trade, atMs, isEntry } = step;
        if (isEntry && atMs === tickMs && symbols.includes(trade.symbol)) break;
        if (isEntry) bot.enter(trade);
        else bot.leave(trade);
        next += 1;
      }
      return tickMs < fromMs ? undefined : bot.at(tickMs);
    },
  };
}

class TradedBook {
  readonly #parametersAt: (minuteMs: number) => BotParameters;
  readonly #entryTimesMs: number[] = [];
  readonly #book: WritableDayBook;
  readonly #open = new Set<TimedTrade>();

  constructor(fromMs: number, parametersAt: (minuteMs: number) => BotParameters) {
    this.#parametersAt = parametersAt;
    this.#book = { ...initialLedger(1), entryTimesMs: this.#entryTimesMs };
    beginBook(this.#book, usd(parametersAt(fromMs).startingBalanceUsd), fromMs);
  }

  enter(trade: TimedTrade): void {
    this.#roll(trade.decidedAtMs);
    this.#open.add(trade);
    bookEntry(this.#entryTimesMs, trade.decidedAtMs);
  }

  leave(trade: TimedTrade): void {
    const { exitTimeMs, netUsd, reason } = trade;
    const parameters = this.#parametersAt(exitTimeMs);
    this.#roll(exitTimeMs);
    this.#open.delete(trade);
    bookClose(this.#book, netUsd, exitTimeMs);
    const untilMs = streakPauseUntilMs(this.#book, exitTimeMs, parameters);
    if (untilMs !== undefined) pauseUntil(this.#book, untilMs);
    const limits = dayLimitsOf(parameters, this.#book.dayStartBalanceUsd);
    const cause = dayStopCause(this.#book, this.#stake(parameters), ZERO_USD, limits);
    if (cause !== undefined || reason === 'daily-stop') stopDay(this.#book, exitTimeMs);
  }

  at(tickMs: number): GateState {
    this.#roll(tickMs);
    return {
      book: this.#book,
      stake: this.#stake(this.#parametersAt(tickMs)),
      taken: [...this.#open].map(({ symbol }) => symbol),
      isHalted: false,
      isOperatorPaused: false,
    };
  }

  #roll(atMs: number): void {
    if (isNewDay(this.#book, atMs))
      beginDay(this.#book, Math.max(dayStartMs(atMs), this.#book.dayMs + DAY_MS));
  }

  #stake(parameters: BotParameters): Stake {
    const stake = noStake();
    for (const { entryPrice, quantity } of this.#open)
      addStake(stake, roundUp(entryPrice * quantity), parameters, parameters);
    return stake;
  }
}

/** The ledger before the tick of a minute, from the beginning of its rows; their first one is always in it. */
export function ledgerBefore(rows: readonly LedgerRow[], minuteMs: number): LedgerState | undefined {
  const [first, ...others] = rows;
  if (first === undefined) return undefined;
  let ledger = evolve(initialLedger(first.epoch), first.event);
  for (const { event } of others) {
    if (event.atMs >= minuteMs) break;
    ledger = evolve(ledger, event);
  }
  return ledger;
}
