/**
 * What is left at the venue of a tick that dies half-way and is repeated, and does the repetition make it good?
 */
import { describe, expect, it } from 'vitest';
import { UNPROTECTED_MAX_MS } from './exchange-audit.ts';
import { STORIES, dieEverywhere, trade } from './live-crash-harness.ts';

describe('A tick with real orders that dies', () => {
  it('a tick with real orders that dies would have taken its profit, been stopped and waited for its age, had it lived', async () => {
    const { harness, longestMs } = await trade(STORIES.repeated, []);
    const { trades } = harness.venue.books;
    expect(trades).toHaveLength(10);
    expect(longestMs).toBeLessThan(5_000);
  });

  it('a tick with real orders that dies anywhere and is repeated sends nothing twice, and leaves nothing unprotected or unbooked [invariant 3]', async () => {
    const { points, longestMs } = await dieEverywhere(STORIES.repeated);
    expect(points).toBeGreaterThan(300);
    expect(longestMs).toBeLessThanOrEqual(UNPROTECTED_MAX_MS);
  });
});
