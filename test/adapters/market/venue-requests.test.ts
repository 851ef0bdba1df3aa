/**
 * Does every request end by its own deadline, and what goes out while the exchange wants to be left alone?
 */
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { VenueError } from '../../../lambda/adapters/market/venue-error.ts';
import { REQUEST_MS, VenueRequests } from '../../../lambda/adapters/market/venue-requests.ts';
import { SECOND_MS } from '../../../lambda/core/units.ts';

it('a request that nobody answers ends by its deadline, and is named', async () => {
  const requests = new VenueRequests({ nowMs: () => 0 }, 20);
  const silent = requests.ask('leverage', () => new Promise<never>(() => {}));
  await expect(silent).rejects.toMatchObject({
    kind: 'no-answer',
    message: 'leverage: no complete answer within 0.02 s',
  });
});

it('a request of public data that nothing answers, ends within seconds like one of the account', async () => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const silent = new VenueRequests({ nowMs: () => 0 }).ask('quotes', () => new Promise<never>(() => {}));
  const ended = silent.catch((error: unknown) => error);
  await vi.advanceTimersByTimeAsync(REQUEST_MS);
  expect(await ended).toMatchObject({ kind: 'no-answer' });
});

describe('the word of an exchange', () => {
  const retryAfterMs = 60 * SECOND_MS;
  const limited = new VenueError('rate-limited', 'leave me alone', { httpStatus: 429, retryAfterMs });

  it('holds though it came after the deadline of its request', async () => {
    const requests = new VenueRequests({ nowMs: () => 0 });
    const late = Promise.withResolvers<never>();
    const given = requests.ask('a look', () => late.promise, 'ordinary', 1);
    await expect(given).rejects.toMatchObject({ kind: 'no-answer' });
    expect(requests.isLeftAlone).toBe(false);
    late.reject(limited);
    await expect(late.promise).rejects.toBe(limited);
    await vi.waitUntil(() => requests.isLeftAlone);
  });

  it('ends no ban, and no longer wait, of which an answer said that came before it', async () => {
    const clock = { ms: 0, nowMs: () => clock.ms };
    const requests = new VenueRequests(clock);
    const banned = new VenueError('rate-limited', 'banned', {
      httpStatus: 418,
      retryAfterMs: 2 * retryAfterMs,
    });
    const [first, second] = [Promise.withResolvers<never>(), Promise.withResolvers<never>()];
    const given = [first, second].map(({ promise }) => requests.ask('a look', () => promise));
    first.reject(banned);
    second.reject(limited);
    await Promise.allSettled(given);
    const close = () => requests.ask('a close', () => Promise.resolve('sent'), 'protective');
    clock.ms = 2 * retryAfterMs - 1;
    await expect(close()).rejects.toThrow('banned');
    clock.ms += 1;
    expect(await close()).toBe('sent');
  });

  it('is not what a pace of our own says', async () => {
    const requests = new VenueRequests({ nowMs: () => 0 });
    const tooMuch = new VenueError('rate-limited', 'no more is asked for', { retryAfterMs });
    await expect(requests.ask('candles', () => Promise.reject(tooMuch))).rejects.toBe(tooMuch);
    expect(requests.isLeftAlone).toBe(false);
  });
});

describe('An exchange that wants to be left alone for a minute', () => {
  async function leftAlone(httpStatus: 418 | 429) {
    const clock = { ms: 0, nowMs: () => clock.ms };
    const requests = new VenueRequests(clock);
    const retryAfterMs = 60 * SECOND_MS;
    const limited = new VenueError('rate-limited', 'leave me alone', { httpStatus, retryAfterMs });
    await expect(requests.ask('a look', () => Promise.reject(limited))).rejects.toBe(limited);
    const isAnswered = async (kind: 'ordinary' | 'protective') => {
      try {
        return await requests.ask('more', () => Promise.resolve(true), kind);
      } catch {
        return false;
      }
    };
    return { clock, requests, isAnswered };
  }

  it('an exchange that wants to be left alone gets one stop or close of each step, and nothing else', async () => {
    const { requests, isAnswered } = await leftAlone(429);
    expect(await isAnswered('ordinary')).toBe(false);
    expect(await isAnswered('protective')).toBe(true);
    expect(await isAnswered('protective')).toBe(false);
    requests.beginStep();
    expect(await isAnswered('protective')).toBe(true);
    expect(await isAnswered('protective')).toBe(false);
  });

  it('an exchange that has banned us gets nothing at all, until the ban is over', async () => {
    const { clock, requests, isAnswered } = await leftAlone(418);
    requests.beginStep();
    expect(await isAnswered('protective')).toBe(false);
    clock.ms = 60 * SECOND_MS;
    expect(await isAnswered('protective')).toBe(true);
    expect(await isAnswered('ordinary')).toBe(true);
  });
});
