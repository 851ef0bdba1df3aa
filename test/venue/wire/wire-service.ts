/**
 * What does the venue do with a request that has arrived?
 *
 * It understands it, logs it, counts its weight, checks its signature and does what it asks, or says why not.
 */
import { ACCOUNT_ROUTES } from './account-routes.ts';
import { ALGO_ROUTES } from './algo-routes.ts';
import { marketRoutes, type MarketCandles } from './market-routes.ts';
import { ORDER_ROUTES } from './order-routes.ts';
import { watchProtection } from '../orders/protection.ts';
import { Refusal } from '../refusals.ts';
import { loggedRequest, type LoggedRequest } from '../request-faults.ts';
import type { VenueState } from '../venue-state.ts';
import { WireLimits, type LimitVerdict } from './wire-limits.ts';
import { WireParams } from './wire-params.ts';
import type { Call, Route, Routes } from './wire-route.ts';
import { checkSigned, type SentRequest, type VenueKey } from './wire-signing.ts';

export interface Answered {
  readonly status: number;
  readonly body: unknown;
  readonly headers: Readonly<Record<string, string>>;
}

/** A request as it was understood. */
export interface Asking {
  readonly query: string;
  readonly body: string;
  readonly params: WireParams;
  readonly route: Route | undefined;
  readonly logged: LoggedRequest;
}

export class WireService {
  readonly limits = new WireLimits();
  /** Every request, in the order of arrival. */
  readonly requests: LoggedRequest[] = [];
  private readonly state: VenueState;
  private readonly key: VenueKey;
  private readonly routes: Routes;

  constructor(state: VenueState, key: VenueKey, candles: MarketCandles) {
    this.state = state;
    this.key = key;
    this.routes = { ...marketRoutes(candles), ...ACCOUNT_ROUTES, ...ORDER_ROUTES, ...ALGO_ROUTES };
  }

  /** Understands a request, and logs it. */
  asking(method: string, url: string, body: string): Asking {
    const [path = '/'] = url.split('?');
    const query = url.slice(path.length + 1);
    const params = new WireParams(query, body);
    const route = this.routes[`${method} ${path}`];
    const logged = loggedRequest({ method, path, params, route, timeMs: this.state.timeMs });
    this.requests.push(logged);
    return { query, body, params, route, logged };
  }

  /** What it costs, whatever becomes of it. */
  count(logged: LoggedRequest): LimitVerdict {
    return this.limits.count(this.state.timeMs, logged, this.state.rules);
  }

  /**
   * Does what a request asks, unless a limit or a rule is against it.
   *
   * @param ofLastMs how much of the latest the answer to a read does not know.
   */
  perform({ logged, params, route, query, body }: Asking, apiKey: unknown, ofLastMs?: number): Answered {
    const sent = { apiKey: typeof apiKey === 'string' ? apiKey : undefined, query, body };
    const { headers, refused } = this.count(logged);
    if (refused !== undefined) {
      const { status, code, retryAfterSeconds } = refused;
      logged.answered = { status, code };
      const retry = { ...headers, 'retry-after': String(retryAfterSeconds) };
      return { status, body: { code, msg: new Refusal(code).message }, headers: retry };
    }
    try {
      const isUnaware = ofLastMs !== undefined && logged.method === 'GET';
      const state = isUnaware ? unaware(this.state, ofLastMs) : this.state;
      const call: Call = { state, params, key: this.key };
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
    if (route.security !== 'public') checkSigned(this.key, sent, this.state.timeMs);
    if (route.security === 'trade' && !this.key.canTrade) throw new Refusal(-2015);
    const body = route.handle(call);
    watchProtection(this.state);
    return body;
  }
}

/** The venue as it looks to an answer that does not know the latest. */
function unaware(state: VenueState, ofLastMs: number): VenueState {
  const rules = {
    ...state.rules,
    orderVisibleAfterMs: ofLastMs,
    listVisibleAfterMs: ofLastMs,
    tradeVisibleAfterMs: ofLastMs,
    incomeVisibleAfterMs: ofLastMs,
    accountVisibleAfterMs: ofLastMs,
  };
  return { ...state, rules };
}
