/**
 * Does the bot keep the hours of its markets?
 *
 * - Nothing is entered in closed hours, nor from `sessionEndSeconds` before they begin, and the exchange gets no entry in them.
 * - Nothing is entered before the exchange has once told the hours.
 * - A tick in the last seconds of a session closes what is open; one that was kept from what it needs has an excuse.
 * - No position is left open into closed hours, unless its exit was tried, the hours were not told, or something kept the bot
 *   from its ticks.
 * - What is closed for the end of a session was open in its last seconds.
 */
import type { LoggedRequest } from '../../venue/request-faults.ts';
import type { ClosedHours } from '../swarm/hours-stage.ts';
import type { Commit } from './commit-rules.ts';
import { MINUTE_MS, SECOND_MS, type Looking } from './findings.ts';
import type { RecordedOrder, RecordedPosition, RecordedRow, RecordedState } from './recorded-items.ts';
import { inForce } from './usual-parameters.ts';

const HOURS = '/fapi/v1/tradingSchedule';
/** What was so shortly before may have kept the bot from something. */
const LEAD_MS = 2 * MINUTE_MS;
/** A tick that is committed has met these, and sees the market all the same. */
const HARMLESS =
  /^(?:hours end|thin-book|event |income |jump|stop hunted|death|freeze|command |reclaimed|flood |commands unread|owner sets)/;
/** Beside the rest of what happens to hours, nothing keeps a bot from its ticks. */
const OF_HOURS = /^hours end/;

export interface SessionTerms extends Looking {
  readonly botId: string;
  readonly venue: {
    readonly requests: readonly LoggedRequest[];
    readonly books: { readonly positions: readonly { readonly symbol: string }[] };
  };
  /** The earliest first. */
  readonly hours: readonly ClosedHours[];
}

export class SessionRules {
  private readonly terms: SessionTerms;
  private readonly symbols: ReadonlySet<string>;
  /** Classes of what happened, with the last time that each did. */
  private readonly recent = new Map<string, number>();
  /** Of each trade by table and number: so many seconds before a close it is over. */
  private readonly endSeconds = new Map<string, number>();
  private hoursToldMs: number | undefined;
  private read = 0;
  private passed = 0;

  constructor(terms: SessionTerms) {
    this.terms = terms;
    this.symbols = new Set(terms.hours.map(({ symbol }) => symbol));
  }

  isClosed(symbol: string): boolean {
    return this.closedAt(symbol, this.terms.nowMs()) !== undefined;
  }

  /** Something was so now. */
  note(causes: readonly string[]): void {
    for (const name of causes) this.recent.set(name, this.terms.nowMs());
  }

  row({ event }: RecordedRow, table: string): void {
    if (event.kind === 'opened') {
      const { tradeId, terms } = event.position;
      this.endSeconds.set(`${table} ${tradeId}`, terms.sessionEndSeconds ?? 0);
    }
    if (event.kind !== 'closed' || event.trade.reason !== 'session-end') return;
    const { decision, trade } = event;
    const seconds = this.endSeconds.get(`${table} ${trade.tradeId}`);
    if (decision === undefined || seconds === undefined) return;
    if (this.endingAt(trade.symbol, decision.tickMs, seconds) !== undefined) return;
    const words = `trade ${trade.tradeId} in ${trade.symbol} at ${timeOf(decision.tickMs)}`;
    this.terms.say('closed-for-no-session-end', words);
  }

  committed({ state, before }: Commit): void {
    if (this.symbols.size === 0) return;
    this.readOn();
    const known = new Set(before?.orders.map(({ clientOrderId }) => clientOrderId));
    for (const order of state.orders)
      if (order.leg === 'entry' && !known.has(order.clientOrderId)) this.judgeEntry(order, state);
    // Intents of a tick are in its first commit.
    if (before === undefined || state.tickMs === null || state.tickMs === before.tickMs) return;
    for (const position of before.ledger.positions) this.judgeTick(position, state, state.tickMs);
  }

  /** After each step of prices. @param state of the table that the bot uses */
  look(state: RecordedState | undefined): void {
    this.readOn();
    const { hours, nowMs } = this.terms;
    for (; (hours[this.passed]?.fromMs ?? Infinity) <= nowMs(); this.passed += 1) {
      const closed = hours[this.passed];
      const left = state?.ledger.positions.find(({ symbol }) => symbol === closed?.symbol);
      if (closed !== undefined && left !== undefined && state !== undefined)
        this.judgeLeft(left, closed, state);
    }
  }

  private judgeEntry({ clientOrderId: id, symbol, decision }: RecordedOrder, state: RecordedState): void {
    if (decision === undefined || !this.symbols.has(symbol)) return;
    const { say } = this.terms;
    const { tickMs } = decision;
    const words = `${id} in ${symbol} at ${timeOf(tickMs)}`;
    if (this.closedAt(symbol, tickMs) !== undefined) say('entry-in-closed-hours', words);
    else if (this.endingAt(symbol, tickMs, inForce(state).sessionEndSeconds) !== undefined)
      say('entry-before-close', words);
    if (this.hoursToldMs === undefined) say('entry-in-unknown-hours', words);
  }

  private judgeTick(position: RecordedPosition, { orders, ledger }: RecordedState, tickMs: number): void {
    const { symbol, tradeId, terms } = position;
    const closed = this.endingAt(symbol, tickMs, terms.sessionEndSeconds ?? 0);
    const isHeld = ledger.positions.some((one) => one.tradeId === tradeId) && !isClosing(orders, tradeId);
    if (closed === undefined || !isHeld || !this.knowsHours(tickMs)) return;
    if (this.hasMet(tickMs - LEAD_MS, HARMLESS)) return;
    const words = `trade ${tradeId} in ${symbol} at ${timeOf(tickMs)}, and the hours end at ${timeOf(closed.fromMs)}`;
    this.terms.say('held-against-the-close', words);
  }

  private judgeLeft(position: RecordedPosition, closed: ClosedHours, { orders }: RecordedState): void {
    const { symbol, tradeId, terms } = position;
    const { sessionEndSeconds = 0 } = terms;
    const fromMs = closed.fromMs - sessionEndSeconds * SECOND_MS;
    const isOpen = this.terms.venue.books.positions.some((one) => one.symbol === symbol);
    // Without a whole minute there need not be a tick.
    if (sessionEndSeconds * SECOND_MS < MINUTE_MS || !isOpen || isClosing(orders, tradeId)) return;
    if (!this.knowsHours(fromMs) || this.hasMet(fromMs - LEAD_MS, OF_HOURS)) return;
    if (this.hasTriedExit(symbol, fromMs)) return;
    this.terms.say('left-open-into-close', `trade ${tradeId} in ${symbol} at ${timeOf(closed.fromMs)}`);
  }

  private hasTriedExit(symbol: string, fromMs: number): boolean {
    return this.terms.venue.requests.some(
      (one) => one.timeMs >= fromMs && one.symbol === symbol && one.order === 'exit',
    );
  }

  /** The exchange has told them before, and does so still. */
  private knowsHours(atMs: number): boolean {
    const unreadMs = Math.max(
      ...[...this.recent].map(([name, lastMs]) => (name.startsWith('hours unread') ? lastMs : -Infinity)),
    );
    return this.hoursToldMs !== undefined && this.hoursToldMs < atMs && unreadMs < atMs - LEAD_MS;
  }

  /** Something else than these since then. */
  private hasMet(sinceMs: number, except: RegExp): boolean {
    return [...this.recent].some(([name, lastMs]) => lastMs >= sinceMs && !except.test(name));
  }

  private readOn(): void {
    const { requests } = this.terms.venue;
    for (; this.read < requests.length; this.read += 1) {
      const request = requests[this.read];
      if (request?.answered?.status !== 200) continue;
      const { path, timeMs, order, symbol = '', clientId = '' } = request;
      if (path === HOURS) this.hoursToldMs ??= timeMs;
      if (order !== 'entry' || this.closedAt(symbol, timeMs) === undefined) continue;
      if (clientId.startsWith(`${this.terms.botId}-`))
        this.terms.say('entry-sent-in-closed-hours', `${clientId} in ${symbol} at ${timeOf(timeMs)}`);
    }
  }

  private closedAt(symbol: string, timeMs: number): ClosedHours | undefined {
    return this.terms.hours.find((one) => one.symbol === symbol && one.fromMs <= timeMs && timeMs < one.toMs);
  }

  /** The closed hours that begin within so many seconds. */
  private endingAt(symbol: string, timeMs: number, seconds: number): ClosedHours | undefined {
    return this.terms.hours.find(
      ({ symbol: where, fromMs }) =>
        where === symbol && fromMs - seconds * SECOND_MS <= timeMs && timeMs < fromMs,
    );
  }
}

function isClosing(orders: readonly RecordedOrder[], tradeId: number): boolean {
  return orders.some((one) => one.leg === 'exit' && one.tradeId === tradeId);
}

function timeOf(timeMs: number): string {
  return new Date(timeMs).toISOString();
}
