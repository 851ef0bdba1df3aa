/**
 * What goes wrong with a request, before the venue does anything or after it has done everything?
 *
 * A script names the requests that it concerns and how often it happens. Before: nothing reaches the account. After:
 * the order is there, and only its answer is lost.
 */
import type { Fault } from './faults.ts';
import type { WireParams } from './wire-params.ts';
import type { Route } from './wire-route.ts';

/** A request as the venue logs it. */
export interface LoggedRequest {
  readonly method: string;
  readonly path: string;
  /** All parameters but the signature, `symbol=BTCUSDT&…`. */
  readonly params: string;
  readonly symbol: string | undefined;
  /** Of an ordinary or a conditional order. */
  readonly clientId: string | undefined;
  readonly weight: number;
  readonly orders: number;
  readonly timeMs: number;
  /** HTTP status and code of the right answer; `undefined` where a fault came before it. */
  answered: { readonly status: number; readonly code: number | undefined } | undefined;
}

/** How the venue logs a request that has just arrived. */
export function loggedRequest({
  method,
  path,
  params,
  route,
  timeMs,
}: {
  readonly method: string;
  readonly path: string;
  readonly params: WireParams;
  readonly route: Route | undefined;
  readonly timeMs: number;
}): LoggedRequest {
  const shown = params.query();
  shown.delete('signature');
  const weight = typeof route?.weight === 'function' ? route.weight(params) : (route?.weight ?? 1);
  const clientIds = ['newClientOrderId', 'origClientOrderId', 'clientAlgoId'];
  return {
    method,
    path,
    params: shown.toString(),
    symbol: params.text('symbol'),
    clientId: clientIds.map((name) => params.text(name)).find((id) => id !== undefined),
    weight,
    orders: route?.orders ?? 0,
    timeMs,
    answered: undefined,
  };
}

export interface FaultScript {
  readonly fault: Fault;
  /** Before the venue has done anything, unless said otherwise. */
  readonly when?: 'before' | 'after';
  readonly method?: string;
  /** Part of the path. */
  readonly path?: string;
  readonly symbol?: string;
  readonly clientId?: string | RegExp;
  /** The first of the requests that it concerns, counted from 1. */
  readonly nth?: number;
  /** How many of them; one unless said otherwise. */
  readonly times?: number;
}

interface Scripted {
  readonly script: FaultScript;
  met: number;
}

export class RequestFaults {
  private readonly scripted: Scripted[] = [];

  add(script: FaultScript): void {
    this.scripted.push({ script, met: 0 });
  }

  clear(): void {
    this.scripted.length = 0;
  }

  /** The fault that a request meets, if any. Counts, and so is asked once for each request. */
  next(request: LoggedRequest): FaultScript | undefined {
    let found: FaultScript | undefined;
    for (const entry of this.scripted) {
      const { script } = entry;
      if (!concerns(script, request)) continue;
      entry.met += 1;
      const nth = script.nth ?? 1;
      if (entry.met >= nth && entry.met < nth + (script.times ?? 1)) found ??= script;
    }
    return found;
  }
}

function concerns({ method, path, symbol, clientId }: FaultScript, request: LoggedRequest): boolean {
  if (method !== undefined && method !== request.method) return false;
  if (path !== undefined && !request.path.includes(path)) return false;
  if (symbol !== undefined && symbol !== request.symbol) return false;
  if (clientId === undefined) return true;
  if (typeof clientId === 'string') return clientId === request.clientId;
  return clientId.test(request.clientId ?? '');
}

const json = (code: number, msg: string) => JSON.stringify({ code, msg });
const UNKNOWN_WORDS = 'Unknown error, please check your request or try again later.';

/** What goes wrong with Binance, by name. The status of an order is unknown after those of the first group. */
export const TROUBLES = {
  'no answer': { kind: 'silence' },
  reset: { kind: 'reset' },
  'reset in the body': { kind: 'reset-mid-body' },
  'stalled body': { kind: 'stall' },
  'truncated body': { kind: 'body', body: '{"orderId": 8000000001, "symbol": "BTC' },
  'HTML with 200': { kind: 'body', body: '<html><body>Bad gateway</body></html>', type: 'text/html' },
  'nothing with 200': { kind: 'body', body: '' },
  'unknown (503)': { kind: 'status', status: 503, body: json(-1000, UNKNOWN_WORDS) },
  'unknown (400)': { kind: 'refusal', code: -1000 },
  'unexpected response': {
    kind: 'status',
    status: 400,
    body: json(-1006, 'An unexpected response was received from the message bus. Execution status unknown.'),
  },
  'timeout (-1007)': { kind: 'refusal', code: -1007 },
  'internal error': { kind: 'status', status: 500, body: 'Internal Server Error' },
  'bad gateway': { kind: 'status', status: 502, body: '<html>502 Bad Gateway</html>' },
  'gateway timeout': { kind: 'status', status: 504, body: '<html>504 Gateway Timeout</html>' },
  'unavailable (503)': { kind: 'status', status: 503, body: json(-1000, 'Service Unavailable.') },
  throttled: { kind: 'refusal', code: -1008 },
  'too many requests': {
    kind: 'status',
    status: 429,
    body: json(-1003, 'Too many requests.'),
    retryAfter: '7',
  },
  banned: {
    kind: 'status',
    status: 418,
    body: json(-1003, 'Way too many requests; IP banned.'),
    retryAfter: '120',
  },
  'web firewall': { kind: 'status', status: 403, body: '<html>403 Forbidden</html>' },
  'restricted location': {
    kind: 'status',
    status: 451,
    body: json(
      0,
      "Service unavailable from a restricted location according to 'b. Eligibility' in the terms.",
    ),
  },
  maintenance: { kind: 'body', body: json(-1016, 'System is under maintenance.') },
  'clock apart': { kind: 'refusal', code: -1021 },
  'would trigger': { kind: 'refusal', code: -2021 },
  'reduce-only refused': { kind: 'refusal', code: -2022 },
  'duplicate id': { kind: 'refusal', code: -4116 },
  'post-only refused': { kind: 'refusal', code: -5022 },
} as const satisfies Readonly<Record<string, Fault>>;
