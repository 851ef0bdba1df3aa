/**
 * What goes wrong with an answer on its way, or before it is one.
 */
import type { ServerResponse } from 'node:http';
import { messageOf, statusOf } from './refusals.ts';

/** What a venue in trouble does with a request. */
export type Fault =
  | { readonly kind: 'status'; readonly status: number; readonly body?: string; readonly retryAfter?: string }
  | { readonly kind: 'body'; readonly body: string; readonly type?: string }
  /** Headers, half the body, and then nothing. */
  | { readonly kind: 'stall' }
  /** A code of the venue's, with its own words unless others are said. */
  | { readonly kind: 'refusal'; readonly code: number; readonly status?: number; readonly msg?: string }
  /** The right answer, when the promise is kept. */
  | { readonly kind: 'late'; readonly until: Promise<unknown> }
  /** Nothing at all. */
  | { readonly kind: 'silence' }
  | { readonly kind: 'reset' }
  | { readonly kind: 'reset-mid-body' };

/** Answers as the venue does. */
export function respond(
  response: ServerResponse,
  status: number,
  body: string,
  headers: Readonly<Record<string, string>> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json', 'x-mbx-used-weight-1m': '7', ...headers });
  response.end(body);
}

/** Does to a request what was scripted, given the right answer. */
export function misbehave(fault: Fault, response: ServerResponse, answer: string): void {
  switch (fault.kind) {
    case 'status': {
      const { status, body = '{"code":0,"msg":"no"}', retryAfter } = fault;
      respond(response, status, body, retryAfter === undefined ? {} : { 'retry-after': retryAfter });
      break;
    }
    case 'body':
      respond(response, 200, fault.body, { 'content-type': fault.type ?? 'application/json' });
      break;
    case 'refusal': {
      const { code, status = statusOf(code), msg = messageOf(code) } = fault;
      respond(response, status, JSON.stringify({ code, msg }));
      break;
    }
    case 'late':
      fault.until.then(
        () => respond(response, 200, answer),
        () => response.destroy(),
      );
      break;
    case 'stall':
      beginWith(response, answer);
      break;
    case 'reset-mid-body':
      beginWith(response, answer);
      setTimeout(() => response.destroy(), 5);
      break;
    case 'silence':
      break;
    case 'reset':
      response.socket?.resetAndDestroy();
  }
}

/** Headers, and half of what they promise. */
function beginWith(response: ServerResponse, answer: string): void {
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': answer.length });
  response.write(answer.slice(0, answer.length / 2));
}
