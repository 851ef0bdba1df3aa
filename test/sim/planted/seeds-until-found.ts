/**
 * How many seeds does it take until the simulation finds something wrong with the code beside it? One JSON line for each
 * range of seeds: `node seeds-until-found.ts MINUTES MOST FIRST…`.
 */
import { runSeed } from '../run-seed.ts';

export interface Found {
  readonly first: number;
  /** Of the range, the one that found it included; absent where none has. */
  readonly seeds?: number;
  /** What was broken, or how the run ended. */
  readonly rule?: string;
}

async function until(first: number, most: number, minutes: number): Promise<Found> {
  for (let k = 0; k < most; k += 1) {
    try {
      const { violations } = await runSeed({ seed: first + k, minutes, keptMax: 0 });
      const [violation] = violations;
      if (violation !== undefined) return { first, seeds: k + 1, rule: violation.rule };
    } catch (error) {
      return { first, seeds: k + 1, rule: `the run ended: ${String(error).slice(0, 120)}` };
    }
  }
  return { first };
}

const [minutes = 0, most = 0, ...firsts] = process.argv.slice(2).map(Number);
for (const first of firsts) {
  const found = await until(first, most, minutes);
  process.stdout.write(`${JSON.stringify(found)}\n`);
}
