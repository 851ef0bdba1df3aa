/**
 * How do ccxt's requests reach the venue, and how do they end?
 *
 * ccxt's own timeout stops when the headers have arrived, and its errors depend on the exchange; so the bytes go
 * through here, handed to ccxt as its `fetchImplementation`.
 *
 * - Every request ends within its deadline, body included.
 * - An answer that any client in trouble gets (region, rate limit, HTML, half an answer) is a `VenueError` before ccxt
 *   reads it.
 * - Everything else, with every error code of the venue, is left to ccxt.
 */
import { errorWords } from '../error-words.ts';
import { deadlineAfter, machineClock } from '../machine.ts';
import { nodeHttp, type HttpHeaders, type HttpResponse, type HttpSend } from './node-http.ts';
import { VenueError, retryAfterMsOf } from './venue-error.ts';

/** From the request to the last byte of its answer, in ms. */
export const DEADLINE_MS = 8_000;

/** A request, as ccxt hands it over. */
export interface CcxtRequest {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** A response, as far as ccxt reads it. */
export interface CcxtResponse {
  readonly status: number;
  readonly statusText: string;
  readonly headers: HttpHeaders;
  text(): Promise<string>;
}

export type CcxtTransport = (url: string, request: CcxtRequest) => Promise<CcxtResponse>;

export interface TransportOptions {
  readonly deadlineMs?: number;
  /** Breaks off the requests that are under way. */
  readonly signal?: AbortSignal;
  /** Sends the bytes; over Node's own http unless a test redirects them. */
  readonly send?: HttpSend;
  /**
   * Where the bytes go instead, such as `http://127.0.0.1:8080`. ccxt still sees the venue's own address, by which it
   * gives the meaning of an error.
   */
  readonly endpoint?: string | undefined;
}

export function ccxtTransport({
  deadlineMs = DEADLINE_MS,
  signal,
  send = nodeHttp(),
  endpoint,
}: TransportOptions = {}): CcxtTransport {
  return async (url, { method = 'GET', headers = {}, body }) => {
    const { host } = new URL(url);
    const deadline = deadlineAfter(deadlineMs);
    try {
      const response = await send(endpoint === undefined ? url : redirected(url, endpoint), {
        method,
        headers,
        ...(body !== undefined && { body }),
        redirect: 'error',
        signal: signal === undefined ? deadline : AbortSignal.any([deadline, signal]),
      });
      const text = await response.text();
      refuseTrouble(response, text, host);
      return {
        status: response.status,
        statusText: response.statusText,
        headers: response.headers,
        text: () => Promise.resolve(text),
      };
    } catch (error) {
      if (error instanceof VenueError) throw error;
      if (deadline.aborted)
        throw new VenueError('no-answer', `no complete answer from ${host} within ${deadlineMs / 1000} s`, {
          host,
        });
      throw connectionFailure(error, host);
    }
  };
}

function redirected(url: string, endpoint: string): string {
  const { pathname, search } = new URL(url);
  return `${endpoint.replace(/\/$/, '')}${pathname}${search}`;
}

const REGION_WORDS = /restricted location|your country|your region|jurisdiction|geo-?block/i;

/** @throws VenueError where every venue means the same. */
function refuseTrouble({ status, headers }: HttpResponse, text: string, host: string): void {
  if (status === 451 || (status === 403 && REGION_WORDS.test(text))) {
    throw new VenueError('region-refused', `${host} does not serve this region (HTTP ${status})`, {
      host,
      httpStatus: status,
    });
  }
  if (status === 429 || status === 418) {
    const retryAfterMs = retryAfterMsOf(headers.get('retry-after'), machineClock.nowMs());
    const wait = `wait ${Math.ceil(retryAfterMs / 1000)} s`;
    throw new VenueError('rate-limited', `${host} limits this address (HTTP ${status}): ${wait}`, {
      host,
      httpStatus: status,
      retryAfterMs,
    });
  }
  if (isJson(text)) {
    if (!ENDLESS_NUMBER.test(text)) return;
    const words = `${host} answered with a number of more digits than anybody counts with (HTTP ${status})`;
    throw new VenueError('unexpected-answer', words, { host, httpStatus: status });
  }
  if (status >= 500) {
    const isRefused = status === 503 && /^\s*"?service unavailable/i.test(text);
    throw new VenueError('unavailable', `${host} is not available (HTTP ${status})`, {
      host,
      httpStatus: status,
      isRefused,
    });
  }
  const found = /^\s*</.test(text) ? 'HTML' : text.trim() === '' ? 'nothing' : 'half an answer or plain text';
  throw new VenueError(
    'unexpected-answer',
    `${host} answered with ${found} instead of JSON (HTTP ${status})`,
    { host, httpStatus: status },
  );
}

/** Of thousands of digits, in few characters: ccxt counts in decimals, and would write them all. */
const ENDLESS_NUMBER = /["\s:,[]-?[\d.]+e[+-]?\d{4,}["\s,}\]]/i;

/** Whether it begins and ends as an object or a list does; ccxt parses it. */
function isJson(text: string): boolean {
  return /^\s*(?:\{[^]*\}|\[[^]*\])\s*$/.test(text);
}

/** Errors of a connection that never was. */
const NEVER_CONNECTED = new Set([
  'EADDRNOTAVAIL',
  'EAI_AGAIN',
  'EAI_FAIL',
  'ECONNREFUSED',
  'EHOSTDOWN',
  'EHOSTUNREACH',
  'ENETDOWN',
  'ENETUNREACH',
  'ENOTFOUND',
  'ETIMEDOUT',
  'UND_ERR_CONNECT_TIMEOUT',
]);

function connectionFailure(error: unknown, host: string): VenueError {
  const code = codeOf(error) ?? (error instanceof Error ? codeOf(error.cause) : undefined);
  if (code !== undefined && (NEVER_CONNECTED.has(code) || /CERT|TLS|SSL/.test(code))) {
    return new VenueError('unreachable', `cannot reach ${host} (${code})`, { host });
  }
  const why = code ?? errorWords(error);
  return new VenueError('connection-lost', `the connection to ${host} was lost (${why})`, { host });
}

function codeOf(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}
