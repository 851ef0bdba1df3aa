/**
 * Is what is booked of a real account remembered, until it may be forgotten?
 */
import { describe, expect, it } from 'vitest';
import {
  withBalanced,
  withBooked,
  withBookedUntil,
  withWalletDoubt,
} from '../../../lambda/core/control/venue-log.ts';
import { MINUTE_MS } from '../../../lambda/core/units.ts';
import { NOON, botState } from '../../harness/builders.ts';

const LIVE = botState({ account: undefined, venueLog: { sinceMs: NOON, bookedIds: [] } });

describe('the memory of booked movements', () => {
  it('the memory of booked movements holds the last sixty', () => {
    const ids = Array.from({ length: 70 }, (_, k) => `m${k}`);
    expect(ids.reduce(withBooked, LIVE).venueLog?.bookedIds).toEqual(ids.slice(10));
  });

  it('the memory of booked movements never goes back in time', () => {
    expect(withBookedUntil(LIVE, NOON + 1).venueLog?.sinceMs).toBe(NOON + 1);
    expect(withBookedUntil(LIVE, NOON - 1).venueLog?.sinceMs).toBe(NOON);
  });

  it('the memory of booked movements reaches back a minute where all is in balance: a venue may report one late', () => {
    expect(withBalanced(LIVE, NOON + 3 * MINUTE_MS).venueLog?.sinceMs).toBe(NOON + 2 * MINUTE_MS);
  });

  it('the memory of booked movements is none on paper', () => {
    const paper = botState();
    expect(withBooked(paper, 'm1')).toBe(paper);
    expect(withBookedUntil(paper, NOON)).toBe(paper);
  });
});

describe('the doubt about a wallet', () => {
  it('the doubt about a wallet is kept since it began, until a look finds none', () => {
    const doubtful = withWalletDoubt(LIVE, { sinceMs: NOON });
    expect(doubtful.unexplainedSinceMs).toBe(NOON);
    expect(withWalletDoubt(doubtful, { sinceMs: NOON })).toBe(doubtful);
    expect(withWalletDoubt(doubtful, undefined)).toBe(doubtful);
    expect(withWalletDoubt(doubtful, { sinceMs: NOON + 1 }).unexplainedSinceMs).toBe(NOON + 1);
    expect(withWalletDoubt(doubtful, {})).not.toHaveProperty('unexplainedSinceMs');
    expect(withWalletDoubt(LIVE, {})).toBe(LIVE);
  });
});
