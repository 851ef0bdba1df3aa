/**
 * Who may do what with which partition of the table, and may the function do all that its code does there?
 *
 * The statements of the synthesised roles and policies are judged as IAM judges them. The function's calls are those of
 * its own stores, made on a database and written down.
 */
import { describe, expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import { openEmbeddedDynamo, createTable } from '../../infra/local/embedded-dynamodb.ts';
import { commandItem } from '../../lambda/adapters/dynamo/command-items.ts';
import { DynamoLedger } from '../../lambda/adapters/dynamo/dynamo-ledger.ts';
import { DynamoMarketCache } from '../../lambda/adapters/dynamo/dynamo-market-cache.ts';
import { putRaw } from '../adapters/dynamo/dynamo-raw-items.ts';
import { commandOf, haltedRow, rowsIn, stateAt } from '../harness/stored-bot.ts';
import { allows, policiesOf, roleDocumentsOf } from './permissions.ts';
import { OTHER_BOT, PAPER_BOT, stageOf, synthesise } from './synthesis.ts';

const PARTITIONS = [
  'bot#paper',
  'commands#paper',
  'ledger#paper',
  'bot#other-1',
  'ledger#other-1',
  'commands#stranger',
];

/** All that DynamoDB knows of items. */
const ACTIONS = [
  'BatchGetItem',
  'BatchWriteItem',
  'ConditionCheckItem',
  'DeleteItem',
  'GetItem',
  'PartiQLDelete',
  'PartiQLInsert',
  'PartiQLSelect',
  'PartiQLUpdate',
  'PutItem',
  'Query',
  'Scan',
  'UpdateItem',
].map((name) => `dynamodb:${name}`);

type Document = Parameters<typeof allows>[0];

function reachOf(documents: readonly Document[]): readonly string[] {
  return PARTITIONS.flatMap((partition) =>
    ACTIONS.filter((action) => documents.some((document) => allows(document, action, partition))).map(
      (action) => `${action} ${partition}`,
    ),
  ).toSorted();
}

/** Of one bot, whose function has the only role. */
function papersReach() {
  const { trader } = synthesise(stageOf());
  const documentsOf = (kind: 'OperatorPolicy' | 'OperatorSteering') =>
    policiesOf(trader, kind).map(({ PolicyDocument: document }) => document);
  return {
    function: reachOf(roleDocumentsOf(trader)),
    operator: reachOf(documentsOf('OperatorPolicy')),
    steering: reachOf(documentsOf('OperatorSteering')),
  };
}

const asked = z.looseObject({
  Key: z.looseObject({ pk: z.object({ S: z.string() }) }).optional(),
  Item: z.looseObject({ pk: z.object({ S: z.string() }) }).optional(),
  ExpressionAttributeValues: z.looseObject({ ':pk': z.object({ S: z.string() }).optional() }).optional(),
});

/** `dynamodb:PutItem bot#paper`: what the stores of the function ask, of everything that they can. */
async function callsOfTheFunction(): Promise<readonly string[]> {
  const { client, close } = await openEmbeddedDynamo();
  onTestFinished(close);
  await createTable(client, 'table');
  const earlier = commandOf('02');
  await putRaw(client, 'table', commandItem('paper', earlier, 'beside'));
  await new DynamoLedger(client, 'table').issue('paper', commandOf('01'));
  const calls = new Set<string>();
  client.middlewareStack.add(
    (next, { commandName }) =>
      (args) => {
        const { Key, Item, ExpressionAttributeValues: values } = asked.parse(args.input);
        const partition = Key?.pk ?? Item?.pk ?? values?.[':pk'];
        calls.add(`dynamodb:${commandName?.replace(/Command$/, '')} ${partition?.S}`);
        return next(args);
      },
    { step: 'initialize' },
  );
  const ledger = new DynamoLedger(client, 'table');
  const again = new DynamoLedger(client, 'table');
  expect((await ledger.load('paper')).commands).toHaveLength(2);
  await ledger.commit(stateAt(1, 7, 'paper'), 0, 'a');
  // Refused: what is there is read.
  expect(await ledger.commit(stateAt(1, 8, 'paper'), 0, 'b')).toBe('conflict');
  for (const store of [ledger, again]) await store.append('paper', [haltedRow(1)]);
  await ledger.lastEpoch('paper');
  await rowsIn(ledger, 1, 'paper');
  await ledger.discard('paper', ['01', '02']);
  const cache = new DynamoMarketCache(client, 'table', 'paper');
  await cache.write('markets');
  expect(await cache.read()).toBe('markets');
  return [...calls].toSorted();
}

describe('the function', () => {
  it('the function is allowed each of its calls on each partition, and makes all that it is allowed', async () => {
    expect(papersReach().function).toEqual(await callsOfTheFunction());
  });

  it('the function deletes commands, and no row and not the item', () => {
    expect(papersReach().function).toEqual([
      'dynamodb:DeleteItem commands#paper',
      'dynamodb:GetItem bot#paper',
      'dynamodb:GetItem ledger#paper',
      'dynamodb:PutItem bot#paper',
      'dynamodb:PutItem ledger#paper',
      'dynamodb:Query bot#paper',
      'dynamodb:Query commands#paper',
      'dynamodb:Query ledger#paper',
    ]);
  });

  it('the function of one bot reaches nothing of another', () => {
    const { trader } = synthesise(stageOf({ bots: [PAPER_BOT, OTHER_BOT] }));
    const [paper = [], other = []] = roleDocumentsOf(trader).map((document) => reachOf([document]));
    expect(paper).toEqual(papersReach().function);
    expect(other.length).toBeGreaterThan(0);
    expect(other.filter((row) => paper.includes(row))).toEqual([]);
  });
});

describe('a person with a policy', () => {
  it.each(['operator', 'steering'] as const)(
    'a person with a policy leaves commands, reads the rest of the bot, and replaces and deletes nothing: %s',
    (who) => {
      expect(papersReach()[who]).toEqual([
        'dynamodb:GetItem commands#paper',
        'dynamodb:PutItem commands#paper',
        'dynamodb:Query bot#paper',
        'dynamodb:Query commands#paper',
        'dynamodb:Query ledger#paper',
      ]);
    },
  );
});

describe('the judge of these tests', () => {
  const statement = (Effect: 'Allow' | 'Deny', Action: string, partition?: string) => ({
    Effect,
    Action: [Action],
    Resource: ['ledger Table'],
    ...(partition !== undefined && {
      Condition: { 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': [partition] } },
    }),
  });
  const judged = (...Statement: ReturnType<typeof statement>[]) =>
    reachOf([{ Version: '2012-10-17', Statement }]);

  it('the judge of these tests takes a statement without partitions for all of them, a wildcard for all that it stands for, and a denial before all', () => {
    expect(judged(statement('Allow', 'dynamodb:PutItem'))).toHaveLength(PARTITIONS.length);
    expect(judged(statement('Allow', 'dynamodb:*', 'bot#paper'))).toHaveLength(ACTIONS.length);
    expect(
      judged(
        statement('Allow', 'dynamodb:DeleteItem'),
        statement('Deny', 'dynamodb:Delete*', 'ledger#paper'),
      ),
    ).toHaveLength(PARTITIONS.length - 1);
    expect(judged()).toEqual([]);
  });
});
