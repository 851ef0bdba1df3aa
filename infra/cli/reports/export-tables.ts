/**
 * The ledger as a table of text: one column for each fact, one line for each trade or row.
 *
 * Every cell is the exact text of its value: a binary number would round the ledger's amounts.
 */
import { jsonText } from '../../../lambda/core/words.ts';
import type { Table } from '../terminal/csv-text.ts';
import { exactDollars, plainDecimal } from '../../../lambda/core/decimal-text.ts';
import { isRow, type LedgerEntry } from './ledger-statement.ts';
import { entryReport } from './ledger-report.ts';

function iso(timeMs: number): string {
  return new Date(timeMs).toISOString();
}

const TRADE_COLUMNS = [
  'bot',
  'epoch',
  'trade_id',
  'symbol',
  'side',
  'quantity',
  'opened_at',
  'open_price',
  'closed_at',
  'close_price',
  'reason',
  'gross_pnl',
  'fees',
  'funding',
  'net_pnl',
  'currency',
  'decision_lag_seconds',
];

/**
 * One line for each closed trade; funding is the amount paid, negative where it was received. The lag is that of the
 * row that opened the trade, and empty where that row does not say it or is not among `entries`.
 */
export function tradeRecords(botId: string, entries: readonly LedgerEntry[]): Table {
  const lags = entryLags(entries);
  const rows = entries.flatMap((entry) => {
    if (!isRow(entry)) return [];
    const { epoch, event } = entry.row;
    if (event.kind !== 'closed') return [];
    const { trade } = event;
    return [
      [
        botId,
        String(epoch),
        String(trade.tradeId),
        trade.symbol,
        trade.side,
        plainDecimal(trade.quantity),
        iso(trade.entryTimeMs),
        plainDecimal(trade.entryPrice),
        iso(trade.exitTimeMs),
        plainDecimal(trade.exitPrice),
        trade.reason,
        exactDollars(trade.grossUsd),
        exactDollars(trade.feesUsd),
        exactDollars(trade.fundingUsd),
        exactDollars(trade.netUsd),
        'USD',
        lags.get(tradeKey(epoch, trade.tradeId)) ?? '',
      ],
    ];
  });
  return { names: TRADE_COLUMNS, rows };
}

function tradeKey(epoch: number, tradeId: number): string {
  return `${epoch}/${tradeId}`;
}

function entryLags(entries: readonly LedgerEntry[]): ReadonlyMap<string, string> {
  const known = entries.flatMap((entry) => {
    if (!isRow(entry) || entry.row.event.kind !== 'opened') return [];
    const { position, decisionLagSeconds: lag } = entry.row.event;
    return lag === undefined ? [] : [[tradeKey(entry.row.epoch, position.tradeId), String(lag)] as const];
  });
  return new Map(known);
}

/** One line for each row of the ledger, also where it cannot be read: an unknown cell is empty. Fields that only some kinds have are in `details` as JSON. */
export function rowRecords(botId: string, entries: readonly LedgerEntry[]): Table {
  const rows = entries.map((entry) => {
    const { epoch, sequence, atMs, kind, balanceUsd: _, ...details } = entryReport(entry);
    const balance = entry.balanceUsd === undefined ? '' : exactDollars(entry.balanceUsd);
    const at = atMs === null ? '' : iso(atMs);
    return [botId, String(epoch), String(sequence), at, kind ?? '', balance, jsonText(details)];
  });
  return { names: ['bot', 'epoch', 'sequence', 'at', 'kind', 'balance', 'details'], rows };
}

export async function parquetOf({ names, rows }: Table): Promise<Uint8Array> {
  const { parquetWriteBuffer } = await import('hyparquet-writer');
  const columnData = names.map((name, k) => ({
    name,
    type: 'STRING' as const,
    data: rows.map((cells) => cells[k] ?? ''),
  }));
  return new Uint8Array(parquetWriteBuffer({ columnData }));
}
