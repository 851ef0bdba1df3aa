/**
 * Is a venue in trouble reported, left alone where it wants to be, and caught up with afterwards?
 */
import { describe, expect, it } from 'vitest';
import { MINUTE_MS } from '../../../lambda/core/units.ts';
import { QUIET } from './public-market.ts';
import type { Fault } from '../faults.ts';
import { HEALTHY, opened, seen } from './market-reader.ts';
import { NOON } from '../../harness/builders.ts';

const FAULTS: readonly (readonly [string, Fault, string])[] = [
  ['refuses the region', { kind: 'status', status: 451 }, 'does not serve this region (HTTP 451)'],
  [
    'refuses the region through its front door',
    { kind: 'status', status: 403, body: '<html>configured to block access from your country</html>' },
    'does not serve this region (HTTP 403)',
  ],
  [
    'limits the address',
    { kind: 'status', status: 429, retryAfter: '7' },
    'limits this address (HTTP 429): wait 7 s',
  ],
  ['bans the address', { kind: 'status', status: 418 }, 'limits this address (HTTP 418): wait 60 s'],
  [
    'answers with a page',
    { kind: 'body', body: '<!doctype html><p>Sign in</p>', type: 'text/html' },
    'answered with HTML instead of JSON',
  ],
  ['answers with nothing', { kind: 'body', body: '' }, 'answered with nothing instead of JSON'],
  ['answers with half', { kind: 'body', body: '[[1767' }, 'answered with half an answer'],
  [
    'answers with something else',
    { kind: 'body', body: '{"a":1}' },
    'the candle of 2026-01-05 11:59 UTC is not there',
  ],
  ['is not available', { kind: 'status', status: 503, body: 'Service Unavailable.' }, 'is not available'],
  ['hangs up', { kind: 'reset' }, 'the connection to fapi.binance.com was lost'],
  ['hangs up in the middle', { kind: 'reset-mid-body' }, 'the connection to fapi.binance.com was lost'],
  ['says no', { kind: 'status', status: 400, body: '{"code":-1121,"msg":"Invalid symbol."}' }, '-1121'],
];

describe('a venue that', () => {
  it.each(FAULTS)(
    'a venue that %s is reported, and takes no other symbol down [invariant 8]',
    async (_, fault, words) => {
      const context = await opened();
      context.venue.fail({ path: 'klines', fault, symbol: 'BTCUSDT', times: Infinity });
      const [bitcoin, ether] = await seen(context);
      expect(bitcoin).toBe('nothing, no price');
      const sentences = context.told();
      expect(sentences[0]).toContain('BTCUSDT: ');
      expect(sentences[0]).toContain(words);
      // Who wants to be left alone is left alone for all symbols.
      const isLeftAlone = words.includes('limits');
      if (!isLeftAlone) expect([ether, sentences.length]).toEqual([HEALTHY, 1]);
    },
  );

  it.each(['stall', 'silence'] as const)('a venue that falls into %s is not waited for', async (kind) => {
    const context = await opened();
    context.venue.fail({ path: 'klines', fault: { kind }, times: Infinity });
    context.deadlines.isHasty = true;
    expect(await seen(context, NOON, ['BTCUSDT'])).toEqual(['nothing, no price']);
    expect(context.told()).toEqual(['BTCUSDT: no complete answer from fapi.binance.com within 0.2 s']);
  });

  it('a venue that fails with its prices shows candles all the same', async () => {
    const context = await opened();
    context.venue.fail({ path: 'bookTicker', fault: { kind: 'reset' }, symbol: 'ETHUSDT', times: Infinity });
    expect(await seen(context)).toEqual([HEALTHY, '03:41 → 11:59, no price']);
    expect(context.told()).toEqual([expect.stringContaining('ETHUSDT: the connection to fapi.binance.com')]);
  });

  it('a venue that hiccups once is asked once more', async () => {
    const context = await opened();
    // On a connection that was kept, and on the new one that takes its place.
    context.venue.fail({ path: 'klines', fault: { kind: 'reset' }, times: 2, symbol: 'BTCUSDT' });
    expect(await seen(context)).toEqual([HEALTHY, HEALTHY]);
    expect([context.pauses, context.told()]).toEqual([[1_500], []]);
  });

  it('a venue that limits the address is left alone for as long as it says', async () => {
    const context = await opened();
    const { venue, market } = context;
    venue.fail({ path: 'klines', fault: { kind: 'status', status: 429, retryAfter: '90' } });
    await market.observe(['BTCUSDT'], NOON);
    venue.timeMs = NOON + MINUTE_MS + 2_000;
    venue.requests.length = 0;
    expect(await seen(context, NOON + MINUTE_MS)).toEqual(['nothing, no price', 'nothing, no price']);
    expect(venue.requests).toEqual([]);
    venue.timeMs = NOON + 2 * MINUTE_MS + 2_000;
    expect(await seen(context, NOON + 2 * MINUTE_MS)).toEqual([
      expect.stringMatching(/→ 12:01, price/),
      expect.stringMatching(/→ 12:01, price/),
    ]);
  });
});

describe('after an outage', () => {
  it('after an outage every minute that was missed is there', async () => {
    const context = await opened();
    await seen(context);
    context.venue.fail({
      path: 'fapi',
      fault: { kind: 'status', status: 503, body: 'Service Unavailable.' },
      times: Infinity,
    });
    for (let k = 1; k <= 3; k += 1) {
      context.venue.timeMs += MINUTE_MS;
      expect(await seen(context, NOON + k * MINUTE_MS, ['BTCUSDT'])).toEqual([
        expect.stringMatching(/→ 11:59, no price$/),
      ]);
    }
    context.venue.faults.clear();
    context.venue.timeMs += 1_200 * MINUTE_MS;
    const [view] = await context.market.observe(['BTCUSDT'], NOON + 1_203 * MINUTE_MS);
    const { openTimeMs, length } = view!.candles;
    const shownMs = Array.from(openTimeMs.slice(0, length));
    expect(shownMs.indexOf(NOON)).toBeGreaterThan(0);
    expect(shownMs.slice(1).every((ms, k) => ms - shownMs[k]! === MINUTE_MS)).toBe(true);
    expect(shownMs.at(-1)).toBe(NOON + 1_202 * MINUTE_MS);
    expect(view!.quote).toBeDefined();
  });

  it('after an outage candles go on page by page over several ticks, without leaving any out', async () => {
    const context = await opened(NOON + 2_000, ['BTCUSDT']);
    const { venue, market } = context;
    await market.observe(['BTCUSDT'], NOON);
    const backMs = NOON + 2_000 * MINUTE_MS;
    // Three pages get through in each tick.
    let pages = 0;
    venue.timeMs = backMs + 2_000;
    venue.rowsOf = (rows) => {
      pages += 1;
      venue.timeMs += pages % 3 === 0 ? 20_000 : 0;
      return rows;
    };
    const shown = new Set<number>();
    const endings: string[] = [];
    for (let k = 0; k < 3; k += 1) {
      const tickMs = backMs + k * MINUTE_MS;
      venue.timeMs = tickMs + 2_000;
      const [view] = await market.observe(['BTCUSDT'], tickMs);
      for (const ms of view!.candles.openTimeMs) shown.add(ms);
      endings.push(view!.quote === undefined ? 'not yet' : 'all');
    }
    expect(endings).toEqual(['not yet', 'all', 'all']);
    for (let ms = NOON; ms < backMs; ms += MINUTE_MS) expect(shown.has(ms)).toBe(true);
    expect(context.told()[0]).toMatch(/its candles are known up to .* and the rest follows/);
  });

  it('a cold start reaches back as far as it is told to', async () => {
    const context = await opened(NOON + 2_000, ['BTCUSDT']);
    const sinceMs = NOON - 1_300 * MINUTE_MS + 2_301;
    const [view] = await context.market.observe(['BTCUSDT'], NOON, sinceMs);
    expect([view!.candles.openTimeMs[0], view!.candles.length]).toEqual([NOON - 1_300 * MINUTE_MS, 1_300]);
    // And still after the next tick, which may be the first that meets them.
    context.venue.timeMs += MINUTE_MS;
    const [next] = await context.market.observe(['BTCUSDT'], NOON + MINUTE_MS);
    expect([next!.candles.openTimeMs[0], next!.candles.length]).toEqual([NOON - 1_300 * MINUTE_MS, 1_301]);
    expect(context.told()).toEqual([]);
  });

  it('minutes that the venue never had are named where somebody counts on them', async () => {
    const context = await opened(NOON + 2_000, ['BTCUSDT']);
    context.venue.barOf = (_, minuteMs) =>
      minuteMs >= NOON - 30 * MINUTE_MS || minuteMs < NOON - 1_500 * MINUTE_MS ? QUIET : undefined;
    const [view] = await context.market.observe(['BTCUSDT'], NOON, NOON - 1_502 * MINUTE_MS);
    expect([view!.candles.length, view!.quote === undefined]).toEqual([32, false]);
    expect(context.told()).toEqual([
      'BTCUSDT: there are no candles from 2026-01-04 11:00 UTC to 2026-01-05 11:30 UTC: nothing is done there',
    ]);
  });
});
