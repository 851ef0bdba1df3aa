/**
 * May an operator do what the commands do, and nothing else? Every action on every resource, as a table.
 */
import { describe, expect, it } from 'vitest';
import { BOTS_PER_POLICY } from '../../infra/operator/operator-policy.ts';
import { parseStage, type Stage } from '../../infra/stages.ts';
import { operatorPermissionsOf, policiesOf } from './permissions.ts';
import {
  OTHER_BOT,
  PAPER_BOT,
  resourcesOf,
  stageOf,
  synthesise,
  type SynthesisedStack,
} from './synthesis.ts';

const AT = 'ap-northeast-1:ACCOUNT';

const partitionsOf = (botIds: readonly string[]) => (prefix: string) => {
  const keys = botIds.map((id) => `${prefix}#${id}`);
  return `if ForAllValues:StringEquals dynamodb:LeadingKeys ${JSON.stringify(keys)}`;
};

/** Of a policy to watch and steer. */
function steeringTableOf(...botIds: readonly string[]): readonly string[] {
  const ids = botIds.map((id) => id.replaceAll('-', ''));
  const partition = partitionsOf(botIds);
  return [
    `cloudformation:DescribeStacks  arn:aws:cloudformation:${AT}:stack/Kallisti-Ledger/*`,
    `cloudformation:DescribeStacks  arn:aws:cloudformation:${AT}:stack/Kallisti-Trader/*`,
    `dynamodb:GetItem  ledger Table  ${partition('commands')}`,
    `dynamodb:PutItem  ledger Table  ${partition('commands')}`,
    ...['bot', 'commands', 'ledger'].map((prefix) => `dynamodb:Query  ledger Table  ${partition(prefix)}`),
    ...ids.flatMap((id) => [
      `events:DescribeRule  ${id}scheduleRule`,
      `events:ListTargetsByRule  ${id}scheduleRule`,
      `lambda:GetFunctionConcurrency  ${id}Function`,
      `lambda:GetFunctionConfiguration  ${id}Function`,
      `logs:FilterLogEvents  ${id}Logs`,
    ]),
  ].toSorted();
}

function tableOf(...botIds: readonly string[]): readonly string[] {
  const ids = botIds.map((id) => id.replaceAll('-', ''));
  const partition = partitionsOf(botIds);
  return [
    `cloudformation:DescribeStacks  arn:aws:cloudformation:${AT}:stack/Kallisti-Ledger/*`,
    `cloudformation:DescribeStacks  arn:aws:cloudformation:${AT}:stack/Kallisti-Trader/*`,
    `cloudwatch:DescribeAlarms  arn:aws:cloudwatch:${AT}:alarm:*`,
    'lambda:GetAccountSettings  *',
    'dynamodb:DescribeContinuousBackups  ledger Table',
    'dynamodb:DescribeTable  ledger Table',
    `dynamodb:GetItem  ledger Table  ${partition('commands')}`,
    `dynamodb:PutItem  ledger Table  ${partition('commands')}`,
    ...['bot', 'commands', 'ledger'].map((prefix) => `dynamodb:Query  ledger Table  ${partition(prefix)}`),
    ...ids.flatMap((id) => [
      ...['DescribeRule', 'DisableRule', 'EnableRule', 'ListTargetsByRule'].map(
        (action) => `events:${action}  ${id}scheduleRule`,
      ),
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

  it.each([
    ['the exchange', 'live', { allowLive: true }, 'exchange'],
    ["the exchange's demo", 'demo', { demo: true }, 'demo'],
  ])(
    'an operator reads and writes the keys of %s by a policy beside the others: where the stage allows %s, by name, and nowhere else',
    (_, __, change, path) => {
      const plain = synthesise(stageOf({ bots: [PAPER_BOT, OTHER_BOT] })).trader;
      expect(policiesOf(plain, 'OperatorSecrets')).toEqual([]);
      expect(plain.json.Outputs).not.toHaveProperty('OperatorSecrets');
      const { trader } = synthesise(stageOf({ bots: [{ ...PAPER_BOT, ...change }, OTHER_BOT] }));
      expect(operatorPermissionsOf(trader)).toEqual(operatorPermissionsOf(plain));
      const keys = `arn:aws:ssm:${AT}:parameter/kallisti/paper/${path}`;
      expect(operatorPermissionsOf(trader, 'OperatorSecrets').map((rows) => rows.toSorted())).toEqual([
        [
          'ssm:DescribeParameters  *',
          `ssm:GetParameters  ${keys}/api-key`,
          `ssm:GetParameters  ${keys}/secret`,
          `ssm:PutParameter  ${keys}/api-key`,
          `ssm:PutParameter  ${keys}/secret`,
        ],
      ]);
      const [secrets] = policiesOf(trader, 'OperatorSecrets');
      expect(trader.json.Outputs['OperatorSecrets']?.Value).toEqual({ Ref: secrets?.id });
    },
  );

  it("an operator uses the stage's own key by a policy beside the others: through Parameter Store, for what the stage allows live or demo", () => {
    const stage = stageOf({ bots: [PAPER_BOT, OTHER_BOT], secretsKey: 'own' });
    expect(operatorPermissionsOf(synthesise(stage).trader).flat().toSorted()).toEqual(
      tableOf('paper', 'other-1'),
    );
    const practice = { ...PAPER_BOT, id: 'practice', demo: true };
    const bots = [{ ...PAPER_BOT, allowLive: true }, practice, OTHER_BOT];
    const [keyed, plain] = [stageOf({ bots, secretsKey: 'own' }), stageOf({ bots })].map((one) =>
      synthesise(one),
    );
    const names = [
      'paper/exchange/api-key',
      'paper/exchange/secret',
      'practice/demo/api-key',
      'practice/demo/secret',
    ].map((name) => `arn:aws:ssm:${AT}:parameter/kallisti/${name}`);
    const only = `if StringEquals kms:ViaService ssm.ap-northeast-1.amazonaws.com and StringEquals kms:EncryptionContext:PARAMETER_ARN ${JSON.stringify(names)}`;
    expect(operatorPermissionsOf(keyed!.trader, 'OperatorKeyPolicy')).toEqual([
      ['Decrypt', 'Encrypt'].map((action) => `kms:${action}  key of Kallisti-Ledger  ${only}`),
    ]);
    for (const kind of ['OperatorPolicy', 'OperatorSteering'] as const)
      expect(operatorPermissionsOf(keyed!.trader, kind)).toEqual(operatorPermissionsOf(plain!.trader, kind));
    expect(keyed!.trader.json.Outputs['OperatorKeyPolicy']?.Value).toHaveProperty(
      'Ref',
      expect.stringMatching(/^OperatorKeyPolicy/),
    );
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
    const [[operator], [steering]] = [
      policiesOf(trader, 'OperatorPolicy'),
      policiesOf(trader, 'OperatorSteering'),
    ];
    expect(trader.json.Outputs['OperatorPolicy']?.Value).toEqual({ Ref: operator?.id });
    expect(trader.json.Outputs['SteeringPolicy']?.Value).toEqual({ Ref: steering?.id });
  });
});

describe('somebody who may watch and steer', () => {
  it('somebody who may watch and steer may do this, of all bots of the stack, and nothing that an operator may not', () => {
    const { trader } = synthesise(stageOf({ bots: [PAPER_BOT, OTHER_BOT] }));
    const [rows = [], ...others] = operatorPermissionsOf(trader, 'OperatorSteering');
    expect(others).toEqual([]);
    expect(rows.toSorted()).toEqual(steeringTableOf('paper', 'other-1'));
    expect(rows.filter((row) => !tableOf('paper', 'other-1').includes(row))).toEqual([]);
  });

  it('somebody who may watch and steer reads no keys where the stage allows live, and reaches the table that the bots use', () => {
    const stage = stageOf({ restoredTable: 'ledger-of-monday' });
    const bots = stage.bots.map((bot) => ({ ...bot, allowLive: true }));
    const [rows = []] = operatorPermissionsOf(synthesise({ ...stage, bots }).trader, 'OperatorSteering');
    const restored = `arn:aws:dynamodb:${AT}:table/ledger-of-monday`;
    expect(rows.toSorted()).toEqual(
      steeringTableOf('paper')
        .map((row) => row.replace('ledger Table', restored))
        .toSorted(),
    );
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

const headOf = (description: string) => JSON.stringify({ Description: description, Path: '/' });

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
    for (const kind of ['OperatorPolicy', 'OperatorSteering'] as const) {
      const [first] = operatorPermissionsOf(full!, kind);
      expect(operatorPermissionsOf(full!, kind)).toHaveLength(1);
      expect(operatorPermissionsOf(more!, kind)).toHaveLength(2);
      expect(operatorPermissionsOf(more!, kind)[0]).toEqual(first);
    }
    expect(heads(more!)).toMatchObject(heads(synthesise(stageOf()).trader));
    expect(Object.keys(more!.json.Outputs).filter((name) => name.includes('Policy'))).toEqual([
      'OperatorPolicy',
      'OperatorPolicy2',
      'SteeringPolicy',
      'SteeringPolicy2',
    ]);
  });

  it('a policy that people have attached is the same one in every release', () => {
    const { trader } = synthesise(stageOf());
    expect(heads(trader)).toEqual({
      OperatorPolicy142C7DCE4: headOf(
        'Kallisti: what an operator of bots may do, by the commands of scalper and the runbook',
      ),
      OperatorSteering1128CCDB5: headOf(
        'Kallisti: to watch bots and to steer them: status, tail, pause, resume and flatten of scalper',
      ),
    });
  });
});
