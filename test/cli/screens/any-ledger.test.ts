/**
 * Does every screen, table and check take any item and rows that a store can hold, and does nothing in them reach the
 * terminal as more than text?
 */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { rebuildAll } from '../../../infra/cli/commands/books/rebuild-command.ts';
import { statusOf, type BotStatus } from '../../../infra/cli/reports/bot-status.ts';
import {
  attentionLines,
  entriesLine,
  tickLine,
  timesLine,
} from '../../../infra/cli/reports/doctor-report.ts';
import { csvLines } from '../../../infra/cli/terminal/csv-text.ts';
import { csvTable, jsonRecords, parquetOf } from '../../../infra/cli/tables/column.ts';
import { EXPORT_COLUMNS, exportedTrades } from '../../../infra/cli/tables/export-columns.ts';
import { ROW_COLUMNS } from '../../../infra/cli/tables/row-columns.ts';
import { entryReport } from '../../../infra/cli/reports/ledger-report.ts';
import { entriesNewestFirst } from '../../../infra/cli/reports/ledger-statement.ts';
import { statusReport } from '../../../infra/cli/reports/status-report.ts';
import { doctorScreen } from '../../../infra/cli/screens/doctor-screen.ts';
import { ledgerScreen } from '../../../infra/cli/screens/ledger-screen.ts';
import { followedScreen, leftScreen } from '../../../infra/cli/screens/operator-command-screen.ts';
import { rebuildScreen } from '../../../infra/cli/screens/rebuild-screen.ts';
import { statusScreen } from '../../../infra/cli/screens/status-screen.ts';
import { onTerminal } from '../../../infra/cli/terminal/text-format.ts';
import { InputError } from '../../../infra/input-error.ts';
import type { BotSnapshot } from '../../../infra/local/bot-snapshot.ts';
import { epochsOf } from '../../../infra/local/epochs.ts';
import type { BotState } from '../../../lambda/core/bot-state.ts';
import type { LedgerRow } from '../../../lambda/core/ledger/ledger-events.ts';
import type { UnreadableRow } from '../../../lambda/core/ledger/stored-row.ts';
import type { RowRange } from '../../../lambda/ports.ts';
import { anyState } from '../../adapters/dynamo/dynamo-arbitraries.ts';
import { anyCommand, anyRows } from '../../adapters/dynamo/ledger-arbitraries.ts';
import { text } from '../../adapters/dynamo/value-arbitraries.ts';
import { NOON, position } from '../../harness/builders.ts';
import { steeringIn } from '../../harness/hostile-text.ts';

const RUNS = { numRuns: 40 };

/** Without a terminal, a screen has no colours of its own. */
function expectOnlyText(lines: readonly string[]): void {
  expect(lines.map(onTerminal).flatMap(steeringIn)).toEqual([]);
}

/** The rows under the item's epoch, and one more that cannot be read. */
function storeOf(state: BotState, rows: readonly LedgerRow[], problem: string) {
  const { epoch } = state.ledger;
  const damaged: UnreadableRow = { epoch, sequence: rows.length + 1, problem, kind: problem };
  const stored = [...rows.map((row) => ({ ...row, epoch })), damaged];
  const store = {
    async *rows(_bot: string, asked: number, { newestFirst = false }: RowRange = {}) {
      if (asked === epoch) yield* newestFirst ? stored.toReversed() : stored;
    },
  };
  return { store, item: { ...state, ledger: { ...state.ledger, rowCount: stored.length } } };
}

it('any ledger is listed, exported and rebuilt, and is text on the screen', async () => {
  const drawn = fc.tuple(anyState, anyRows, text);
  for (const [state, rows, problem] of fc.sample(drawn, RUNS)) {
    const { store, item } = storeOf(state, rows, problem);
    const entries = await Array.fromAsync(entriesNewestFirst(store, item, { all: true }));
    expect(entries.length).toBeGreaterThanOrEqual(rows.length + 1);
    expectOnlyText(ledgerScreen(entries, 80));
    JSON.stringify(entries.map(entryReport));
    const exported = entries.map((entry) => ({ botId: 'bot', entry }));
    const trades = exportedTrades('bot', entries);
    expectOnlyText(csvLines(csvTable(ROW_COLUMNS, exported)));
    expectOnlyText(csvLines(csvTable(EXPORT_COLUMNS, trades)));
    JSON.stringify([jsonRecords(ROW_COLUMNS, exported), jsonRecords(EXPORT_COLUMNS, trades)]);
    expect((await parquetOf(ROW_COLUMNS, exported)).length).toBeGreaterThan(0);
    expect((await parquetOf(EXPORT_COLUMNS, trades)).length).toBeGreaterThan(0);
    expectOnlyText(rebuildScreen(item, rebuildAll(await epochsOf(store, item), NOON)));
  }
});

/** `undefined` where the amounts of the item cannot be added up, which a sentence says. */
function statusUnlessWrong(snapshot: BotSnapshot): BotStatus | undefined {
  try {
    return statusOf(snapshot);
  } catch (error) {
    expect(error).toBeInstanceOf(InputError);
    return undefined;
  }
}

it('any item has a status and a diagnosis as text, or cannot be right', () => {
  let told = 0;
  const drawn = fc.tuple(anyState, anyCommand);
  for (const [state, command] of fc.sample(drawn, RUNS)) {
    // Amounts that can be added up, and times of every size.
    const { positions: _positions, run: _run, ...ledger } = state.ledger;
    const [open] = state.ledger.positions;
    const held = position({ symbol: open?.symbol ?? 'BTC', decidedAtMs: open?.decidedAtMs ?? NOON });
    const orders = state.orders.filter(({ leg }) => leg !== 'entry');
    const item = { ...state, orders, ledger: { ...ledger, positions: [held] } };
    const snapshot = { state: item, commands: [command], run: undefined, isRunning: true };
    expectOnlyText(followedScreen(command, { kind: 'removed', snapshot }, 'bot', 80));
    const unheard = { snapshot, hasTicked: false, causes: [command.why] };
    expectOnlyText(followedScreen(command, { kind: 'unheard', unheard }, 'bot', 80));
    const status = statusUnlessWrong(snapshot);
    if (status === undefined) continue;
    expectOnlyText(statusScreen(status, 80));
    JSON.stringify(statusReport(status));
    const bearing = { halted: item.ledger.halted };
    expectOnlyText(leftScreen(command, { botId: 'bot', isRunning: true, bearing }));
    const lines = [
      timesLine(item, NOON),
      entriesLine(status.restrictions),
      ...attentionLines(item),
      tickLine(status.lastTickMs, NOON, true),
    ];
    expectOnlyText(doctorScreen({ bot: 'bot', place: 'there', lines }, 80));
    told += 1;
  }
  expect(told).toBeGreaterThan(RUNS.numRuns / 4);
});
