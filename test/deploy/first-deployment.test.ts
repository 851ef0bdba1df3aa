/**
 * Can a first deployment that failed be repeated until it succeeds, with nothing left behind?
 *
 * The real command line, and a CloudFormation that rolls back by the policies of the templates.
 */
import { describe, expect, it } from 'vitest';
import type { Failure } from '../harness/aws/fake-resources.ts';
import { resourcesIn } from '../harness/aws/fake-resources.ts';
import { rehearsalAccount, said } from './rehearsal-account.ts';

const TABLE = 'TableCD117FA1';

describe('a first deployment that fails', () => {
  it('a first deployment that fails can be repeated until it succeeds, and leaves no table behind', async () => {
    const { account, deploy } = await rehearsalAccount();
    const { cloudFormation, resources } = account;
    const state = () => [...cloudFormation.stacks.values()].map(({ name, status }) => `${name} ${status}`);
    const failing = async (failure: Failure) => {
      resources.failure = failure;
      const ended = await deploy();
      expect(ended.code, said(ended)).toBe(1);
      return [...state(), ...resources.tables];
    };
    expect(await failing({ logicalId: TABLE, when: 'before' })).toEqual([
      'Kallisti-Ledger ROLLBACK_COMPLETE',
    ]);
    expect(await failing({ logicalId: TABLE, when: 'halfway' })).toEqual([
      'Kallisti-Ledger ROLLBACK_COMPLETE',
    ]);
    const rule = 'paperscheduleRule';
    resources.failure = { logicalId: rule, when: 'halfway' };
    const succeeded = await deploy();
    expect(succeeded.code, said(succeeded)).toBe(0);
    expect(account.unknown).toEqual([]);
    expect([...resources.tables.values()]).toEqual([true]);
  });
});
