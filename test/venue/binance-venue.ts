/**
 * Binance USD-M futures on the loopback interface, to be traded against.
 *
 * The exchange behind it is a pure model with a time of its own; this is the network before it: signatures, limits,
 * faults, a log of requests. Clients of any make may connect: `send` for those that insist on the venue's own address,
 * `baseUrl` for the rest.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { HttpRequest, HttpResponse, HttpSend } from '../../lambda/adapters/market/node-http.ts';
import { text } from 'node:stream/consumers';
import { minuteStartMs } from '../../lambda/core/units.ts';
import { noteFault, noteLasting } from './accepting-stops.ts';
import { control, isControl } from './wire/control-routes.ts';
import { decimal } from './decimal.ts';
import { MARKETS } from './market/exchange-info.ts';
import { inTheOpen, spoiled, untilAborted } from './direct-answers.ts';
import { misbehave, respond } from './faults.ts';
import type { Places } from './market/listings.ts';
import { watchProtection } from './orders/protection.ts';
import { PublicMarket } from './market/public-market.ts';
import { changeOf, type Quoted, advance, print, quote } from './venue-exchange.ts';
import { RequestFaults, type FaultScript, type LoggedRequest } from './request-faults.ts';
import { VenueBooks } from './venue-books.ts';
import { happen, type VenueEvent } from './venue-events.ts';
import type { VenueRules } from './venue-rules.ts';
import { newState, type VenueState } from './venue-state.ts';
import type { VenueKey } from './wire/wire-signing.ts';
import { WireService, type Asking } from './wire/wire-service.ts';

export interface VenueOptions {
  /** The venue's time at first; it stands still unless the test moves it. */
  readonly timeMs: number;
  /** In USDT. */
  readonly balanceUsd?: number;
  /** Of other assets, by name. */
  readonly balances?: Readonly<Record<string, number>>;
  readonly rules?: Partial<VenueRules>;
  readonly key?: Partial<VenueKey>;
  /** Time that passes by itself, such as the machine's; asked at every request. */
  readonly clock?: () => number;
}

export class BinanceVenue extends PublicMarket {
  readonly state: VenueState;
  readonly books: VenueBooks;
  readonly faults = new RequestFaults(() => this.timeMs);
  readonly key: VenueKey;
  /** Told of every fault when it has happened. */
  onFault: (script: FaultScript) => void = () => {};
  private readonly service: WireService;
  private readonly clock: (() => number) | undefined;

  constructor({ timeMs, balanceUsd = 2_000, balances = {}, rules, key, clock }: VenueOptions) {
    super();
    this.state = newState({
      timeMs,
      markets: MARKETS,
      balanceUsd,
      balances,
      ...(rules !== undefined && { rules }),
    });
    this.books = new VenueBooks(this.state);
    this.clock = clock;
    this.key = {
      apiKey: 'venue-api-key',
      secret: 'venue-secret',
      canTrade: true,
      canWithdraw: false,
      isAddressRestricted: true,
      isAddressListed: true,
      ...key,
    };
    this.service = new WireService(this.state, this.key, this);
  }

  get timeMs(): number {
    return this.state.timeMs;
  }

  /** Time passes, and what was due happens. It never goes back. */
  set timeMs(toMs: number) {
    this.noteRefusedStops(toMs);
    advance(this.state, toMs);
  }

  /** Every request, in the order of arrival. */
  get requests(): LoggedRequest[] {
    return this.service.requests;
  }

  get rules(): VenueRules {
    return this.state.rules;
  }

  /** New prices now, and everything that they cause. */
  quote(symbol: string, quoted: Quoted): void {
    this.noteRefusedStops(this.timeMs);
    quote(this.state, symbol, changeOf(quoted));
  }

  /** A trade between others at a price, up to a quantity of resting limits that it goes through. */
  print(symbol: string, price: number, quantity: number): void {
    this.noteRefusedStops(this.timeMs);
    print(this.state, symbol, { price: decimal(price), quantity: decimal(quantity) });
  }

  /** What no request has asked for: the owner's own orders, takeovers, money that comes and goes, markets that change. */
  happen(event: VenueEvent): void {
    this.noteRefusedStops(this.timeMs);
    happen(this.state, event);
    watchProtection(this.state);
  }

  /** Scripts what goes wrong, once unless it says otherwise; with requests that are asked for, where they are. */
  fail(script: FaultScript, isOn?: (request: LoggedRequest) => boolean): void {
    this.faults.add(script, isOn);
  }

  /** Weight of the requests of each calendar minute, by when it begins. */
  weightByMinute(): ReadonlyMap<number, number> {
    const weights = new Map<number, number>();
    for (const { timeMs, weight } of this.requests) {
      const minuteMs = minuteStartMs(timeMs);
      weights.set(minuteMs, (weights.get(minuteMs) ?? 0) + weight);
    }
    return weights;
  }

  /** Requests whose method and path contain `what`: `POST /fapi/v1/order`. */
  asked(what: string): readonly LoggedRequest[] {
    return this.requests.filter(({ method, path }) => `${method} ${path}`.includes(what));
  }

  protected placesOf(symbol: string): Places {
    return this.state.listings.get(symbol)!;
  }

  protected serve(request: IncomingMessage, response: ServerResponse): void {
    void this.answerTo(request, response).catch((error: unknown) => {
      // A defect of the venue itself: seen by whoever asked, and taken for nothing else.
      respond(response, 599, JSON.stringify({ code: -9999, msg: String(error) }));
    });
  }

  private async answerTo(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = 'GET', url = '/', headers } = request;
    const body = await text(request);
    if (isControl(url)) {
      const { status, answer } = control(this, { method, url, body });
      respond(response, status, JSON.stringify(answer));
      return;
    }
    const asked = this.asking(method, url, body);
    const script = this.faults.next(asked.logged);
    if (script === undefined) {
      const answer = this.service.perform(asked, headers['x-mbx-apikey']);
      respond(response, answer.status, JSON.stringify(answer.body), answer.headers);
      return;
    }
    await this.goWrong(script, { asked, response, apiKey: headers['x-mbx-apikey'] });
  }

  private async goWrong(
    script: FaultScript,
    {
      asked,
      response,
      apiKey,
    }: { readonly asked: Asking; readonly response: ServerResponse; readonly apiKey: unknown },
  ): Promise<void> {
    const { fault, when } = script;
    const perform = (ofLastMs?: number) => this.service.perform(asked, apiKey, ofLastMs);
    if (fault.kind === 'unaware') {
      const { status, body, headers } = perform(fault.ofLastMs);
      respond(response, status, JSON.stringify(body), headers);
    } else if (when === 'after') {
      const { body, headers } = perform();
      misbehave(fault, response, JSON.stringify(body), headers);
    } else if (fault.kind === 'late') {
      // A late request is served when it arrives, not when it was sent.
      await fault.until;
      const { status, body, headers } = perform();
      respond(response, status, JSON.stringify(body), headers);
      return;
    } else {
      noteFault(this.state, asked.logged, fault);
      const { headers } = this.service.count(asked.logged);
      misbehave(fault, response, '{"code":-1000,"msg":"nothing was done"}', headers);
    }
    this.onFault(script);
  }

  /** The same without a connection, for tests of a hundred thousand requests. */
  readonly direct: HttpSend = (address, request) => {
    const answer = this.answerOf(address, request);
    if (answer === 'silence') return untilAborted(request.signal);
    if (answer === 'reset')
      return Promise.reject(Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' }));
    return Promise.resolve(answer);
  };

  /** What a request gets at once, with all that it causes. */
  answerOf(
    address: string,
    { method, headers, body = '' }: Pick<HttpRequest, 'method' | 'headers' | 'body'>,
  ): HttpResponse | 'silence' | 'reset' {
    const { pathname, search } = new URL(address);
    const asked = this.asking(method, pathname + search, body);
    const apiKey = headers['X-MBX-APIKEY'];
    const script = this.faults.next(asked.logged);
    if (script === undefined) return inTheOpen(this.service.perform(asked, apiKey));
    const { fault, when } = script;
    this.onFault(script);
    if (fault.kind === 'unaware') return inTheOpen(this.service.perform(asked, apiKey, fault.ofLastMs));
    if (when === 'after') {
      return spoiled(fault, this.service.perform(asked, apiKey).headers);
    }
    noteFault(this.state, asked.logged, fault);
    return spoiled(fault, this.service.count(asked.logged).headers);
  }

  private asking(method: string, url: string, body: string): Asking {
    if (this.clock !== undefined) this.timeMs = Math.max(this.timeMs, this.clock());
    this.noteRefusedStops(this.timeMs);
    return this.service.asking(method, url, body);
  }

  private noteRefusedStops(nowMs: number): void {
    noteLasting(this.state, this.faults, { nowMs, bannedUntilMs: this.service.limits.bannedUntilMs });
  }
}

/** What an answer of a quiet day takes to arrive. */
const QUOTE_AGE_MS = 50;

const QUIET_SYMBOLS = ['BTCUSDT', 'ETHUSDT', 'SOLUSDT', 'BNBUSDT'];

/** A venue on a day on which nothing moves but what a test moves: prices around 100, never old. */
export function quietVenue(timeMs: number): BinanceVenue {
  const venue = new BinanceVenue({ timeMs, rules: { quoteAgeMs: QUOTE_AGE_MS } });
  for (const symbol of QUIET_SYMBOLS) venue.quote(symbol, { bid: 99.995, ask: 100.005 });
  return venue;
}
