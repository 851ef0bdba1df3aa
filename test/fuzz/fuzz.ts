/**
 * `npm run fuzz -- [--runs N] [--seed N] [words of a target]`: the tests of broken input, for longer.
 */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { argumentsOf, numberOption } from '../harness/program-options.ts';

const { values, positionals } = argumentsOf(
  {
    name: 'fuzz',
    does: 'the tests of broken input, for longer, or those whose names have the words that are given',
  },
  {
    allowPositionals: true,
    options: { runs: { type: 'string', default: '10000' }, seed: { type: 'string' } },
  },
);
const { runs, seed } = values;
numberOption('runs', runs, { least: 1 });
if (seed !== undefined) numberOption('seed', seed, { least: -Infinity });

const vitest = fileURLToPath(new URL('../../node_modules/vitest/vitest.mjs', import.meta.url));
const words = positionals.join(' ').replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
const { status } = spawnSync(
  process.execPath,
  [
    vitest,
    'run',
    '--maxWorkers=1',
    '--disable-console-intercept=true',
    'test/fuzz/',
    ...(words === '' ? [] : ['-t', words]),
  ],
  {
    stdio: 'inherit',
    env: { ...process.env, SCALPER_FUZZ_RUNS: runs, ...(seed !== undefined && { SCALPER_FUZZ_SEED: seed }) },
  },
);
process.exitCode = status ?? 1;
