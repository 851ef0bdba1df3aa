/**
 * May the bot do what it does, and nothing else? Every action on every resource of every role, as a table.
 */
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { permissionsOf, plain } from './permissions.ts';
import { OTHER_BOT, PAPER_BOT, resourcesOf, stageOf, synthesise } from './synthesis.ts';

const roleSchema = z.looseObject({
  AssumeRolePolicyDocument: z.looseObject({
    Statement: z.array(z.looseObject({ Principal: z.unknown(), Action: z.string() })),
  }),
});

function tableOf(botId: string, tableName = 'ledger Table'): readonly string[] {
  const id = botId.replaceAll('-', '');
  const table = (...prefixes: readonly string[]) => {
    const keys = prefixes.map((prefix) => `${prefix}#${botId}`);
    return `${tableName}  if ForAllValues:StringEquals dynamodb:LeadingKeys ${JSON.stringify(keys)}`;
  };
  return [
    `${id}Role  logs:CreateLogStream  ${id}Logs`,
    `${id}Role  logs:PutLogEvents  ${id}Logs`,
    `${id}Role  sqs:SendMessage  ${id}DeadLetters`,
    `${id}Role  dynamodb:Query  ${table('bot', 'commands', 'ledger')}`,
    `${id}Role  dynamodb:GetItem  ${table('bot', 'ledger')}`,
    `${id}Role  dynamodb:PutItem  ${table('bot', 'ledger')}`,
    `${id}Role  dynamodb:DeleteItem  ${table('commands')}`,
    `${id}Role  ssm:GetParameter  arn:aws:ssm:ap-northeast-1:ACCOUNT:parameter/kallisti/${botId}/params`,
    `${id}Role  sns:Publish  ${id}alertsTopic`,
  ];
}

describe('permissions', () => {
  it('permissions are these, for each bot on its own', () => {
    const { ledger, trader } = synthesise(stageOf({ bots: [PAPER_BOT, OTHER_BOT] }));
    expect(permissionsOf(trader)).toEqual([...tableOf('paper'), ...tableOf('other-1')]);
    expect(permissionsOf(ledger)).toEqual([]);
  });

  it('permissions belong to one role for each bot: nothing else in the stacks acts', () => {
    const { ledger, trader } = synthesise(stageOf({ bots: [PAPER_BOT, OTHER_BOT] }));
    expect([...resourcesOf(trader, 'AWS::IAM::Role').keys()].map(plain)).toEqual(['paperRole', 'other1Role']);
    trader.template.resourceCountIs('AWS::Lambda::Function', 2);
    ledger.template.resourceCountIs('AWS::IAM::Role', 0);
  });

  it('permissions are on a restored table, where the stage names one, and no longer on the other', () => {
    const { trader } = synthesise(stageOf({ restoredTable: 'ledger-of-monday' }));
    const restored = 'arn:aws:dynamodb:ap-northeast-1:ACCOUNT:table/ledger-of-monday';
    expect(permissionsOf(trader)).toEqual(tableOf('paper', restored));
  });

  it('permissions know no wildcard, in actions or resources', () => {
    const { trader } = synthesise(stageOf({ bots: [PAPER_BOT, OTHER_BOT] }));
    expect(permissionsOf(trader).filter((row) => row.includes('*'))).toEqual([]);
  });

  it('permissions stand in policies of the stack alone: no managed policy on a role, no policy within one, one trusted service', () => {
    const { trader } = synthesise(stageOf());
    for (const { Properties: properties } of resourcesOf(trader, 'AWS::IAM::Role').values()) {
      expect(properties).not.toHaveProperty('ManagedPolicyArns');
      expect(properties).not.toHaveProperty('Policies');
      expect(roleSchema.parse(properties).AssumeRolePolicyDocument.Statement).toEqual([
        { Action: 'sts:AssumeRole', Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' } },
      ]);
    }
    const kinds = Object.values(trader.json.Resources).map(({ Type: type }) => type);
    expect(kinds).not.toContain('AWS::IAM::RolePolicy');
  });

  it.each([
    ['the exchange', 'live', { allowLive: true }, 'exchange'],
    ["the exchange's demo", 'demo', { demo: true }, 'demo'],
  ])(
    'permissions include reading the keys of %s where the stage allows %s, by name, and nowhere else',
    (_, __, change, path) => {
      const stage = stageOf({ bots: [{ ...PAPER_BOT, ...change }] });
      const keys = `arn:aws:ssm:ap-northeast-1:ACCOUNT:parameter/kallisti/paper/${path}`;
      const more = permissionsOf(synthesise(stage).trader).filter((row) => !tableOf('paper').includes(row));
      expect(more).toEqual([
        `paperRole  ssm:GetParameters  ${keys}/api-key`,
        `paperRole  ssm:GetParameters  ${keys}/secret`,
      ]);
    },
  );

  it("permissions include decrypting the exchange's keys with the stage's own key, through Parameter Store, of that bot and its place alone, where it allows live or demo", () => {
    const stage = stageOf({ bots: [PAPER_BOT, OTHER_BOT], secretsKey: 'own' });
    expect(permissionsOf(synthesise(stage).trader)).toEqual([...tableOf('paper'), ...tableOf('other-1')]);
    const practice = { ...PAPER_BOT, id: 'practice', demo: true };
    const bots = [{ ...PAPER_BOT, allowLive: true }, practice, OTHER_BOT];
    const rows = permissionsOf(synthesise(stageOf({ bots, secretsKey: 'own' })).trader);
    const useOf = (role: string, path: string) => {
      const secrets = ['api-key', 'secret'].map(
        (name) => `arn:aws:ssm:ap-northeast-1:ACCOUNT:parameter/kallisti/${path}/${name}`,
      );
      return `${role}  kms:Decrypt  key of Kallisti-Ledger  if StringEquals kms:ViaService ssm.ap-northeast-1.amazonaws.com and StringEquals kms:EncryptionContext:PARAMETER_ARN ${JSON.stringify(secrets)}`;
    };
    expect(rows.filter((row) => row.includes('kms:'))).toEqual([
      useOf('paperRole', 'paper/exchange'),
      useOf('practiceRole', 'practice/demo'),
    ]);
  });

  it('permissions grow, for a static address, by what Lambda needs to place a function in a network', () => {
    const { trader } = synthesise(stageOf({ bots: [{ ...PAPER_BOT, staticEgress: true }, OTHER_BOT] }));
    const more = permissionsOf(trader).filter(
      (row) => !tableOf('paper').includes(row) && !tableOf('other-1').includes(row),
    );
    expect(more).toEqual([
      'paperRole  ec2:AssignPrivateIpAddresses  *',
      'paperRole  ec2:CreateNetworkInterface  *',
      'paperRole  ec2:DeleteNetworkInterface  *',
      'paperRole  ec2:DescribeNetworkInterfaces  *',
      'paperRole  ec2:DescribeSubnets  *',
      'paperRole  ec2:UnassignPrivateIpAddresses  *',
      // Lambda has them; the code that it runs has not.
      ...[
        'ec2:AssignPrivateIpAddresses',
        'ec2:CreateNetworkInterface',
        'ec2:DeleteNetworkInterface',
        'ec2:DescribeNetworkInterfaces',
        'ec2:DescribeSubnets',
        'ec2:DetachNetworkInterface',
        'ec2:UnassignPrivateIpAddresses',
      ].map(
        (action) => `paperRole  never  ${action}  *  if ArnEquals lambda:SourceFunctionArn paperFunction`,
      ),
    ]);
  });

  it('permissions let the rule alone invoke the function', () => {
    const { trader } = synthesise(stageOf());
    const [rule] = resourcesOf(trader, 'AWS::Events::Rule').keys();
    trader.template.resourceCountIs('AWS::Lambda::Permission', 1);
    trader.template.hasResourceProperties('AWS::Lambda::Permission', {
      Action: 'lambda:InvokeFunction',
      Principal: 'events.amazonaws.com',
      SourceArn: { 'Fn::GetAtt': [rule, 'Arn'] },
    });
  });
});
