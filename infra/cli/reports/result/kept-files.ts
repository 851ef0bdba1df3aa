/**
 * A result as it is kept: its report, how it came about, and its trades in the columns of an export.
 */
import { jsonRecords } from '../../tables/column.ts';
import { TRADE_COLUMNS } from '../../tables/export-columns.ts';
import { runReport, type RunReport } from '../run-report.ts';
import type { Origin } from './kept-result-schema.ts';
import type { ShownResult } from './shown-result.ts';

export const RESULT_FILE = 'result.json';
export const TRADES_FILE = 'trades.jsonl';

/** What is written, by the names of files. */
export function keptFiles(origin: Origin, shown: ShownResult): Readonly<Record<string, string>> {
  const { ledger: _ledger, ...report }: RunReport = runReport(shown);
  const { store = null, market, ...rest } = origin;
  const kept = { ...rest, store, market: { ...market, hash: market.hash ?? null } };
  const trades = jsonRecords(TRADE_COLUMNS, shown.run.trades);
  return {
    [RESULT_FILE]: `${JSON.stringify({ kept, report }, undefined, 2)}\n`,
    [TRADES_FILE]: trades.map((trade) => `${JSON.stringify(trade)}\n`).join(''),
  };
}
