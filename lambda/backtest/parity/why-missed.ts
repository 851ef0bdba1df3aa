/**
 * Why did a bot not make the trades that the backtest has made?
 *
 * Its rows are replayed up to the tick of each, and the bot's own gates are asked in the state that it was in. What its log
 * says of that minute comes first: it saw the market that the bot saw.
 *
 * Invariant: a cause is found or it is `undefined`. None is guessed.
 */
import type { BotParameters } from '../../config.ts';
import type { ClosedTrade } from '../../core/ledger/closed-trade.ts';
import type { LedgerRow } from '../../core/ledger/ledger-events.ts';
import { initialLedger, type LedgerState } from '../../core/ledger/ledger-state.ts';
import { evolve } from '../../core/ledger/ledger.ts';
import { firstDenial, isOperatorPaused } from '../../core/risk/entry-gates.ts';
import { addPosition, dayLimitsOf, noStake, worstOfPosition } from '../../core/risk/limits.ts';
import { minuteStartMs } from '../../core/units.ts';
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
  /** All rows of the epoch, from the first one; empty where there are none. */
  readonly rows: readonly LedgerRow[];
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
  const replay = new Replay(view.rows);
  const causes = inOrder.map((trade) => {
    const cause = stillOpen.has(trade) ? 'still open at the end' : causeOf(trade, view, replay);
    return [trade, cause] as const;
  });
  return new Map(causes.flatMap(([trade, cause]) => (cause === undefined ? [] : [[trade, cause] as const])));
}

function causeOf({ symbol, entryTimeMs }: ClosedTrade, view: BotView, replay: Replay): string | undefined {
  const minuteMs = minuteStartMs(entryTimeMs);
  const { lastTickMs = Infinity, symbols, log } = view;
  if (minuteMs > lastTickMs || isWithoutTick(minuteMs, log)) return NO_TICK;
  const tick = log?.ticks.get(minuteMs);
  const logged = tick?.noEntry ?? tick?.notEntered.get(symbol);
  if (logged !== undefined) return logged;
  const later = symbols.slice(Math.max(0, symbols.indexOf(symbol)));
  const ledger = replay.before(minuteMs, later);
  return ledger === undefined
    ? undefined
    : denialIn(ledger, { symbol, minuteMs, parameters: view.parametersAt(minuteMs) });
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

function denialIn(ledger: LedgerState, { symbol, minuteMs, parameters }: Asked): string | undefined {
  const stake = noStake();
  for (const position of ledger.positions)
    addPosition(stake, position, worstOfPosition(position, parameters));
  return firstDenial({
    tickMs: minuteMs,
    parameters,
    book: ledger,
    stake,
    limits: dayLimitsOf(parameters, ledger.dayStartBalanceUsd),
    entriesInFlight: 0,
    isTaken: ledger.positions.some((position) => position.symbol === symbol),
    isHalted: ledger.halted !== undefined,
    isOperatorPaused: isOperatorPaused(ledger),
    hasRoom: () => true,
  });
}

/** The ledger from minute to minute, forwards only. */
class Replay {
  readonly #rows: readonly LedgerRow[];
  #next = 0;
  #ledger: LedgerState;

  constructor(rows: readonly LedgerRow[]) {
    this.#rows = rows;
    this.#ledger = initialLedger(rows[0]?.epoch ?? 1);
  }

  /** As entries found it at a tick, before those of `symbols` in it; `undefined` without rows. */
  before(tickMs: number, symbols: readonly string[]): LedgerState | undefined {
    const rows = this.#rows;
    for (let row = rows[this.#next]; row !== undefined && row.event.atMs <= tickMs; row = rows[this.#next]) {
      const { event } = row;
      if (event.kind === 'opened' && event.atMs === tickMs && symbols.includes(event.position.symbol)) break;
      this.#ledger = evolve(this.#ledger, event);
      this.#next += 1;
    }
    return this.#next === 0 ? undefined : this.#ledger;
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
