/**
 * A bot that trades made-up candles on paper, with what a test does to it, and its comparison with the backtest.
 */
import type { ChosenMarket } from '../../infra/market/market-source.ts';
import { booksOfRows, rowsOf, type BotBooks } from '../../infra/parity/bot-books.ts';
import { runParity, type ParityRun } from '../../infra/parity/run-parity.ts';
import { tickLogOf } from '../../infra/parity/tick-log.ts';
import { tickLine } from '../../lambda/adapters/aws/telemetry.ts';
import type { MemoryLedger } from '../../lambda/adapters/memory-ledger.ts';
import type { DifferenceKind } from '../../lambda/backtest/parity/difference.ts';
import type { BotParameters } from '../../lambda/config.ts';
import { recordEvent, type BotState } from '../../lambda/core/bot-state.ts';
import type { LedgerEvent, LedgerRow } from '../../lambda/core/ledger/ledger-events.ts';
import type { CommandKind } from '../../lambda/core/ledger/operator-command.ts';
import type { SymbolCandles } from '../../lambda/core/market.ts';
import { MINUTE_MS, ZERO_USD, plus, toDollars, type Usd } from '../../lambda/core/units.ts';
import { paperBot, type ReplayOptions } from '../harness/paper-bot.ts';
import { BOT_ID, commandOf, stateIn } from '../harness/stored-bot.ts';

/** What happens to a bot, by its minutes from 0. */
export interface Planted {
  readonly withoutTick?: (minute: number) => boolean;
  readonly commands?: Readonly<Record<number, CommandKind>>;
  /** Written between two ticks, as if the bot had done it. */
  readonly events?: Readonly<Record<number, (atMs: number) => LedgerEvent>>;
}

export interface Traded {
  readonly symbols: readonly SymbolCandles[];
  readonly books: BotBooks;
  readonly balanceUsd: Usd;
  /** What is stored of it, and what its ticks have logged. */
  readonly state: BotState;
  readonly rows: readonly LedgerRow[];
  readonly lines: readonly string[];
}

/** Trades all minutes but those without a tick. */
export async function traded(
  symbols: readonly SymbolCandles[],
  options: ReplayOptions,
  { withoutTick = () => false, commands = {}, events = {} }: Planted = {},
): Promise<Traded> {
  const { market, store, tick } = paperBot(symbols, options);
  const lines: string[] = [];
  let minute = 0;
  for (; market.advance(); minute += 1) {
    const atMs = market.nowMs();
    const [kind, event] = [commands[minute], events[minute]];
    if (kind !== undefined) await store.issue(BOT_ID, commandOf(`c-${minute}`, { kind, issuedAtMs: atMs }));
    if (event !== undefined) await write(store, event(atMs));
    if (withoutTick(minute)) continue;
    const bot = { id: BOT_ID, symbols: symbols.map(({ symbol }) => symbol) };
    lines.push(
      tickLine(bot, await tick(), { startedMs: atMs, beganMs: atMs, endedMs: atMs, proposedMs: atMs }),
    );
  }
  const state = await stateIn(store);
  const rows = await rowsOf(store, state);
  const books = booksOfRows(rows, state, {
    origin: 'the bot of a test',
    symbols: symbols.map(({ symbol }) => symbol),
    log: tickLogOf(lines),
    seed: undefined,
  });
  return { symbols, books, balanceUsd: state.ledger.balanceUsd, state, rows, lines };
}

async function write(store: MemoryLedger, event: LedgerEvent): Promise<void> {
  const state = await stateIn(store);
  const next = recordEvent(state, event);
  await store.commit({ ...next, version: state.version + 1 }, state.version);
}

/** @param given in place of the bot's own parameters. */
export function compared({ symbols, books }: Traded, given?: BotParameters): ParityRun {
  const opens = symbols.map(({ candles }) => candles.openTimeMs[0] ?? Infinity);
  const ends = symbols.map(({ candles }) => candles.openTimeMs[candles.length - 1] ?? 0);
  const market: ChosenMarket = {
    kind: 'recorded',
    label: 'recorded candles',
    seed: undefined,
    symbols,
    fromMs: Math.min(...opens),
    toMs: Math.max(...ends) + MINUTE_MS,
  };
  const periods = given === undefined ? books.periods : [{ fromMs: books.fromMs, parameters: given }];
  return runParity(books, market, { periods, toMs: undefined, withinMs: 2 * MINUTE_MS });
}

/** Names, causes and counts of what differs. */
export function partsOf({ parity }: ParityRun): readonly string[] {
  return parity.parts
    .filter(({ count }) => count > 0)
    .map(({ kind, cause }) => (cause === undefined ? kind : `${kind}: ${cause}`));
}

export function dollarsOf({ parity }: ParityRun, wanted: DifferenceKind): number {
  const ofKind = parity.parts.filter(({ kind }) => kind === wanted);
  return toDollars(ofKind.reduce<Usd>((sum, { usd }) => plus(sum, usd), ZERO_USD));
}
