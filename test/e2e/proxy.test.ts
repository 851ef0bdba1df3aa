/**
 * Do requests of every kind leave through the proxy of the environment, and only those that should?
 *
 * The proxy is on this machine, and so is whoever answers behind it, under the names of those who are asked.
 */
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { connect, type Server } from 'node:net';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { folderOf, scalper } from '../harness/scalper-process.ts';

const HOSTS = ['data.binance.vision', 'fapi.binance.com', 'cloudformation.ap-northeast-1.amazonaws.com'];

async function listening(server: Server): Promise<number> {
  const opened = once(server, 'listening');
  server.listen(0, '127.0.0.1');
  await opened;
  onTestFinished(() => void server.close());
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('the server has no port');
  return address.port;
}

/** Where the proxy was asked to go; it leads everybody to the given port, or refuses. */
async function proxyTo(port?: number) {
  const asked: string[] = [];
  const proxy = createServer((request, response) => {
    asked.push(request.url ?? '');
    response.writeHead(407).end();
  });
  proxy.on('connect', (request, socket) => {
    asked.push(request.url ?? '');
    if (port === undefined) return void socket.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n');
    const far = connect(port, '127.0.0.1', () => socket.write('HTTP/1.1 200 Connection Established\r\n\r\n'));
    far.pipe(socket).pipe(far);
    for (const end of [far, socket]) end.on('error', () => end.destroy());
  });
  return { asked, url: `http://127.0.0.1:${await listening(proxy)}` };
}

/** As AWS says it, so that a command knows what it is. */
const REFUSAL =
  '<ErrorResponse><Error><Type>Sender</Type><Code>ExpiredToken</Code><Message>expired</Message></Error></ErrorResponse>';

/** Answers under every one of the names, and notes who was asked. */
async function farServer(status = 403, body = REFUSAL) {
  const folder = await folderOf();
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  const names = HOSTS.map((host) => `DNS:${host}`).join();
  const request = `req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=far -addext subjectAltName=${names}`;
  execFileSync('openssl', [...request.split(' '), '-keyout', key, '-out', cert], { stdio: 'ignore' });
  const served = new Set<string>();
  const server = createTlsServer(
    { key: await readFile(key), cert: await readFile(cert) },
    ({ headers }, response) => {
      served.add(headers.host ?? '');
      response.writeHead(status, { 'content-type': 'text/xml' }).end(body);
    },
  );
  return { port: await listening(server), cert, served };
}

const hasOpenssl = (() => {
  try {
    execFileSync('openssl', ['version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
})();

const FETCH = ['candles', 'fetch', 'binanceusdm', 'BTCUSDT', '--from', '2024-05', '--to', '2024-05'];
const CREDENTIALS = { AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE', AWS_SECRET_ACCESS_KEY: 'secret-of-nobody' };

describe('a proxy of the environment', () => {
  it.skipIf(!hasOpenssl).each([
    ['an archive', FETCH, HOSTS[0]],
    ['an exchange', ['start', '--real-time', 'binanceusdm', '--symbols', 'BTCUSDT'], HOSTS[1]],
    ['AWS', ['status', '--bot', 'paper'], HOSTS[2]],
  ])('a proxy of the environment leads to %s (skipped where openssl is absent)', async (_, words, host) => {
    const { port, cert, served } = await farServer();
    const { asked, url } = await proxyTo(port);
    const env = { HTTPS_PROXY: url, NODE_EXTRA_CA_CERTS: cert, ...CREDENTIALS };
    const ended = await scalper(words, { env });
    expect(new Set(asked)).toEqual(new Set([`${host}:443`]));
    expect([...served], ended.stderr).toEqual([host]);
    expect(ended.stderr).not.toContain('a defect');
    expect(ended.code).toBe(2);
  });

  it.skipIf(!hasOpenssl)(
    'a page in the place of an answer of AWS is told as such (skipped where openssl is absent)',
    async () => {
      const { port, cert } = await farServer(404, '<html>Sign in to this network</html>');
      const { url } = await proxyTo(port);
      const env = { HTTPS_PROXY: url, NODE_EXTRA_CA_CERTS: cert, ...CREDENTIALS };
      const { code, stderr } = await scalper(['status', '--bot', 'paper'], { env });
      expect(stderr).toContain('the answer is not one of AWS. Is there a portal or a proxy in between?');
      expect(code).toBe(2);
    },
  );

  it('a proxy of the environment is not asked for the hosts of NO_PROXY', async () => {
    const { asked, url } = await proxyTo();
    const words = [...FETCH, '--base', 'http://archive.invalid'];
    const through = await scalper(words, { env: { HTTP_PROXY: url } });
    expect(through.stderr).toMatch(/a proxy on the way to archive\.invalid refuses: .*407|HTTP 407/);
    expect(asked).not.toEqual([]);
    const before = asked.length;
    const past = await scalper(words, { env: { HTTP_PROXY: url, no_proxy: '.invalid' } });
    expect(past.stderr).toContain('no network: cannot reach archive.invalid');
    expect(asked).toHaveLength(before);
  });

  it('a proxy of another kind is told, and hinders nothing', async () => {
    const { code, stderr } = await scalper(['economics'], { env: { https_proxy: 'socks5://127.0.0.1:1' } });
    expect({ code, stderr }).toEqual({
      code: 0,
      stderr:
        'scalper: HTTPS_PROXY is not used: only a proxy such as http://proxy.example:8080 is known here\n',
    });
  });
});
