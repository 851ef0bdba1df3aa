/**
 * Does the venue run by itself, for clients of any kind?
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { binanceusdm } from 'ccxt';
import { expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';

const SERVE = fileURLToPath(new URL('serve.ts', import.meta.url));
const lineSchema = z.strictObject({ baseUrl: z.url(), apiKey: z.string(), secret: z.string() });

it('`npm run venue` prints where it is and the key that trades there, serves in real time, and ends with SIGINT', async () => {
  const child = spawn(process.execPath, [SERVE], { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  const [text] = z.tuple([z.instanceof(Buffer)]).parse(await once(child.stdout, 'data'));
  const { baseUrl, ...keys } = lineSchema.parse(JSON.parse(text.toString()));
  const exchange = new binanceusdm({
    ...keys,
    enableRateLimit: false,
    fetchImplementation: (url: string, init?: RequestInit) =>
      fetch(url.replace(/^https:\/\/[^/]+/, baseUrl), init),
  });
  await exchange.loadMarkets();
  const symbol = 'BTC/USDT:USDT';
  await exchange.createOrder(symbol, 'market', 'buy', 0.006, undefined, { clientOrderId: 'a-1' });
  expect(await exchange.fetchPositions([symbol])).toMatchObject([{ side: 'long', contracts: 0.006 }]);
  const candles = await exchange.fetchOHLCV(symbol, '1m', undefined, 100);
  expect(candles).toHaveLength(100);
  // The asset in which fees may be paid has a price.
  const { last, high, low } = await exchange.fetchTicker('BNB/USDT:USDT');
  expect([low! <= last!, last! <= high!, last! > 100]).toEqual([true, true, true]);
  child.kill('SIGINT');
  expect(await once(child, 'exit')).toEqual([0, null]);
});
