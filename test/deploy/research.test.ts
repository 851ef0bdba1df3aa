/**
 * Does the stack of searches reach AWS with the deployment, with the very worker that a command of this clone asks for, and only
 * where the stage has it?
 *
 * The real `npx cdk deploy --all` with a stage of the test's own, and the very files that AWS would receive.
 */
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { RESEARCH, bundle } from '../../infra/bundle/bundle.ts';
import { bundleHash } from '../../infra/bundle/release.ts';
import { RESEARCH_OUTPUTS } from '../../infra/constructs/parameter-names.ts';
import { REGION, rehearsalAccount, said } from './rehearsal-account.ts';
import { calledAlone, filesIn, functionsIn } from './uploads.ts';

const STACK = 'Kallisti-Research';
const STAGE = { research: { accountConcurrency: 1_000 } };

it('searches are deployed beside the bots, as the worker that commands of this clone ask for, and once', async () => {
  const { account, deploy, folder } = await rehearsalAccount();
  await bundle(RESEARCH, join(folder, RESEARCH));
  const first = await deploy(STAGE);
  expect(first.code, said(first)).toBe(0);
  expect(account.unknown).toEqual([]);
  expect(account.cloudFormation.executed.toSorted()).toEqual([
    'Kallisti-Ledger',
    'Kallisti-Ledger',
    STACK,
    'Kallisti-Trader',
  ]);
  const [worker, ...others] = await functionsIn(account, STACK);
  if (worker === undefined) throw new Error('no worker was deployed');
  expect(others).toEqual([]);
  const built = await filesIn(join(folder, RESEARCH));
  expect(new Map([...worker.files].map(([name, bytes]) => [name, Buffer.from(bytes)]))).toEqual(built);
  const { Outputs: outputs } = z
    .looseObject({ Outputs: z.record(z.string(), z.looseObject({ Value: z.unknown() })) })
    .parse(JSON.parse(account.cloudFormation.stacks.get(STACK)?.template ?? ''));
  expect(Object.keys(outputs).toSorted()).toEqual(Object.values(RESEARCH_OUTPUTS).toSorted());
  expect(outputs[RESEARCH_OUTPUTS.worker]?.Value).toBe(bundleHash(built));
  expect(worker.environment['WORKER']).toBe(bundleHash(built));
  // It starts although nothing answers, and says what is wrong with a batch.
  const called = await calledAlone(worker, REGION, '{}');
  expect(called.code).toBe(1);
  expect(called.stderr).toMatch(/\[JobError\]: the batch: /);
  // A stage that has it no longer leaves it to its owner.
  const again = await deploy(STAGE);
  expect(again.code, said(again)).toBe(0);
  const without = await deploy();
  expect(without.code, said(without)).toBe(0);
  expect(account.cloudFormation.executed).toHaveLength(4);
  expect(account.cloudFormation.stacks.get(STACK)?.status).toBe('CREATE_COMPLETE');
});

it('searches in an account that runs ten functions are refused in a sentence, before AWS is asked', async () => {
  const { account, deploy } = await rehearsalAccount();
  const refused = await deploy({ research: { accountConcurrency: 10 } });
  expect(refused.code, said(refused)).toBe(1);
  expect(said(refused)).toMatch(
    /Lambda runs 10 functions of this account at once, .*: no worker fits\. Leave research out, or ask for more/,
  );
  expect(account.cloudFormation.executed).toEqual([]);
});
