/**
 * Does `sweep --cloud` end in the same files as `sweep`, go on from its id alone, and begin nothing that is too dear or does not fit?
 *
 * The command as a person runs it, against an account on the loopback interface.
 */
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { RESEARCH, built } from '../../infra/bundle/bundle.ts';
import { bundleHash } from '../../infra/bundle/release.ts';
import { FakeAws } from '../harness/aws/fake-aws.ts';
import { openForTest } from '../harness/loopback-server.ts';
import {
  refusedCalls,
  researchAccount,
  unusedPermissions,
  type ResearchAccount,
} from '../harness/map/research-account.ts';
import { hasTerminals, startInTerminal } from '../harness/pseudo-terminal.ts';
import { folderOf, scalper, startScalper } from '../harness/scalper-process.ts';
import { Terminal } from '../harness/terminal-emulator.ts';

const MARKET = ['--symbols', 'SOLUSDT', '--seed', '3', '--days', '6', '--sealed', '0'];
const RANGES = ['--range', 'targetPct=0.1..0.3:0.1', '--range', 'breakeven=net,gross'];
const SWEEP = ['sweep', ...MARKET, ...RANGES];
const WALK = ['walk-forward', ...MARKET, ...RANGES, '--choose-days', '2', '--attempt-days', '1'];

let worker = '';
beforeAll(async () => {
  worker = bundleHash((await built(RESEARCH)).files);
});

const accounts: ResearchAccount[] = [];

async function account(ofWorker = worker): Promise<ResearchAccount> {
  const opened = researchAccount(await openForTest(new FakeAws()), { worker: ofWorker });
  accounts.push(opened);
  return opened;
}

/** Whatever a command has asked, whoever has the policy of searches and nothing else may ask it. */
afterEach(() => {
  for (const asked of accounts.splice(0)) {
    expect(refusedCalls(asked), 'infra/operator/research-calls.ts does not allow').toEqual([]);
    expect(asked.aws.unknown).toEqual([]);
  }
});

/** What a search leaves: its report, its table, and how often it was looked at these candles. */
async function filesOf(folder: string) {
  const [report, table, trials] = await Promise.all(
    ['found.json', 'sets.json', '.scalper/trials.jsonl'].map((name) => readFile(join(folder, name), 'utf8')),
  );
  return {
    report,
    table,
    trials: trials!
      .trim()
      .split('\n')
      .map((line) => line.replace(/"atMs":\d+/, '')),
  };
}
const OUT = ['--report', 'found.json', '--table', 'sets.json'];

describe('A search in the cloud', () => {
  it.each([
    ['sweep', SWEEP, 1],
    ['walk-forward', WALK, 4],
    ['sweep --halve', [...SWEEP, '--halve'], 1],
  ])(
    'ends as the same search here does: verdict, result hash, report, table, and tries that count once: %s',
    async (_, args, jobs) => {
      const there = await account();
      const [local, cloud] = [await folderOf(), await folderOf()];
      const here = await scalper([...args, ...OUT], { folder: local });
      expect([here.stderr, here.code]).toEqual(['', 0]);
      const first = await scalper([...args, ...OUT, '--cloud'], { folder: cloud, env: there.env });
      expect(first.code, first.stderr).toBe(0);
      expect(first.stdout).toBe(here.stdout);
      expect(first.stdout).toMatch(/^Result hash [0-9a-f]{16}$/m);
      expect(await filesOf(cloud)).toEqual(await filesOf(local));
      expect(first.stderr).toMatch(
        /tries in (?:1 batch|[2-9]\d* batches), at most 3 at once: less than 0\.01 USD and .* \(list prices of/,
      );
      expect(there.jobs.started).toHaveLength(jobs);
      expect(there.aws.unknown).toEqual([]);
      // Once more: nothing is begun, and no set is tried twice.
      const again = await scalper([...args, '--cloud'], { folder: cloud, env: there.env });
      expect(again.stdout).toBe(here.stdout);
      expect(there.jobs.started).toHaveLength(jobs);
    },
  );

  it('that was killed or interrupted goes on from its id alone, in another folder, without its candles, and is begun once', async () => {
    const there = await account();
    const expected = await scalper(SWEEP);
    const { promise: held, resolve: release } = Promise.withResolvers<undefined>();
    const { promise: begun, resolve: begin } = Promise.withResolvers<undefined>();
    there.jobs.invoke = async (event) => {
      begin(undefined);
      await held;
      return there.batchWorker.answer(event);
    };
    const killed = await startScalper([...SWEEP, '--cloud'], { env: there.env });
    await Promise.race([begun, killed.ended]);
    killed.signal('SIGKILL');
    expect((await killed.ended).signal).toBe('SIGKILL');
    const running = await startScalper([...SWEEP, '--cloud'], { env: there.env });
    await running.until('In AWS as');
    running.signal('SIGINT');
    const { stdout, stderr, code } = await running.ended;
    expect(code).toBe(130);
    const [, id = ''] = /In AWS as ([0-9a-f]{12})\./.exec(stderr) ?? [];
    expect(stdout).toContain(`sweep --follow ${id}\` gathers it.`);
    release(undefined);
    const followed = await scalper(['sweep', '--follow', id], { env: there.env });
    expect(followed.stdout).toBe(expected.stdout);
    expect(there.jobs.started).toHaveLength(1);
    expect(followed.code, followed.stderr).toBe(0);
    const wrong = await scalper(['walk-forward', '--follow', id], { env: there.env });
    expect(wrong.code).toBe(2);
    expect(wrong.stderr).toContain(`--follow ${id}: it is a sweep, and no walk-forward`);
    const unknown = await scalper(['sweep', '--follow', '0123456789ab'], { env: there.env });
    expect(unknown.code).toBe(2);
    expect(unknown.stderr).toContain('there is no such search in the bucket');
    // Another release, and candles that AWS has taken away.
    const { uploads } = there.aws.bucket;
    const record = uploads.get(`searches/${id}.json`)!.toString('utf8');
    const older = '0123456789aa';
    uploads.set(`searches/${older}.json`, Buffer.from(record.replace(worker, 'of-yesterday')));
    const changed = await scalper(['sweep', '--follow', older], { env: there.env });
    expect(changed.code).toBe(2);
    expect(changed.stderr).toMatch(
      /it was begun with the worker of-yesterday, and now there is [0-9a-f]{12}/,
    );
    for (const key of uploads.keys()) if (key.startsWith('markets/')) uploads.delete(key);
    const gone = await scalper(['sweep', '--follow', id], { env: there.env });
    expect(gone.code).toBe(2);
    expect(gone.stderr).toContain('the candles of this search are not in the bucket any more');
  });

  it.skipIf(!hasTerminals)(
    'that is interrupted says so within a terminal of 80 columns (skipped without the script of util-linux)',
    async () => {
      const there = await account();
      there.jobs.invoke = () => new Promise(() => {});
      const terms = { columns: 80, folder: await folderOf(), env: there.env };
      const running = startInTerminal({ ...terms, args: [...SWEEP, '--cloud'], echoes: true });
      await running.until('In AWS as');
      running.type('\u0003');
      const { stdout, code } = await running.ended;
      const lines = new Terminal(80).write(stdout).lines();
      expect(code).toBe(130);
      expect(lines[0]).toMatch(/^6 tries in 1 batch, at most 3 at once/);
      expect(lines.join(' ')).toMatch(/Interrupted\. .* gathers it\./);
      expect(lines.filter((line) => line.length > 80)).toEqual([]);
    },
  );

  it('that costs more than is allowed is refused before anything is uploaded', async () => {
    const there = await account();
    const { code, stderr } = await scalper([...SWEEP, '--cloud', '--max-usd', '0.00001'], { env: there.env });
    expect(code).toBe(2);
    expect(stderr).toMatch(/--max-usd 0\.00001: nothing was begun\. 6 tries in 1 batch,/);
    expect(there.aws.bucket.uploadedKeys).toEqual([]);
    expect(there.jobs.started).toEqual([]);
  });

  it('is refused where bots would lose their share, where another worker is deployed, and where there is no stack', async () => {
    const crowded = await account();
    crowded.unreserved = 1;
    const refused = await scalper([...SWEEP, '--cloud'], { env: crowded.env });
    expect(refused.code).toBe(2);
    expect(refused.stderr).toMatch(/Lambda leaves 1 to the others, where the bots need 2/);
    const older = await account('of-yesterday');
    const told = await scalper([...SWEEP, '--cloud'], { env: older.env });
    expect(told.code).toBe(2);
    expect(told.stderr).toMatch(
      /the worker that is deployed is of-yesterday, and this clone's is [0-9a-f]{12}: deploy it with .*npx cdk deploy/,
    );
    older.aws.cloudFormation.stacks.clear();
    const absent = await scalper([...SWEEP, '--cloud'], { env: older.env });
    expect(absent.code).toBe(2);
    expect(absent.stderr).toMatch(/the stack \w+-Research in ap-northeast-1 does not exist: write research:/);
  });

  it('whose batches fail says why, keeps the others, and ends when it is asked for again', async () => {
    const there = await account();
    const folder = await folderOf();
    there.jobs.invoke = () => Promise.reject(Object.assign(new Error('no room'), { name: 'JobError' }));
    const failed = await scalper([...SWEEP, '--cloud'], { folder, env: there.env });
    expect(failed.code).toBe(2);
    expect(failed.stderr).toMatch(/6 of 6 tries failed in AWS.*\n {2}JobError: no room\n/);
    there.jobs.invoke = (event) => there.batchWorker.answer(event);
    const again = await scalper([...SWEEP, '--cloud'], { folder, env: there.env });
    expect(again.code, again.stderr).toBe(0);
    expect(await readdir(join(folder, '.scalper', 'trials'))).toHaveLength(1);
    // What is allowed is what these commands have asked, and nothing beside it.
    expect(unusedPermissions([there])).toEqual([]);
  });
});
