/**
 * What comes of an answer without a connection: the same faults, in this process.
 */
import type { HttpHeaders, HttpResponse } from '../../lambda/adapters/market/node-http.ts';
import type { Spoiling } from './faults.ts';
import { messageOf, statusOf } from './refusals.ts';
import type { Answered } from './wire/wire-service.ts';

/** An answer that nothing has happened to, without a connection. */
export function inTheOpen({ status, body, headers }: Answered): HttpResponse {
  return responseOf(status, JSON.stringify(body), headers);
}

/** What comes of an answer that was spoiled, without a connection. One that is broken off says no more than none. */
export function spoiled(
  fault: Spoiling,
  headers: Readonly<Record<string, string>>,
): HttpResponse | 'silence' | 'reset' {
  switch (fault.kind) {
    case 'status': {
      const { status, body = '{"code":0,"msg":"no"}', retryAfter } = fault;
      return responseOf(status, body, {
        ...headers,
        ...(retryAfter !== undefined && { 'retry-after': retryAfter }),
      });
    }
    case 'body':
      return responseOf(200, fault.body, { ...headers, 'content-type': fault.type ?? 'application/json' });
    case 'refusal': {
      const { code, status = statusOf(code), msg = messageOf(code) } = fault;
      return responseOf(status, JSON.stringify({ code, msg }), headers);
    }
    case 'late':
      throw new Error('without a connection an answer is late on its way, and not at the venue');
    case 'stall':
    case 'silence':
      return 'silence';
    case 'reset-mid-body':
    case 'reset':
      return 'reset';
  }
}

const ABORTED = new DOMException('The operation was aborted', 'AbortError');

/** A request that nobody answers ends with its deadline. */
export function untilAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    const fail = () => reject(ABORTED);
    if (signal.aborted) fail();
    else signal.addEventListener('abort', fail, { once: true });
  });
}

function responseOf(status: number, body: string, headers: Readonly<Record<string, string>>): HttpResponse {
  return {
    status,
    statusText: String(status),
    headers: headersOf(headers),
    text: () => Promise.resolve(body),
  };
}

/** Those of the platform check and sort each name for half as long as a whole answer takes. */
function headersOf(headers: Readonly<Record<string, string>>): HttpHeaders {
  return {
    get: (name) => headers[name] ?? null,
    forEach(each) {
      for (const [name, value] of Object.entries(headers)) each(value, name);
    },
  };
}
