/**
 * What does a command say of an exchange that refuses what needs no key?
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { expect, it } from 'vitest';
import { LoopbackServer, openForTest } from '../harness/loopback-server.ts';
import { scalper } from '../harness/scalper-process.ts';

/** Refuses whatever is asked, and quotes it. */
class Refusing extends LoopbackServer {
  protected serve({ url, headers }: IncomingMessage, response: ServerResponse): void {
    const msg = `Invalid ${String(headers['x-mbx-apikey'])} in ${url}`;
    response.writeHead(401, { 'content-type': 'application/json' }).end(JSON.stringify({ code: -2015, msg }));
  }
}

it('preflight at an exchange that refuses its list of markets says so, and quotes no key', async () => {
  const { baseUrl } = await openForTest(new Refusing());
  const env = {
    EXCHANGE_ENDPOINT: baseUrl,
    SCALPER_API_KEY: 'KEYabc+/=%20def0123456789',
    SCALPER_API_SECRET: 'SECRETxyz0123456789',
    NO_COLOR: '1',
  };
  const { code, stdout, stderr } = await scalper(['preflight'], { env });
  expect(code, stderr).toBe(1);
  expect(stdout).toMatch(/reachable +failed +binanceusdm .*Invalid/);
  expect(`${stdout}${stderr}`).not.toMatch(/KEYabc|SECRETxyz|a defect/);
});
