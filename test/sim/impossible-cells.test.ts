/**
 * Is what is declared impossible still something that worlds draw, and everything else asked for?
 */
import { describe, expect, it } from 'vitest';
import { coverageOf } from './cli/coverage-matrix.ts';
import { IMPOSSIBLE } from './impossible-cells.ts';
import { ORDER_STATES, type OrderState } from './order-states.ts';
import { KNOWN_CLASSES } from './swarm/drawers.ts';

describe('a cell that is declared impossible', () => {
  it.each(IMPOSSIBLE)(
    'a cell that is declared impossible is of a fault that is drawn, and has a reason: $label',
    (row) => {
      expect(KNOWN_CLASSES.filter((name) => row.faults.test(name))).not.toEqual([]);
      expect(row.states.length).toBeGreaterThan(0);
      expect(row.states.length).toBeLessThan(ORDER_STATES.length);
      expect(row.why).not.toBe('');
    },
  );

  it('a cell that is declared impossible is the only one that a long run is not asked for', () => {
    const { neverHit } = coverageOf([], KNOWN_CLASSES);
    const asked = KNOWN_CLASSES.flatMap((fault) =>
      ORDER_STATES.filter((state) => !impossibleOf(fault).includes(state)).map((state) => ({ fault, state })),
    );
    expect(neverHit.toSorted(byName)).toEqual(asked.toSorted(byName));
  });
});

/** Copied by hand. */
function impossibleOf(fault: string): readonly OrderState[] {
  if (fault.startsWith('venue entry ')) return ['idle', 'protected', 'exiting', 'halted', 'closed-day'];
  if (fault === 'agreement not signed') return ORDER_STATES.filter((state) => state !== 'idle');
  return fault.startsWith('venue take-profit ') ? ['idle'] : [];
}

function byName(left: { fault: string; state: string }, right: { fault: string; state: string }): number {
  return `${left.fault} ${left.state}`.localeCompare(`${right.fault} ${right.state}`);
}
