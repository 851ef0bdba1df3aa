/**
 * Does a line of the log hold the words of strangers without obeying them, and not too many?
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { errorLine, tickLine } from '../../../lambda/adapters/aws/telemetry.ts';
import { NOON } from '../../harness/builders.ts';
import { hostileText, steeringIn } from '../../harness/hostile-text.ts';
import { tickReport } from '../../harness/tick-reports.ts';

const BOT = { id: 'paper', symbols: ['BTC'] };
const TIMES = { beganMs: NOON, proposedMs: NOON, startedMs: NOON + 1_500, endedMs: NOON + 1_700 };

const fields = (line: string) => z.record(z.string(), z.unknown()).parse(JSON.parse(line));

describe('a line with the words of strangers', () => {
  it('a line with the words of strangers steers nothing, and is read back as they were', () => {
    const property = fc.property(hostileText, (words) => {
      // What looks like a login in an address is no word of a stranger: it is never shown.
      fc.pre(!/:\/\/[^\s/]*@/.test(words));
      const verdict = { symbol: 'BTC', kind: 'unknown', side: 'long', cause: words } as const;
      const lines = [
        tickLine(BOT, tickReport({ verdicts: [verdict] }), TIMES, [words]),
        errorLine(BOT, new Error(words)),
        errorLine(BOT, words),
      ];
      expect(lines.flatMap(steeringIn)).toEqual([]);
      expect(fields(lines[0] ?? '')['trouble']).toEqual([words]);
      expect(fields(lines[1] ?? '')['reason']).toBe(words);
    });
    fc.assert(property);
  });

  it('a line with the words of strangers is bounded', () => {
    expect(errorLine(BOT, new Error('x'.repeat(1_000_000))).length).toBeLessThan(12_000);
  });
});
