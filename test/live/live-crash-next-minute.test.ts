/**
 * What is left at the venue of a tick that dies half-way, does the next minute make it good, and does it when it dies
 * as well?
 *
 * `SCALPER_FUZZ_RUNS` says how many pairs of deaths are tried.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UNWATCHED_MAX_MS } from './exchange-audit.ts';
import { STORIES, dieEverywhere, trade, type Story } from './live-crash-harness.ts';

const PAIRS = Number(process.env['SCALPER_FUZZ_RUNS'] ?? 40);

describe('A tick with real orders that dies', () => {
  it.each([STORIES.followed, STORIES.watched, STORIES.crossing, STORIES.resting, STORIES.partlyFilled])(
    'a tick with real orders that dies anywhere $name sends nothing twice, and leaves nothing unprotected or unbooked',
    async (story) => {
      const { points, longestMs } = await dieEverywhere(story);
      expect(points).toBeGreaterThan(50);
      expect(longestMs).toBeLessThanOrEqual(UNWATCHED_MAX_MS);
    },
  );

  it(`a tick with real orders that dies twice, at ${PAIRS} pairs of points, sends nothing twice, and leaves nothing unprotected or unbooked`, async () => {
    const stories: readonly Story[] = Object.values(STORIES);
    const lengths = new Map<Story, number>();
    for (const story of stories) lengths.set(story, (await trade(story, [])).calls);
    const point = fc.record({
      share: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
      phase: fc.constantFrom('before' as const, 'after' as const),
    });
    const property = fc.asyncProperty(
      fc.constantFrom(...stories),
      point,
      point,
      async (story, first, second) => {
        const calls = lengths.get(story)!;
        const crashes = [first, second].map(({ share, phase }) => ({
          atCall: Math.floor(share * calls),
          phase,
        }));
        const { longestMs } = await trade(story, crashes);
        // Two minutes in a row without a function that lives are two ticks without protection.
        expect(longestMs).toBeLessThanOrEqual(UNWATCHED_MAX_MS + 60_000);
      },
    );
    await fc.assert(property, { numRuns: PAIRS });
  });
});
