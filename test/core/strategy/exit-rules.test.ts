/**
 * Does the first rule that holds decide, each at its edge, for longs and shorts alike?
 */
import { describe, expect, it } from 'vitest';
import { judgeExit } from '../../../lambda/core/strategy/exit-rules.ts';
import type { CostParameters } from '../../../lambda/core/fill-model.ts';
import type { Position } from '../../../lambda/core/ledger/position.ts';
import { usd } from '../../../lambda/core/units.ts';
import { DEFAULT_COST, FREE, NOON, position, rowsOf } from '../../harness/builders.ts';

const SIDES = ['long', 'short'] as const;

type Changes = Parameters<typeof position>[0];

/** Both sides at a price that moved by so many percent in their favour, so many seconds after noon. */
function judged(movedPct: number, ageSeconds: number, changes: Changes = {}, cost: CostParameters = FREE) {
  const verdicts = SIDES.map((side) => {
    const price = side === 'long' ? 100 + movedPct : 100 - movedPct;
    return judgeExit(
      position({ side, ...changes }),
      price,
      { tickMs: NOON + ageSeconds * 1000, sessions: undefined },
      cost,
    );
  });
  expect(verdicts[0], 'the short must mirror the long').toBe(verdicts[1]);
  return verdicts[0];
}

/** In recovery since so many seconds after noon. */
const since = (seconds: number): Partial<Position> => ({ recoverySinceMs: NOON + seconds * 1000 });

describe('the verdict on an open position', () => {
  // Defaults: target 0.15 %, recovery from −0.12 %, hard stop at −0.25 %, quick exit from 120 s, leave at 300 s,
  // recovery lasts 180 s. Without costs even means a price no worse than the entry.
  const table = rowsOf(`
    moved %  age s  in recovery since s  verdict
    +0.20    0      -                    target
    +0.20    60     10                   target
    +0.14    0      -                    hold
    +0.14    119    -                    hold
    +0.14    120    -                    quick-exit
    0        120    -                    quick-exit
    -0.01    120    -                    hold
    -0.01    299    -                    hold
    -0.01    300    -                    max-hold
    +0.10    300    -                    max-hold
    -0.11    0      -                    hold
    -0.13    0      -                    start-recovery
    -0.13    299    -                    start-recovery
    -0.13    60     60                   hold
    -0.24    60     0                    hold
    -0.24    179    0                    hold
    -0.24    180    0                    recovery-timeout
    -0.01    180    0                    recovery-timeout
    -0.01    180    1                    hold
    -0.01    240    60                   recovery-timeout
    -0.01    179    0                    hold
    0        60     0                    recovered
    +0.05    120    0                    recovered
    +0.05    240    60                   recovered
    -0.26    0      -                    hard-stop
    -0.26    60     0                    hard-stop
  `);
  it.each(table.slice(1))(
    'the verdict on an open position after a move of %s %% at %s s, in recovery since %s, is %s',
    (...cells) => {
      const [movedPct, ageSeconds, sinceSeconds, verdict] = cells;
      const recovery = sinceSeconds === '-' ? {} : since(Number(sinceSeconds));
      expect(judged(Number(movedPct), Number(ageSeconds), recovery)).toBe(verdict);
    },
  );
});

describe('an edge', () => {
  /** 1/32 and 1/16 are moves that doubles hold exactly. */
  const exact = { terms: { targetPct: 3.125, initialStopPct: 3.125, recoveryStopPct: 6.25 } };

  it('an edge of the target belongs to it', () => {
    expect(judged(3.125, 0, exact)).toBe('target');
    expect(judged(3.1249, 0, exact)).toBe('hold');
  });

  it('an edge of the hard stop belongs to it', () => {
    expect(judged(-6.25, 0, exact)).toBe('hard-stop');
    expect(judged(-6.2499, 0, exact)).toBe('start-recovery');
  });

  it('an edge of the initial stop belongs to recovery', () => {
    expect(judged(-3.125, 0, exact)).toBe('start-recovery');
    expect(judged(-3.1249, 0, exact)).toBe('hold');
  });

  it('an edge of an age is in scheduled time, not in time of the fill', () => {
    const late = { filledAtMs: NOON + 25_000 };
    expect(judged(-0.01, 300, late)).toBe('max-hold');
    expect(judged(0.01, 120, late)).toBe('quick-exit');
    expect(judged(-0.01, 299.999, late)).toBe('hold');
  });
});

describe('the profit target in dollars', () => {
  const far = { terms: { targetPct: 10 } };

  it('the profit target in dollars closes at a net profit of exactly that much', () => {
    // 5 × 6 = 30
    expect(judged(5, 0, far)).toBe('target');
    expect(judged(4.99, 0, far)).toBe('hold');
  });

  it('the profit target in dollars is net: fees, slippage and funding come first', () => {
    expect(judged(5, 0, far, { ...FREE, takerFeePct: 0.05 })).toBe('hold');
    expect(judged(5, 0, far, { ...FREE, slippageBps: 0.5 })).toBe('hold');
    expect(judged(5, 0, { ...far, fundingUsd: usd(0.00000001) })).toBe('hold');
    expect(judged(5, 0, { ...far, entryFeeUsd: usd(0.00000001) })).toBe('hold');
  });

  it('the profit target in dollars closes in recovery too', () => {
    expect(judged(5, 60, { ...far, ...since(0) })).toBe('target');
  });
});

describe('even', () => {
  // Default costs: at +0.10 % gross is 0.6 and the fees alone are 0.3 + 0.3; at +0.14 % net is 0.84 − 0.63 > 0.
  const paid = { entryFeeUsd: usd(0.3) };
  const gross = { ...paid, terms: { breakeven: 'gross' } } as const;

  it('even is net by default: both fees and the slippage are paid', () => {
    expect(judged(0.1, 120, paid, DEFAULT_COST)).toBe('hold');
    expect(judged(0.14, 120, paid, DEFAULT_COST)).toBe('quick-exit');
    expect(judged(0.1, 120, { ...paid, ...since(0) }, DEFAULT_COST)).toBe('hold');
    expect(judged(0.14, 120, { ...paid, ...since(0) }, DEFAULT_COST)).toBe('recovered');
  });

  it('even includes funding when net', () => {
    // at +0.14 %: net 0.84 − 0.3 − 0.3004 − 0.03 = about 0.21
    expect(judged(0.14, 120, { ...paid, fundingUsd: usd(0.2) }, DEFAULT_COST)).toBe('quick-exit');
    expect(judged(0.14, 120, { ...paid, fundingUsd: usd(0.25) }, DEFAULT_COST)).toBe('hold');
  });

  it('even is a price no worse than the entry when gross', () => {
    expect(judged(0, 120, gross, DEFAULT_COST)).toBe('quick-exit');
    expect(judged(-0.001, 120, gross, DEFAULT_COST)).toBe('hold');
    expect(judged(0, 60, { ...gross, ...since(0) }, DEFAULT_COST)).toBe('recovered');
    expect(judged(-0.001, 60, { ...gross, ...since(0) }, DEFAULT_COST)).toBe('hold');
  });

  it('even is a net result of exactly 0', () => {
    // 0.125 × 6 = 0.75 earned
    expect(judged(0.125, 120, { fundingUsd: usd(0.75) })).toBe('quick-exit');
    expect(judged(0.125, 120, { fundingUsd: usd(0.75000001) })).toBe('hold');
  });
});

describe('the order of the rules', () => {
  it('the order of the rules puts the target before the hard stop, when funding has paid for both', () => {
    expect(judged(-0.3, 0, { fundingUsd: usd(-40) })).toBe('target');
  });

  it('the order of the rules puts the target before the longest hold', () => {
    expect(judged(0.2, 300)).toBe('target');
  });

  it('the order of the rules puts the target before recovered', () => {
    expect(judged(0.2, 60, since(0))).toBe('target');
  });

  it('the order of the rules puts the hard stop before the longest hold', () => {
    expect(judged(-0.3, 300)).toBe('hard-stop');
  });

  it('the order of the rules puts the hard stop before recovered, when funding makes it even', () => {
    expect(judged(-0.3, 60, { ...since(0), fundingUsd: usd(-10) })).toBe('hard-stop');
  });

  it('the order of the rules puts the hard stop before the end of recovery', () => {
    expect(judged(-0.3, 180, since(0))).toBe('hard-stop');
  });

  it('the order of the rules puts the longest hold before recovered', () => {
    expect(judged(0.05, 300, since(180))).toBe('max-hold');
  });

  it('the order of the rules puts the longest hold before the end of recovery', () => {
    expect(judged(-0.05, 300, since(120))).toBe('max-hold');
  });

  it('the order of the rules puts the longest hold before the start of recovery', () => {
    expect(judged(-0.2, 300)).toBe('max-hold');
  });

  it('the order of the rules puts the longest hold before the quick exit', () => {
    expect(judged(0.05, 300)).toBe('max-hold');
  });

  it('the order of the rules puts recovered before the end of recovery', () => {
    expect(judged(0.05, 180, since(0))).toBe('recovered');
  });

  it('the order of the rules puts the start of recovery before the quick exit, when funding makes it even', () => {
    expect(judged(-0.13, 120, { fundingUsd: usd(-10) })).toBe('start-recovery');
  });

  it('a position in recovery leaves by recovered, never by the quick exit', () => {
    expect(judged(0.05, 120, since(0))).toBe('recovered');
  });
});

describe('terms', () => {
  it('terms are those of the position', () => {
    const patient = {
      terms: { targetPct: 0.5, maxHoldSeconds: 900, quickExitSeconds: 600, recoverySeconds: 60 },
    };
    expect(judged(0.2, 599, patient)).toBe('hold');
    expect(judged(0.2, 600, patient)).toBe('quick-exit');
    expect(judged(-0.05, 599, { ...patient, ...since(540) })).toBe('hold');
    expect(judged(-0.05, 600, { ...patient, ...since(540) })).toBe('recovery-timeout');
    expect(judged(-0.05, 900, patient)).toBe('max-hold');
    expect(judged(0.5001, 0, patient)).toBe('target');
  });
});
