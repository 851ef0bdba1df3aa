/**
 * Would the core's tests notice a mistake? `npm run mutants -- core/risk` plants mistakes in a folder or file of the
 * core, one at a time, and says which of them no test notices; without a path in all of the core, which takes hours.
 *
 * Ends with 1 when fewer than nine in ten are noticed, or when a reason of `accepted.json` is stale. Only the tests of
 * the core are asked: see `vitest.config.ts`. What is evaluated when a module is loaded, tables for the most part, is
 * not tried: every such mutant would need all tests.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { setPriority, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { columns } from '../../infra/cli/terminal/columns.ts';
import {
  SCORE_MIN,
  acceptedSchema,
  readReport,
  reportSchema,
  type MutationReport,
  type MutationResult,
} from './mutation-report.ts';

const PROJECT = fileURLToPath(new URL('../..', import.meta.url));
const STRYKER = fileURLToPath(new URL('node_modules/@stryker-mutator/core/bin/stryker.js', import.meta.url));
const REASONS = new URL('accepted.json', import.meta.url);
const NICENESS = 15;

/** What Stryker calls the files of a folder, or a file. */
function patternOf(path: string): string {
  const inProject = join('lambda', path.replace(/^lambda\//, ''));
  const isCore = `${inProject}/`.startsWith('lambda/core/') && existsSync(join(PROJECT, inProject));
  if (!isCore) throw new Error(`${path} is no folder or file of lambda/core`);
  return statSync(join(PROJECT, inProject)).isDirectory() ? join(inProject, '**/*.ts') : inProject;
}

function mutate(patterns: readonly string[]): MutationReport {
  const folder = mkdtempSync(join(tmpdir(), 'mutants-'));
  try {
    const reportFile = join(folder, 'report.json');
    const options = {
      mutate: patterns,
      testRunner: 'vitest',
      vitest: { configFile: 'test/mutants/vitest.config.ts', related: false },
      coverageAnalysis: 'perTest',
      ignoreStatic: true,
      concurrency: 1,
      // TypeScript runs as it is. Stryker would rewrite tsconfig.json with a compiler of an earlier version.
      tsconfigFile: 'none',
      disableTypeChecks: false,
      reporters: ['json', 'progress-append-only'],
      jsonReporter: { fileName: reportFile },
      tempDirName: join(folder, 'sandbox'),
      allowConsoleColors: false,
    };
    const optionsFile = join(folder, 'options.json');
    writeFileSync(optionsFile, JSON.stringify(options));
    setPriority(NICENESS);
    const { status } = spawnSync(process.execPath, [STRYKER, 'run', optionsFile], {
      cwd: PROJECT,
      // Progress is not what a pipe waits for.
      stdio: ['ignore', process.stderr, process.stderr],
    });
    if (status !== 0) throw new Error('Stryker did not finish: see above');
    return reportSchema.parse(JSON.parse(readFileSync(reportFile, 'utf8')));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const percent = (share: number) => `${(Math.floor(share * 1000) / 10).toFixed(1)} %`;

function printed({ killed, survivors, accepted, stale, untried, score }: MutationResult): string {
  const survived = survivors.map(({ file, lineNumber, from, to, isCovered }) => [
    `${file}:${lineNumber}`,
    isCovered ? 'survived' : 'no test comes here',
    `${from}  =>  ${to}`,
  ]);
  return [
    ...columns(['left', 'left', 'left'], survived),
    ...stale.map(({ file, line, from, to }) => `stale reason: ${file}: ${line}: ${from}  =>  ${to}`),
    `${percent(score)} killed, ${percent(SCORE_MIN)} wanted: ${killed} killed, ${survivors.length} survived, ${accepted.length} accepted, ${untried} not tried`,
  ].join('\n');
}

function main(paths: readonly string[]): number {
  if (!existsSync(STRYKER)) throw new Error('Stryker is not installed here: npm run mutants:install');
  const patterns = (paths.length === 0 ? ['core'] : paths).map(patternOf);
  const reasons = acceptedSchema.parse(JSON.parse(readFileSync(REASONS, 'utf8')));
  const result = readReport(mutate(patterns), reasons);
  console.log(printed(result));
  return result.score < SCORE_MIN || result.stale.length > 0 ? 1 : 0;
}

try {
  process.exitCode = main(process.argv.slice(2));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 2;
}
