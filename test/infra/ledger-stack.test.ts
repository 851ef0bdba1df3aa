/**
 * Does what must survive survive: a mistaken deletion, a redeployment, a stage that changes?
 */
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import {
  OTHER_BOT,
  PAPER_BOT,
  resourcesOf,
  stageOf,
  synthesise,
  warningsOf,
  type Resource,
  type Synthesised,
} from './synthesis.ts';
import { missingGuards, missingOf } from './table-guards.ts';

const TABLE = 'AWS::DynamoDB::GlobalTable';

let two: Synthesised;
beforeAll(() => {
  two = synthesise(stageOf({ bots: [PAPER_BOT, OTHER_BOT] }));
});

describe('the ledger', () => {
  it('the ledger is not lost with its stack', () => {
    const [table] = resourcesOf(two.ledger, TABLE).values();
    expect(table).toMatchObject({ DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
    expect(two.ledger.terminationProtection).toBe(true);
  });

  it('the ledger cannot be deleted by hand, and can be restored to any second', () => {
    two.ledger.template.hasResourceProperties(TABLE, {
      Replicas: [
        {
          Region: 'ap-northeast-1',
          DeletionProtectionEnabled: true,
          PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
        },
      ],
    });
  });

  it('the ledger is paid by use, keyed as the adapter keys it, and encrypted with the key of DynamoDB', () => {
    two.ledger.template.hasResourceProperties(TABLE, {
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
      AttributeDefinitions: [
        { AttributeName: 'pk', AttributeType: 'S' },
        { AttributeName: 'sk', AttributeType: 'S' },
      ],
      // DynamoDB encrypts every table; `false` chooses its own key over one of the account's.
      SSESpecification: { SSEEnabled: false },
    });
  });

  it('the ledger is one table for all bots, whose id never changes: another id is another, empty table', () => {
    expect([...resourcesOf(two.ledger, TABLE).keys()]).toEqual(['TableCD117FA1']);
  });

  it('the ledger is the table alone: nothing that comes after it can fail and roll it back', () => {
    const types = Object.values(two.ledger.json.Resources).map(({ Type }) => Type);
    expect(types).toEqual([TABLE]);
  });

  it('the ledger has no guards while its first deployment can fail, and the same ids and exports as with them', () => {
    const { first, ledger } = synthesise(stageOf(), { deployed: { kind: 'none', isBlocked: false } });
    const [[id, table] = []] = resourcesOf(first, TABLE);
    expect(table).toMatchObject({
      DeletionPolicy: 'RetainExceptOnCreate',
      Properties: { Replicas: [{ DeletionProtectionEnabled: false }] },
    });
    expect([first.terminationProtection, ledger.terminationProtection]).toEqual([false, true]);
    expect(ledger.json.Resources).toEqual(synthesise(stageOf()).ledger.json.Resources);
    expect([[id], first.json.Outputs]).toEqual([Object.keys(ledger.json.Resources), ledger.json.Outputs]);
  });
});

describe('the guards of the table', () => {
  it('the guards of the table are all there, and no other table is made', () => {
    expect(missingGuards(two.ledger)).toEqual([]);
    expect(resourcesOf(two.ledger, TABLE).size).toBe(1);
    expect(resourcesOf(two.trader, TABLE).size).toBe(0);
  });

  /** The table, in its only region, with something else there. */
  const inRegion = (table: Resource, differs: Readonly<Record<string, unknown>>): Resource => {
    const [replica] = z.array(z.looseObject({})).parse(table.Properties['Replicas']);
    return { ...table, Properties: { ...table.Properties, Replicas: [{ ...replica, ...differs }] } };
  };
  const withProperties = (table: Resource, differs: Readonly<Record<string, unknown>>): Resource => ({
    ...table,
    Properties: { ...table.Properties, ...differs },
  });

  it.each<[missing: string, without: (table: Resource) => Resource]>([
    ['goes with its stack', (table) => ({ ...table, DeletionPolicy: 'Delete' })],
    ['goes when another takes its place', (table) => ({ ...table, UpdateReplacePolicy: 'Delete' })],
    ['can be deleted by hand', (table) => inRegion(table, { DeletionProtectionEnabled: false })],
    [
      'cannot be restored to a point in time',
      (table) => inRegion(table, { PointInTimeRecoverySpecification: undefined }),
    ],
    ['lets others in by a policy of its own', (table) => inRegion(table, { ResourcePolicy: {} })],
    ['says nothing of its encryption', (table) => withProperties(table, { SSESpecification: undefined })],
    ['forgets items', (table) => withProperties(table, { TimeToLiveSpecification: { Enabled: true } })],
    [
      'has a name, which a table restored beside it could not have',
      (table) => withProperties(table, { TableName: 'ledger' }),
    ],
  ])('the guards of the table are missed one by one: a table that %s', (missing, without) => {
    const [table] = resourcesOf(two.ledger, TABLE).values();
    expect(missingOf(without(table!))).toEqual([missing]);
  });
});

describe('a ledger of which AWS says something that its owner should know', () => {
  it('a ledger whose first deployment failed behind its protection: the warning names the command that takes it away', () => {
    const [warning] = warningsOf(stageOf(), { kind: 'none', isBlocked: true });
    expect(warning).toContain('the first deployment of Kallisti-Ledger has failed');
    expect(warning).toContain(
      'aws cloudformation update-termination-protection --no-enable-termination-protection --region ap-northeast-1 --stack-name Kallisti-Ledger',
    );
  });

  it('a ledger that nobody knows of is warned of where AWS was asked, and not where nothing can be deployed', () => {
    expect(warningsOf(stageOf(), { kind: 'unknown', cause: 'no answer' })).toEqual([
      expect.stringContaining('AWS does not say whether Kallisti-Ledger is deployed (no answer)'),
    ]);
    expect(warningsOf(stageOf(), { kind: 'unknown' })).toEqual([]);
    expect(warningsOf(stageOf(), { kind: 'none', isBlocked: false })).toEqual([]);
  });
});

describe('the parameters that an earlier release made', () => {
  const made = { Name: '/kallisti/gone/params', Type: 'String', Value: '{}' };
  const documentsIn = ({ ledger }: Synthesised) => [...resourcesOf(ledger, 'AWS::SSM::Parameter')];

  it('the parameters that an earlier release made are first kept by policy, letter by letter as they are deployed, also those of a bot that is gone', () => {
    const parameters = [{ logicalId: 'goneparams0', properties: made, isRetained: false }];
    const [[id, document] = []] = documentsIn(
      synthesise(stageOf(), { deployed: { kind: 'there', parameters } }),
    );
    expect(id).toBe('goneparams0');
    expect(JSON.stringify(document?.Properties)).toBe(JSON.stringify(made));
    expect(document).toMatchObject({ DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
    // The command line would add where in the app a resource comes from; it is told not to.
    const cdk: unknown = JSON.parse(readFileSync(new URL('../../cdk.json', import.meta.url), 'utf8'));
    expect(cdk).toMatchObject({ pathMetadata: false });
  });

  it('the parameters that an earlier release made leave the template once they are kept', () => {
    const parameters = [{ logicalId: 'goneparams0', properties: made, isRetained: true }];
    expect(documentsIn(synthesise(stageOf(), { deployed: { kind: 'there', parameters } }))).toEqual([]);
  });

  it('the parameters that an earlier release made may be there where nobody knows what is deployed: each is in the template under its old id', () => {
    const unknown = synthesise(stageOf(), { deployed: { kind: 'unknown', cause: 'no answer' } });
    const [[id, document] = []] = documentsIn(unknown);
    expect(id).toBe('paperparamsAD0E7CBD');
    expect(document).toMatchObject({
      DeletionPolicy: 'Retain',
      Properties: { Name: '/kallisti/paper/params', Type: 'String', Value: '{}' },
    });
    expect(unknown.ledger.terminationProtection).toBe(true);
  });
});

describe('a restored table', () => {
  it('a restored table is read instead, while the old one stays what it was', () => {
    const restored = synthesise(stageOf({ bots: [PAPER_BOT, OTHER_BOT], restoredTable: 'ledger-of-monday' }));
    restored.trader.template.allResourcesProperties('AWS::Lambda::Function', {
      Environment: { Variables: { TABLE_NAME: 'ledger-of-monday' } },
    });
    // Commands go where the ticks go.
    expect(restored.trader.json.Outputs['TableName']?.Value).toBe('ledger-of-monday');
    expect(JSON.stringify(restored.trader.json)).not.toContain('Fn::ImportValue');
    // CloudFormation refuses to take an export away that is still in use: they stay, so that the change can be
    // deployed.
    expect(restored.ledger.json).toEqual(two.ledger.json);
  });
});
