/**
 * Do parameters that an earlier release made in its template keep their owner's values when they leave it?
 *
 * The template is that of the release before; its owner types the same command again and again, and reads nothing.
 */
import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { resourcesIn } from '../harness/aws/fake-resources.ts';
import { rehearsalAccount, said } from './rehearsal-account.ts';

const DOCUMENT = '/kallisti/paper/params';
const OWN = '{ "targetPct": 0.2 }';

/** An account in which the release before is deployed, with its owner's parameters. */
async function upgrading() {
  const template = await readFile(new URL('ledger-with-parameters.json', import.meta.url), 'utf8');
  const { account, deploy } = await rehearsalAccount();
  const { cloudFormation, parameters } = account;
  cloudFormation.add('Kallisti-Ledger', {}, template);
  const stack = cloudFormation.stacks.get('Kallisti-Ledger')!;
  stack.terminationProtection = true;
  parameters.put(DOCUMENT, OWN);
  return {
    template,
    deploy,
    cloudFormation,
    /** Every value that the document has had, and the policy that its resource has. */
    found: () => {
      const document = [...resourcesIn(stack.template ?? '{}').values()].find(
        ({ Type: type }) => type === 'AWS::SSM::Parameter',
      );
      return {
        values: parameters.get(DOCUMENT)?.map(({ value }) => value),
        policy: document?.DeletionPolicy,
        tables: [...account.resources.tables],
        isProtected: stack.terminationProtection,
      };
    },
  };
}

describe('parameters that leave the template', () => {
  it('parameters that leave the template keep their value through two deployments, each of them the ordinary one', async () => {
    const { deploy, found, cloudFormation, template } = await upgrading();
    const before = found();
    expect(before).toMatchObject({ values: ['{}', OWN], policy: 'Delete', isProtected: true });
    for (const policy of ['Retain', undefined]) {
      const deployed = await deploy();
      expect(deployed.code, said(deployed)).toBe(0);
      expect(found()).toEqual({ ...before, policy });
    }
    // Back to the release before: it would make the document anew, and is refused.
    const asked = { StackName: 'Kallisti-Ledger', ChangeSetName: 'back', TemplateBody: template };
    cloudFormation.answer('CreateChangeSet', new URLSearchParams(asked));
    cloudFormation.answer('ExecuteChangeSet', new URLSearchParams(asked));
    expect(cloudFormation.stacks.get('Kallisti-Ledger')).toMatchObject({
      status: 'UPDATE_ROLLBACK_COMPLETE',
      reason: `${DOCUMENT} already exists`,
    });
    expect(found()).toEqual({ ...before, policy: undefined });
  });
});
