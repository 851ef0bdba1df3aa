/**
 * Is the page served to this machine alone, at a port that is free, and gone when it is closed?
 */
import { once } from 'node:events';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { connect, createServer } from 'node:net';
import { networkInterfaces } from 'node:os';
import { describe, expect, it, onTestFinished } from 'vitest';
import { servePage, type PageAnswers, type PageServer } from '../../infra/local-page/page-server.ts';

const ANSWERS: PageAnswers = {
  page: () => ({ html: '<!doctype html><p>a run', policy: "default-src 'none'" }),
  since: (query) => (query.get('t') === 'x' ? undefined : `{"t":"${query.get('t') ?? ''}"}`),
  result: () => '{}',
};

async function served(answers: Partial<PageAnswers> = {}, firstPort?: number): Promise<PageServer> {
  const server = await servePage({ ...ANSWERS, ...answers }, firstPort);
  onTestFinished(() => server.close().catch(() => {}));
  return server;
}

interface Answer {
  readonly status: number | undefined;
  readonly headers: IncomingMessage['headers'];
  readonly text: string;
}

async function ask(
  url: string,
  {
    method = 'GET',
    headers = {},
  }: { readonly method?: string; readonly headers?: Readonly<Record<string, string>> } = {},
): Promise<Answer> {
  const sent = httpRequest(url, { method, headers, agent: false });
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    sent.on('response', resolve).on('error', reject).end();
  });
  let text = '';
  for await (const chunk of response) text += String(chunk);
  return { status: response.statusCode, headers: response.headers, text };
}

/** Of this machine in its networks; none where it has none. */
const OTHER_ADDRESSES = Object.values(networkInterfaces())
  .flatMap((of) => of ?? [])
  .filter(({ family, internal }) => family === 'IPv4' && !internal)
  .map(({ address }) => address);

describe('the server', () => {
  it('gives the page under its policy, and lets nobody keep, frame or read it', async () => {
    const { address } = await served();
    const { status, headers, text } = await ask(address);
    expect({ status, text }).toEqual({ status: 200, text: '<!doctype html><p>a run' });
    expect(headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-resource-policy': 'same-origin',
    });
    expect(headers).not.toHaveProperty('access-control-allow-origin');
  });

  it('gives what came since, and says so where a query is none of its own', async () => {
    const { address } = await served();
    expect(await ask(`${address}since?t=4`)).toMatchObject({ status: 200, text: '{"t":"4"}' });
    expect(await ask(`${address}since?t=x`)).toMatchObject({ status: 400 });
    expect(await ask(`${address}result`)).toMatchObject({ status: 200, text: '{}' });
  });

  it('has another key each time, and answers no other with more than a sentence', async () => {
    const [first, second] = [await served(), await served()];
    const keyOf = ({ address }: PageServer) => new URL(address).pathname;
    expect(keyOf(first)).toMatch(/^\/[\w-]{32}\/$/);
    expect(keyOf(first)).not.toBe(keyOf(second));
    const stolen = new URL(keyOf(first), second.address).href;
    expect(await ask(stolen)).toMatchObject({
      status: 403,
      text: 'The key in this address is not that of the run: open the address that the terminal shows.\n',
    });
  });

  it('answers no other method, host or page', async () => {
    const { address } = await served();
    const posted = await ask(address, { method: 'POST' });
    expect(posted).toMatchObject({ status: 405, headers: { allow: 'GET' } });
    expect(await ask(address, { headers: { host: 'example.com' } })).toMatchObject({ status: 400 });
    expect(await ask(address, { headers: { origin: 'https://example.com' } })).toMatchObject({ status: 403 });
  });

  it('takes the next port where one is in use', async () => {
    const blocker = createServer();
    blocker.listen(0, '127.0.0.1');
    await once(blocker, 'listening');
    onTestFinished(() => void blocker.close());
    const taken = blocker.address();
    if (typeof taken !== 'object' || taken === null) throw new Error('no port');
    const { port, address } = await served({}, taken.port);
    expect(port).not.toBe(taken.port);
    expect(await ask(address)).toMatchObject({ status: 200 });
  });

  it.skipIf(OTHER_ADDRESSES.length === 0)(
    'is not reached by the addresses that this machine has in its networks (skipped where it has none)',
    async () => {
      const { port } = await served();
      for (const host of OTHER_ADDRESSES) {
        const socket = connect(port, host);
        await expect(once(socket, 'connect')).rejects.toThrow('ECONNREFUSED');
      }
    },
  );

  it('fails with one answer, and goes on', async () => {
    let isBroken = true;
    const { address } = await served({
      page: () => {
        if (isBroken) throw new Error('a secret of the program');
        return ANSWERS.page();
      },
    });
    const failed = await ask(address);
    expect(failed).toMatchObject({ status: 500 });
    expect(failed.text).not.toContain('secret');
    isBroken = false;
    expect(await ask(address)).toMatchObject({ status: 200 });
  });

  it('is gone when it is closed, also for who holds a connection open', async () => {
    const { address, port, close } = await served();
    const held = connect(port, '127.0.0.1');
    await once(held, 'connect');
    held.on('error', () => {});
    const ended = once(held, 'close');
    await close();
    await ended;
    await expect(ask(address)).rejects.toThrow('ECONNREFUSED');
  });
});
