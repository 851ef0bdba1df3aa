/**
 * Does what is staged for a cell bring the bot there? A few that nothing else has ever met, each by one seed.
 *
 * The command runs in a process of its own, as a long run does.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { drawRun } from '../swarm/drawn-run.ts';
import { scenarioJson } from '../swarm/happening-file.ts';
import { Chance } from '../world/random-streams.ts';
import { hoursStagedIn, slotsOf, stagedIn } from './cell-run.ts';
import type { Cell } from './seldom-cells.ts';

const COMMAND = fileURLToPath(new URL('../cli/sim.ts', import.meta.url));
const MINUTES = 45;
/** Of a bot that trades gold. */
const GOLD_SEED = 86_000_209;

const reportSchema = z.object({
  faults: z.array(z.object({ fault: z.string(), byState: z.record(z.string(), z.number()) })),
});

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'met-cells-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** How often the fault of a cell was met in its state, where the first slot is staged for it. */
function met(seed: number, cell: Cell): number {
  const [slot] = slotsOf(drawRun(seed, MINUTES));
  if (slot === undefined) throw new Error(`seed ${seed} has one market, or ends too soon`);
  const chance = new Chance(seed, 'staged');
  const happenings = cell.fault.startsWith('hours unread')
    ? hoursStagedIn(slot, cell, chance)
    : stagedIn(slot, [cell], chance);
  const [file, answer] = [join(folder, 'happenings.json'), join(folder, 'report.json')];
  writeFileSync(file, scenarioJson({ seed, minutes: MINUTES, happenings }));
  const words = ['--happenings', file, '--json', answer, '--jobs', '1'];
  const { status, stdout, stderr } = spawnSync(process.execPath, [COMMAND, ...words], { encoding: 'utf8' });
  expect(status, `${stdout}${stderr}`).toBe(0);
  const { faults } = reportSchema.parse(JSON.parse(readFileSync(answer, 'utf8')));
  return faults.find(({ fault }) => fault === cell.fault)?.byState[cell.state] ?? 0;
}

describe('a cell that is seldom met', () => {
  it.each<Cell & { readonly seed: number }>([
    { seed: 500_001, fault: 'venue exit refused before', state: 'idle' },
    { seed: 500_001, fault: 'venue entry unanswered before', state: 'naked' },
    { seed: 500_001, fault: 'venue stop unanswered before', state: 'closed-day' },
    { seed: GOLD_SEED, fault: 'hours unread unavailable', state: 'exiting' },
  ])('is met where it is staged: $fault, $state', ({ seed, ...cell }) => {
    expect(met(seed, cell)).toBeGreaterThan(0);
  });
});
