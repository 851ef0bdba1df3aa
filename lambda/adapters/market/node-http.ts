/**
 * How do bytes reach a venue and come back, over Node's own http and https?
 *
 * The global `fetch` is not used: its first use loads some 100 ms worth of code, much of a cold start. A function that
 * was frozen between two ticks finds connections that the other side has closed meanwhile, and learns it by writing to
 * them.
 *
 * - A GET that such a connection loses is sent once more, on a new one.
 * - Any other request is sent once, whatever happens, and never on a connection that was idle for a while.
 * - Redirects are rejected.
 * - An answer has a greatest size, as it is read: few packed bytes do not make a large one.
 * - Proxy settings of the environment are ignored, unless the command line heeds them.
 */
import { Agent, request as httpRequest, type ClientRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest, type Agent as TlsAgent } from 'node:https';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { SECOND_MS } from '../../core/units.ts';
import { machineClock } from '../machine.ts';
import { tlsAgent } from '../proxy.ts';
import { VenueError } from './venue-error.ts';

export interface HttpRequest {
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** An API does not move: a redirect comes from a captive portal, or from somebody in between. */
  readonly redirect: 'error';
  readonly signal: AbortSignal;
}

export interface HttpHeaders {
  /** @param name in lower case. */
  get(name: string): string | null;
  forEach(each: (value: string, name: string) => void): void;
}

/** As much of a `Response` as is read. */
export interface HttpResponse {
  readonly status: number;
  readonly statusText: string;
  readonly headers: HttpHeaders;
  text(): Promise<string>;
}

export type HttpSend = (url: string, request: HttpRequest) => Promise<HttpResponse>;

/**
 * Of an unpacked answer: almost four times the longest one, the list of a venue's markets, which has 1.1 MB. Whatever it
 * is made of, a function of 512 MB parses as much: `[[[…` takes 200 MB. It would not parse twice as much.
 */
export const ANSWER_BYTES_MAX = 4 * 1024 * 1024;

/** A connection that was used so shortly before is still there. */
const FRESH_MS = 5 * SECOND_MS;

/** One for all requests to a venue: it keeps their connections. */
export function nodeHttp(): HttpSend {
  const agents: Agents = { plain: new Agent({ keepAlive: true }), tls: tlsAgent() };
  const usedAtMs = new WeakMap<object, number>();
  return async (address, request) => {
    const url = new URL(address);
    const mayRepeat = request.method === 'GET';
    if (!mayRepeat)
      dropIdle(agents, (socket) => machineClock.nowMs() - (usedAtMs.get(socket) ?? 0) >= FRESH_MS);
    const first = begun(url, request, agents);
    const answer = await answerTo(first).catch((error: unknown) => {
      if (!mayRepeat || !first.reusedSocket || request.signal.aborted) throw error;
      dropIdle(agents, () => true);
      return answerTo(begun(url, request, agents));
    });
    const { statusCode: status = 0, statusMessage: statusText = '', socket } = answer;
    if (status >= 300 && status < 400) {
      answer.destroy();
      throw new Error(`it redirects, with HTTP ${status}`);
    }
    const text = async () => {
      const body = await bodyOf(answer);
      usedAtMs.set(socket, machineClock.nowMs());
      return body;
    };
    return { status, statusText, headers: headersOf(answer), text };
  };
}

interface Agents {
  readonly plain: Agent;
  readonly tls: TlsAgent;
}

function begun(url: URL, { method, headers, body, signal }: HttpRequest, agents: Agents): ClientRequest {
  const options = {
    method,
    signal,
    headers: { accept: '*/*', 'accept-encoding': 'gzip', 'user-agent': 'node', ...lowerCase(headers) },
  };
  const sent =
    url.protocol === 'https:'
      ? httpsRequest(url, { ...options, agent: agents.tls })
      : httpRequest(url, { ...options, agent: agents.plain });
  return sent.end(body);
}

function answerTo(sent: ClientRequest): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    // It stays: an error after the answer has begun is met by who reads the body.
    sent.once('response', resolve).on('error', reject);
  });
}

async function bodyOf(answer: IncomingMessage): Promise<string> {
  const encoding = answer.headers['content-encoding'] ?? 'identity';
  switch (encoding) {
    case 'identity':
      return pipeline(answer, textOf);
    case 'gzip':
      return pipeline(answer, bounded, createGunzip(), textOf);
    default:
      throw new Error(`its answer is encoded as ${encoding}, which nobody asked for`);
  }
}

/** No more than an answer has; also before they are unpacked: many packed bytes may make none. */
async function* bounded(parts: AsyncIterable<unknown>): AsyncGenerator<Buffer> {
  let bytes = 0;
  for await (const part of parts) {
    if (!Buffer.isBuffer(part)) throw new Error('its answer is not made of bytes');
    bytes += part.length;
    if (bytes > ANSWER_BYTES_MAX) {
      const words = `${ANSWER_BYTES_MAX / 1024 ** 2} MiB`;
      throw new VenueError('unexpected-answer', `an answer of more than ${words}, which no exchange sends`);
    }
    yield part;
  }
}

async function textOf(parts: AsyncIterable<unknown>): Promise<string> {
  const kept: Buffer[] = [];
  for await (const part of bounded(parts)) kept.push(part);
  return Buffer.concat(kept).toString();
}

function headersOf({ headers }: IncomingMessage): HttpHeaders {
  const values = new Map(
    Object.entries(headers).map(([name, value = '']) => [name, [value].flat().join(', ')]),
  );
  return { get: (name) => values.get(name) ?? null, forEach: (each) => values.forEach(each) };
}

function lowerCase(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}

/** Closes connections that wait for a request. */
function dropIdle({ plain, tls }: Agents, isUnwanted: (socket: object) => boolean): void {
  for (const socket of [plain, tls].flatMap(({ freeSockets }) => Object.values(freeSockets)).flat()) {
    if (socket !== undefined && isUnwanted(socket)) socket.destroy();
  }
}
