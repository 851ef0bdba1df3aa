/**
 * Which requests get the page, and what the others are told.
 *
 * Any program of this machine can reach a port on it, and any page in its browser can try to. So a request names the key
 * in its path, comes to this machine by name, and comes from no other page.
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

export interface PageRequest {
  readonly method?: string | undefined;
  /** As it was sent: path and query. */
  readonly url?: string | undefined;
  readonly headers: IncomingHttpHeaders;
}

export interface Refusal {
  readonly status: 400 | 403 | 404 | 405;
  /** For the person who sees it. */
  readonly sentence: string;
}

/** What is asked for, below the key. */
export interface Asked {
  readonly name: '' | 'since' | 'result';
  readonly query: URLSearchParams;
}

/** Where the browser believes to be: another port is that of a tunnel. */
const HOSTS: readonly string[] = ['127.0.0.1', 'localhost'];

export function askedOf({ method, url, headers }: PageRequest, key: string): Asked | Refusal {
  if (method !== 'GET')
    return { status: 405, sentence: 'This page only shows a run: it answers GET, and nothing else.' };
  const host = headers.host ?? '';
  const found = readAddress(host, url);
  if (found === undefined || !HOSTS.includes(found.hostname))
    return { status: 400, sentence: 'This page is served to this machine alone: ask for 127.0.0.1.' };
  const [, given = '', name = '', ...more] = found.pathname.split('/');
  if (isOfAnotherPage(headers, host) && !(name === '' && isOpened(headers)))
    return { status: 403, sentence: 'Another page asked for this one: open its address yourself.' };
  if (!isKey(given, key))
    return {
      status: 403,
      sentence: 'The key in this address is not that of the run: open the address that the terminal shows.',
    };
  if (more.length > 0 || !isName(name))
    return { status: 404, sentence: 'There is nothing here: the page itself is one folder up.' };
  return { name, query: found.searchParams };
}

function isName(name: string): name is Asked['name'] {
  return name === '' || name === 'since' || name === 'result';
}

function readAddress(host: string, url: string | undefined): URL | undefined {
  if (url === undefined || !url.startsWith('/')) return undefined;
  return URL.parse(`http://${host}${url}`) ?? undefined;
}

function isOfAnotherPage(headers: IncomingHttpHeaders, host: string): boolean {
  const { origin } = headers;
  const site = headers['sec-fetch-site'];
  const isForeign = site !== undefined && site !== 'same-origin' && site !== 'none';
  return isForeign || (origin !== undefined && origin !== `http://${host}`);
}

/** A file of ours leads the browser here. Whoever opens the page in a window of its own cannot read it. */
function isOpened({ origin, ...headers }: IncomingHttpHeaders): boolean {
  const isNavigation = headers['sec-fetch-mode'] === 'navigate' && headers['sec-fetch-dest'] === 'document';
  return isNavigation && origin === undefined;
}

/** In a time that tells nothing of how much of it was right. */
function isKey(given: string, key: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(key));
}
