/**
 * How many seeds does it take until the simulation finds something wrong with the code beside it? One JSON line for each
 * range of seeds: `node seeds-until-found.ts MISTAKE MINUTES MOST FIRST…`.
 */
import { drawRun } from '../swarm/drawn-run.ts';
import type { Scenario } from '../swarm/happening-file.ts';
import { runSeed } from '../run-seed.ts';
import type { PlantedBug } from './planted-bug.ts';
import { PLANTED_BUGS } from './planted-list.ts';

export interface Found {
  readonly first: number;
  /** Of the range, the one that found it included; absent where none has. */
  readonly seeds?: number;
  /** What was broken, or how the run ended. */
  readonly rule?: string;
}

async function until(
  { shows = () => true, finder }: Pick<PlantedBug, 'shows' | 'finder'>,
  { first, most, minutes }: { readonly first: number; readonly most: number; readonly minutes: number },
): Promise<Found> {
  const made = finder && (await brokenIn(finder));
  if (made !== undefined) return { first, seeds: 1, rule: made };
  for (let k = 0; k < most; k += 1) {
    if (!shows(drawRun(first + k, minutes))) continue;
    const rule = await brokenIn({ seed: first + k, minutes });
    if (rule !== undefined) return { first, seeds: k + 1, rule };
  }
  return { first };
}

/** What a run breaks first, or how it ended; `undefined` where it is sound. */
async function brokenIn({ seed, minutes, happenings }: Scenario): Promise<string | undefined> {
  try {
    const made = happenings && { happenings };
    const { violations } = await runSeed({ seed, minutes, ...made, keptMax: 0, endsWithFirst: true });
    return violations[0]?.rule;
  } catch (error) {
    return `the run ended: ${String(error).slice(0, 120)}`;
  }
}

const [name, ...numbers] = process.argv.slice(2);
const [minutes = 0, most = 0, ...firsts] = numbers.map(Number);
const bug = PLANTED_BUGS.find((one) => one.name === name) ?? {};
for (const first of firsts) {
  const found = await until(bug, { first, most, minutes });
  process.stdout.write(`${JSON.stringify(found)}\n`);
}
