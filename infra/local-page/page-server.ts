/**
 * A page of this machine, for its user only.
 *
 * - It listens on 127.0.0.1, at the first free port from `FIRST_PORT` on.
 * - Its address holds a random key, and without the key nothing is answered but a sentence.
 * - It keeps nothing for anybody: each answer is made when it is asked for, so a slow reader holds up nothing.
 * - An answer that cannot be made is one failed answer, and no failure of the run.
 */
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { InputError } from '../input-error.ts';
import { codeOf } from '../files/system-error.ts';
import { askedOf, type Asked } from './page-request.ts';

export interface PageAnswers {
  /** The page, with the policy that it is served under. */
  readonly page: () => { readonly html: string; readonly policy: string };
  /** JSON of what came since; `undefined` for a query that none of our pages sends. */
  readonly since: (query: URLSearchParams) => string | undefined;
  /** JSON of the result, with its sections. */
  readonly result: () => string;
}

export interface PageServer {
  /** With the key. */
  readonly address: string;
  readonly port: number;
  /** Keeps the process alive from now on, as a server does; until then it does not. */
  readonly stay: () => void;
  readonly close: () => Promise<void>;
}

const HERE = '127.0.0.1';
export const FIRST_PORT = 4640;
/** One for each run that somebody looks at; then any port that the system gives. */
const PORTS = 20;
const KEY_BYTES = 24;
/** A browser opens six. */
const CONNECTIONS_MAX = 64;

/** @throws InputError where the machine lets no port be opened. */
export async function servePage(answers: PageAnswers, firstPort = FIRST_PORT): Promise<PageServer> {
  const key = randomBytes(KEY_BYTES).toString('base64url');
  const server = createServer((request, response) => answer(request, response, key, answers));
  server.maxConnections = CONNECTIONS_MAX;
  const port = await listen(server, firstPort);
  server.unref();
  return {
    address: `http://${HERE}:${port}/${key}/`,
    port,
    stay: () => void server.ref(),
    close: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

async function listen(server: Server, firstPort: number): Promise<number> {
  const ports = [...Array.from({ length: PORTS }, (_, k) => firstPort + k), 0];
  for (const port of ports) {
    server.listen(port, HERE);
    try {
      await once(server, 'listening');
      const address = server.address();
      if (typeof address === 'object' && address !== null) return address.port;
    } catch (error) {
      const isTaken = ['EADDRINUSE', 'EACCES'].includes(codeOf(error) ?? '');
      if (!isTaken) throw new InputError(notOpened(error), { cause: error });
    }
  }
  throw new InputError(notOpened(undefined));
}

function notOpened(error: unknown): string {
  const why = codeOf(error);
  return `no port of ${HERE} could be opened for the page${why === undefined ? '' : `: ${why}`}; leave out --open`;
}

function answer(request: IncomingMessage, response: ServerResponse, key: string, answers: PageAnswers): void {
  for (const [name, value] of Object.entries(HEADERS)) response.setHeader(name, value);
  const asked = askedOf(request, key);
  if ('status' in asked) {
    if (asked.status === 405) response.setHeader('Allow', 'GET');
    say(response, asked.status, asked.sentence);
    return;
  }
  try {
    give(response, asked, answers);
  } catch {
    say(response, 500, 'The page could not be made. The run goes on; load it again.');
  }
}

const HEADERS = {
  'Cache-Control': 'no-store',
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Cross-Origin-Opener-Policy': 'same-origin',
};

function give(response: ServerResponse, { name, query }: Asked, answers: PageAnswers): void {
  if (name === '') {
    const { html, policy } = answers.page();
    response.setHeader('Content-Security-Policy', `${policy}; frame-ancestors 'none'`);
    send(response, 'text/html', html);
    return;
  }
  const json = name === 'result' ? answers.result() : answers.since(query);
  if (json === undefined) say(response, 400, 'This is no place of the run: load the page again.');
  else send(response, 'application/json', json);
}

function send(response: ServerResponse, type: string, text: string): void {
  response.setHeader('Content-Type', `${type}; charset=utf-8`);
  response.end(text);
}

function say(response: ServerResponse, status: number, sentence: string): void {
  response.statusCode = status;
  response.setHeader('Content-Security-Policy', "default-src 'none'; frame-ancestors 'none'");
  send(response, 'text/plain', `${sentence}\n`);
}
