/**
 * Who gets the page, and what does everybody else read?
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { askedOf, type PageRequest } from '../../infra/local-page/page-request.ts';

const KEY = 'abcDEF_-123';
const HOST = '127.0.0.1:4640';

function request(changes: Partial<PageRequest> = {}): PageRequest {
  return { method: 'GET', url: `/${KEY}/`, headers: { host: HOST }, ...changes };
}

function refusalOf(asked: PageRequest): string {
  const answer = askedOf(asked, KEY);
  return 'status' in answer ? `${answer.status} ${answer.sentence}` : `given ${answer.name}`;
}

describe('a request', () => {
  it.each([
    [`/${KEY}/`, '', ''],
    [`/${KEY}/since?c=1.2&t=3`, 'since', '1.2'],
    [`/${KEY}/result`, 'result', ''],
  ])('with the key gets what it asks for: %s', (url, name, candles) => {
    const asked = askedOf(request({ url }), KEY);
    expect(asked).toMatchObject({ name });
    expect('query' in asked && (asked.query.get('c') ?? '')).toBe(candles);
  });

  it.each(['127.0.0.1:1', 'localhost:8080', 'LOCALHOST'])(
    'comes to this machine, by any port: %s',
    (host) => {
      expect(refusalOf(request({ headers: { host } }))).toBe('given ');
    },
  );

  it.each(['POST', 'HEAD', 'OPTIONS', 'PUT', 'DELETE', 'TRACE', 'get'])(
    'by another method is refused: %s',
    (method) => {
      expect(refusalOf(request({ method }))).toMatch(/^405 This page only shows a run/);
    },
  );

  it.each([
    'example.com',
    'example.com:4640',
    '127.0.0.1.example.com',
    '10.0.0.1:4640',
    '',
    'a b',
    '127.0.0.2',
  ])('to another name is refused, as after a name was bound anew: %j', (host) => {
    expect(refusalOf(request({ headers: { host } }))).toMatch(/^400 .*ask for 127\.0\.0\.1/);
  });

  it.each([
    { origin: 'https://example.com' },
    { origin: 'null' },
    { origin: 'http://127.0.0.1:1' },
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
  ])('of another page is refused, though it has the key: %j', (headers) => {
    expect(refusalOf(request({ headers: { host: HOST, ...headers } }))).toMatch(/^403 Another page/);
  });

  const OPENED = {
    host: HOST,
    'sec-fetch-site': 'cross-site',
    'sec-fetch-mode': 'navigate',
    'sec-fetch-dest': 'document',
  };

  it('by which another page, or a file, opens this one in a window of its own is answered, with the key alone', () => {
    expect(refusalOf(request({ headers: OPENED }))).toBe('given ');
    expect(refusalOf(request({ url: '/x/', headers: OPENED }))).toMatch(/^403 The key/);
  });

  it.each([
    ['in a frame of it', { headers: { ...OPENED, 'sec-fetch-dest': 'iframe' } }],
    ['by its script', { headers: { ...OPENED, 'sec-fetch-mode': 'cors', 'sec-fetch-dest': 'empty' } }],
    ['by its form', { headers: { ...OPENED, origin: 'https://example.com' } }],
    ['for its data', { url: `/${KEY}/result`, headers: OPENED }],
  ])('of another page is refused %s', (_how, asked) => {
    expect(refusalOf(request(asked))).toMatch(/^403 Another page/);
  });

  it('of the page itself, and of a person, is answered', () => {
    for (const site of ['same-origin', 'none'])
      expect(refusalOf(request({ headers: { host: HOST, 'sec-fetch-site': site } }))).toBe('given ');
    expect(refusalOf(request({ headers: { host: HOST, origin: `http://${HOST}` } }))).toBe('given ');
  });

  it.each([
    '/',
    '',
    '/favicon.ico',
    `/${KEY}x/`,
    `/${KEY.slice(1)}/`,
    `/${KEY.toLowerCase()}/`,
    `//${KEY}/`,
    `/x/${KEY}/`,
  ])('without the key is refused, whatever it asks for: %j', (url) => {
    expect(refusalOf(request({ url }))).toMatch(/^40[03] /);
  });

  it.each([`/${KEY}/other`, `/${KEY}/since/x`, `/${KEY}/../../etc/passwd`, `/${KEY}//`])(
    'for what is not there is told so, or has no key: %s',
    (url) => {
      expect(refusalOf(request({ url }))).toMatch(/^40[34] /);
    },
  );

  it('of any path gets nothing without the key', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string(), (path, host) => {
        fc.pre(!path.includes(KEY));
        expect(refusalOf(request({ url: path, headers: { host } }))).toMatch(/^40[03] /);
        expect(refusalOf(request({ url: `/${path}` }))).toMatch(/^40[03] /);
      }),
    );
  });
});
