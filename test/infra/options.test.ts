/**
 * Do the options of a stage add what they promise, and nothing while they are not chosen?
 */
import { Match } from 'aws-cdk-lib/assertions';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  OTHER_BOT,
  PAPER_BOT,
  resourcesOf,
  stageOf,
  synthesise,
  type SynthesisedStack,
} from './synthesis.ts';

let plain: SynthesisedStack;
let fixed: SynthesisedStack;
beforeAll(() => {
  plain = synthesise(stageOf()).trader;
  const bots = [
    { ...PAPER_BOT, staticEgress: true },
    { ...OTHER_BOT, staticEgress: true },
  ];
  fixed = synthesise(stageOf({ bots: [...bots, { ...PAPER_BOT, id: 'third' }] })).trader;
});

describe('a static address', () => {
  it('a static address is one for all bots that ask, on one gateway in one zone: nothing to log in to, nothing to patch', () => {
    fixed.template.resourceCountIs('AWS::EC2::EIP', 1);
    fixed.template.resourceCountIs('AWS::EC2::NatGateway', 1);
    fixed.template.resourceCountIs('AWS::EC2::Subnet', 2);
    fixed.template.resourceCountIs('AWS::EC2::Instance', 0);
    const [address] = resourcesOf(fixed, 'AWS::EC2::EIP').keys();
    fixed.template.hasResourceProperties('AWS::EC2::NatGateway', {
      AllocationId: { 'Fn::GetAtt': [address, 'AllocationId'] },
    });
    expect(fixed.json.Outputs['EgressAddress']?.Value).toEqual({ Ref: address });
  });

  it('a static address places only the bots that ask, and lets them out over TLS and nobody in', () => {
    const placed = [...resourcesOf(fixed, 'AWS::Lambda::Function').values()].map(
      ({ Properties: properties }) => properties['VpcConfig'] !== undefined,
    );
    expect(placed).toEqual([true, true, false]);
    fixed.template.hasResourceProperties('AWS::EC2::SecurityGroup', {
      SecurityGroupEgress: [Match.objectLike({ CidrIp: '0.0.0.0/0', FromPort: 443, ToPort: 443 })],
      SecurityGroupIngress: Match.absent(),
    });
  });

  it('a static address does not pay for the way to the table', () => {
    const endpoints = [...resourcesOf(fixed, 'AWS::EC2::VPCEndpoint').values()];
    expect(endpoints).toHaveLength(1);
    expect(endpoints[0]?.Properties).toMatchObject({ VpcEndpointType: 'Gateway' });
    expect(JSON.stringify(endpoints[0]?.Properties['ServiceName'])).toMatch(/\.dynamodb"/);
  });

  it('a static address is not there when nobody asks', () => {
    const types = Object.values(plain.json.Resources).map(({ Type: type }) => type);
    expect(types.filter((type) => type.startsWith('AWS::EC2::'))).toEqual([]);
  });
});

describe('a monthly budget', () => {
  it('a monthly budget mails its reader at 80 %, and when the forecast passes it', () => {
    const { trader } = synthesise(stageOf({ monthlyBudget: { usd: 20, email: 'owner@example.org' } }));
    const told = (type: string, threshold: number): object => ({
      Notification: {
        NotificationType: type,
        Threshold: threshold,
        ThresholdType: 'PERCENTAGE',
        ComparisonOperator: 'GREATER_THAN',
      },
      Subscribers: [{ SubscriptionType: 'EMAIL', Address: 'owner@example.org' }],
    });
    trader.template.hasResourceProperties('AWS::Budgets::Budget', {
      Budget: { BudgetType: 'COST', TimeUnit: 'MONTHLY', BudgetLimit: { Amount: 20, Unit: 'USD' } },
      NotificationsWithSubscribers: [told('ACTUAL', 80), told('FORECASTED', 100)],
    });
  });

  it('a monthly budget is not there when nobody asks', () => {
    plain.template.resourceCountIs('AWS::Budgets::Budget', 0);
  });
});

describe('a Slack channel', () => {
  const slack = { workspaceId: 'T0123ABCDEF', channelId: 'C0123ABCDEF' };
  let trader: SynthesisedStack;
  beforeAll(() => {
    ({ trader } = synthesise(stageOf({ bots: [PAPER_BOT, OTHER_BOT], slack })));
  });

  it('a Slack channel is configured once, for the topics of all bots: an account takes a channel once', () => {
    const topics = [...resourcesOf(trader, 'AWS::SNS::Topic').keys()];
    expect(topics).toHaveLength(2);
    trader.template.resourceCountIs('AWS::Chatbot::SlackChannelConfiguration', 1);
    trader.template.hasResourceProperties('AWS::Chatbot::SlackChannelConfiguration', {
      ConfigurationName: 'Kallisti-Trader-C0123ABCDEF',
      SlackWorkspaceId: slack.workspaceId,
      SlackChannelId: slack.channelId,
      SnsTopicArns: topics.map((Ref) => ({ Ref })),
    });
  });

  it('a Slack channel shows the bots of all groups', () => {
    const other = { ...OTHER_BOT, group: 2 };
    const grouped = synthesise(stageOf({ bots: [PAPER_BOT, other], slack }));
    const [chat] = resourcesOf(grouped.trader, 'AWS::Chatbot::SlackChannelConfiguration').values();
    const arns = JSON.stringify(chat?.Properties['SnsTopicArns']);
    expect(arns).toMatch(/^\[\{"Ref":"paperalerts/);
    expect(arns).toMatch(/,\{"Fn::ImportValue":"Kallisti-Trader-2:ExportsOutputRefother1alerts[^,]*\]$/);
    grouped.traders[1]?.template.resourceCountIs('AWS::Chatbot::SlackChannelConfiguration', 0);
  });

  it('a Slack channel only shows: its role may do nothing, and nobody can type a command', () => {
    const [[, chat] = ['', undefined]] = resourcesOf(trader, 'AWS::Chatbot::SlackChannelConfiguration');
    expect(JSON.stringify(chat?.Properties['GuardrailPolicies'])).toMatch(/iam::aws:policy\/AWSDenyAll"/);
    const role = [...resourcesOf(trader, 'AWS::IAM::Role').keys()].find((id) => id.startsWith('Chat')) ?? '';
    expect(chat?.Properties['IamRoleArn']).toEqual({ 'Fn::GetAtt': [role, 'Arn'] });
    expect(resourcesOf(trader, 'AWS::IAM::Role').get(role)?.Properties).not.toHaveProperty(
      'ManagedPolicyArns',
    );
    const policies = [...resourcesOf(trader, 'AWS::IAM::Policy').values()];
    expect(policies.filter((policy) => JSON.stringify(policy).includes(role))).toEqual([]);
  });

  it('a Slack channel gets what every subscriber gets: the topics keep no publisher and no subscriber away', () => {
    for (const { Properties: properties } of resourcesOf(trader, 'AWS::SNS::Topic').values()) {
      // With a key of its own, the key would have to allow the integration, too.
      expect(properties).not.toHaveProperty('KmsMasterKeyId');
    }
  });

  it('a Slack channel is not there when nobody asks', () => {
    plain.template.resourceCountIs('AWS::Chatbot::SlackChannelConfiguration', 0);
  });
});
