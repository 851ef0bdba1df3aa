/**
 * Can a first deployment that failed be repeated until it succeeds, with nothing left behind, and do two deployments of
 * one account keep out of each other's way?
 *
 * The real command line, and a CloudFormation that rolls back by the policies of the templates.
 */
import { expect, it, onTestFinished } from 'vitest';
import type { Ended } from '../harness/scalper-process.ts';
import { FakeAws } from '../harness/aws/fake-aws.ts';
import { resourcesIn, type Failure } from '../harness/aws/fake-resources.ts';
import { OTHER_BOT, PAPER_BOT, resourcesOf, stageOf, synthesise } from '../infra/synthesis.ts';
import { REGION, rehearsalAccount, said } from './rehearsal-account.ts';

const LEDGER_TABLE = 'TableCD117FA1';

it('a first deployment that fails can be repeated until it succeeds, with one table that is guarded from then on', async () => {
  const { account, deploy } = await rehearsalAccount();
  const { cloudFormation, resources } = account;
  const statuses = () => [...cloudFormation.stacks.values()].map(({ name, status }) => `${name} ${status}`);
  const failing = async (failure: Failure): Promise<Ended> => {
    resources.failure = failure;
    const ended = await deploy();
    resources.failure = undefined;
    expect(ended.code, said(ended)).toBe(1);
    return ended;
  };
  await failing({ logicalId: LEDGER_TABLE, when: 'halfway' });
  expect(statuses()).toEqual(['Kallisti-Ledger ROLLBACK_COMPLETE']);
  expect([...resources.standing]).toEqual([]);
  const { trader } = synthesise(stageOf());
  const [rule = ''] = resourcesOf(trader, 'AWS::Events::Rule').keys();
  await failing({ logicalId: rule, when: 'halfway' });
  expect(statuses()).toEqual(['Kallisti-Ledger UPDATE_COMPLETE', 'Kallisti-Trader ROLLBACK_COMPLETE']);
  const made = [...resources.tables];
  expect(made).toEqual([[expect.any(String), true]]);
  expect(resources.standing.size).toBe(1);
  const succeeded = await deploy();
  expect(succeeded.code, said(succeeded)).toBe(0);
  expect(statuses()).toEqual(['Kallisti-Ledger UPDATE_COMPLETE', 'Kallisti-Trader CREATE_COMPLETE']);
  expect([...resources.tables]).toEqual(made);
  expect(cloudFormation.stacks.get('Kallisti-Ledger')?.terminationProtection).toBe(true);

  // Two stages in one account, and the first of them under another name.
  const second = await deploy({ name: 'Second', bots: [OTHER_BOT] });
  expect(second.code, said(second)).toBe(0);
  const renamed = await deploy({ name: 'Renamed' });
  expect(renamed.code, said(renamed)).toBe(1);
  expect(cloudFormation.stacks.get('Renamed-Trader')?.reason).toContain(
    'Export with name kallisti:bot:paper',
  );
  expect(cloudFormation.stacks.get('Kallisti-Trader')?.status).toBe('CREATE_COMPLETE');
  expect(account.unknown).toEqual([]);
});

it('a first deployment that fails at any resource, before or when it is there, leaves nothing, and its stack can be deleted', async () => {
  const account = new FakeAws(REGION);
  onTestFinished(() => account.close());
  const { cloudFormation, resources } = account;
  const ask = (Action: string, more: Readonly<Record<string, string>> = {}) =>
    cloudFormation.answer(Action, new URLSearchParams({ StackName: 'Stack', ChangeSetName: 'one', ...more }));
  const { first, trader } = synthesise(stageOf({ bots: [PAPER_BOT] }), {
    deployed: { kind: 'none', isBlocked: false },
  });
  // What the traders' stack imports.
  cloudFormation.add('Other', {}, JSON.stringify({ Outputs: first.json.Outputs }));
  for (const { json } of [{ json: { Resources: first.json.Resources } }, trader]) {
    const template = JSON.stringify(json);
    for (const logicalId of resourcesIn(template).keys()) {
      for (const when of ['before', 'halfway'] as const) {
        resources.failure = { logicalId, when };
        ask('CreateChangeSet', { TemplateBody: template, ChangeSetType: 'CREATE' });
        ask('ExecuteChangeSet');
        const found = [cloudFormation.stacks.get('Stack')?.status, ...resources.standing];
        expect(found, `${logicalId} ${when}`).toEqual(['ROLLBACK_COMPLETE']);
        expect(ask('DeleteStack')?.status, `${logicalId} ${when}`).toBe(200);
      }
    }
  }
});
