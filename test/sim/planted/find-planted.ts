/**
 * Plants each mistake in a copy of the bot, and counts the seeds until the simulation finds it: `npm run sim:planted`.
 *
 * A line for each mistake and range of seeds, as soon as it is known, and a table at the end. All mistakes meet one range
 * before the next begins. Ends with 1 where one is not found in most of its ranges, 2 where the words cannot be used.
 */
import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { z } from 'zod';
import { revision } from '../cli/revision.ts';
import type { PlantedBug } from './planted-bug.ts';
import { PLANTED_BUGS } from './planted-list.ts';
import {
  appendResult,
  medianOf,
  plantedJson,
  plantedTable,
  readResults,
  type PlantedResult,
} from './planted-results.ts';

const ROOT = join(import.meta.dirname, '../../..');
const MINUTES = 120;
const RANGES = '10';
const SEEDS_MOST = '60';
/** Far from the seeds of other commands. */
const FIRST_SEED = 50_000_000;
const RANGE_SEEDS = 1_000;

const HELP = `npm run sim:planted -- [PART OF A NAME ...] [options]

  --ranges N       ranges of seeds for each mistake (${RANGES})
  --most N         seeds of a range that are tried at most (${SEEDS_MOST})
  --jobs N         processes (1)
  --results FILE   lines of what was found: ranges that it has of this revision are not run again
  --table FILE     where the table is written, in Markdown, beside what is printed
  --json FILE      where it is written for machines, with each range`;

const foundSchema = z.object({ seeds: z.number().optional(), rule: z.string().optional() });

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

async function find(bug: PlantedBug, folder: string, first: number, most: number): Promise<PlantedResult> {
  const path = join(folder, bug.file);
  const code = readFileSync(path, 'utf8');
  writeFileSync(path, planted(code, bug));
  try {
    const script = join(folder, 'test/sim/planted/seeds-until-found.ts');
    const args = [script, bug.name, String(MINUTES), String(most), String(first)];
    // Code that did not change is compiled once.
    const env = { ...process.env, NODE_COMPILE_CACHE: join(folder, 'compiled') };
    const { stdout } = await run(process.execPath, args, { cwd: folder, env });
    const line = stdout.split('\n').find((one) => one.startsWith('{')) ?? '';
    const found = foundSchema.parse(JSON.parse(line));
    return { revision: revision(), bug: bug.name, first, most, ...found };
  } finally {
    writeFileSync(path, code);
  }
}

interface Options {
  readonly ranges: number;
  readonly most: number;
  readonly jobs: number;
  readonly results: string | undefined;
}

/** Every range of every bug, those of `results` included. */
async function measure(
  bugs: readonly PlantedBug[],
  { ranges, most, jobs, results }: Options,
): Promise<readonly PlantedResult[]> {
  const known = results === undefined ? [] : readResults(results, revision());
  const found = known.filter(({ bug }) => bugs.some(({ name }) => name === bug));
  const firsts = Array.from({ length: ranges }, (_, k) => FIRST_SEED + k * RANGE_SEEDS);
  const isKnown = ({ name }: PlantedBug, at: number) =>
    found.some((one) => one.bug === name && one.first === at && (one.seeds ?? one.most) <= most);
  const waiting = firsts.flatMap((first) =>
    bugs.filter((bug) => !isKnown(bug, first)).map((bug) => ({ bug, first })),
  );
  const work = async () => {
    const folder = copyOfBot();
    try {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
        const result = await find(next.bug, folder, next.first, most);
        found.push(result);
        if (results !== undefined) appendResult(results, result);
        const { seeds = `not in ${most}`, rule = '' } = result;
        console.log(`${String(seeds).padStart(9)}  from ${result.first}  ${result.bug}: ${rule}`);
      }
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  };
  await Promise.all(Array.from({ length: jobs }, work));
  return found;
}

const count = z.coerce.number().int().positive();

async function main(words: readonly string[]): Promise<number> {
  const { values, positionals: parts } = parseArgs({
    args: [...words],
    allowPositionals: true,
    options: {
      ranges: { type: 'string', default: RANGES },
      most: { type: 'string', default: SEEDS_MOST },
      jobs: { type: 'string', default: '1' },
      results: { type: 'string' },
      table: { type: 'string' },
      json: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    console.log(HELP);
    return 0;
  }
  const [ranges, most, jobs] = [values.ranges, values.most, values.jobs].map((value) => count.parse(value));
  const bugs = PLANTED_BUGS.filter(
    ({ name }) => parts.length === 0 || parts.some((part) => name.includes(part)),
  );
  const { results } = values;
  const found = await measure(bugs, { ranges: ranges ?? 1, most: most ?? 1, jobs: jobs ?? 1, results });
  const names = bugs.map(({ name }) => name);
  const date = new Date().toISOString().slice(0, 10);
  const terms = { names, results: found, minutes: MINUTES, revision: revision(), date };
  const table = plantedTable(terms);
  console.log(table);
  if (values.table !== undefined) writeFileSync(values.table, table);
  if (values.json !== undefined) writeFileSync(values.json, plantedJson(terms));
  const isMissed = (name: string) => medianOf(found.filter(({ bug }) => bug === name)) === Infinity;
  return names.some(isMissed) ? 1 : 0;
}

if (import.meta.main) {
  process.exitCode = await main(process.argv.slice(2)).catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : String(error));
    return 2;
  });
}
