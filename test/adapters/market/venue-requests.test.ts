/**
 * Does a request of the account end by its own deadline, and what goes out while the exchange wants to be left alone?
 */
import { describe, expect, it } from 'vitest';
import { VenueError } from '../../../lambda/adapters/market/venue-error.ts';
import { VenueRequests } from '../../../lambda/adapters/market/venue-requests.ts';
import { SECOND_MS } from '../../../lambda/core/units.ts';

it('a request that nobody answers ends by its deadline, and is named', async () => {
  const requests = new VenueRequests({ nowMs: () => 0 }, 20);
  const silent = requests.ask('leverage', () => new Promise<never>(() => {}));
  await expect(silent).rejects.toMatchObject({
    kind: 'no-answer',
    message: 'leverage: no complete answer within 0.02 s',
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
