/**
 * `infra/imported/`: the trades of other tools, read into one form.
 *
 * Whose ledger is a file? That is told by what is in it, never by its name. What is nobody's is refused with the forms that
 * are read, and the option that answers where one does.
 */
import { readWrittenJson } from '../files/written-file.ts';
import { InputError } from '../input-error.ts';
import { isBacktest, isFreqtrade, readFreqtrade } from './freqtrade-ledger.ts';
import type { ImportedLedger } from './imported-trade.ts';
import type { ChosenColumns } from '../recordings/header-columns.ts';
import { findColumns, type ColumnRole, type FoundColumns } from './ledger-columns.ts';
import { readTable } from './table-rows.ts';
import { isOldLedger, readOldLedger } from './old-ledger.ts';
import { tableTrades } from './table-trades.ts';

/** Some 100,000 trades of freqtrade without their orders. */
export const LEDGER_BYTES_MAX = 64 * 1024 * 1024;

export interface LedgerOptions {
  readonly columns?: ChosenColumns<ColumnRole>;
  /** Of a backtest of freqtrade. */
  readonly strategy?: string;
}

/** What jesse calls the columns; its PNL is net of its fee. */
const JESSE: readonly (readonly [ColumnRole, string])[] = [
  ['id', 'id'],
  ['symbol', 'symbol'],
  ['side', 'type'],
  ['quantity', 'qty'],
  ['entryPrice', 'entry_price'],
  ['exitPrice', 'exit_price'],
  ['entryTime', 'opened_at'],
  ['exitTime', 'closed_at'],
  ['netPnl', 'PNL'],
  ['fees', 'fee'],
];

const KNOWN_FORMS =
  "`import` reads the old bot's data/ledger.json, freqtrade's trades (show-trades --print-json, or the JSON of a backtest), jesse's CSV (storage/csv), and any CSV with a header that names its columns";

/** @param file named in errors. @throws InputError naming what is wrong, and where. */
export function readLedger(text: string, file: string, options: LedgerOptions = {}): ImportedLedger {
  if (!isJson(text)) {
    if (options.strategy !== undefined) throw notBacktest(file);
    return tableLedger(text, file, options.columns);
  }
  if (options.columns !== undefined)
    throw new InputError(`--columns is for a CSV, and ${file} is JSON: leave it out`);
  const json = readWrittenJson(text, file);
  if (options.strategy !== undefined && !isBacktest(json)) throw notBacktest(file);
  if (isFreqtrade(json)) return readFreqtrade(json, file, options.strategy);
  if (isOldLedger(json)) return readOldLedger(json, file);
  throw new InputError(`${file} is no ledger with a trade in it that is known: ${KNOWN_FORMS}`);
}

function notBacktest(file: string): InputError {
  return new InputError(`--strategy is for a backtest of freqtrade, and ${file} is none: leave it out`);
}

/** A JSON whose first or last character is lost is still none of the others. */
function isJson(text: string): boolean {
  return /^\s*[[{]|[\]}]\s*$/.test(text);
}

function tableLedger(
  text: string,
  file: string,
  chosen: ChosenColumns<ColumnRole> | undefined,
): ImportedLedger {
  const table = readTable(text, file);
  const ofJesse = chosen === undefined ? jesseColumns(table.header) : undefined;
  if (ofJesse !== undefined) {
    const title = `${file} is not a ledger of jesse:`;
    const tool = { origin: 'jesse', title, columns: ofJesse, isRounded: false, pairDivider: '-' };
    return tableTrades(table, tool, file);
  }
  const columns = findColumns(table.header, chosen ?? new Map(), file);
  const tool = {
    origin: 'another tool',
    title: `${file} is not a table of trades:`,
    columns,
    isRounded: true,
  };
  return tableTrades(table, tool, file);
}

function jesseColumns(header: readonly string[]): FoundColumns | undefined {
  const columns = new Map(JESSE.map(([role, name]) => [role, header.indexOf(name)]));
  return [...columns.values()].includes(-1) ? undefined : columns;
}
