/**
 * Does an answer that quotes the keys or the signature of its request lose them, however they are written?
 */
import { inspect } from 'node:util';
import { binanceusdm } from 'ccxt';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CcxtRequest, CcxtTransport } from '../../../lambda/adapters/market/ccxt-transport.ts';
import { VenueError, failureOf } from '../../../lambda/adapters/market/venue-error.ts';
import { tradingClientOf } from '../../../lambda/adapters/trading/ccxt-trading-client.ts';
import { withoutSecrets } from '../../../lambda/adapters/trading/unsigned-words.ts';

const KEYS = { apiKey: 'CANARY+KEY/0123456789=', secret: 'CANARY"SECRET\\98' };
const URL_BASE = 'https://fapi.example.com/fapi/v1/order?symbol=BTCUSDT';
const HEADERS = { get: () => null, forEach: () => {} };

function answering(answer: (url: string, request: CcxtRequest) => string): CcxtTransport {
  return (url, request) =>
    Promise.resolve({
      status: 400,
      statusText: answer(url, request),
      headers: HEADERS,
      text: () => Promise.resolve(answer(url, request)),
    });
}

/** What is read of an answer that quotes `quoted`, to a request that was signed with `signature`. */
async function told(
  quoted: string,
  signature: string,
  asked: 'query' | 'body' | 'header' = 'query',
): Promise<string> {
  const field = `signature=${encodeURIComponent(signature)}`;
  const transport = withoutSecrets(
    answering(() => `{"msg":"<${quoted}>"}`),
    Object.values(KEYS),
  );
  const request = {
    ...(asked === 'body' && { body: field }),
    ...(asked === 'header' && { headers: { 'X-SIGN': signature } }),
  };
  const response = await transport(asked === 'query' ? `${URL_BASE}&${field}` : URL_BASE, request);
  return `${response.statusText} ${await response.text()}`;
}

const inJson = (text: string) => JSON.stringify(text).slice(1, -1);
const encoded = encodeURIComponent;
const hexOf = (text: string, width: number) => text.charCodeAt(0).toString(16).padStart(width, '0');
const everyCode = (text: string) => text.replaceAll(/./g, (sign) => `%${hexOf(sign, 2)}`);
const everyEscape = (text: string) => text.replaceAll(/./g, (sign) => `\\u${hexOf(sign, 4)}`);

const DRESSES: readonly (readonly [name: string, dress: (text: string) => string])[] = [
  ['as it is', (text) => text],
  ['percent-encoded', encodeURIComponent],
  [
    'percent-encoded in lower case',
    (text) => encodeURIComponent(text).replaceAll(/%../g, (code) => code.toLowerCase()),
  ],
  ['percent-encoded twice', (text) => encodeURIComponent(encodeURIComponent(text))],
  ['in JSON', (text) => JSON.stringify(text).slice(1, -1)],
  ['in JSON with escaped slashes', (text) => JSON.stringify(text).slice(1, -1).replaceAll('/', '\\/')],
  ['in JSON in JSON', (text) => inJson(inJson(text))],
  ['in JSON in JSON in JSON in JSON', (text) => inJson(inJson(inJson(inJson(text))))],
  ['in JSON, percent-encoded', (text) => encodeURIComponent(inJson(text))],
  ['percent-encoded, in JSON with escaped slashes', (text) => inJson(encodeURIComponent(text))],
  ['in JSON, percent-encoded twice, in JSON', (text) => inJson(encoded(encoded(inJson(text))))],
  ['with every character percent-encoded', everyCode],
  ['with every character percent-encoded, percent-encoded', (text) => encoded(everyCode(text))],
  ['with every character escaped, in JSON', (text) => inJson(everyEscape(text))],
  ['percent-encoded, with every character escaped', (text) => everyEscape(encoded(text))],
  ['with every character escaped, percent-encoded', (text) => encoded(everyEscape(text))],
  [
    'in JSON with escapes of every sign',
    (text) =>
      text.replaceAll(
        /[^A-Za-z0-9]/g,
        (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0').toUpperCase()}`,
      ),
  ],
];

const ascii = fc.string({
  unit: fc.integer({ min: 0x21, max: 0x7e }).map((unit) => String.fromCharCode(unit)),
  minLength: 16,
  maxLength: 88,
});

describe.each(DRESSES)('a secret that is quoted %s', (_, dress) => {
  it('a secret that is quoted is replaced: a key, or the signature of the request', async () => {
    await fc.assert(
      fc.asyncProperty(ascii, fc.constantFrom('query', 'body', 'header'), async (signature, asked) => {
        fc.pre(asked !== 'header' || !/[&"\s,}]/.test(signature));
        const whole = '{"msg":"<(key)>"}';
        for (const secret of [KEYS.apiKey, KEYS.secret, signature])
          expect(await told(dress(secret), signature, asked)).toBe(`${whole} ${whole}`);
      }),
      // A header that looks percent-encoded is not.
      { numRuns: 60, examples: [['!!!!!!!%00!!!!!!', 'header']] },
    );
  });
});

it('an answer is read whole and in time where a stranger has filled it with escapes', async () => {
  for (const escape of ['\\', '%25', '%5C', '\\u005c', '\\u0025', '%', '%2525', '\\u005cu005c']) {
    const filled = escape.repeat(Math.ceil(200_000 / escape.length));
    const text = await told(filled, 'a1b2c3d4e5f6a7b8c9d0');
    expect(text.slice(0, 100)).toBe(`{"msg":"<${filled}`.slice(0, 100));
    expect(text).toHaveLength(2 * `{"msg":"<${filled}>"}`.length + 1);
  }
});

it('an answer that quotes no secret stays as it is', async () => {
  expect(await told('Margin is insufficient, signed=true', 'a1b2c3d4e5f6a7b8c9d0')).toContain(
    'Margin is insufficient, signed=true',
  );
});

it('a failure of the connection quotes no secret', async () => {
  const failing: CcxtTransport = () =>
    Promise.reject(
      new VenueError('connection-lost', `lost (${KEYS.apiKey})`, { host: 'a', httpStatus: 502 }),
    );
  await expect(withoutSecrets(failing, Object.values(KEYS))(URL_BASE, {})).rejects.toMatchObject({
    message: 'lost ((key))',
    kind: 'connection-lost',
    host: 'a',
    httpStatus: 502,
  });
});

it('what ccxt makes of an answer that quotes its request has no secret, printed with all that it holds', async () => {
  const keys = { apiKey: 'CANARYKEY0123456789', secret: 'CANARYSECRET9876543210' };
  const signatures: string[] = [];
  const transport = answering((url, { body = '', headers = {} }) => {
    signatures.push(...[...`${url}&${body}`.matchAll(/signature=([^&]+)/g)].map(([, value]) => value ?? ''));
    const quoted = `${encodeURIComponent(url)} ${url} ${body} ${JSON.stringify(JSON.stringify(headers))}`;
    return JSON.stringify({ code: -1022, msg: `not valid: ${quoted}` });
  });
  const client = tradingClientOf(binanceusdm, { keys, transport, clock: { nowMs: () => 1_767_614_400_000 } });
  const account: unknown = Reflect.get(client, 'fapiPrivateV3GetAccount');
  if (typeof account !== 'function') throw new Error('ccxt has no such call');
  const asked: Promise<unknown> = Promise.resolve(Reflect.apply(account, client, []));
  const thrown = await asked.catch((error: unknown) => error);
  const failure = failureOf(thrown);
  expect(signatures[0]).toMatch(/^[0-9a-f]{64}$/);
  const printed = `${inspect(failure, { depth: 9, showHidden: true })} ${JSON.stringify(failure)} ${String(failure.stack)}`;
  for (const secret of [keys.apiKey, keys.secret, ...signatures]) {
    expect(printed).not.toContain(secret);
    expect(failure.ccxtError?.message).not.toContain(secret);
  }
});
