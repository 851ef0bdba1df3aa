/**
 * Recomputes the ledger from its rows, and compares it with the item.
 *
 * Each row is replayed, and each closed trade is booked again from its position, price and fees.
 *
 * Invariants:
 * - Every difference names its place and both values, to the last digit. Nothing is repaired.
 * - Rows that wait in the outbox count as written.
 * - Rows that no ledger can have made are listed, never applied.
 */
import type { BotState } from '../bot-state.ts';
import { averagePrice } from '../ledger/fills.ts';
import type { LedgerEvent, LedgerRow } from '../ledger/ledger-events.ts';
import { evolve } from '../ledger/ledger.ts';
import type { UnreadableRow } from '../ledger/stored-row.ts';
import { initialLedger, type LedgerState } from '../ledger/ledger-state.ts';
import { resultOfClose, resultOfFills, type Position } from '../ledger/position.ts';
import { ZERO_USD, sumIfExact, type Usd } from '../units.ts';
import { differencesOf, type Difference } from './differences.ts';
import { comparable, withoutLateFields } from './late-fields.ts';

/** A ledger as it is, or as it ended, and its rows as their partition lists them. */
export interface Epoch {
  readonly state: BotState;
  readonly delivered: readonly LedgerRow[];
  /** Those that are there and cannot be read. */
  readonly unreadable?: readonly UnreadableRow[];
}

export interface Rebuild {
  /** Rows in their partition. */
  readonly deliveredRows: number;
  /** Rows that only the outbox holds. */
  readonly waitingRows: number;
  readonly closedTrades: number;
  /** `undefined` when a row says what cannot be added. */
  readonly netUsd: Usd | undefined;
  /** The ledger by the rows; `undefined` when they cannot be replayed. */
  readonly ledger: LedgerState | undefined;
  readonly differences: readonly Difference[];
}

/** The rows of the partition and those that only the outbox holds, oldest first. */
export function completeRows(state: BotState, delivered: readonly LedgerRow[]): readonly LedgerRow[] {
  const known = new Set(delivered.map(({ sequence }) => sequence));
  const waiting = waitingRowsOf(state).filter(({ sequence }) => !known.has(sequence));
  return [...delivered, ...waiting].toSorted((left, right) => left.sequence - right.sequence);
}

/** Rows of the epoch before may wait in the outbox, too. */
function waitingRowsOf({ outbox, ledger }: BotState): readonly LedgerRow[] {
  return outbox.rows.filter(({ epoch }) => epoch === ledger.epoch);
}

/** The state as it was when the epoch before ended, if there was one. */
export function endOfEpochBefore({ state, delivered }: Epoch): BotState | undefined {
  const [first] = completeRows(state, delivered);
  if (first?.event.kind !== 'started' || first.event.after === undefined) return undefined;
  const { ledger } = first.event.after;
  // A row that leads anywhere else leads in a circle.
  return ledger.epoch < state.ledger.epoch ? { ...state, ledger } : undefined;
}

/** @param delivered the rows of the item's epoch, as their partition lists them. */
export function rebuild(
  state: BotState,
  delivered: readonly LedgerRow[],
  unreadable: readonly UnreadableRow[] = [],
): Rebuild {
  const { rowCount, epoch } = state.ledger;
  const all = completeRows(state, delivered);
  const counted = all.filter(({ sequence }) => sequence <= rowCount);
  const series = [
    ...brokenOrder(delivered),
    ...brokenSeries(state, all).filter(({ path }) => !unreadable.some((row) => path === placeOf(row))),
    ...unreadable.map((row) => ({
      path: placeOf(row),
      kept: row.problem,
      rebuilt: 'a row that can be read',
    })),
  ];
  // Each row that is too many is named once, and so is each gap.
  const isGapless = series.length === all.length - counted.length;
  const { ledger, differences } = isGapless ? replayed(epoch, counted) : NOTHING;
  const trades = all.flatMap(({ event }) => (event.kind === 'closed' ? [event.trade] : []));
  return {
    deliveredRows: delivered.length,
    waitingRows: all.length - delivered.length,
    closedTrades: trades.length,
    netUsd: sumOf(trades.map(({ netUsd }) => netUsd)),
    ledger,
    differences: [
      ...series,
      ...differencesInOutbox(state, delivered),
      ...differences,
      ...(ledger === undefined ? [] : differencesInLedger(state.ledger, ledger)),
    ],
  };
}

function differencesInLedger(kept: LedgerState, rebuilt: LedgerState): readonly Difference[] {
  const [item, rows] = [comparable(kept, rebuilt), comparable(rebuilt, kept)];
  return withoutLateFields(differencesOf('ledger', item, rows));
}

const NOTHING = { ledger: undefined, differences: [] } as const;

/** The partition lists its rows by their keys: one that is not after the one before lies under another's key. */
function brokenOrder(delivered: readonly LedgerRow[]): readonly Difference[] {
  return delivered.flatMap(({ sequence }, k) => {
    const before = delivered[k - 1]?.sequence ?? 0;
    if (sequence > before) return [];
    return [
      { path: `rows[${sequence}]`, kept: `found after row ${before}`, rebuilt: `after ${sequence - 1}` },
    ];
  });
}

/** Where rows are missing, of another epoch, or beyond those that the item counts. */
function brokenSeries({ ledger }: BotState, rows: readonly LedgerRow[]): readonly Difference[] {
  const { rowCount, epoch } = ledger;
  const counts = `the item counts ${rowCount}`;
  const broken: Difference[] = [];
  let next = 1;
  for (const { sequence, epoch: written, event } of rows) {
    if (written !== epoch) broken.push({ path: `rows[${sequence}].epoch`, kept: written, rebuilt: epoch });
    if (sequence > rowCount) {
      broken.push({ path: `rows[${sequence}]`, kept: event.kind, rebuilt: counts });
      continue;
    }
    if (sequence > next) broken.push({ path: gap(next, sequence - 1), kept: undefined, rebuilt: counts });
    next = sequence + 1;
  }
  if (next <= rowCount) broken.push({ path: gap(next, rowCount), kept: undefined, rebuilt: counts });
  return broken;
}

function placeOf({ sequence }: UnreadableRow): string {
  return gap(sequence, sequence);
}

function gap(first: number, last: number): string {
  return first === last ? `rows[${first}]` : `rows[${first}…${last}]`;
}

/** Rows of the outbox that are written already, and say otherwise. */
function differencesInOutbox(state: BotState, delivered: readonly LedgerRow[]): readonly Difference[] {
  const written = new Map(delivered.map((row) => [row.sequence, row]));
  return waitingRowsOf(state).flatMap((row) => {
    const same = written.get(row.sequence);
    return same === undefined ? [] : differencesOf(`outbox.rows[${row.sequence}]`, row, same);
  });
}

/** Applies row after row, and stops before one that no ledger can have made. */
function replayed(
  epoch: number,
  rows: readonly LedgerRow[],
): { readonly ledger: LedgerState | undefined; readonly differences: readonly Difference[] } {
  const differences: Difference[] = [];
  let ledger = initialLedger(epoch);
  for (const { sequence, event } of rows) {
    const path = `rows[${sequence}]`;
    const impossible = impossibility(ledger, event);
    if (impossible !== undefined) {
      differences.push({ path, kept: event.kind, rebuilt: impossible });
      return { ledger: undefined, differences };
    }
    try {
      if (event.kind === 'closed') differences.push(...bookedOtherwise(path, ledger, event));
      ledger = evolve(ledger, event);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      differences.push({ path, kept: event.kind, rebuilt: error.message });
      return { ledger: undefined, differences };
    }
  }
  return { ledger, differences };
}

/** Why this event cannot have happened to that ledger. */
function impossibility({ epoch, rowCount, positions }: LedgerState, event: LedgerEvent): string | undefined {
  if ((event.kind === 'started') !== (rowCount === 0)) return 'a ledger starts with its first row, once';
  if (event.kind === 'started' && event.after !== undefined && event.after.ledger.epoch >= epoch) {
    return `epoch ${event.after.ledger.epoch} is not before epoch ${epoch}`;
  }
  const isOpen = (tradeId: number) => positions.some((position) => position.tradeId === tradeId);
  switch (event.kind) {
    case 'opened':
      return isOpen(event.position.tradeId) ? `trade ${event.position.tradeId} is open already` : undefined;
    case 'closed':
      return isOpen(event.trade.tradeId) ? undefined : `trade ${event.trade.tradeId} is not open`;
    case 'recovery':
    case 'funding':
    case 'reduced':
      return isOpen(event.tradeId) ? undefined : `trade ${event.tradeId} is not open`;
    default:
      return undefined;
  }
}

/** Where a closed trade differs from the result of its position, exit price and fees. */
function bookedOtherwise(
  path: string,
  { positions }: LedgerState,
  { trade, fills }: Extract<LedgerEvent, { readonly kind: 'closed' }>,
): readonly Difference[] {
  const position = positions.find(({ tradeId }) => tradeId === trade.tradeId);
  if (position === undefined) return [];
  const exits = [...(position.exits ?? []), ...fills];
  const hasFills = exits.length > 0;
  const { isLiquidated, ...result } = hasFills
    ? resultOfFills(position, exits)
    : resultOfClose(position, trade.exitPrice, ZERO_USD);
  const exit = hasFills ? { exitPrice: averagePrice(exits) } : {};
  const booked = { ...trade, ...entryOf(position), ...exit, ...result };
  const reasoned = isLiquidated ? { ...booked, reason: 'liquidated' } : booked;
  return differencesOf(`${path}.trade`, trade, reasoned);
}

function entryOf({ symbol, side, quantity, entryPrice, filledAtMs }: Position) {
  return { symbol, side, quantity, entryPrice, entryTimeMs: filledAtMs };
}

function sumOf(amounts: readonly Usd[]): Usd | undefined {
  return amounts.reduce<Usd | undefined>(sumIfExact, ZERO_USD);
}
