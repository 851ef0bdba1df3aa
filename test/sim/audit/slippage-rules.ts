/**
 * Is what a trade was filled worse than decided what its fills and the prices of its orders give, and are the day's and the run's
 * slippage the sums of that?
 *
 * - An order at the market was decided at the price that its order or its row tells, a protective one at its own. A maker's fill
 *   is at the price of its order.
 * - Of a fill whose order no item held nobody knows the price: what the bot says of such a trade is not judged. Nor is a stop on
 *   paper, which the market may have jumped over.
 * - An older release counts nothing, and forgets what was counted: the slippage, or the run as a whole until the next day.
 */
import type { Commit } from './commit-rules.ts';
import type { Looking } from './findings.ts';
import type { OlderRelease } from './older-release.ts';
import { dayOf } from './own-book.ts';
import type {
  RecordedEvent,
  RecordedFill,
  RecordedOrder,
  RecordedRow,
  RecordedState,
} from './recorded-items.ts';

export interface SlippageTerms extends Looking {
  readonly older: Pick<OlderRelease, 'mayWorkAt' | 'lastMs'>;
}

type Opened = Extract<RecordedEvent, { kind: 'opened' }>;
type Closed = Extract<RecordedEvent, { kind: 'closed' }>;
type Known = readonly [trades: number, sumUsd: bigint];

interface Held {
  readonly opened: Opened;
  /** Of all fills so far, in 1e-8 dollars; `undefined` where a price is not known. */
  units: number | undefined;
  fills: number;
}

interface Books {
  /** By their ids, as the last item holds them. */
  orders: ReadonlyMap<string, RecordedOrder>;
  readonly held: Map<number, Held>;
  /** Rows of the commit that is not judged yet. */
  fresh: RecordedEvent[];
}

const NONE: Known = [0, 0n];
const DOLLAR = 100_000_000;

export class SlippageRules {
  private readonly terms: SlippageTerms;
  private readonly tables = new Map<string, Books>();

  constructor(terms: SlippageTerms) {
    this.terms = terms;
  }

  /** Before the commit that brings it is judged. */
  row({ event }: RecordedRow, table: string): void {
    const books = this.books(table);
    books.fresh.push(event);
    if (event.kind === 'opened') {
      const held: Held = { opened: event, units: 0, fills: 0 };
      books.held.set(event.position.tradeId, held);
      for (const fill of event.fills) add(held, fill, event.decision?.price, 1);
    }
    const held = books.held.get(tradeIdOf(event) ?? -1);
    if (held === undefined || (event.kind !== 'reduced' && event.kind !== 'closed')) return;
    for (const fill of event.fills) add(held, fill, decidedAt(fill, event, books.orders), -1);
    if (event.kind === 'closed') this.judgeTrade(held, event);
  }

  committed({ table, state, before }: Commit): void {
    const books = this.books(table);
    const { fresh } = books;
    books.fresh = [];
    books.orders = new Map(state.orders.map((order) => [order.clientOrderId, order]));
    const { older, nowMs } = this.terms;
    if (before === undefined || before.ledger.epoch !== state.ledger.epoch || older.mayWorkAt(nowMs()))
      return;
    this.judgeSums(state, before, fresh);
  }

  private judgeTrade({ opened, units, fills }: Held, { trade, slippageUsd }: Closed): void {
    const { say, older, nowMs } = this.terms;
    if (units === undefined) return;
    const words = `trade ${trade.tradeId} in ${trade.symbol}`;
    if (slippageUsd === undefined) {
      const isForgotten = older.mayWorkAt(nowMs()) || older.lastMs() >= opened.atMs;
      if (!isForgotten) say('slippage-untold', `${words} has slipped by ${units / DOLLAR} USD`);
      return;
    }
    // Each fill is rounded.
    if (Math.abs(Number(slippageUsd) - units) > fills + 1)
      say('slippage-of-another-size', `${words} tells ${slippageUsd}, its fills give ${units}`);
  }

  private judgeSums(state: RecordedState, before: RecordedState, fresh: readonly RecordedEvent[]): void {
    const { ledger, version } = state;
    let [today, run] = [before.ledger.today?.slippage ?? NONE, before.ledger.runSlippage ?? NONE];
    let { dayMs } = before.ledger;
    for (const event of fresh) {
      if (event.kind === 'day-started') [today, dayMs] = [NONE, dayOf(event.atMs)];
      if (event.kind !== 'closed' || event.slippageUsd === undefined) continue;
      run = plus(run, event.slippageUsd);
      if (dayOf(event.trade.exitTimeMs) >= dayMs) today = plus(today, event.slippageUsd);
    }
    const isRunCounted = before.ledger.run !== undefined && ledger.run !== undefined;
    const sums = [
      { name: 'today', own: today, told: ledger.today?.slippage },
      ...(isRunCounted ? [{ name: 'the run', own: run, told: ledger.runSlippage }] : []),
    ];
    for (const { name, own, told = NONE } of sums) {
      const [counted, written] = [own, told].map(String);
      if (counted !== written)
        this.terms.say('slippage-is-no-sum', `${name} in version ${version} has ${written}, not ${counted}`);
    }
  }

  private books(table: string): Books {
    const books = this.tables.get(table) ?? { orders: new Map(), held: new Map(), fresh: [] };
    this.tables.set(table, books);
    return books;
  }
}

function plus([trades, sumUsd]: Known, more: bigint): Known {
  return [trades + 1, sumUsd + more];
}

function tradeIdOf(event: RecordedEvent): number | undefined {
  if (event.kind === 'reduced') return event.tradeId;
  return event.kind === 'closed' ? event.trade.tradeId : undefined;
}

/** @param way 1 for an entry, −1 for what closes it. */
function add(held: Held, fill: RecordedFill, decided: number | undefined, way: 1 | -1): void {
  held.fills += 1;
  if (decided === undefined || fill.isUnseen === true) held.units = undefined;
  if (held.units === undefined || decided === undefined || fill.liquidity === 'maker') return;
  const direction = held.opened.position.side === 'long' ? way : -way;
  held.units += direction * (fill.price - decided) * fill.quantity * DOLLAR;
}

function decidedAt(
  { clientOrderId, venueId }: RecordedFill,
  event: RecordedEvent,
  orders: ReadonlyMap<string, RecordedOrder>,
): number | undefined {
  const order = orders.get(clientOrderId);
  if (order?.leg === 'exit') return order.decision?.price;
  if (order !== undefined) return order.leg === 'stop' && venueId === undefined ? undefined : order.price;
  // The close that follows an entry at once stands in no item; its row tells.
  return event.kind === 'closed' && clientOrderId.endsWith('-x') ? event.decision?.price : undefined;
}
