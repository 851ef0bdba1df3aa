/**
 * What goes wrong with an answer on its way, or before it is one.
 */
import type { ServerResponse } from 'node:http';
import { z } from 'zod';
import { messageOf, statusOf } from './refusals.ts';

const text = z.string().exactOptional();

/** What a venue in trouble does with a request, as JSON can say it. */
export const faultSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('status'), status: z.number().int(), body: text, retryAfter: text }),
  z.strictObject({ kind: z.literal('body'), body: z.string(), type: text }),
  /** Headers, half the body, and then nothing. */
  z.strictObject({ kind: z.literal('stall') }),
  /** A code of the venue's, with its own words unless others are said. */
  z.strictObject({
    kind: z.literal('refusal'),
    code: z.number().int(),
    status: z.number().int().exactOptional(),
    msg: text,
  }),
  /** The right answer of so long ago: it knows nothing of what has happened since. */
  z.strictObject({ kind: z.literal('unaware'), ofLastMs: z.number().positive() }),
  /** Nothing at all. */
  z.strictObject({ kind: z.literal('silence') }),
  z.strictObject({ kind: z.literal('reset') }),
  z.strictObject({ kind: z.literal('reset-mid-body') }),
]);

export type Fault =
  | Readonly<z.infer<typeof faultSchema>>
  /** The right answer, when the promise is kept. */
  | { readonly kind: 'late'; readonly until: Promise<unknown> };

/** What an answer is spoiled by: all but those that the venue itself gives. */
export type Spoiling = Exclude<Fault, { kind: 'unaware' }>;

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
export function misbehave(
  fault: Spoiling,
  response: ServerResponse,
  answer: string,
  headers: Readonly<Record<string, string>> = {},
): void {
  switch (fault.kind) {
    case 'status': {
      const { status, body = '{"code":0,"msg":"no"}', retryAfter } = fault;
      respond(response, status, body, {
        ...headers,
        ...(retryAfter !== undefined && { 'retry-after': retryAfter }),
      });
      break;
    }
    case 'body':
      respond(response, 200, fault.body, {
        ...headers,
        'content-type': fault.type ?? 'application/json',
      });
      break;
    case 'refusal': {
      const { code, status = statusOf(code), msg = messageOf(code) } = fault;
      respond(response, status, JSON.stringify({ code, msg }), headers);
      break;
    }
    case 'late':
      fault.until.then(
        () => respond(response, 200, answer, headers),
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
