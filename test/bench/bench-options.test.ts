/**
 * Does a program of `npm run` say its options, and does one that cannot be used end with a sentence and no trace?
 */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { z } from 'zod';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

function load(...words: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['test/bench/load.ts', ...words], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

const USAGE = `npm run bench:load -- [--json] [--bots 1000] [--minutes 1] [--minute-seconds 60]
  many bots on one table in a minute, and what a million would cost
`;

it('A program says its options and what it does', () => {
  expect(load('--help')).toEqual({ status: 0, stdout: USAGE, stderr: '' });
});

it.each([
  [['--bogus'], `Unknown option '--bogus'\n\n${USAGE}`],
  [['--bots', '0'], '--bots 0: must be a whole number, from 1 to 10000\n'],
  [['--minute-seconds', 'soon'], '--minute-seconds soon: must be a number, from 0.1 to 60\n'],
])('A program refuses %j with a sentence', (words, said) => {
  const { status, stdout, stderr } = load(...words);
  expect([status, stdout]).toEqual([2, '']);
  expect(stderr).toBe(said);
});

it('Every bench reads its options so', () => {
  const { scripts } = z
    .object({ scripts: z.record(z.string(), z.string()) })
    .parse(JSON.parse(readFileSync(`${ROOT}/package.json`, 'utf8')));
  const programs = Object.entries(scripts)
    .filter(([name]) => /^(?:bench|calibrate)\b/.test(name))
    .map(([, line]) => / (?<file>test\/\S+\.ts)$/.exec(line)?.groups?.file);
  expect(programs.length).toBeGreaterThan(10);
  const without = programs.filter(
    (file) => !readFileSync(`${ROOT}/${file}`, 'utf8').includes('argumentsOf('),
  );
  expect(without).toEqual([]);
});
