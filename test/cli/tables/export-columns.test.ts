/**
 * Is what is exported of one vocabulary, with types that another reader takes for what they are?
 */
import { tableFromIPC, type Table } from 'apache-arrow';
import { readParquet } from 'parquet-wasm/node';
import { describe, expect, it } from 'vitest';
import { csvTable, jsonRecords, parquetOf, type Column } from '../../../infra/cli/tables/column.ts';
import {
  CLOSED_COLUMNS,
  EXPORT_COLUMNS,
  exportedTrades,
  OPEN_COLUMNS,
  TRADE_COLUMNS,
} from '../../../infra/cli/tables/export-columns.ts';
import { ROW_COLUMNS } from '../../../infra/cli/tables/row-columns.ts';
import type { LedgerEntry, RowEntry } from '../../../infra/cli/reports/ledger-statement.ts';
import type { LedgerEvent } from '../../../lambda/core/ledger/ledger-events.ts';
import type { UnprotectedTime } from '../../../lambda/core/ledger/unprotected-time.ts';
import { usd, usdFromUnits } from '../../../lambda/core/units.ts';
import { NOON, entryOrder, position, trade } from '../../harness/builders.ts';

const SIGNAL = { momentum: 0.000_7, volumeRatio: 1.5, range: 0.002 };
const decision = { ...entryOrder().decision, signal: SIGNAL };
const CLOSED: LedgerEvent = {
  kind: 'closed',
  atMs: NOON,
  trade: trade(-0.6, {
    entryPrice: 2503.1351505000007,
    grossUsd: usdFromUnits(-900_719_925_474_099),
    ambiguous: true,
  }),
  fills: [],
};
const opened = (lag?: number): LedgerEvent => ({
  kind: 'opened',
  atMs: NOON,
  position: position(),
  decision,
  fills: [],
  ...(lag !== undefined && { decisionLagSeconds: lag }),
});
const PROBLEM: LedgerEntry = {
  epoch: 1,
  sequence: 3,
  lastSequence: 3,
  problem: 'is missing',
  balanceUsd: undefined,
};

function entries(...events: readonly LedgerEvent[]): readonly RowEntry[] {
  return events.map((event, k) => ({
    row: { epoch: 1, sequence: k + 1, event },
    balanceUsd: usd(2_000),
    symbol: 'BTC',
  }));
}

const exported = (...events: readonly LedgerEvent[]) => exportedTrades('bot', entries(...events));

/** As a reader of another hand has it: parquet of Rust, and Arrow. */
async function readBack<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): Promise<Table> {
  return tableFromIPC(readParquet(await parquetOf(columns, rows)).intoIPCStream());
}

const typesOf = ({ schema }: Table) =>
  Object.fromEntries(schema.fields.map(({ name, type }) => [name, String(type)]));

describe('exported trades', () => {
  it('exported trades have types in Parquet, for a reader of another hand', async () => {
    const table = await readBack(EXPORT_COLUMNS, exported(opened(0.412), CLOSED));
    expect(typesOf(table)).toEqual({
      bot: 'Utf8',
      epoch: 'Int64',
      trade_id: 'Int64',
      symbol: 'Utf8',
      side: 'Utf8',
      quantity: 'Float64',
      entry_time: 'Timestamp<MILLISECOND, UTC>',
      entry_price: 'Float64',
      exit_time: 'Timestamp<MILLISECOND, UTC>',
      exit_price: 'Float64',
      reason: 'Utf8',
      gross_usd: 'Decimal[18e+8]',
      fees_usd: 'Decimal[18e+8]',
      funding_usd: 'Decimal[18e+8]',
      net_usd: 'Decimal[18e+8]',
      ambiguous: 'Bool',
      momentum_pct: 'Float64',
      volume_ratio: 'Float64',
      range_pct: 'Float64',
      decision_lag_seconds: 'Float64',
      unprotected_seconds: 'Float64',
      slippage_usd: 'Decimal[18e+8]',
    });
    const row: Record<string, unknown> = table.get(0)!.toJSON();
    expect(row).toMatchObject({
      trade_id: 1n,
      entry_price: 2503.1351505,
      entry_time: NOON - 300_000,
      ambiguous: true,
      momentum_pct: 0.07,
      volume_ratio: 1.5,
      range_pct: 0.2,
      decision_lag_seconds: 0.412,
    });
    // Of 128 bits in parts of 32, as Arrow keeps a decimal.
    expect(new BigInt64Array(new Int32Array(Object.values(row['gross_usd']!)).buffer)[0]).toBe(
      -900_719_925_474_099n,
    );
  });

  it('exported trades leave empty what is not known, in every format', async () => {
    const rows = exported(CLOSED);
    const unknown = [
      'momentum_pct',
      'volume_ratio',
      'range_pct',
      'decision_lag_seconds',
      'unprotected_seconds',
    ];
    const { names, rows: cells } = csvTable(EXPORT_COLUMNS, rows);
    const [json] = jsonRecords(EXPORT_COLUMNS, rows);
    const read: Record<string, unknown> = (await readBack(EXPORT_COLUMNS, rows)).get(0)!.toJSON();
    for (const name of unknown) {
      expect(cells[0]![names.indexOf(name)]).toBe('');
      expect(json![name]).toBeNull();
      expect(read[name]).toBeNull();
    }
  });

  it('exported trades tell for how long they had no stop, and 0 where they always had one', () => {
    if (CLOSED.kind !== 'closed') expect.unreachable();
    const secondsOf = (unprotected: UnprotectedTime) => {
      const rows = exported({ ...CLOSED, trade: { ...CLOSED.trade, unprotected } });
      const [name, last] = [EXPORT_COLUMNS, CLOSED_COLUMNS].map(
        (columns) => jsonRecords(columns, rows)[0]!['unprotected_seconds'],
      );
      return [name, last];
    };
    const spans = [
      { fromMs: NOON, toMs: NOON + 412 },
      { fromMs: NOON + 60_000, toMs: NOON + 90_000 },
    ];
    const shorter = { count: 2, totalSeconds: 0.3 };
    expect(secondsOf({ spans, shorter })).toEqual([30.712, 30.712]);
    expect(secondsOf({ spans: [] })).toEqual([0, 0]);
  });

  it('exported trades tell what they slipped, and nothing where no row tells', () => {
    if (CLOSED.kind !== 'closed') expect.unreachable();
    const told = (slippage: object) =>
      [EXPORT_COLUMNS, CLOSED_COLUMNS].map(
        (columns) => jsonRecords(columns, exported({ ...CLOSED, ...slippage }))[0]!['slippage_usd'],
      );
    expect(told({ slippageUsd: usd(-0.12345678) })).toEqual([-0.123_456_78, -0.123_456_78]);
    expect(told({})).toEqual([null, null]);
  });

  it('exported trades are numbers, times and booleans in JSON, and exact text in CSV', () => {
    const rows = exported(opened(), CLOSED);
    expect(jsonRecords(EXPORT_COLUMNS, rows)[0]).toMatchObject({
      epoch: 1,
      entry_time: '2026-01-05T11:55:00.000Z',
      entry_price: 2503.1351505,
      gross_usd: -9_007_199.254_740_99,
      ambiguous: true,
    });
    const { names, rows: cells } = csvTable(EXPORT_COLUMNS, rows);
    const cell = (name: string) => cells[0]![names.indexOf(name)];
    expect(['entry_price', 'gross_usd', 'ambiguous', 'momentum_pct'].map(cell)).toEqual([
      '2503.1351505',
      '-9007199.25474099',
      'true',
      '0.07',
    ]);
  });
});

describe('exported rows', () => {
  it('exported rows have types, and a row that cannot be read has what is known of it', async () => {
    const rows = [...entries(opened(0.412)), PROBLEM].map((entry) => ({ botId: 'bot', entry }));
    const table = await readBack(ROW_COLUMNS, rows);
    expect(typesOf(table)).toMatchObject({
      sequence: 'Int64',
      time: 'Timestamp<MILLISECOND, UTC>',
      balance_usd: 'Decimal[18e+8]',
    });
    const [json, problem] = jsonRecords(ROW_COLUMNS, rows);
    expect(json).toMatchObject({
      kind: 'opened',
      balance_usd: 2_000,
      details: { decisionLagSeconds: 0.412 },
    });
    expect(problem).toMatchObject({
      time: null,
      kind: null,
      balance_usd: null,
      details: { problem: 'is missing' },
    });
    expect(table.get(1)!.toJSON()).toMatchObject({ time: null, kind: null, balance_usd: null });
  });
});

it('columns have one name for one thing wherever they are, in snake_case', () => {
  const names = (columns: readonly { readonly name: string }[]) => columns.map(({ name }) => name);
  expect(names(EXPORT_COLUMNS)).toEqual(expect.arrayContaining(names(CLOSED_COLUMNS)));
  expect(names(CLOSED_COLUMNS)).toEqual(expect.arrayContaining(names(TRADE_COLUMNS)));
  const atEnd = ['last_price', 'unrealised_usd'];
  expect([...names(TRADE_COLUMNS), ...atEnd]).toEqual(expect.arrayContaining(names(OPEN_COLUMNS)));
  for (const name of [...names(EXPORT_COLUMNS), ...names(ROW_COLUMNS), ...atEnd])
    expect(name).toMatch(/^[a-z]+(?:_[a-z]+)*$/);
});
