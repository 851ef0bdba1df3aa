/**
 * How are the tests run?
 *
 * Randomised tests take a new seed each time and print it when they fail, with the smallest case that fails; nothing
 * here fixes it. `TEST_REPORT_FILE` names a file for the results as JSON, beside what is printed.
 */
import { defineConfig } from 'vitest/config';

const reportFile = process.env['TEST_REPORT_FILE'];

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // A file of tests has a process of its own: some change the environment, some start servers.
    pool: 'forks',
    maxWorkers: 2,
    // One limit for all: a machine under load is slow, and a test that hangs is found all the same.
    testTimeout: 15 * 60_000,
    hookTimeout: 15 * 60_000,
    // Far from UTC and not by whole hours: a day, an hour or a date in local time fails a test.
    env: { TZ: 'Pacific/Chatham' },
    allowOnly: false,
    passWithNoTests: false,
    restoreMocks: true,
    unstubEnvs: true,
    unstubGlobals: true,
    reporters: reportFile === undefined ? ['default'] : ['default', ['json', { outputFile: reportFile }]],
  },
});
