/**
 * Is everything that a seed can draw written down, read back and told?
 */
import { describe, expect, it } from 'vitest';
import { drawRun } from './drawn-run.ts';
import { parseScenario, scenarioJson } from './happening-file.ts';
import { classOf } from './happening-class.ts';
import type { Happening } from './happening.ts';
import { happeningLine, runTime } from './happening-words.ts';
import { duration } from './number-words.ts';

const SEEDS = Array.from({ length: 300 }, (_, seed) => seed);
const DRAWN = SEEDS.flatMap((seed) => drawRun(seed, 240).happenings);

describe('a file of happenings', () => {
  it('is read back as it was drawn, whatever was drawn', () => {
    for (const seed of SEEDS) {
      const { happenings } = drawRun(seed, 240);
      const text = scenarioJson({ seed, minutes: 240, happenings });
      expect(parseScenario(text, 'a file')).toEqual({ seed, minutes: 240, happenings });
    }
  });

  it('has no number that JSON cannot hold', () => {
    const endless: readonly Happening[] = [
      {
        kind: 'venue-fault',
        atMs: 1,
        script: { fault: { kind: 'silence' }, times: Infinity },
      },
      {
        kind: 'venue-event',
        atMs: 2,
        event: { kind: 'income', type: 'A', amount: 1, hiddenMs: { trades: Infinity } },
      },
    ];
    const text = scenarioJson({ seed: 1, minutes: 2, happenings: endless });
    expect(parseScenario(text, 'a file').happenings).toEqual(endless);
  });

  it.each([
    ['{', 'a file is not JSON'],
    ['{"seed":1}', 'a file is no run'],
    ['{"seed":1,"minutes":3,"happenings":[{"kind":"miracle","atMs":1}]}', 'a file is no run'],
  ])('%s is refused', (text, words) => {
    expect(() => parseScenario(text, 'a file')).toThrow(words);
  });
});

describe('the words of a happening', () => {
  it('are one line with nothing left out, for each that can be drawn', () => {
    const lines = DRAWN.map(happeningLine);
    expect(lines.filter((line) => /\b(?:undefined|NaN|Infinity)\b|\[object|\n/.test(line))).toEqual([]);
    expect(lines.filter((line) => !/^\d\d+:\d\d\.\d \S/.test(line))).toEqual([]);
  });

  it('tell happenings of different classes apart', () => {
    const samples = new Map(DRAWN.map((happening) => [classOf(happening), happening]));
    const words = [...samples.values()].map((happening) => happeningLine({ ...happening, atMs: 0 }));
    expect(new Set(words).size).toBe(samples.size);
  });

  it('say what, when and for how long', () => {
    expect(
      happeningLine({
        kind: 'way',
        edge: 'dynamodb',
        what: 'PutItem',
        back: 'lost',
        atMs: 192_500,
        forMs: 40_000,
        share: 1,
      }),
    ).toBe('03:12.5 DynamoDB PutItem answers lost for 40 s');
    expect(happeningLine({ kind: 'doom', atMs: 0, call: 3, phase: 'after', frozenMs: 90_000 })).toBe(
      '00:00.0 a machine freezes for 90 s after its 3. call',
    );
  });

  it('have times of any size', () => {
    expect([250, 1_500, 119_000, 210_000, 3 * 86_400_000, Infinity].map(duration)).toEqual([
      '250 ms',
      '1.5 s',
      '119 s',
      '3.5 min',
      '3 days',
      'ever',
    ]);
    expect(runTime(12_345_600)).toBe('205:45.6');
  });
});
