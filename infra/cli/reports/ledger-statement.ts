/**
 * The ledger's rows as a statement, from the newest one back: each with the balance after it.
 *
 * Balances follow from the item's, so that the last rows need none of those before. Rows are read as they are asked
 * for.
 *
 * Invariants:
 * - A row that is missing or cannot be read is an entry of its own. It keeps no other row from being listed.
 * - A balance that cannot be known is unknown.
 */
import { endOfEpochBefore } from '../../../lambda/core/audit/rebuild.ts';
import type { BotState } from '../../../lambda/core/bot-state.ts';
import type { LedgerEvent, LedgerRow } from '../../../lambda/core/ledger/ledger-events.ts';
import { isReadable, type StoredRow } from '../../../lambda/core/ledger/stored-row.ts';
import { ZERO_USD, negate, sumIfExact, type Usd } from '../../../lambda/core/units.ts';
import type { LedgerStore } from '../../../lambda/ports.ts';
import { exactDollars } from '../../../lambda/core/text/decimal-text.ts';

export interface RowEntry {
  readonly row: LedgerRow;
  readonly balanceUsd: Usd | undefined;
  /** Of the position that the event belongs to; `undefined` where it has none, or where that is not known. */
  readonly symbol: string | undefined;
}

/** Rows from `sequence` to `lastSequence` of which there is nothing to tell but the problem. */
export interface ProblemEntry {
  readonly epoch: number;
  readonly sequence: number;
  readonly lastSequence: number;
  readonly problem: string;
  readonly kind?: string;
  readonly atMs?: number;
  readonly balanceUsd: Usd | undefined;
}

export type LedgerEntry = RowEntry | ProblemEntry;

export function isRow(entry: LedgerEntry): entry is RowEntry {
  return 'row' in entry;
}

/** `row 1/17`, `rows 1/17…20`. */
export function placeOfRows({ epoch, sequence, lastSequence }: ProblemEntry): string {
  return sequence === lastSequence ? `row ${epoch}/${sequence}` : `rows ${epoch}/${sequence}…${lastSequence}`;
}

export interface Statement {
  /** Also the epochs before the item's. */
  readonly all?: boolean;
  /** How many rows are wanted at most; what is not wanted is not read. */
  readonly limit?: number | undefined;
}

/** From the newest row of the item's epoch back. */
export async function* entriesNewestFirst(
  store: Pick<LedgerStore, 'rows'>,
  last: BotState,
  { all = false, limit }: Statement = {},
): AsyncIterable<LedgerEntry> {
  let epoch: BotState | undefined = last;
  let left = limit ?? Infinity;
  while (epoch !== undefined && left > 0) {
    const walk = new BackwardWalk(epoch);
    for await (const found of foundNewestFirst(store, epoch, left)) {
      yield* walk.entriesOf(found);
      left -= 1;
      if (left === 0) return;
    }
    epoch = all ? walk.before : undefined;
  }
}

interface Gap {
  readonly gap: readonly [first: number, last: number];
}

/** The rows of the store and those that only the outbox holds, with the gaps between them; the caller stops at the limit. */
async function* foundNewestFirst(
  store: Pick<LedgerStore, 'rows'>,
  { botId, ledger: { epoch, rowCount }, outbox }: BotState,
  limit: number,
): AsyncIterable<StoredRow | Gap> {
  const waiting = new Map(
    outbox.rows.filter((row) => row.epoch === epoch).map((row) => [row.sequence, row] as const),
  );
  const range = { newestFirst: true, upTo: rowCount, ...(limit < Infinity && { limit }) };
  let next = rowCount;
  for await (const row of store.rows(botId, epoch, range)) {
    yield* undelivered(waiting, row.sequence + 1, next);
    yield row;
    next = row.sequence - 1;
  }
  yield* undelivered(waiting, 1, next);
}

/** What the store lacks from `first` to `last`, newest first: rows of the outbox, and gaps. */
function* undelivered(
  waiting: ReadonlyMap<number, LedgerRow>,
  first: number,
  last: number,
): Iterable<LedgerRow | Gap> {
  let end = last;
  for (const row of [...waiting.values()].toSorted((left, right) => right.sequence - left.sequence)) {
    if (row.sequence < first || row.sequence > end) continue;
    if (row.sequence < end) yield { gap: [row.sequence + 1, end] };
    yield row;
    end = row.sequence - 1;
  }
  if (end >= first) yield { gap: [first, end] };
}

/** The balance after a row is that before the next one, and a trade that was closed names its symbol. */
class BackwardWalk {
  private readonly state: BotState;
  private balanceUsd: Usd | undefined;
  private readonly symbols: Map<number, string>;
  /** The bot as the epoch before has left it; known with the first row. */
  before: BotState | undefined;

  constructor(state: BotState) {
    this.state = state;
    this.balanceUsd = state.ledger.balanceUsd;
    this.symbols = new Map(state.ledger.positions.map(({ tradeId, symbol }) => [tradeId, symbol]));
  }

  *entriesOf(found: StoredRow | Gap): Iterable<LedgerEntry> {
    if ('gap' in found) yield this.problem(...found.gap, { problem: 'is missing' });
    else if (!isReadable(found)) {
      const { sequence, problem, kind, atMs } = found;
      const known = { ...(kind !== undefined && { kind }), ...(atMs !== undefined && { atMs }) };
      yield this.problem(sequence, sequence, { problem, ...known });
    } else yield* this.entriesOfRow(found);
  }

  private problem(
    sequence: number,
    lastSequence: number,
    words: Pick<ProblemEntry, 'problem' | 'kind' | 'atMs'>,
  ): ProblemEntry {
    const { balanceUsd } = this;
    this.balanceUsd = undefined;
    return { epoch: this.state.ledger.epoch, sequence, lastSequence, ...words, balanceUsd };
  }

  private *entriesOfRow(row: LedgerRow): Iterable<LedgerEntry> {
    const { event } = row;
    const { balanceUsd } = this;
    if (event.kind === 'closed') this.symbols.set(event.trade.tradeId, event.trade.symbol);
    const tradeId = 'tradeId' in event ? event.tradeId : undefined;
    const symbol = tradeId === undefined ? undefined : this.symbols.get(tradeId);
    if (event.kind !== 'started') {
      yield { row, balanceUsd, symbol };
      this.balanceUsd = sumIfExact(balanceUsd, negate(movedBy(event)));
      return;
    }
    if (balanceUsd !== undefined && balanceUsd !== event.balanceUsd) {
      const [begun, led] = [exactDollars(event.balanceUsd), exactDollars(balanceUsd)];
      const problem = `begins with ${begun} USD, and the rows after it lead from ${led} to the item's balance`;
      yield this.problem(row.sequence, row.sequence, { problem, kind: event.kind, atMs: event.atMs });
    }
    yield { row, balanceUsd: event.balanceUsd, symbol };
    this.before = endOfEpochBefore({ state: this.state, delivered: [row] });
  }
}

/** By how much the balance grew. */
export function movedBy(event: LedgerEvent): Usd {
  switch (event.kind) {
    case 'closed':
      return event.trade.netUsd;
    case 'transfer':
      return event.amountUsd;
    case 'late-cost':
      return negate(event.paidUsd);
    default:
      return ZERO_USD;
  }
}
