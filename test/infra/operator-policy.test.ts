/**
 * May an operator do what the commands do, and nothing else? Every action on every resource, as a table.
 */
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { BOTS_PER_POLICY } from '../../infra/operator/operator-policy.ts';
import { parseStage, type Stage } from '../../infra/stages.ts';
import { operatorPermissionsOf } from './permissions.ts';
import {
  OTHER_BOT,
  PAPER_BOT,
  resourcesOf,
  stageOf,
  synthesise,
  type SynthesisedStack,
} from './synthesis.ts';

const AT = 'ap-northeast-1:ACCOUNT';

function tableOf(...botIds: readonly string[]): readonly string[] {
  const ids = botIds.map((id) => id.replaceAll('-', ''));
  const partition = (prefix: string) => {
    const keys = botIds.map((id) => `${prefix}#${id}`);
    return `if ForAllValues:StringEquals dynamodb:LeadingKeys ${JSON.stringify(keys)}`;
  };
  return [
    `cloudformation:DescribeStacks  arn:aws:cloudformation:${AT}:stack/Kallisti-Ledger/*`,
    `cloudformation:DescribeStacks  arn:aws:cloudformation:${AT}:stack/Kallisti-Trader/*`,
    `cloudwatch:DescribeAlarms  arn:aws:cloudwatch:${AT}:alarm:*`,
    'lambda:GetAccountSettings  *',
    'dynamodb:DescribeContinuousBackups  ledger Table',
    'dynamodb:DescribeTable  ledger Table',
    `dynamodb:GetItem  ledger Table  ${partition('bot')}`,
    `dynamodb:PutItem  ledger Table  ${partition('bot')}`,
    `dynamodb:Query  ledger Table  ${partition('bot')}`,
    `dynamodb:Query  ledger Table  ${partition('ledger')}`,
    ...ids.flatMap((id) => [
      ...['DescribeRule', 'DisableRule', 'EnableRule'].map((action) => `events:${action}  ${id}scheduleRule`),
      `lambda:GetFunctionConcurrency  ${id}Function`,
      `lambda:GetFunctionConfiguration  ${id}Function`,
      `logs:FilterLogEvents  ${id}Logs`,
      `sqs:PurgeQueue  ${id}DeadLetters`,
      `sqs:GetQueueAttributes  ${id}DeadLetters`,
      `sqs:ReceiveMessage  ${id}DeadLetters`,
      `sns:ListSubscriptionsByTopic  ${id}alertsTopic`,
    ]),
    ...botIds.flatMap((id) =>
      ['GetParameter', 'GetParameterHistory', 'PutParameter'].map(
        (action) => `ssm:${action}  arn:aws:ssm:${AT}:parameter/kallisti/${id}/params`,
      ),
    ),
  ].toSorted();
}

describe('an operator', () => {
  it('an operator may do this, of all bots of the stack', () => {
    const { trader } = synthesise(stageOf({ bots: [PAPER_BOT, OTHER_BOT] }));
    expect(operatorPermissionsOf(trader).map((rows) => rows.toSorted())).toEqual([
      tableOf('paper', 'other-1'),
    ]);
  });

  it('an operator reads and writes the keys of the exchange where the stage allows live, by name, and nowhere else', () => {
    const stage = stageOf({ bots: [PAPER_BOT, OTHER_BOT] });
    // No stage can say so yet: this is what one would get.
    const bots = stage.bots.map((bot) => ({ ...bot, allowLive: bot.id === 'paper' }));
    const [rows = []] = operatorPermissionsOf(synthesise({ ...stage, bots }).trader);
    const keys = `arn:aws:ssm:${AT}:parameter/kallisti/paper/exchange`;
    expect(rows.filter((row) => !tableOf('paper', 'other-1').includes(row)).toSorted()).toEqual([
      'ssm:DescribeParameters  *',
      `ssm:GetParameters  ${keys}/api-key`,
      `ssm:GetParameters  ${keys}/secret`,
      `ssm:PutParameter  ${keys}/api-key`,
      `ssm:PutParameter  ${keys}/secret`,
    ]);
  });

  it('an operator reaches the table that the bots use', () => {
    const { trader } = synthesise(stageOf({ restoredTable: 'ledger-of-monday' }));
    const restored = `arn:aws:dynamodb:${AT}:table/ledger-of-monday`;
    const [rows = []] = operatorPermissionsOf(trader);
    expect(rows.toSorted()).toEqual(
      tableOf('paper')
        .map((row) => row.replace('ledger Table', restored))
        .toSorted(),
    );
  });

  it('an operator is given a policy by its owner: the stack attaches it to nobody, and prints where it is', () => {
    const { trader } = synthesise(stageOf());
    const [policy] = resourcesOf(trader, 'AWS::IAM::ManagedPolicy').keys();
    expect(trader.json.Outputs['OperatorPolicy']?.Value).toEqual({ Ref: policy });
  });
});

/** All that is not the permissions: whatever of it changes makes another policy. */
function heads(stack: SynthesisedStack): Readonly<Record<string, string>> {
  const policies = [...resourcesOf(stack, 'AWS::IAM::ManagedPolicy')];
  return Object.fromEntries(
    policies.map(([id, { Properties: properties }]) => [
      id,
      JSON.stringify({ ...properties, PolicyDocument: undefined }),
    ]),
  );
}

describe('a policy', () => {
  const stageWith = (count: number): Stage =>
    parseStage({
      name: 'A2345678901234567890123456789012',
      region: 'ap-southeast-1',
      bots: Array.from({ length: count }, (_, k) => ({
        ...PAPER_BOT,
        id: `b23456789012345${String.fromCodePoint(97 + k)}`,
        symbols: ['BTCUSDT'],
      })),
    });

  it('a policy holds a few bots, and the next ones have the next policy, so that what is attached stays', () => {
    const [full, more] = [BOTS_PER_POLICY, BOTS_PER_POLICY + 1].map(
      (count) => synthesise(stageWith(count)).trader,
    );
    const [first] = operatorPermissionsOf(full!);
    expect(operatorPermissionsOf(full!)).toHaveLength(1);
    expect(operatorPermissionsOf(more!)).toHaveLength(2);
    expect(operatorPermissionsOf(more!)[0]).toEqual(first);
    expect(heads(more!)).toMatchObject(heads(synthesise(stageOf()).trader));
    expect(Object.keys(more!.json.Outputs).filter((name) => name.startsWith('OperatorPolicy'))).toEqual([
      'OperatorPolicy',
      'OperatorPolicy2',
    ]);
  });

  it('a policy has room, in the 6,144 characters of IAM, for so many bots with the longest names and with live', () => {
    const stage = stageWith(BOTS_PER_POLICY);
    const { trader } = synthesise({ ...stage, bots: stage.bots.map((bot) => ({ ...bot, allowLive: true })) });
    const [policy] = resourcesOf(trader, 'AWS::IAM::ManagedPolicy').values();
    const length = lengthOf(policy?.Properties['PolicyDocument'], `${stage.name}-Trader`);
    expect(length).toBeGreaterThan(3_000);
    expect(length).toBeLessThanOrEqual(6_144);
  });
});

/** As AWS counts it, without white space, when everything has its name. */
function lengthOf(document: unknown, stackName: string): number {
  const arn = (id: string) =>
    `arn:aws:dynamodb:ap-southeast-1:123456789012:log-group:${stackName}-${id}-ABCDEFGHIJKL:*`;
  const named = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(named);
    if (typeof value !== 'object' || value === null) return value;
    const [[kind, of] = ['', undefined]] = Object.entries(value);
    if (kind === 'Ref') return '123456789012';
    if (kind === 'Fn::GetAtt') return arn(z.tuple([z.string(), z.string()]).parse(of)[0]);
    if (kind === 'Fn::ImportValue') return arn('TableCD117FA1');
    if (kind !== 'Fn::Join') return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, named(v)]));
    const [, parts] = z.tuple([z.string(), z.array(z.unknown())]).parse(of);
    return parts.map(named).join('');
  };
  return JSON.stringify(named(document)).replaceAll(/\s/g, '').length;
}
