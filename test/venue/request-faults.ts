/**
 * What goes wrong with a request, before the venue does anything or after it has done everything?
 *
 * A script names the requests that it concerns and how often it happens. Before: nothing reaches the account. After:
 * the order is there, and only its answer is lost.
 */
import { z } from 'zod';
import { faultSchema, type Fault } from './faults.ts';
import { orderKindOf, orderKindSchema, type OrderKind } from './orders/order-kind.ts';
import type { WireParams } from './wire/wire-params.ts';
import type { Route } from './wire/wire-route.ts';

/** A request as the venue logs it. */
export interface LoggedRequest {
  readonly method: string;
  readonly path: string;
  /** All parameters but the signature, `symbol=BTCUSDT&…`. */
  readonly params: string;
  readonly symbol: string | undefined;
  /** Of an ordinary or a conditional order. */
  readonly clientId: string | undefined;
  readonly order: OrderKind | undefined;
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
    order: orderKindOf(method, path, params),
    weight,
    orders: route?.orders ?? 0,
    timeMs,
    answered: undefined,
  };
}

const text = z.string().exactOptional();
const count = z.union([z.number().int().positive(), z.literal('always').transform(() => Infinity)]);

const selectionSchema = z.strictObject({
  /** Before the venue has done anything, unless said otherwise. */
  when: z.enum(['before', 'after']).exactOptional(),
  method: text,
  /** Part of the path. */
  path: text,
  symbol: text,
  /** What the order is for. */
  order: orderKindSchema.exactOptional(),
  /** The first of the requests that it concerns, counted from 1. */
  nth: z.number().int().positive().exactOptional(),
  /** How many of them; one unless said otherwise, all where it lasts for a time. */
  times: count.exactOptional(),
  /** For how long from now on, in ms of the venue's time. */
  forMs: z.number().positive().exactOptional(),
});

export interface FaultScript extends Readonly<z.infer<typeof selectionSchema>> {
  readonly fault: Fault;
  readonly clientId?: string | RegExp;
}

/** A script as JSON: a fault or the name of one, and a client id or a pattern of ids. */
export const faultScriptSchema = selectionSchema.extend({
  fault: z
    .unknown()
    .transform((stated, context) => {
      if (typeof stated !== 'string') return stated;
      const trouble = Object.entries(TROUBLES).find(([name]) => name === stated)?.[1];
      if (trouble === undefined) {
        context.addIssue(`no trouble is called ${stated}: ${Object.keys(TROUBLES).join(', ')}`);
      }
      return trouble;
    })
    .pipe(faultSchema),
  clientId: z
    .union([
      z.string(),
      z.strictObject({ pattern: z.string() }).transform(({ pattern }) => new RegExp(pattern)),
    ])
    .exactOptional(),
});

interface Scripted {
  readonly script: FaultScript;
  /** Whether it concerns a request that it is about. */
  readonly isOn: (request: LoggedRequest) => boolean;
  readonly endMs: number;
  met: number;
}

export class RequestFaults {
  private readonly scripted: Scripted[] = [];
  private readonly nowMs: () => number;

  constructor(nowMs: () => number) {
    this.nowMs = nowMs;
  }

  add(script: FaultScript, isOn: (request: LoggedRequest) => boolean = () => true): void {
    this.scripted.push({ script, isOn, endMs: this.nowMs() + (script.forMs ?? Infinity), met: 0 });
  }

  clear(): void {
    this.scripted.length = 0;
  }

  /** What is scripted, and how many requests each has concerned. */
  get all(): readonly { readonly script: FaultScript; readonly met: number }[] {
    return this.scripted;
  }

  /** The fault that a request meets, if any. Counts, and so is asked once for each request. */
  next(request: LoggedRequest): FaultScript | undefined {
    let found: FaultScript | undefined;
    for (const entry of this.scripted) {
      const { script, endMs, isOn } = entry;
      if (request.timeMs >= endMs || !concerns(script, request) || !isOn(request)) continue;
      entry.met += 1;
      const { nth = 1, times = script.forMs === undefined ? 1 : Infinity } = script;
      if (entry.met >= nth && entry.met < nth + times) found ??= script;
    }
    return found;
  }

  /** Until when, now or before, every stop of a symbol has been refused; `undefined` where none was. */
  refusingStopsUntilMs(symbol: string, nowMs: number): number | undefined {
    const stop = { method: 'POST', path: STOP_PATH, symbol, clientId: undefined, order: 'stop' } as const;
    const ends = this.scripted.filter(({ script, met }) => {
      const { when, nth = 1, times = 1, forMs } = script;
      const isLasting = met + 1 >= nth && (forMs !== undefined || times === Infinity);
      return isLasting && when !== 'after' && script.clientId === undefined && concerns(script, stop);
    });
    if (ends.length === 0) return undefined;
    return Math.min(nowMs, Math.max(...ends.map(({ endMs }) => endMs)));
  }
}

const STOP_PATH = '/fapi/v1/algoOrder';

type Concerned = Pick<LoggedRequest, 'method' | 'path' | 'symbol' | 'clientId' | 'order'>;

function concerns(script: FaultScript, request: Concerned): boolean {
  const { method, path, symbol, order, clientId } = script;
  if (method !== undefined && method !== request.method) return false;
  if (path !== undefined && !request.path.includes(path)) return false;
  if (symbol !== undefined && symbol !== request.symbol) return false;
  if (order !== undefined && order !== request.order) return false;
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
