/**
 * A thousand sets here and through the definition of the research stack: `npm run bench:cloud [-- --json] [--sets 1000] [--days 366]`.
 *
 * The command is run twice, by threads and with `--cloud`, against an account on the loopback interface whose map runs the very worker.
 * Result hashes must be the same; of more sets than this machine tries there is the cloud's alone. Beside them: CPU of the worker for a
 * parameter-year, the bytes that it answers for a set, and what the command with `--cloud` takes itself.
 */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { z } from 'zod';
import { RESEARCH, built } from '../../infra/bundle/bundle.ts';
import { bundleHash } from '../../infra/bundle/release.ts';
import { SETS_MAX } from '../../infra/research/search-limits.ts';
import { FakeAws } from '../harness/aws/fake-aws.ts';
import { researchAccount } from '../harness/map/research-account.ts';
import { benchCandles } from './bench-candles.ts';
import { argumentsOf, numberOption } from '../harness/program-options.ts';

const BIN = fileURLToPath(new URL('../../infra/cli/bin.mjs', import.meta.url));
const RANGES = ['targetPct=0.05..0.6', 'maxHoldSeconds=120..900', 'recoveryStopPct=0.15..0.6'];
const USAGE = new URL('process-usage.mjs', import.meta.url).href;
const usageSchema = z.object({ cpuSeconds: z.number(), memoryMb: z.number() });
const MICROSECONDS = 1e6;
const DAYS_PER_YEAR = 365.25;

const { values } = argumentsOf(
  {
    name: 'bench:cloud',
    does: 'a thousand sets here and through the own definition of the research stack: the same result hash',
  },
  {
    options: {
      json: { type: 'boolean', default: false },
      sets: { type: 'string', default: '1000' },
      days: { type: 'string', default: '366' },
    },
  },
);
const sets = numberOption('sets', values.sets, { least: 2, most: SETS_MAX.cloud });
const days = numberOption('days', values.days, { least: 2, most: 3_660 });

const folder = await mkdtemp(join(tmpdir(), 'scalper-cloud-'));
const aws = new FakeAws();
await aws.open();
try {
  const { files, label } = await benchCandles(folder, days);
  const account = researchAccount(aws, { worker: bundleHash((await built(RESEARCH)).files), workers: 2 });
  let [cpuSeconds, answeredBytes] = [0, 0];
  account.jobs.invoke = async (event) => {
    const before = process.cpuUsage();
    const answer = await account.batchWorker.answer(event);
    const { user, system } = process.cpuUsage(before);
    cpuSeconds += (user + system) / MICROSECONDS;
    answeredBytes += JSON.stringify(answer).length;
    return answer;
  };
  const hashOf = async (name: string, more: readonly string[]): Promise<string> => {
    const report = join(folder, `${name}.json`);
    const args = ['sweep', ...files, ...RANGES.flatMap((range) => ['--range', range])];
    args.push('--sets', `${sets}`, '--sealed', '0', '--report', report, ...more);
    const env = {
      PATH: process.env['PATH'],
      SCALPER_HOME: join(folder, name),
      USAGE_FILE: usageFile,
      ...account.env,
    };
    // A screen of many sets is no longer than one of few; what is said of progress is.
    const options = { env, maxBuffer: Infinity };
    await promisify(execFile)(process.execPath, ['--import', USAGE, BIN, ...args], options);
    return z.looseObject({ hash: z.string() }).parse(JSON.parse(await readFile(report, 'utf8'))).hash;
  };
  const usageFile = join(folder, 'usage.json');
  const here = sets > SETS_MAX.here ? undefined : await hashOf('threads', []);
  const there = await hashOf('cloud', ['--cloud', '--max-usd', '100']);
  const command = usageSchema.parse(JSON.parse(await readFile(usageFile, 'utf8')));
  const figures = {
    sets,
    days,
    candles: label,
    here: here ?? `not tried: above ${SETS_MAX.here} sets`,
    there,
    ...(here !== undefined && { isSame: here === there }),
    commandCpuSeconds: Math.round(command.cpuSeconds),
    commandMemoryMb: Math.round(command.memoryMb),
    batches: account.jobs.runs.reduce((sum, { counts }) => sum + counts.succeeded, 0),
    cpuSecondsPerYear: Number((cpuSeconds / ((sets * days) / DAYS_PER_YEAR)).toPrecision(3)),
    bytesPerSet: Math.round(answeredBytes / sets),
  };
  console.log(
    values.json ? JSON.stringify({ benchmark: 'cloud', ...figures }, undefined, 2) : wordsOf(figures),
  );
  if (figures.isSame === false) process.exitCode = 1;
} finally {
  await aws.close();
  await rm(folder, { recursive: true, force: true });
}

function wordsOf(figures: Readonly<Record<string, unknown>>): string {
  return Object.entries(figures)
    .map(([name, value]) => `${name.padEnd(18)} ${String(value)}`)
    .join('\n');
}
