/**
 * Does the picture show everything of a run, legibly, and is it an SVG?
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { report, slowness, violation } from '../cli/fake-runs.ts';
import type { RunSample } from '../run-sample.ts';
import { classOf } from '../swarm/happening-class.ts';
import { lanesOf } from './happening-lanes.ts';
import { priceScale, timeScale, WIDTH } from './picture-scales.ts';
import { runPicture } from './run-picture.ts';

/** Long from minute 1 to minute 3, with a stop from 1:10 on. */
function samples(minutes: number): readonly RunSample[] {
  return Array.from({ length: minutes * 12 + 1 }, (_, k): RunSample => {
    const atMs = k * 5_000;
    const isLong = atMs >= 60_000 && atMs < 180_000;
    return {
      atMs,
      markets: [
        {
          symbol: 'BTCUSDT',
          price: 95_000 + k,
          amount: isLong ? 0.01 : 0,
          stopPrice: isLong && atMs >= 70_000 ? 94_800 : undefined,
        },
        { symbol: 'ETHUSDT', price: 2_700, amount: 0, stopPrice: undefined },
      ],
      fills: [
        ...(atMs === 60_000
          ? [{ atMs, symbol: 'BTCUSDT', side: 'BUY', price: 95_012, isEntry: true } as const]
          : []),
        ...(atMs === 180_000
          ? [{ atMs, symbol: 'BTCUSDT', side: 'SELL', price: 95_036, isEntry: false } as const]
          : []),
      ],
      naked: atMs > 60_000 && atMs <= 70_000 ? [{ symbol: 'BTCUSDT', fromMs: 60_000, toMs: atMs }] : [],
    };
  });
}

const PICTURE = runPicture(
  report(
    { seed: 9, minutes: 5, happenings: [slowness(30_000), slowness(31_000)] },
    { violations: [{ ...violation('a<b'), words: '"x" & y' }] },
  ),
  samples(5),
);

const count = (pattern: RegExp) => [...PICTURE.matchAll(pattern)].length;

describe('the picture of a run', () => {
  it('has a panel for each market, with position, stop, fills and the time without a stop', () => {
    expect(count(/class="panel"/g)).toBe(2);
    expect(PICTURE).toContain('>BTCUSDT</text>');
    // One of each is in the legend.
    expect(count(/class="long"/g)).toBe(2);
    expect(count(/class="entry"/g)).toBe(2);
    expect(count(/class="exit"/g)).toBe(2);
    expect(PICTURE).toContain('01:00.0 BUY at 95,012.00, entry');
    // A time that goes on is told with every sample, and drawn once, as long as it was.
    expect(count(/without a stop for/g)).toBe(1);
    expect(PICTURE).toContain('01:00.0 without a stop for 10 s');
  });

  it('leaves a gap where there is no stop', () => {
    const [, stop = ''] = /<path d="([^"]+)" class="stop"/.exec(PICTURE) ?? [];
    expect(stop.startsWith('M')).toBe(true);
    expect([...stop.matchAll(/M/g)]).toHaveLength(1);
    expect(stop.split('L')).toHaveLength(22);
  });

  it('has a flag for each happening, and a line for each rule that was broken', () => {
    expect(count(/class="flag"/g)).toBe(2);
    expect(PICTURE).toContain('00:30.0 venue requests take');
    expect(PICTURE).toContain('01:30.0 a&lt;b: &quot;x&quot; &amp; y');
  });

  it('has elements that all end, and no number that is none', () => {
    const open: string[] = [];
    for (const [, slash = '', name = '', rest = ''] of PICTURE.matchAll(/<(\/?)([a-z]+)([^>]*)>/g)) {
      if (slash === '/') expect(open.pop()).toBe(name);
      else if (!rest.endsWith('/')) open.push(name);
    }
    expect(open).toEqual([]);
    expect(PICTURE).not.toMatch(/NaN|Infinity|undefined/);
  });

  it('is drawn of a run without any sample, too', () => {
    expect(runPicture(report({ seed: 1, minutes: 3 }), [])).not.toMatch(/NaN|Infinity|undefined/);
  });
});

describe('flags', () => {
  it('never lie upon each other, and are within the picture', () => {
    const time = timeScale(240 * 60_000);
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat({ max: 240 * 60_000 }), fc.nat({ max: 60 * 60_000 })), { maxLength: 60 }),
        (drawn) => {
          const flags = lanesOf(
            drawn.map(([atMs, forMs]) => slowness(atMs, forMs)),
            time,
          );
          for (const lane of new Set(flags.map((flag) => flag.lane))) {
            const spans = flags
              .filter((flag) => flag.lane === lane)
              .map(({ happening, x, end, isBefore }) => {
                const text = classOf(happening).length * 6.2;
                return isBefore ? [x - text, end] : [x, Math.max(end, x + text)];
              });
            for (const [k, [from = 0]] of spans.entries())
              expect(from).toBeGreaterThanOrEqual(k === 0 ? 0 : (spans[k - 1]?.[1] ?? 0));
            expect(Math.max(...spans.map(([, end = 0]) => end))).toBeLessThanOrEqual(WIDTH);
          }
        },
      ),
    );
  });
});

describe('scales', () => {
  it('have round values within the range, not too many', () => {
    const { ticks, place } = priceScale([93_512.3, 95_471.1], 100, 200);
    expect(ticks).toEqual([93_500, 94_000, 94_500, 95_000, 95_500]);
    expect(place(95_471.1)).toBeGreaterThan(100);
    expect(place(93_512.3)).toBeLessThan(300);
    expect(timeScale(240 * 60_000).ticks).toHaveLength(13);
  });
});
