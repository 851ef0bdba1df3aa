/**
 * `infra/parity/`: a bot's ledger beside the backtest of its candles: what is read, and the comparison.
 *
 * What a bot has done, with what it did it, and when: from the rows of its ledger.
 *
 * - The epoch of its item is taken; earlier ones are other series of rows.
 * - Rows that are missing or cannot be read are refused: what they hold would be in no sum.
 */
import { completeRows } from '../../lambda/core/audit/rebuild.ts';
import type { BotState } from '../../lambda/core/bot-state.ts';
import {
  completeParameters,
  parseParameters,
  type BotParameters,
  type ParameterName,
  type ParameterValue,
} from '../../lambda/config.ts';
import { tradesOfRows, type ComparedTrade } from '../../lambda/backtest/parity/compared-trade.ts';
import type { Entered } from '../../lambda/backtest/parity/match-trades.ts';
import type { TickLog } from '../../lambda/backtest/parity/why-missed.ts';
import type { LedgerRow } from '../../lambda/core/ledger/ledger-events.ts';
import { isReadable } from '../../lambda/core/ledger/stored-row.ts';
import { MINUTE_MS, type Usd } from '../../lambda/core/units.ts';
import type { LedgerStore } from '../../lambda/ports.ts';
import { InputError } from '../input-error.ts';

/** Parameters from a minute on. */
export interface Period {
  readonly fromMs: number;
  readonly parameters: BotParameters;
}

export interface BotBooks {
  /** Whose, for people. */
  readonly origin: string;
  readonly trades: readonly ComparedTrade[];
  /** Entered and not left. */
  readonly open: readonly Entered[];
  /** Empty where its ledger is no ledger of this program. */
  readonly rows: readonly LedgerRow[];
  readonly lateCosts: readonly { readonly atMs: number; readonly paidUsd: Usd }[];
  /** In order of priority; `undefined` where nobody says it. */
  readonly symbols: readonly string[] | undefined;
  /** Its first minute, and the one after its last. */
  readonly fromMs: number;
  readonly toMs: number;
  readonly lastTickMs?: number;
  /** As recorded, in their order; empty where they are not. */
  readonly periods: readonly Period[];
  readonly log?: TickLog | undefined;
  /** Of the synthetic market that it traded; absent for any other. */
  readonly seed?: number | undefined;
  /** What had to be assumed while reading, in sentences. */
  readonly assumed: readonly string[];
}

/** @param onRow is called with how many rows were read. @throws InputError where a row is missing or cannot be read. */
export async function rowsOf(
  store: Pick<LedgerStore, 'rows'>,
  state: BotState,
  onRow: (read: number) => void = () => {},
): Promise<readonly LedgerRow[]> {
  const delivered: LedgerRow[] = [];
  for await (const row of store.rows(state.botId, state.ledger.epoch)) {
    if (!isReadable(row)) throw unreadable(`row ${row.epoch}/${row.sequence} ${row.problem}`);
    delivered.push(row);
    onRow(delivered.length);
  }
  const rows = completeRows(state, delivered);
  const gap = rows.findIndex(({ sequence }, index) => sequence !== index + 1);
  if (gap >= 0 || rows.length < state.ledger.rowCount)
    throw unreadable(`row ${state.ledger.epoch}/${gap < 0 ? rows.length + 1 : gap + 1} is missing`);
  return rows;
}

function unreadable(problem: string): InputError {
  return new InputError(`${problem}: what it holds would be in no sum; \`rebuild\` names all such rows`);
}

/** @param known besides its rows. */
export function booksOfRows(
  rows: readonly LedgerRow[],
  state: BotState,
  known: Pick<BotBooks, 'origin' | 'symbols' | 'log' | 'seed'>,
): BotBooks {
  const { tickMs } = state;
  const fromMs = rows[0]?.event.atMs ?? 0;
  return {
    ...known,
    trades: tradesOfRows(rows),
    open: state.ledger.positions.map((position) => ({ ...position, entryTimeMs: position.filledAtMs })),
    rows,
    lateCosts: rows.flatMap(({ event }) => (event.kind === 'late-cost' ? [event] : [])),
    fromMs,
    // What a minute fills after its tick is booked by the next one.
    toMs: tickMs ?? fromMs,
    ...(tickMs !== undefined && { lastTickMs: tickMs }),
    periods: periodsOf(rows, completeParameters(state.parameters ?? {})),
    assumed: [],
  };
}

/** From those in force at the end back, change by change. */
export function periodsOf(rows: readonly LedgerRow[], last: BotParameters): readonly Period[] {
  const periods: Period[] = [];
  let parameters = last;
  for (const { event } of rows.toReversed()) {
    if (event.kind === 'parameters-changed') {
      periods.push({ fromMs: event.atMs, parameters });
      const before = event.changes.map(({ name, from }): readonly [ParameterName, ParameterValue] => [
        name,
        from,
      ]);
      parameters = parseParameters({ ...parameters, ...Object.fromEntries(before) });
    }
  }
  periods.push({ fromMs: rows[0]?.event.atMs ?? 0, parameters });
  // The first tick of a bot changes the defaults: they were in force for no minute.
  return periods.toReversed().filter(({ fromMs }, index, all) => all[index + 1]?.fromMs !== fromMs);
}

/** The minute after the one that holds a time. */
export function minuteAfter(timeMs: number): number {
  return (Math.floor(timeMs / MINUTE_MS) + 1) * MINUTE_MS;
}
