/**
 * Is what runs the bot what the bot was built for, and is one more bot one more entry?
 */
import { Match } from 'aws-cdk-lib/assertions';
import { beforeAll, describe, expect, it } from 'vitest';
import { BundleError, createKallisti } from '../../infra/app.ts';
import { NODE_OPTIONS } from '../../infra/constructs/bot-function.ts';
import {
  OTHER_BOT,
  PAPER_BOT,
  resourcesOf,
  stageOf,
  synthesise,
  type Synthesised,
  type SynthesisedStack,
} from './synthesis.ts';

const RELEASE = '(?:[0-9a-f]{12}(?:-dirty)?|unknown) bundle [0-9a-f]{12}';

let one: Synthesised;
let two: Synthesised;
beforeAll(() => {
  one = synthesise(stageOf());
  two = synthesise(stageOf({ bots: [PAPER_BOT, OTHER_BOT] }));
});

/** The stack of a paper bot with other options. */
function withOptions(options: Partial<typeof PAPER_BOT>): SynthesisedStack {
  return synthesise(stageOf({ bots: [{ ...PAPER_BOT, ...options }] })).trader;
}

function countsOf(stack: SynthesisedStack): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { Type: type } of Object.values(stack.json.Resources)) counts[type] = (counts[type] ?? 0) + 1;
  return counts;
}

describe('the function', () => {
  it('the function runs Node 24 on arm64, and ends before the next tick', () => {
    one.trader.template.hasResourceProperties('AWS::Lambda::Function', {
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      Handler: 'index.handler',
      MemorySize: 512,
      Timeout: 130,
    });
  });

  it('the function is given all that it needs, and nothing else', () => {
    const [topic] = resourcesOf(one.trader, 'AWS::SNS::Topic').keys();
    one.trader.template.hasResourceProperties('AWS::Lambda::Function', {
      Environment: {
        Variables: Match.exact({
          BOT_ID: 'paper',
          BOT_SYMBOLS: 'BTCUSDT,ETHUSDT',
          EXCHANGE_ID: 'binanceusdm',
          TABLE_NAME: { 'Fn::ImportValue': 'Kallisti-Ledger:ExportsOutputRefTableCD117FA1D18A8047' },
          PARAMETERS_NAME: '/kallisti/paper/params',
          ALERT_TOPIC_ARN: { Ref: topic },
          RELEASE: Match.stringLikeRegexp(RELEASE),
          ALLOW_LIVE: 'false',
          ALIGN_TO_MINUTE: '15',
          REQUEST_WEIGHT_MAX: '960',
          NODE_OPTIONS,
        }),
      },
    });
  });

  it('the function says which code it is: to its log, in its description, and to the commands', () => {
    const release = String(one.trader.json.Outputs['PaperRelease']?.Value);
    expect(release).toMatch(new RegExp(`^${RELEASE}$`));
    one.trader.template.hasResourceProperties('AWS::Lambda::Function', {
      Description: `Kallisti paper: one tick a minute, ${release}`,
      Environment: { Variables: Match.objectLike({ RELEASE: release }) },
    });
  });

  it('the function is not tried again by the platform: the next minute brings the next tick', () => {
    one.trader.template.hasResourceProperties('AWS::Lambda::EventInvokeConfig', {
      MaximumRetryAttempts: 0,
      MaximumEventAgeInSeconds: 60,
    });
  });

  it('the function has a log of its own that does not grow for ever', () => {
    const [log] = resourcesOf(one.trader, 'AWS::Logs::LogGroup').keys();
    one.trader.template.hasResourceProperties('AWS::Lambda::Function', {
      LoggingConfig: { LogGroup: { Ref: log } },
    });
    one.trader.template.hasResourceProperties('AWS::Logs::LogGroup', { RetentionInDays: 90 });
  });

  it('the function is not deployed before it is built', () => {
    expect(() => createKallisti({ stage: stageOf(), bundleOf: () => '/nowhere' })).toThrow(BundleError);
  });
});

describe('the schedule', () => {
  it('the schedule wakes the function every minute', () => {
    const [target] = resourcesOf(one.trader, 'AWS::Lambda::Function').keys();
    one.trader.template.hasResourceProperties('AWS::Events::Rule', {
      ScheduleExpression: 'rate(1 minute)',
      State: 'ENABLED',
      Targets: [Match.objectLike({ Arn: { 'Fn::GetAtt': [target, 'Arn'] } })],
    });
  });

  it('a schedule that is off wakes nobody, and nobody is alarmed by the silence', () => {
    const off = withOptions({ schedule: 'off' });
    off.template.hasResourceProperties('AWS::Events::Rule', { State: 'DISABLED' });
    const alarms = [...resourcesOf(off, 'AWS::CloudWatch::Alarm').values()];
    expect(alarms.map(({ Properties: properties }) => properties['MetricName'])).not.toContain('Heartbeat');
  });
});

describe('an event that comes to nothing', () => {
  it('an event that comes to nothing is kept, whether the function failed or could not be reached', () => {
    const [queue] = resourcesOf(one.trader, 'AWS::SQS::Queue').keys();
    const arn = { 'Fn::GetAtt': [queue, 'Arn'] };
    one.trader.template.hasResourceProperties('AWS::Lambda::Function', {
      DeadLetterConfig: { TargetArn: arn },
    });
    one.trader.template.hasResourceProperties('AWS::Events::Rule', {
      Targets: [
        Match.objectLike({
          DeadLetterConfig: { Arn: arn },
          RetryPolicy: { MaximumEventAgeInSeconds: 60, MaximumRetryAttempts: 2 },
        }),
      ],
    });
  });

  it('an event that comes to nothing stays for two weeks in an encrypted queue that takes it from this rule alone, and over TLS', () => {
    const [queue] = resourcesOf(one.trader, 'AWS::SQS::Queue').keys();
    const [rule] = resourcesOf(one.trader, 'AWS::Events::Rule').keys();
    one.trader.template.hasResourceProperties('AWS::SQS::Queue', {
      MessageRetentionPeriod: 14 * 86_400,
      SqsManagedSseEnabled: true,
    });
    one.trader.template.hasResourceProperties('AWS::SQS::QueuePolicy', {
      Queues: [{ Ref: queue }],
      PolicyDocument: {
        Statement: [
          Match.objectLike({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
          Match.objectLike({
            Effect: 'Allow',
            Action: 'sqs:SendMessage',
            Principal: { Service: 'events.amazonaws.com' },
            Condition: { ArnEquals: { 'aws:SourceArn': { 'Fn::GetAtt': [rule, 'Arn'] } } },
          }),
        ],
      },
    });
  });
});

describe('the topic', () => {
  it("the topic keeps SNS's default encryption: alarms cannot publish through the AWS-managed key", () => {
    one.trader.template.hasResourceProperties('AWS::SNS::Topic', { KmsMasterKeyId: Match.absent() });
  });

  it("the topic admits the account's alarms, and nobody without TLS", () => {
    const [topic] = resourcesOf(one.trader, 'AWS::SNS::Topic').keys();
    one.trader.template.hasResourceProperties('AWS::SNS::TopicPolicy', {
      Topics: [{ Ref: topic }],
      PolicyDocument: {
        Statement: [
          Match.objectLike({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
          {
            Sid: 'AlarmsOfThisAccount',
            Effect: 'Allow',
            Action: 'sns:Publish',
            Principal: { Service: 'cloudwatch.amazonaws.com' },
            Resource: { Ref: topic },
            Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
          },
        ],
      },
    });
  });

  it('the topic mails to the address of the stage, if there is one', () => {
    one.trader.template.hasResourceProperties('AWS::SNS::Subscription', {
      Protocol: 'email',
      Endpoint: 'owner@example.org',
    });
    const { alertEmail: _, ...unheard } = PAPER_BOT;
    synthesise(stageOf({ bots: [unheard] })).trader.template.resourceCountIs('AWS::SNS::Subscription', 0);
  });
});

describe('one more bot', () => {
  it('one more bot is one more of everything but the table, the dashboard, its queries and the policies of people', () => {
    const shared: Readonly<Record<string, number>> = {
      'AWS::CloudWatch::Dashboard': 1,
      'AWS::Logs::QueryDefinition': 5,
      'AWS::IAM::ManagedPolicy': 2,
    };
    const twice = Object.entries(countsOf(one.trader)).map(
      ([type, count]) => [type, shared[type] ?? 2 * count] as const,
    );
    expect(countsOf(two.trader)).toEqual(Object.fromEntries(twice));
    expect(countsOf(two.ledger)).toEqual({ 'AWS::DynamoDB::GlobalTable': 1 });
  });

  it('one more bot leaves the first as it was', () => {
    const ofAll = ['AWS::CloudWatch::Dashboard', 'AWS::Logs::QueryDefinition', 'AWS::IAM::ManagedPolicy'];
    const ofTheBot = Object.entries(one.trader.json.Resources).filter(
      ([, { Type: type }]) => !ofAll.includes(type),
    );
    expect(ofTheBot.length).toBeGreaterThan(15);
    expect(two.trader.json.Resources).toMatchObject(Object.fromEntries(ofTheBot));
  });
});

describe('the outputs', () => {
  it('the outputs tell commands the table of the ticks, and the bots', () => {
    const { Outputs: outputs } = two.trader.json;
    expect(outputs['TableName']?.Value).toEqual({
      'Fn::ImportValue': 'Kallisti-Ledger:ExportsOutputRefTableCD117FA1D18A8047',
    });
    expect(outputs['Bots']?.Value).toBe('paper,other-1');
  });
});
