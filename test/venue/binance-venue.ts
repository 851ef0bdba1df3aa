/**
 * Binance USD-M futures on the loopback interface, to be traded against.
 *
 * The exchange behind it is a pure model with a time of its own; this is the network before it: signatures, limits,
 * faults, a log of requests. Clients of any make may connect: `send` for those that insist on the venue's own address,
 * `baseUrl` for the rest.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { HttpSend } from '../../lambda/adapters/market/node-http.ts';
import { text } from 'node:stream/consumers';
import { ACCOUNT_ROUTES } from './account-routes.ts';
import { ALGO_ROUTES } from './algo-routes.ts';
import { decimal } from './decimal.ts';
import { misbehave, respond } from './faults.ts';
import { listings } from './listings.ts';
import { marketRoutes } from './market-routes.ts';
import { ORDER_ROUTES } from './order-routes.ts';
import { watchProtection } from './protection.ts';
import { PublicMarket } from './public-market.ts';
import { Refusal } from './refusals.ts';
import { changeOf, type Quoted, advance, print, quote } from './venue-exchange.ts';
import { RequestFaults, loggedRequest, type FaultScript, type LoggedRequest } from './request-faults.ts';
import { VenueBooks } from './venue-books.ts';
import type { VenueRules } from './venue-rules.ts';
import { newState, type VenueState } from './venue-state.ts';
import { WireLimits } from './wire-limits.ts';
import { WireParams } from './wire-params.ts';
import type { Call, Route, Routes } from './wire-route.ts';
import { checkSigned, type SentRequest, type VenueKey } from './wire-signing.ts';

export interface VenueOptions {
  /** The venue's time at first; it stands still unless the test moves it. */
  readonly timeMs: number;
  readonly balanceUsd?: number;
  readonly rules?: Partial<VenueRules>;
  readonly key?: Partial<VenueKey>;
  /** Time that passes by itself, such as the machine's; asked at every request. */
  readonly clock?: () => number;
}

interface Answered {
  readonly status: number;
  readonly body: unknown;
  readonly headers: Readonly<Record<string, string>>;
}

/** A request as it was understood. */
interface Asking {
  readonly query: string;
  readonly body: string;
  readonly params: WireParams;
  readonly route: Route | undefined;
  readonly logged: LoggedRequest;
}

export class BinanceVenue extends PublicMarket {
  readonly state: VenueState;
  readonly books: VenueBooks;
  readonly faults = new RequestFaults();
  readonly limits = new WireLimits();
  readonly key: VenueKey;
  /** Told of every fault when it has happened. */
  onFault: (script: FaultScript) => void = () => {};
  /** Every request, in the order of arrival. */
  readonly requests: LoggedRequest[] = [];
  private readonly routes: Routes;
  private readonly clock: (() => number) | undefined;

  constructor({ timeMs, balanceUsd = 2_000, rules, key, clock }: VenueOptions) {
    super();
    this.state = newState({
      timeMs,
      listings: listings(),
      balanceUsd,
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
    const klines = (symbol: string, query: URLSearchParams) => this.klines(symbol, query);
    this.routes = { ...marketRoutes(klines), ...ACCOUNT_ROUTES, ...ORDER_ROUTES, ...ALGO_ROUTES };
  }

  get timeMs(): number {
    return this.state.timeMs;
  }

  /** Time passes, and what was due happens. It never goes back. */
  set timeMs(toMs: number) {
    advance(this.state, toMs);
  }

  get rules(): VenueRules {
    return this.state.rules;
  }

  /** New prices now, and everything that they cause. */
  quote(symbol: string, quoted: Quoted): void {
    quote(this.state, symbol, changeOf(quoted));
  }

  /** A trade between others at a price, up to a quantity of resting limits that it goes through. */
  print(symbol: string, price: number, quantity: number): void {
    print(this.state, symbol, { price: decimal(price), quantity: decimal(quantity) });
  }

  /** Scripts what goes wrong, once unless it says otherwise. */
  fail(script: FaultScript): void {
    this.faults.add(script);
  }

  /** Requests whose method and path contain `what`: `POST /fapi/v1/order`. */
  asked(what: string): readonly LoggedRequest[] {
    return this.requests.filter(({ method, path }) => `${method} ${path}`.includes(what));
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
    const asked = this.asking(method, url, body);
    const script = this.faults.next(asked.logged);
    if (script !== undefined && script.when !== 'after') {
      // A late request is served when it arrives, not when it was sent.
      if (script.fault.kind === 'late') await script.fault.until;
      else {
        misbehave(script.fault, response, '{"code":-1000,"msg":"nothing was done"}');
        this.onFault(script);
        return;
      }
    }
    const answer = this.perform(asked, headers['x-mbx-apikey']);
    if (script?.when === 'after') {
      misbehave(script.fault, response, JSON.stringify(answer.body));
      this.onFault(script);
    } else respond(response, answer.status, JSON.stringify(answer.body), answer.headers);
  }

  /**
   * The same without a connection, for tests of a hundred thousand requests. What goes wrong on the way, and is
   * scripted, does not go wrong here.
   */
  readonly direct: HttpSend = (address, { method, headers, body = '' }) => {
    const { pathname, search } = new URL(address);
    const { status, ...answer } = this.perform(
      this.asking(method, pathname + search, body),
      headers['X-MBX-APIKEY'],
    );
    return Promise.resolve({
      status,
      statusText: String(status),
      headers: new Headers(answer.headers),
      text: () => Promise.resolve(JSON.stringify(answer.body)),
    });
  };

  private asking(method: string, url: string, body: string): Asking {
    if (this.clock !== undefined) this.timeMs = Math.max(this.timeMs, this.clock());
    const [path = '/'] = url.split('?');
    const query = url.slice(path.length + 1);
    const params = new WireParams(query, body);
    const route = this.routes[`${method} ${path}`];
    const logged = loggedRequest({ method, path, params, route, timeMs: this.timeMs });
    this.requests.push(logged);
    return { query, body, params, route, logged };
  }

  /** Does what a request asks, unless a limit or a rule is against it. */
  private perform({ logged, params, route, query, body }: Asking, apiKey: unknown): Answered {
    const sent = { apiKey: typeof apiKey === 'string' ? apiKey : undefined, query, body };
    const { headers, refused } = this.limits.count(this.timeMs, logged.weight, logged.orders);
    if (refused !== undefined) {
      const { status, code, retryAfterSeconds } = refused;
      logged.answered = { status, code };
      const retry = { ...headers, 'retry-after': String(retryAfterSeconds) };
      return { status, body: { code, msg: new Refusal(code).message }, headers: retry };
    }
    try {
      const call: Call = { state: this.state, params, key: this.key };
      const done = this.handle(logged, { route, sent, call });
      logged.answered = { status: 200, code: undefined };
      return { status: 200, body: done, headers };
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      const { status, code, message } = error;
      logged.answered = { status, code };
      return { status, body: { code, msg: message }, headers };
    }
  }

  private handle(
    { method, path }: LoggedRequest,
    {
      route,
      sent,
      call,
    }: { readonly route: Route | undefined; readonly sent: SentRequest; readonly call: Call },
  ): unknown {
    if (route === undefined) throw new Refusal(-5000, `Path ${path}, Method ${method} is invalid`);
    if (route.security !== 'public') checkSigned(this.key, sent, this.timeMs);
    if (route.security === 'trade' && !this.key.canTrade) throw new Refusal(-2015);
    const body = route.handle(call);
    watchProtection(this.state);
    return body;
  }
}

/** What an answer of a quiet day takes to arrive. */
const QUOTE_AGE_MS = 50;

/** A venue on a day on which nothing moves but what a test moves: prices around 100, never old. */
export function quietVenue(timeMs: number): BinanceVenue {
  const venue = new BinanceVenue({ timeMs, rules: { quoteAgeMs: QUOTE_AGE_MS } });
  for (const symbol of ['BTCUSDT', 'ETHUSDT', 'SOLUSDT']) venue.quote(symbol, { bid: 99.995, ask: 100.005 });
  return venue;
}
