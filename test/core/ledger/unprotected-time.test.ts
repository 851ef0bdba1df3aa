/**
 * Are the times without a stop kept, whatever there is of them?
 */
import { describe, expect, it } from 'vitest';
import {
  UNPROTECTED_SPANS_MAX,
  unprotectedCount,
  unprotectedTotalMs,
  withSpan,
  type UnprotectedTime,
} from '../../../lambda/core/ledger/unprotected-time.ts';
import { NOON } from '../../harness/builders.ts';

const NOTHING: UnprotectedTime = { spans: [] };
/** One minute after the other, each for so many ms. */
const spansOf = (...lengthsMs: readonly number[]) =>
  lengthsMs.map((lengthMs, k) => ({ fromMs: NOON + k * 60_000, toMs: NOON + k * 60_000 + lengthMs }));
const after = (...lengthsMs: readonly number[]) => spansOf(...lengthsMs).reduce(withSpan, NOTHING);

describe('times without a stop', () => {
  it('are kept in their order', () => {
    const time = after(400, 30_000);
    expect(time).toEqual({ spans: spansOf(400, 30_000) });
    expect([unprotectedCount(time), unprotectedTotalMs(time)]).toEqual([2, 30_400]);
  });

  it('are none where a stop was there as soon as its position, or before', () => {
    expect(after(0, -5)).toEqual(NOTHING);
    expect([unprotectedCount(NOTHING), unprotectedTotalMs(NOTHING)]).toEqual([0, 0]);
  });

  it('beyond the bound keep the longest, and count the others with their sum', () => {
    expect(UNPROTECTED_SPANS_MAX).toBe(6);
    const time = after(700, 2_000, 3_000, 4_000, 5_000, 6_000, 120_000, 351);
    const longest = spansOf(700, 2_000, 3_000, 4_000, 5_000, 6_000, 120_000).slice(1);
    expect(time).toEqual({ spans: longest, shorter: { count: 2, totalSeconds: 1.051 } });
    expect([unprotectedCount(time), unprotectedTotalMs(time)]).toEqual([8, 141_051]);
  });

  it('beyond the bound count the earliest of those that are as short', () => {
    const time = after(500, 500, 500, 500, 500, 500, 500);
    expect(time.spans).toEqual(spansOf(500, 500, 500, 500, 500, 500, 500).slice(1));
  });

  it('lose no millisecond, however many there are', () => {
    const lengths = Array.from({ length: 500 }, (_, k) => 1 + ((k * 7_919) % 1_000));
    const time = after(...lengths);
    expect(time.spans).toHaveLength(UNPROTECTED_SPANS_MAX);
    expect(unprotectedCount(time)).toBe(500);
    expect(unprotectedTotalMs(time)).toBe(lengths.reduce((sum, length) => sum + length, 0));
  });
});
