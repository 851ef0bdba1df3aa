/**
 * May the bot do what it does, and nothing else? Every action on every resource of every role, as a table.
 */
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Stage } from '../../infra/stages.ts';
import {
  OTHER_BOT,
  PAPER_BOT,
  resourcesOf,
  stageOf,
  synthesise,
  type SynthesisedStack,
} from './synthesis.ts';

const listOf = <Item extends z.ZodType>(item: Item) =>
  z.union([z.array(item), item.transform((single) => [single])]);
const statementSchema = z.strictObject({
  Effect: z.enum(['Allow', 'Deny']),
  Action: listOf(z.string()),
  Resource: listOf(z.unknown()),
  Condition: z.record(z.string(), z.record(z.string(), z.unknown())).optional(),
});
const policySchema = z.strictObject({
  PolicyName: z.string(),
  PolicyDocument: z.strictObject({ Version: z.string(), Statement: z.array(statementSchema) }),
  Roles: z.array(z.strictObject({ Ref: z.string() })),
});
const roleSchema = z.looseObject({
  AssumeRolePolicyDocument: z.looseObject({
    Statement: z.array(z.looseObject({ Principal: z.unknown(), Action: z.string() })),
  }),
});

/** `paperRole0522E4EB` → `paperRole`. */
function plain(logicalId: string): string {
  return logicalId.replace(/[0-9A-F]{8}$/, '');
}

/** What a value of CloudFormation names, short enough for a table. */
function shown(value: unknown): string {
  if (typeof value === 'string') return value;
  const [[kind, of] = ['', undefined]] = Object.entries(z.record(z.string(), z.unknown()).parse(value));
  switch (kind) {
    case 'Ref':
      return of === 'AWS::AccountId' ? 'ACCOUNT' : plain(z.string().parse(of));
    case 'Fn::GetAtt':
      return plain(z.tuple([z.string(), z.literal('Arn')]).parse(of)[0]);
    case 'Fn::ImportValue':
      return z
        .string()
        .parse(of)
        .replace(/^.*:ExportsOutputFnGetAtt(?<id>\w+)[0-9A-F]{8}Arn[0-9A-F]{8}$/, 'ledger $<id>');
    case 'Fn::Join':
      return z
        .tuple([z.literal(''), z.array(z.unknown())])
        .parse(of)[1]
        .map(shown)
        .join('');
    default:
      throw new Error(`a permission on ${JSON.stringify(value)}, which this table cannot show`);
  }
}

/** `paperRole  sns:Publish  paperalertsTopic`, and the condition where there is one. */
function permissionsOf(stack: SynthesisedStack): readonly string[] {
  return [...resourcesOf(stack, 'AWS::IAM::Policy').values()].flatMap(({ Properties: properties }) => {
    const { PolicyDocument: document, Roles: roles } = policySchema.parse(properties);
    return document.Statement.flatMap(({ Effect, Action, Resource, Condition }) =>
      roles.flatMap(({ Ref: role }) =>
        Action.flatMap((action) =>
          Resource.map((resource) => {
            const denied = Effect === 'Deny' ? ['never'] : [];
            const only = Condition === undefined ? [] : [conditionOf(Condition)];
            return [plain(role), ...denied, action, shown(resource), ...only].join('  ');
          }),
        ),
      ),
    );
  });
}

function conditionOf(condition: Readonly<Record<string, Readonly<Record<string, unknown>>>>): string {
  const rows = Object.entries(condition).flatMap(([operator, keys]) =>
    Object.entries(keys).map(([key, value]) => `${operator} ${key} ${JSON.stringify(value)}`),
  );
  return `if ${rows.join(' and ')}`;
}

function tableOf(botId: string, id = botId.replaceAll('-', '')): readonly string[] {
  const table = `ledger Table  if ForAllValues:StringEquals dynamodb:LeadingKeys ["bot#${botId}","ledger#${botId}"]`;
  return [
    `${id}Role  logs:CreateLogStream  ${id}Logs`,
    `${id}Role  logs:PutLogEvents  ${id}Logs`,
    `${id}Role  sqs:SendMessage  ${id}DeadLetters`,
    `${id}Role  dynamodb:DeleteItem  ${table}`,
    `${id}Role  dynamodb:GetItem  ${table}`,
    `${id}Role  dynamodb:PutItem  ${table}`,
    `${id}Role  dynamodb:Query  ${table}`,
    `${id}Role  ssm:GetParameter  arn:aws:ssm:ap-northeast-1:ACCOUNT:parameter/kallisti/${botId}/params`,
    `${id}Role  sns:Publish  ${id}alertsTopic`,
  ];
}

describe('permissions', () => {
  it('are these, for each bot on its own', () => {
    const { ledger, trader } = synthesise(stageOf({ bots: [PAPER_BOT, OTHER_BOT] }));
    expect(permissionsOf(trader)).toEqual([...tableOf('paper'), ...tableOf('other-1')]);
    expect(permissionsOf(ledger)).toEqual([]);
  });

  it('know no wildcard, in actions or resources', () => {
    const { trader } = synthesise(stageOf({ bots: [PAPER_BOT, OTHER_BOT] }));
    expect(permissionsOf(trader).filter((row) => row.includes('*'))).toEqual([]);
  });

  it('stand in policies of the stack alone: no managed policy, no policy within a role, one trusted service', () => {
    const { trader } = synthesise(stageOf());
    for (const { Properties: properties } of resourcesOf(trader, 'AWS::IAM::Role').values()) {
      expect(properties).not.toHaveProperty('ManagedPolicyArns');
      expect(properties).not.toHaveProperty('Policies');
      expect(roleSchema.parse(properties).AssumeRolePolicyDocument.Statement).toEqual([
        { Action: 'sts:AssumeRole', Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' } },
      ]);
    }
    const kinds = Object.values(trader.json.Resources).map(({ Type: type }) => type);
    expect(kinds).not.toContain('AWS::IAM::ManagedPolicy');
    expect(kinds).not.toContain('AWS::IAM::RolePolicy');
  });

  it("read the exchange's keys where the stage allows live, by name, and nowhere else", () => {
    const stage = stageOf();
    // No stage can say so yet: this is what one would get.
    const live: Stage = { ...stage, bots: stage.bots.map((bot) => ({ ...bot, allowLive: true })) };
    const keys = 'arn:aws:ssm:ap-northeast-1:ACCOUNT:parameter/kallisti/paper/exchange';
    const more = permissionsOf(synthesise(live).trader).filter((row) => !tableOf('paper').includes(row));
    expect(more).toEqual([
      `paperRole  ssm:GetParameters  ${keys}/api-key`,
      `paperRole  ssm:GetParameters  ${keys}/secret`,
    ]);
  });

  it('grow, for a static address, by what Lambda needs to place a function in a network', () => {
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
    ]);
  });

  it('let the rule alone invoke the function', () => {
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
