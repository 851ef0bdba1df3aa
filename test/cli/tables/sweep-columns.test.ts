/**
 * Does a table of a search say what each set was and made, in types that tools read?
 */
import { tableFromIPC } from 'apache-arrow';
import { readParquet } from 'parquet-wasm/node';
import { expect, it } from 'vitest';
import { jsonRecords, parquetOf } from '../../../infra/cli/tables/column.ts';
import { sweepColumns, sweepRows } from '../../../infra/cli/tables/sweep-columns.ts';
import { parseParameters } from '../../../lambda/config.ts';
import { usd } from '../../../lambda/core/units.ts';

const setOf = (targetPct: number, breakeven: string, daysToRuin?: number) => ({
  parameters: parseParameters({ targetPct, breakeven }),
  position: [0],
  result: {
    trades: 7,
    wins: 2,
    ambiguous: 1,
    dailyStops: 0,
    grossUsd: usd(1.5),
    feesUsd: usd(4.200_000_01),
    fundingUsd: usd(0),
    netUsd: usd(-2.700_000_01),
    dailyUsd: Float64Array.of(-2, -0.7, 0, 0),
    activeDays: 2,
    daysToRuin,
  },
});
const ROWS = sweepRows({
  sets: [setOf(0.15, 'net'), setOf(0.2, 'gross', 2)],
  evidence: { neighbourhood: Float64Array.of(-0.5, -1.25), chosen: 1 },
  verdict: { number: 1 },
});
const COLUMNS = sweepColumns(['targetPct', 'breakeven']);

it('a table of a search has one row for each set, its parameters first, and units last', () => {
  const names = COLUMNS.map(({ name }) => name);
  expect(names.slice(0, 2)).toEqual(['target_pct', 'breakeven']);
  for (const name of names) expect(name).toMatch(/^[a-z]+(?:_[a-z]+)*$/);
  expect(jsonRecords(COLUMNS, ROWS)).toMatchObject([
    { target_pct: 0.15, breakeven: 'net', net_a_day_usd: -0.675, net_usd: -2.700_000_01, rung: null },
    { target_pct: 0.2, breakeven: 'gross', net_a_day_usd: -1.35, days_to_ruin: 2, rung: 1 },
  ]);
});

it('a table of a search is read from Parquet with its types', async () => {
  const table = tableFromIPC(readParquet(await parquetOf(COLUMNS, ROWS)).intoIPCStream());
  expect(table.numRows).toBe(2);
  const typeOf = (name: string) => String(table.schema.fields.find((field) => field.name === name)?.type);
  expect(typeOf('target_pct')).toBe('Float64');
  expect(typeOf('trades')).toBe('Int64');
  expect(typeOf('net_usd')).toMatch(/^Decimal/);
  expect(table.get(1)?.toJSON()).toMatchObject({
    target_pct: 0.2,
    breakeven: 'gross',
    neighbours_a_day_usd: -1.25,
    days_to_ruin: 2n,
  });
  expect(table.get(0)?.toJSON()).toMatchObject({ days_to_ruin: null, rung: null });
});
