/**
 * What is left at the venue of a turn that dies half-way, and does the next one make it good?
 */
import { describe, expect, it } from 'vitest';
import { trade, UNPROTECTED_MAX_MS, type Crash } from './live-crash-world.ts';

describe('A turn with real orders that dies', () => {
  it('would have taken its profit, been stopped and waited for its age, had it lived', async () => {
    const { world } = await trade([], true);
    const { trades } = world.venue.books;
    expect(trades).toHaveLength(10);
    expect(world.venue.books.longestUnprotectedMs()).toBeLessThan(5_000);
  });

  for (const isRepeated of [true, false]) {
    const again = isRepeated ? 'and is repeated' : 'and is followed by the next minute';
    it(
      `anywhere ${again} sends nothing twice, and leaves nothing unprotected or unbooked`,
      { timeout: 600_000 },
      async () => {
        const { calls } = await trade([], isRepeated);
        let longestMs = 0;
        const points: Crash[] = Array.from({ length: calls }, (_, atCall) => atCall).flatMap((atCall) => [
          { atCall, phase: 'before' as const },
          { atCall, phase: 'after' as const },
        ]);
        for (const crash of points) {
          try {
            const { world } = await trade([crash], isRepeated);
            longestMs = Math.max(longestMs, world.venue.books.longestUnprotectedMs());
            await world.venue.close();
          } catch (error) {
            throw new Error(`died ${crash.phase} call ${crash.atCall}, ${again}`, { cause: error });
          }
        }
        console.info(
          `live crashes: ${points.length} points ${again}; every audit passed; longest without a stop ${longestMs / 1_000} s`,
        );
        expect(longestMs).toBeLessThanOrEqual(UNPROTECTED_MAX_MS);
      },
    );
  }
});
