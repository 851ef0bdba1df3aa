/**
 * How ledger rows lie in a DynamoDB table. Pure: no calls are made here.
 *
 * Invariants:
 * - The keys of rows are deterministic, gapless and sort in their order.
 * - A row that cannot be read keeps its place: its key, kind and time are written beside its body.
 */
import { isDeepStrictEqual } from 'node:util';
import type { LedgerRow } from '../../core/ledger/ledger-events.ts';
import type { StoredRow } from '../../core/ledger/stored-row.ts';
import type { RowRange } from '../../ports.ts';
import { SCHEMA, ledgerPartition, parse, unreadable, type Item, type Parsed } from './dynamo-items.ts';
import type { KeyRange } from './dynamo-table.ts';
import { rowSchema } from './state-schema.ts';
import { toJson } from './stored-json.ts';

/** Sorts as a string in the order of epochs: the first is 1, later ones are minutes of eight digits. */
function epochPrefix(epoch: number): string {
  return `${String(epoch).padStart(6, '0')}#`;
}

const SEQUENCE_DIGITS = 12;

/** The largest that a key can hold. */
const LAST_SEQUENCE = 10 ** SEQUENCE_DIGITS - 1;

type RowNumber = Pick<LedgerRow, 'epoch' | 'sequence'>;

export function rowKey(botId: string, row: RowNumber): Item {
  return { pk: { S: ledgerPartition(botId) }, sk: { S: sortKeyOfRow(row) } };
}

function sortKeyOfRow({ epoch, sequence }: RowNumber): string {
  return `${epochPrefix(epoch)}${String(sequence).padStart(SEQUENCE_DIGITS, '0')}`;
}

/** All rows of a bot, the last one first. The sort keys of rows begin with a digit; `:` follows `9`. */
export function lastRowFirst(botId: string): KeyRange {
  return {
    condition: 'pk = :pk AND sk BETWEEN :first AND :last',
    values: { ':pk': { S: ledgerPartition(botId) }, ':first': { S: '0' }, ':last': { S: ':' } },
    newestFirst: true,
  };
}

/** The epoch of the row in an item, by its key alone. */
export function epochOf({ sk }: Item): number {
  return Number.parseInt(sk?.S ?? '', 10);
}

export function rowsBetween(
  botId: string,
  epoch: number,
  { newestFirst = false, upTo = LAST_SEQUENCE }: RowRange,
): KeyRange {
  const last = sortKeyOfRow({ epoch, sequence: upTo });
  return {
    condition: 'pk = :pk AND sk BETWEEN :first AND :last',
    values: {
      ':pk': { S: ledgerPartition(botId) },
      ':first': { S: epochPrefix(epoch) },
      ':last': { S: last },
    },
    newestFirst,
  };
}

export function rowItem(botId: string, row: LedgerRow): Item {
  const { kind, atMs } = row.event;
  return {
    ...rowKey(botId, row),
    schema: { N: String(SCHEMA) },
    kind: { S: kind },
    at: { S: new Date(atMs).toISOString() },
    body: { S: toJson(row) },
  };
}

/** The row in an item. @throws ItemError when this release cannot read it. */
export function readRow(item: Item): LedgerRow {
  const parsed = parse(rowSchema, item);
  if (!parsed.isReadable) throw unreadable(item, parsed.problem, parsed.cause);
  if (isUnderItsKey(item, parsed.value)) return parsed.value;
  throw unreadable(item, contradictionOf(parsed.value));
}

/** The row in an item; where it cannot be read, what is known of it. */
export function readStoredRow(item: Item): StoredRow {
  const parsed = parse(rowSchema, item);
  if (parsed.isReadable && isUnderItsKey(item, parsed.value)) return parsed.value;
  const [epoch, sequence] = (item.sk?.S ?? '').split('#').map(Number);
  const kind = item.kind?.S;
  const atMs = Date.parse(item.at?.S ?? '');
  return {
    epoch: epoch ?? Number.NaN,
    sequence: sequence ?? Number.NaN,
    problem: problemOfRow(item, parsed),
    ...(kind !== undefined && { kind }),
    ...(Number.isFinite(atMs) && { atMs }),
  };
}

function problemOfRow(item: Item, parsed: Parsed<LedgerRow>): string {
  const problem = parsed.isReadable ? contradictionOf(parsed.value) : parsed.problem;
  const schema = Number(item.schema?.N);
  return schema > SCHEMA ? `was written by a newer release (schema ${schema}): ${problem}` : problem;
}

function isUnderItsKey(item: Item, row: LedgerRow): boolean {
  return item.sk?.S === rowKey('', row).sk?.S;
}

function contradictionOf({ epoch, sequence }: LedgerRow): string {
  return `contradicts itself: in its body it is row ${epoch}/${sequence}`;
}

/** Whether two items hold the same row, whichever releases wrote them. @throws ItemError when one cannot be read. */
export function isSameRow(left: Item, right: Item): boolean {
  return isDeepStrictEqual(readRow(left), readRow(right));
}
