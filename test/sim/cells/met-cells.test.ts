/**
 * Does what is staged for a cell bring the bot there? A few that nothing else has ever met, each by one seed.
 *
 * The runs share a process of their own, as those of a long run do.
 */
import { afterAll, describe, expect, it } from 'vitest';
import { WorkerPool } from '../cli/worker-pool.ts';
import { drawRun } from '../swarm/drawn-run.ts';
import { Chance } from '../world/random-streams.ts';
import { hoursStagedIn, slotsOf, stagedIn } from './cell-run.ts';
import type { Cell } from './seldom-cells.ts';

const MINUTES = 45;
/** Of a bot that trades gold. */
const GOLD_SEED = 86_000_209;

// No limit of its own: that of the tests holds.
const pool = new WorkerPool({ jobs: 1, patienceMs: 3_600_000 });
afterAll(() => pool.close());

/** How often the fault of a cell was met in its state, where the first slot is staged for it. */
async function met(seed: number, cell: Cell): Promise<number> {
  const [slot] = slotsOf(drawRun(seed, MINUTES));
  if (slot === undefined) throw new Error(`seed ${seed} has one market, or ends too soon`);
  const chance = new Chance(seed, 'staged');
  const happenings = cell.fault.startsWith('hours unread')
    ? hoursStagedIn(slot, cell, chance)
    : stagedIn(slot, [cell], chance);
  const { coverage, violations } = await pool.run({ seed, minutes: MINUTES, happenings });
  expect(violations).toEqual([]);
  return coverage[cell.fault]?.[cell.state] ?? 0;
}

describe('a cell that is seldom met', () => {
  it.each<Cell & { readonly seed: number }>([
    { seed: 500_001, fault: 'venue exit refused before', state: 'idle' },
    { seed: 500_001, fault: 'venue entry unanswered before', state: 'naked' },
    { seed: 500_001, fault: 'venue stop unanswered before', state: 'closed-day' },
    { seed: GOLD_SEED, fault: 'hours unread unavailable', state: 'exiting' },
  ])('is met where it is staged: $fault, $state', async ({ seed, ...cell }) => {
    expect(await met(seed, cell)).toBeGreaterThan(0);
  });
});
