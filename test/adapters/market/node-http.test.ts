/**
 * What becomes of a request whose connection died while the function was frozen?
 */
import { gzipSync } from 'node:zlib';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { ANSWER_BYTES_MAX, nodeHttp, type HttpSend } from '../../../lambda/adapters/market/node-http.ts';
import { respond } from '../../venue/faults.ts';
import { wireServer, type Serve } from './wire-server.ts';

async function ask(send: HttpSend, url: string, method = 'GET'): Promise<string> {
  const signal = AbortSignal.timeout(8_000);
  return (await send(url, { method, headers: {}, redirect: 'error', signal })).text();
}

const ANSWERS: Serve = (_request, response, count) => respond(response, 200, `{"count":${count}}`);

/** Breaks the connection instead of answering these requests. */
function breaking(...counts: readonly number[]): Serve {
  return (request, response, count) => {
    if (counts.includes(count)) request.socket.resetAndDestroy();
    else ANSWERS(request, response, count);
  };
}

describe('a connection', () => {
  it('a connection is kept from one request to the next', async () => {
    const { url, met } = await wireServer(ANSWERS);
    const send = nodeHttp();
    await ask(send, url);
    await ask(send, url, 'POST');
    await ask(send, url);
    expect(new Set(met.map(({ from }) => from)).size).toBe(1);
  });

  it('a connection that has died is replaced for a read, once', async () => {
    const { url, met } = await wireServer(breaking(2));
    const send = nodeHttp();
    await ask(send, url);
    expect(await ask(send, url)).toBe('{"count":3}');
    expect(met[2]!.from).not.toBe(met[1]!.from);
  });

  it('a connection that has died, and whose successor dies too, is a failure', async () => {
    const { url, met } = await wireServer(breaking(2, 3));
    const send = nodeHttp();
    await ask(send, url);
    await expect(ask(send, url)).rejects.toMatchObject({ code: 'ECONNRESET' });
    expect(met).toHaveLength(3);
  });

  it('a connection that dies at its first request is a failure at once', async () => {
    const { url, met } = await wireServer(breaking(1));
    await expect(ask(nodeHttp(), url)).rejects.toMatchObject({ code: 'ECONNRESET' });
    expect(met).toHaveLength(1);
  });

  it('several connections that have died are all replaced by reads', async () => {
    const waiting: (() => void)[] = [];
    const together: Serve = (request, response, count) => {
      if (count > 2) return breaking(3, 4)(request, response, count);
      // Two at once, so that there are two connections; then both are dead.
      waiting.push(() => ANSWERS(request, response, count));
      if (count === 2) for (const answer of waiting) answer();
    };
    const { url } = await wireServer(together);
    const send = nodeHttp();
    await Promise.all([ask(send, url), ask(send, url)]);
    const answers = await Promise.all([ask(send, url), ask(send, url)]);
    expect(answers.toSorted()).toEqual(['{"count":5}', '{"count":6}']);
  });
});

describe('an order', () => {
  it('an order is sent once, whatever happens', async () => {
    const { url, met } = await wireServer(breaking(2));
    const send = nodeHttp();
    await ask(send, url);
    await expect(ask(send, url, 'POST')).rejects.toMatchObject({ code: 'ECONNRESET' });
    expect(met.map(({ method }) => method)).toEqual(['GET', 'POST']);
  });

  it('an order takes no connection that nobody has used for a while', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    onTestFinished(() => void vi.useRealTimers());
    const { url, met } = await wireServer(ANSWERS);
    const send = nodeHttp();
    await ask(send, url);
    vi.setSystemTime(Date.now() + 60_000);
    await ask(send, url, 'POST');
    await ask(send, url, 'DELETE');
    const [read, order, next] = met.map(({ from }) => from);
    expect(order).not.toBe(read);
    expect(next).toBe(order);
  });
});

describe('an answer', () => {
  it.each(['br', 'deflate'])(
    'an answer encoded as %s, which nobody asked for, is refused',
    async (encoding) => {
      const { url } = await wireServer((_request, response) => {
        response.writeHead(200, { 'content-encoding': encoding }).end('?');
      });
      await expect(ask(nodeHttp(), url)).rejects.toThrow(`encoded as ${encoding}`);
    },
  );

  it('an answer of the greatest size is read', async () => {
    const { url } = await wireServer((_request, response) => {
      response
        .writeHead(200, { 'content-encoding': 'gzip' })
        .end(gzipSync(Buffer.alloc(ANSWER_BYTES_MAX, '0')));
    });
    expect(await ask(nodeHttp(), url)).toHaveLength(ANSWER_BYTES_MAX);
  });

  it.each([300, 301, 302, 304, 307, 308, 399])(
    'an answer that redirects is not followed: HTTP %i',
    async (status) => {
      const { url } = await wireServer((_request, response) => {
        response.writeHead(status, { location: 'http://127.0.0.1:9/' }).end();
      });
      await expect(ask(nodeHttp(), url)).rejects.toThrow(`it redirects, with HTTP ${status}`);
    },
  );

  const LARGE = Buffer.alloc(63 * 1024 * 1024, '0');
  const NOTHING = gzipSync('');
  const EMPTY_PARTS = Buffer.alloc(
    NOTHING.length * Math.ceil(ANSWER_BYTES_MAX / NOTHING.length + 1),
    NOTHING,
  );
  it.each([
    ['packed into a thousandth', { 'content-encoding': 'gzip' }, gzipSync(LARGE)],
    ['packed, and nothing when unpacked', { 'content-encoding': 'gzip' }, EMPTY_PARTS],
    ['as it is', {}, LARGE],
  ])('an answer that is too large is refused, and not read to its end: %s', async (_, headers, body) => {
    const { url } = await wireServer((_request, response) => {
      response.writeHead(200, headers).end(body);
    });
    const failure = ask(nodeHttp(), url);
    await expect(failure).rejects.toMatchObject({ kind: 'unexpected-answer' });
    await expect(failure).rejects.toThrow('an answer of more than 4 MiB, which no exchange sends');
  });
});
