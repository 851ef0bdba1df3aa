/**
 * What is left at the venue of a tick that dies half-way, and does whoever comes next make it good?
 *
 * Each point of a trade once. Two deaths, and those of watch steps, are the simulation's.
 */
import { describe, expect, it } from 'vitest';
import { UNPROTECTED_MAX_MS, UNWATCHED_MAX_MS } from './exchange-audit.ts';
import { closedOf } from './fault-harness.ts';
import { POST_ONLY_STORIES, STORIES, dieEverywhere, trade } from './live-crash-harness.ts';

describe('A tick with real orders that dies', () => {
  it.each([...STORIES, ...POST_ONLY_STORIES])(
    'a tick with real orders that dies would have made a trade $name, had it lived',
    async (story) => {
      const { harness, longestMs } = await trade(story, 'is repeated', []);
      expect(await closedOf(harness)).toEqual(story.closes);
      expect(longestMs).toBeLessThan(5_000);
    },
  );

  it.each(STORIES)(
    'a tick with real orders that dies anywhere in a trade $name and is repeated sends nothing twice, and leaves nothing unprotected or unbooked [invariant 3]',
    async (story) => {
      const { points, longestMs } = await dieEverywhere(story, 'is repeated');
      expect(points).toBeGreaterThanOrEqual(50);
      expect(longestMs).toBeLessThanOrEqual(UNPROTECTED_MAX_MS);
    },
  );

  it.each([...STORIES, ...POST_ONLY_STORIES])(
    'a tick with real orders that dies anywhere in a trade $name and is followed by the next minute sends nothing twice, and leaves nothing unprotected or unbooked',
    async (story) => {
      const { points, longestMs } = await dieEverywhere(story, 'is followed by the next minute');
      expect(points).toBeGreaterThanOrEqual(50);
      expect(longestMs).toBeLessThanOrEqual(UNWATCHED_MAX_MS);
    },
  );
});
