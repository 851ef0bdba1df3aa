/**
 * Does the recovery clock start at the initial stop, and does it run out?
 */
import { describe, expect, it } from 'vitest';
import { judgeRecovery } from '../../../lambda/core/risk/recovery.ts';
import { NOON, at } from '../../harness/builders.ts';

/** 1/32 is a loss that doubles hold exactly. */
const TERMS = { initialStopPct: 3.125, recoverySeconds: 180 };

describe('outside recovery', () => {
  it('a loss of exactly the initial stop starts recovery, and none smaller', () => {
    expect(judgeRecovery(TERMS, undefined, -0.03125, false, NOON)).toBe('start-recovery');
    expect(judgeRecovery(TERMS, undefined, -0.1, false, NOON)).toBe('start-recovery');
    expect(judgeRecovery(TERMS, undefined, -0.031249, false, NOON)).toBe('unneeded');
    expect(judgeRecovery(TERMS, undefined, 0.03125, false, NOON)).toBe('unneeded');
  });

  it('an even position has nothing to recover', () => {
    expect(judgeRecovery(TERMS, undefined, 0, true, NOON)).toBe('unneeded');
  });

  it('a loss that starts recovery does so even when the result is even, by funding received', () => {
    expect(judgeRecovery(TERMS, undefined, -0.03125, true, NOON)).toBe('start-recovery');
  });
});

describe('in recovery', () => {
  it('in recovery, an even position has recovered, at any time', () => {
    expect(judgeRecovery(TERMS, NOON, 0, true, NOON)).toBe('recovered');
    expect(judgeRecovery(TERMS, NOON, 0, true, at('12:03'))).toBe('recovered');
    expect(judgeRecovery(TERMS, NOON, 0, true, at('13:00'))).toBe('recovered');
  });

  it('recovery waits until the clock has run out', () => {
    expect(judgeRecovery(TERMS, NOON, -0.1, false, NOON)).toBe('waiting');
    expect(judgeRecovery(TERMS, NOON, -0.1, false, at('12:02:59.999'))).toBe('waiting');
    expect(judgeRecovery(TERMS, NOON, -0.1, false, at('12:03'))).toBe('recovery-timeout');
  });

  it('recovery waits while the loss is small again and yet not even', () => {
    expect(judgeRecovery(TERMS, NOON, -0.001, false, at('12:01'))).toBe('waiting');
  });

  it('recovery that may last no time is over at the first tick it is judged', () => {
    expect(judgeRecovery({ ...TERMS, recoverySeconds: 0 }, NOON, -0.1, false, NOON)).toBe('recovery-timeout');
  });
});
