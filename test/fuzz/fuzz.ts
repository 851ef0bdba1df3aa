/**
 * `npm run fuzz -- [--runs N] [--seed N] [words of a target]`: the tests of broken input, for longer.
 */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { runs: { type: 'string', default: '10000' }, seed: { type: 'string' } },
});
const { runs, seed } = values;
for (const number of [runs, seed ?? '0']) {
  if (!/^-?\d+$/.test(number))
    throw new Error(`${number} is no whole number: npm run fuzz -- --runs 10000 --seed 1`);
}

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
