/**
 * Does a line of exported trades say how late its entry was, and nothing where nobody knows?
 */
import { expect, it } from 'vitest';
import { rowRecords, tradeRecords } from '../../../infra/cli/reports/export-tables.ts';
import type { RowEntry } from '../../../infra/cli/reports/ledger-statement.ts';
import type { LedgerEvent } from '../../../lambda/core/ledger/ledger-events.ts';
import { usd } from '../../../lambda/core/units.ts';
import { NOON, entryOrder, position, trade } from '../../harness/builders.ts';

const { decision } = entryOrder();
const CLOSED: LedgerEvent = { kind: 'closed', atMs: NOON, trade: trade(-0.6), fills: [] };
const opened = (lag?: number): LedgerEvent => ({
  kind: 'opened',
  atMs: NOON,
  position: position(),
  decision,
  fills: [],
  ...(lag !== undefined && { decisionLagSeconds: lag }),
});

function entries(...events: readonly LedgerEvent[]): readonly RowEntry[] {
  return events.map((event, k) => ({
    row: { epoch: 1, sequence: k + 1, event },
    balanceUsd: usd(2_000),
    symbol: 'BTC',
  }));
}

function lagsOf(...events: readonly LedgerEvent[]): readonly (string | undefined)[] {
  const { names, rows } = tradeRecords('bot', entries(...events));
  const at = names.indexOf('decision_lag_seconds');
  return rows.map((cells) => cells[at]);
}

it('exported trades say how late each was entered, and nothing where that is not known', () => {
  expect(lagsOf(opened(0.412), CLOSED)).toEqual(['0.412']);
  expect(lagsOf(opened(), CLOSED)).toEqual(['']);
  expect(lagsOf(CLOSED)).toEqual(['']);
});

it('exported rows have the lag of an entry among their details, null where it is not known', () => {
  const details = rowRecords('bot', entries(opened(0.412), opened())).rows.map((cells) => cells.at(-1));
  expect(details[0]).toContain('"decisionLagSeconds":0.412');
  expect(details[1]).toContain('"decisionLagSeconds":null');
});
