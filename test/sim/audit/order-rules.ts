/**
 * Is every order at the venue one that was committed before, as it was committed, and sent once?
 *
 * The venue's log of requests is held against the intents that were in the bot's item by then.
 *
 * - An order is sent with an intent: its market, side, quantity and price. One may be without: the close, under the number of
 *   a committed entry, that a refused stop calls for. It can only reduce.
 * - Within five seconds of its commit and the request's own ten it is accepted, or never. The close-all stop alone may be
 *   late: it can only reduce.
 * - No request may be accepted longer than that after its signature; an entry is signed with the time of its commit.
 * - One in doubt says until when it may have been sent: without it nobody could conclude that it never was. The stop alone
 *   is sent again under its own id, also after it ended by itself while its trade lives: whoever was frozen has not seen that.
 * - What is no entry can only reduce.
 * - Of what is not the bot's nothing is cancelled.
 */
import type { LoggedRequest } from '../../venue/request-faults.ts';
import type { AlgoOrder, VenueOrder } from '../../venue/venue-state.ts';
import type { Commit } from './commit-rules.ts';
import { SECOND_MS, type Looking } from './findings.ts';
import { closingSide, MeantOrders, type Listed } from './meant-orders.ts';
import { sameness, type RecordedOrder } from './recorded-items.ts';

/** The longest window of a request. */
const WINDOW_MAX_MS = 10 * SECOND_MS;
/** What the bot may be wrong about the venue's time where the way is slow. */
const CLOCK_WRONG_MS = 12 * SECOND_MS;

/** Until when an order may be sent, what the venue grants a request, and the way. */
const ACCEPTED_WITHIN_MS = (5 + 10 + 1) * SECOND_MS;

const PLACES = /^POST \/fapi\/v1\/(?:order|algoOrder)$/;
const CANCELS_ONE = /^DELETE \/fapi\/v1\/(?:order|algoOrder)$/;

interface Intent {
  /** As it was committed, and what it became. */
  readonly forms: Map<string, RecordedOrder>;
  readonly committedMs: number;
  /** Those that have held it. */
  readonly tables: Set<string>;
  /** Until when it may be sent, by the last commit that has said so, and the time of that commit. */
  sendBeforeMs: number | undefined;
  stampedMs: number;
  /** When a commit has dropped it. */
  droppedMs: number | undefined;
}

type SeenAlgo = Pick<AlgoOrder, 'clientAlgoId' | 'status'>;

export interface OrderTerms extends Looking {
  readonly botId: string;
  readonly requests: readonly LoggedRequest[];
  readonly orders: readonly VenueOrder[];
  readonly algos: readonly SeenAlgo[];
  readonly listings: ReadonlyMap<string, Listed>;
}

export class OrderRules {
  private readonly terms: OrderTerms;
  private readonly intents = new Map<string, Intent>();
  private readonly current = new Map<string, ReadonlySet<string>>();
  private readonly accepted = new Map<string, number>();
  /** Of each table. */
  private readonly openTrades = new Map<string, ReadonlySet<number>>();
  private readonly lastAlgo = new Map<string, SeenAlgo>();
  private readonly meant = new MeantOrders();
  private readRequests = 0;
  private readOrders = 0;
  private readAlgos = 0;

  constructor(terms: OrderTerms) {
    this.terms = terms;
  }

  committed({ table, state, atMs }: Pick<Commit, 'table' | 'state' | 'atMs'>): void {
    const now = new Set(state.orders.map(({ clientOrderId }) => clientOrderId));
    for (const id of this.current.get(table) ?? []) {
      const intent = this.intents.get(id);
      if (!now.has(id) && intent !== undefined) intent.droppedMs = atMs;
    }
    this.current.set(table, now);
    this.openTrades.set(table, new Set(state.ledger.positions.map(({ tradeId }) => tradeId)));
    // Of a bot on paper nothing is sent.
    if (state.account !== null) return;
    for (const order of state.orders) {
      const { clientOrderId: id } = order;
      if (order.status === 'unknown' && order.leg !== 'stop' && order.sendBeforeMs === undefined)
        this.terms.say('doubt-without-end', id);
      const intent = this.intents.get(id) ?? newIntent(atMs);
      if (intent.sendBeforeMs !== order.sendBeforeMs) intent.stampedMs = atMs;
      intent.sendBeforeMs = order.sendBeforeMs;
      intent.forms.set(sameness({ ...order, status: undefined, sendBeforeMs: undefined }), order);
      intent.droppedMs = undefined;
      intent.tables.add(table);
      this.intents.set(id, intent);
    }
  }

  /** Whether a table has ever held that order, or the entry under whose number it closes. */
  isOf(table: string, id: string): boolean {
    return [id, id.replace(/-x$/, '-e'), id.replace(/-x$/, '-s')].some(
      (one) => this.intents.get(one)?.tables.has(table) === true,
    );
  }

  /** Whether nobody but another table has ever held that order. */
  isOfAnother(table: string, id: string): boolean {
    const tables = this.intents.get(id)?.tables;
    return tables !== undefined && !tables.has(table);
  }

  look(): void {
    const { requests, orders, algos, botId, listings } = this.terms;
    this.meant.see(listings);
    for (; this.readRequests < requests.length; this.readRequests += 1) {
      const request = requests[this.readRequests];
      if (request !== undefined) this.judge(request);
    }
    for (; this.readOrders < orders.length; this.readOrders += 1) {
      const order = orders[this.readOrders];
      // What a conditional order becomes is no second one.
      const isOwn = order?.clientOrderId.startsWith(`${botId}-`) ?? false;
      const isTriggered = !['LIMIT', 'MARKET'].includes(order?.origType ?? '');
      if (isOwn && !isTriggered) this.count(order?.clientOrderId ?? '');
    }
    for (; this.readAlgos < algos.length; this.readAlgos += 1) {
      const algo = algos[this.readAlgos];
      if (algo?.clientAlgoId.startsWith(`${botId}-`) === true) this.countAlgo(algo);
    }
  }

  private countAlgo(algo: SeenAlgo): void {
    const { clientAlgoId: id } = algo;
    const before = this.lastAlgo.get(id);
    this.lastAlgo.set(id, algo);
    const endedByItself = before?.status === 'EXPIRED' || before?.status === 'REJECTED';
    if (!endedByItself || !this.isOfOpenTrade(id)) this.count(id);
  }

  private isOfOpenTrade(id: string): boolean {
    const forms = [...(this.intents.get(id)?.forms.values() ?? [])];
    return [...this.openTrades.values()].some((open) => forms.some(({ tradeId }) => open.has(tradeId)));
  }

  private count(id: string): void {
    const count = (this.accepted.get(id) ?? 0) + 1;
    this.accepted.set(id, count);
    if (count > 1) this.terms.say('order-accepted-twice', `${id} was accepted ${count} times`);
  }

  private judge(request: LoggedRequest): void {
    const { say, botId } = this.terms;
    const { method, path, clientId } = request;
    const route = `${method} ${path}`;
    if (PLACES.test(route)) this.judgeOrder(request);
    if (method !== 'DELETE' || request.order !== 'cancel') return;
    if (CANCELS_ONE.test(route) && clientId?.startsWith(`${botId}-`) === true) return;
    say('cancelled-what-is-not-its-own', `${route} ${request.params}`);
  }

  private judgeOrder(request: LoggedRequest): void {
    const { say } = this.terms;
    const { clientId = '', timeMs, answered } = request;
    const params = new URLSearchParams(request.params);
    const canOnlyReduce = params.get('reduceOnly') === 'true' || params.get('closePosition') === 'true';
    const intent = this.intents.get(clientId);
    if (intent === undefined || intent.committedMs > timeMs) {
      if (!(canOnlyReduce && this.isCloseOfEntry(clientId, params)))
        say('order-without-intent', `${clientId}: ${request.params}`, `${clientId} ${timeMs}`);
      return;
    }
    const forms = [...intent.forms.values()];
    const differences = forms.map((order) => this.meant.differenceOf(order, params));
    if (differences.every((difference) => difference !== undefined)) {
      say('order-is-not-its-intent', `${clientId}: ${differences.at(-1)}: ${request.params}`, clientId);
    }
    const isEntry = forms.some(({ leg }) => leg === 'entry');
    if (!isEntry && !canOnlyReduce) say('exit-may-open', `${clientId}: ${request.params}`, clientId);
    this.judgeSignature(clientId, params, isEntry ? intent.stampedMs : undefined);
    const mayBeLate = params.get('closePosition') === 'true';
    if (answered?.status !== 200 || mayBeLate) return;
    const lateMs = timeMs - intent.stampedMs;
    if (lateMs > ACCEPTED_WITHIN_MS)
      say('order-accepted-late', `${clientId}: ${lateMs} ms after its commit`, clientId);
    if (intent.droppedMs !== undefined && intent.droppedMs < timeMs) {
      say('order-accepted-after-its-end', `${clientId}: the item holds it no more`, clientId);
    }
  }

  /** @param committedMs of an entry. */
  private judgeSignature(clientId: string, params: URLSearchParams, committedMs: number | undefined): void {
    const { say } = this.terms;
    const [windowMs, signedMs] = [Number(params.get('recvWindow')), Number(params.get('timestamp'))];
    if (windowMs > WINDOW_MAX_MS) say('window-too-wide', `${clientId}: ${windowMs} ms`, clientId);
    if (committedMs !== undefined && signedMs > committedMs + CLOCK_WRONG_MS)
      say('signed-after-its-commit', `${clientId}: ${signedMs - committedMs} ms`, clientId);
  }

  private isCloseOfEntry(clientId: string, params: URLSearchParams): boolean {
    const entry = ['e', 's']
      .map((leg) => this.intents.get(clientId.replace(/-x$/, `-${leg}`)))
      .find((intent) => intent !== undefined);
    const [order] = entry?.forms.values() ?? [];
    if (order === undefined || !clientId.endsWith('-x')) return false;
    return params.get('symbol') === order.symbol && params.get('side') === closingSide(order);
  }
}

function newIntent(committedMs: number): Intent {
  return {
    forms: new Map(),
    committedMs,
    tables: new Set(),
    sendBeforeMs: undefined,
    stampedMs: committedMs,
    droppedMs: undefined,
  };
}
