/**
 * How are the tests run?
 *
 * Randomised tests take a new seed each time and print it when they fail, with the smallest case that fails; nothing
 * here fixes it. `TEST_REPORT_FILE` names a file for the results as JSON, beside what is printed.
 */
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

const reportFile = process.env['TEST_REPORT_FILE'];

/**
 * Files of tests that leave their process as it was, and share it: to start one and to import the bot, ccxt and the SDK into it
 * takes longer than most of these files do.
 */
export const SHARING: readonly string[] = [
  'test/{config,deployed-bot,deployed-live,differential,environment,golden,missed-funding,tidy}.test.ts',
  'test/{agent,backtest,bench,candles,charts,cli,core,dashboard,docs,e2e,files,fuzz,imported,infra,lambda}/**/*.test.ts',
  'test/{live,local,market,mutants,parity,recordings,report,research,results,tidy,venue}/**/*.test.ts',
  'test/adapters/*.test.ts',
  'test/adapters/{aws,market,trading}/**/*.test.ts',
  'test/adapters/dynamo/{commands,dynamo,ledger-contract,recorded,restored,state,store}-*.test.ts',
  'test/deploy/{dashboard-actions,first-deployment,leaving-parameters,rehearsal,replacement,research}.test.ts',
  'test/local-page/{empty,loc,page,run}*.test.ts',
  'test/local-page/browser/*.test.ts',
  'test/remote/{aws-errors,clock-ahead,command-places,deployed-*,doctor,first-parameters,named-table}.test.ts',
  'test/remote/{operator-terminal,remake-rule,remote-commands,restored-commands,slow-line,stack-outputs}.test.ts',
  'test/remote/{stop-button,unheard,used-table}.test.ts',
  'test/sim/*.test.ts',
  'test/sim/{audit,cells,cli,picture,planted,swarm}/**/*.test.ts',
  'test/sim/twins/dynamo-twin.test.ts',
  'test/sim/world/{desk,market-path,other-release}.test.ts',
];

/** Small files that take long: vitest begins with large ones, and a processor would wait for these at the end. */
const LONG = [
  'live/live-crash',
  'live/lasting-faults',
  'live/every-request',
  'sim/simulation',
  'lambda/research-worker',
];

/** Those of each project first. */
class LongFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const isLong = ({ moduleId }: TestSpecification) =>
      LONG.some((name) => moduleId.endsWith(`/test/${name}.test.ts`));
    const byProject = Map.groupBy(sorted, ({ project }) => project.name);
    return [...byProject.values()].flatMap((all) => [
      ...all.filter(isLong),
      ...all.filter((file) => !isLong(file)),
    ]);
  }
}

/** Where Node keeps what it has compiled, of this run and of later ones. */
const COMPILED = fileURLToPath(new URL('node_modules/.cache/tests', import.meta.url));

export default defineConfig({
  test: {
    projects: [
      { extends: true, test: { name: 'sharing', isolate: false, include: [...SHARING] } },
      // A process of its own for each: some change the environment or their globals, some start servers.
      { extends: true, test: { name: 'alone', include: ['test/**/*.test.ts'], exclude: [...SHARING] } },
    ],
    pool: 'forks',
    sequence: { sequencer: LongFirst },
    // One more than processors that are asked for: some tests wait, for what is asked again after a pause or for a page.
    maxWorkers: 3,
    // One limit for all: a machine under load is slow, and a test that hangs is found all the same.
    testTimeout: 15 * 60_000,
    hookTimeout: 15 * 60_000,
    // Far from UTC and not by whole hours: a day, an hour or a date in local time fails a test.
    env: { TZ: 'Pacific/Chatham', NODE_COMPILE_CACHE: COMPILED },
    globalSetup: 'test/harness/run/temporary-folder.ts',
    setupFiles: 'test/harness/run/after-each-file.ts',
    allowOnly: false,
    passWithNoTests: false,
    restoreMocks: true,
    unstubEnvs: true,
    unstubGlobals: true,
    reporters: reportFile === undefined ? ['default'] : ['default', ['json', { outputFile: reportFile }]],
  },
});
