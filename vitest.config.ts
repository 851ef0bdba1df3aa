/**
 * How are the tests run?
 *
 * Randomised tests take a new seed each time and print it when they fail, with the smallest case that fails; nothing
 * here fixes it. `TEST_REPORT_FILE` names a file for the results as JSON, beside what is printed.
 */
import { defineConfig } from 'vitest/config';

const reportFile = process.env['TEST_REPORT_FILE'];

/**
 * Files of tests that leave their process as it was, and share it: to start one and to import the bot, ccxt and the SDK into it
 * takes longer than most of these files do.
 */
export const SHARING: readonly string[] = [
  'test/{config,differential,environment,golden,missed-funding,tidy}.test.ts',
  'test/{agent,backtest,candles,charts,core,docs,files,imported,infra,live,local,market,mutants}/**/*.test.ts',
  'test/{parity,recordings,research,results,tidy,venue}/**/*.test.ts',
  'test/adapters/*.test.ts',
  'test/adapters/{aws,market,trading}/**/*.test.ts',
  'test/cli/{reports,screens,tables,terminal}/**/*.test.ts',
  'test/sim/{audit,cli,picture,planted,swarm}/**/*.test.ts',
];

export default defineConfig({
  test: {
    projects: [
      { extends: true, test: { name: 'sharing', isolate: false, include: [...SHARING] } },
      // A process of its own for each: some change the environment or their globals, some start servers.
      { extends: true, test: { name: 'alone', include: ['test/**/*.test.ts'], exclude: [...SHARING] } },
    ],
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
