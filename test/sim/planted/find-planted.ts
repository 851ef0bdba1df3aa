/**
 * Plants each mistake in a copy of the bot, and counts the seeds until the simulation finds it: `npm run sim:planted`.
 *
 * A table, a bug a line, with the median over all ranges of seeds. Ends with 1 where one is not found in most ranges.
 */
import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';
import { LEDGER_BUGS } from './ledger-bugs.ts';
import { ORDER_BUGS } from './order-bugs.ts';
import type { PlantedBug } from './planted-bug.ts';

const ROOT = join(import.meta.dirname, '../../..');
const JOBS = 2;
const MINUTES = 120;
const RANGES = 10;
const SEEDS_MOST = 40;
/** Far from the seeds of other commands. */
const FIRST_SEED = 50_000_000;

const foundSchema = z.object({
  first: z.number(),
  seeds: z.number().optional(),
  rule: z.string().optional(),
});
type FoundRow = z.infer<typeof foundSchema>;

export const PLANTED_BUGS: readonly PlantedBug[] = [...ORDER_BUGS, ...LEDGER_BUGS];

const run = promisify(execFile);

function copyOfBot(): string {
  const folder = mkdtempSync(join(tmpdir(), 'planted-'));
  for (const name of ['lambda', 'infra', 'test', 'package.json', 'tsconfig.json']) {
    cpSync(join(ROOT, name), join(folder, name), { recursive: true });
  }
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  return folder;
}

/** @throws Error where the code is not as the bug's author knew it. */
export function planted(code: string, { name, from, to }: PlantedBug): string {
  const [before, after, ...more] = code.split(from);
  if (before === undefined || after === undefined || more.length > 0) {
    throw new Error(`${name}: what it replaces does not stand exactly once in its file`);
  }
  return before + to + after;
}

async function find(bug: PlantedBug, folder: string, ranges: number): Promise<readonly FoundRow[]> {
  const path = join(folder, bug.file);
  const code = readFileSync(path, 'utf8');
  writeFileSync(path, planted(code, bug));
  try {
    const firsts = Array.from({ length: ranges }, (_, k) => String(FIRST_SEED + k * 1_000));
    const script = join(folder, 'test/sim/planted/seeds-until-found.ts');
    const args = [script, String(MINUTES), String(SEEDS_MOST), ...firsts];
    const { stdout } = await run(process.execPath, args, { cwd: folder, maxBuffer: 1e8 });
    return stdout
      .split('\n')
      .filter((line) => line.startsWith('{'))
      .map((line) => foundSchema.parse(JSON.parse(line)));
  } finally {
    writeFileSync(path, code);
  }
}

export function medianOf(found: readonly FoundRow[]): number {
  const counts = found.map(({ seeds = Infinity }) => seeds).toSorted((left, right) => left - right);
  return counts[Math.floor((counts.length - 1) / 2)] ?? Infinity;
}

async function main(words: readonly string[]): Promise<number> {
  const ranges = Number(words.find((word) => /^\d+$/.test(word)) ?? RANGES);
  const wanted = words.filter((word) => !/^\d+$/.test(word));
  const waiting = PLANTED_BUGS.filter(
    ({ name }) => wanted.length === 0 || wanted.some((part) => name.includes(part)),
  );
  const all = waiting.length;
  let missed = 0;
  const work = async () => {
    const folder = copyOfBot();
    try {
      for (let bug = waiting.shift(); bug !== undefined; bug = waiting.shift()) {
        const found = await find(bug, folder, ranges);
        const median = medianOf(found);
        if (median === Infinity) missed += 1;
        const hits = found.filter(({ seeds }) => seeds !== undefined);
        const rules = [...new Set(hits.map(({ rule }) => rule))].slice(0, 3).join(', ');
        const words = median === Infinity ? `not in ${SEEDS_MOST}` : String(median);
        console.log(`${words.padStart(9)}  ${hits.length}/${ranges}  ${bug.name}: ${rules}`);
      }
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  };
  console.log(`seeds until found, median of ${ranges} ranges; ${MINUTES} simulated minutes a seed`);
  await Promise.all(Array.from({ length: JOBS }, work));
  console.log(`${all - missed} of ${all} found`);
  return missed === 0 ? 0 : 1;
}

if (import.meta.main) process.exitCode = await main(process.argv.slice(2));
