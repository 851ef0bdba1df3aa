/**
 * Does a request to a venue end the same way, whatever carries its bytes?
 */
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { ccxtTransport } from '../../../lambda/adapters/market/ccxt-transport.ts';
import { nodeHttp } from '../../../lambda/adapters/market/node-http.ts';
import { misbehave, respond, type Spoiling } from '../../venue/faults.ts';
import { closedUrl, wireServer, type Serve } from './wire-server.ts';

const CARRIERS = [
  ['node:http', nodeHttp],
  ['fetch', () => fetch],
] as const;

const ANSWER = '{"serverTime":1767614400000}';

const FAULTS: readonly (readonly [string, Spoiling, string])[] = [
  ['another region', { kind: 'status', status: 451 }, 'region-refused'],
  [
    'a front door that names the region',
    { kind: 'status', status: 403, body: 'your country' },
    'region-refused',
  ],
  ['too many requests', { kind: 'status', status: 429, retryAfter: '7' }, 'rate-limited'],
  ['a ban', { kind: 'status', status: 418 }, 'rate-limited'],
  ['maintenance', { kind: 'status', status: 503, body: 'Service Unavailable.' }, 'unavailable'],
  ['a page', { kind: 'body', body: '<p>Sign in</p>' }, 'unexpected-answer'],
  ['nothing', { kind: 'body', body: '' }, 'unexpected-answer'],
  ['a broken connection', { kind: 'reset' }, 'connection-lost'],
  ['a connection that breaks half way', { kind: 'reset-mid-body' }, 'connection-lost'],
  ['a way to somewhere else', { kind: 'status', status: 302 }, 'connection-lost'],
];

describe.each(CARRIERS)('over %s', (_, carrier) => {
  const ask = async (serve: Serve, deadlineMs = 8_000, signal?: AbortSignal) => {
    const { url } = await wireServer(serve);
    const transport = ccxtTransport({
      send: carrier(),
      deadlineMs,
      ...(signal !== undefined && { signal }),
    });
    const response = await transport(url, {});
    const weight = response.headers.get('x-mbx-used-weight-1m');
    return { status: response.status, weight, text: await response.text() };
  };

  it('an answer arrives with status and headers', async () => {
    expect(await ask((_request, response) => respond(response, 200, ANSWER))).toEqual({
      status: 200,
      weight: '7',
      text: ANSWER,
    });
  });

  it('an error of the venue arrives as it is, for ccxt to read', async () => {
    const body = '{"code":-1121,"msg":"Invalid symbol."}';
    const answer = await ask((_request, response) => respond(response, 400, body));
    expect(answer).toMatchObject({ status: 400, text: body });
  });

  it('a compressed answer arrives whole, where it was asked for', async () => {
    const answer = await ask((request, response) => {
      expect(request.headers['accept-encoding']).toContain('gzip');
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(ANSWER));
    });
    expect(answer.text).toBe(ANSWER);
  });

  it.each(FAULTS)('%s is a failure of its kind', async (_what, fault, kind) => {
    const failing = ask((_request, response) => {
      if (fault.kind === 'status' && fault.status === 302) response.setHeader('location', '/elsewhere');
      misbehave(fault, response, ANSWER);
    });
    await expect(failing).rejects.toMatchObject({ name: 'VenueFailure', kind });
  });

  it.each(['stall', 'silence'] as const)('%s ends with the deadline', async (kind) => {
    const failing = ask((_request, response) => misbehave({ kind }, response, ANSWER), 100);
    await expect(failing).rejects.toMatchObject({ kind: 'no-answer' });
  });

  it('a connection that is broken off ends', async () => {
    const breaking = new AbortController();
    const failing = ask(() => breaking.abort(), 8_000, breaking.signal);
    await expect(failing).rejects.toMatchObject({ kind: 'connection-lost' });
  });

  it('nobody at the port cannot be reached', async () => {
    const asking = ccxtTransport({ send: carrier() })(`${await closedUrl()}/`, {});
    await expect(asking).rejects.toMatchObject({ kind: 'unreachable' });
  });

  it('a body is sent as it is', async () => {
    let sent = '';
    const { url } = await wireServer((request, response) => {
      request.setEncoding('utf8');
      request.on('data', (part: string) => (sent += part));
      request.on('end', () => respond(response, 200, ANSWER));
    });
    const headers = { 'Content-Type': 'application/x-www-form-urlencoded' };
    await ccxtTransport({ send: carrier() })(url, { method: 'POST', headers, body: 'a=1&b=ü' });
    expect(sent).toBe('a=1&b=ü');
  });
});
