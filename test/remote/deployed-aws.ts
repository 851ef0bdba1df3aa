/**
 * An account in which a bot is deployed: its stacks, its parameters, its table in a database, and everything well.
 */
import { NOBODY, STAGE } from '../../infra/stages.ts';
import { ACCOUNT_SETTINGS, type FakeAws } from '../harness/aws/fake-aws.ts';
import type { Stack } from '../harness/aws/fake-cloudformation.ts';
import type { JsonAnswer } from '../harness/aws/protocols.ts';

export const TABLE = 'the-table';
export const PARAMS = '/kallisti/paper/params';
export const DESCRIBE_ALARMS = 'GraniteServiceVersion20100801.DescribeAlarms';
export const FILTER_LOG = 'Logs_20140328.FilterLogEvents';
export const DESCRIBE_RULE = 'AWSEvents.DescribeRule';
export const LIST_TARGETS = 'AWSEvents.ListTargetsByRule';
export const GET_FUNCTION = 'Lambda.GetFunctionConfiguration';
export const GET_CONCURRENCY = 'Lambda.GetFunctionConcurrency';
/** The outputs of a trader stack of the releases that did not say which table is used. */
export const TRADER_BEFORE = {
  PaperFunction: 'paper-function',
  PaperRule: 'paper-rule',
  PaperLogs: '/aws/lambda/paper',
  LiveFunction: 'live-function',
};
export const OLD_RELEASE = '0123456789ab bundle 0123456789ab';
export const QUEUE_ATTRIBUTES = 'AmazonSQS.GetQueueAttributes';
export const RECEIVE_MESSAGE = 'AmazonSQS.ReceiveMessage';
export const TOPIC = 'arn:aws:sns:ap-northeast-1:123456789012:paper-alerts';
const FUNCTION_ARN = 'arn:aws:lambda:ap-northeast-1:123456789012:function:paper-function';
export const DESCRIBE_TABLE = 'DynamoDB_20120810.DescribeTable';
const DESCRIBE_BACKUPS = 'DynamoDB_20120810.DescribeContinuousBackups';

/**
 * @param database the endpoint that answers for DynamoDB.
 * @param release the code that was deployed.
 */
export function deployIn(aws: FakeAws, database: string, release = OLD_RELEASE): void {
  aws.cloudFormation.add('Kallisti-Ledger', { TableName: TABLE });
  aws.cloudFormation.add('Kallisti-Trader', {
    ...TRADER_BEFORE,
    TableName: TABLE,
    Bots: 'paper,live',
    CommandsApart1: 'paper,live',
    PaperAlerts: TOPIC,
    PaperDeadLetters: `${aws.baseUrl}/123456789012/paper-dead-letters`,
    PaperRelease: release,
  });
  ledger(aws).terminationProtection = true;
  aws.answers.set(GET_FUNCTION, () => functionWith(TABLE));
  aws.answers.set(GET_CONCURRENCY, () => [200, {}]);
  aws.parameters.put(PARAMS, '{}');
  aws.forwardTo = database;
  aws.answers.set(DESCRIBE_ALARMS, () => [200, { MetricAlarms: [alarm('Errors', 'OK')] }]);
  aws.answers.set(FILTER_LOG, () => [200, { events: [] }]);
  aws.answers.set(DESCRIBE_RULE, () => [
    200,
    { Name: 'paper-rule', State: 'ENABLED', ScheduleExpression: 'rate(1 minute)' },
  ]);
  aws.answers.set(LIST_TARGETS, () => [200, { Targets: [{ Id: 'Target0', Arn: FUNCTION_ARN }] }]);
  aws.answers.set(QUEUE_ATTRIBUTES, () => [200, { Attributes: { ApproximateNumberOfMessages: '0' } }]);
  const AccountLimit = { ConcurrentExecutions: 1000, UnreservedConcurrentExecutions: 1000 };
  aws.answers.set(ACCOUNT_SETTINGS, () => [200, { AccountLimit }]);
  // Whoever is named in infra/stages.ts, which belongs to the owner, who runs these tests, too.
  const named = STAGE.bots.find(({ id }) => id === 'paper')?.alertEmail ?? NOBODY;
  const endpoint = named === NOBODY ? 'owner@example.org' : named;
  aws.topic.subscriptions = [{ arn: `${TOPIC}:1`, protocol: 'email', endpoint }];
  describeTable(aws, true);
  const backups = { PointInTimeRecoveryDescription: { PointInTimeRecoveryStatus: 'ENABLED' } };
  aws.answers.set(DESCRIBE_BACKUPS, () => [200, { ContinuousBackupsDescription: backups }]);
}

export function ledger(aws: FakeAws): Stack {
  const stack = aws.cloudFormation.stacks.get('Kallisti-Ledger');
  if (stack === undefined) throw new Error('it is not deployed');
  return stack;
}

/** The configuration of a function that uses a table. */
export function functionWith(table: string): JsonAnswer {
  return [200, { State: 'Active', Environment: { Variables: { TABLE_NAME: table } } }];
}

/** Of a command that asks there. */
export function environmentOf(aws: FakeAws): NodeJS.ProcessEnv {
  return {
    AWS_EC2_METADATA_DISABLED: 'true',
    HOME: '/nonexistent',
    AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
    AWS_SECRET_ACCESS_KEY: 'example',
    AWS_ENDPOINT_URL: aws.baseUrl,
  };
}

export function describeTable(aws: FakeAws, isProtected: boolean): void {
  const KeySchema = ['pk', 'sk'].map((AttributeName) => ({ AttributeName }));
  const Table = { TableStatus: 'ACTIVE', DeletionProtectionEnabled: isProtected, KeySchema };
  aws.answers.set(DESCRIBE_TABLE, () => [200, { Table }]);
}

export function alarm(name: string, state: string, botId = 'paper') {
  const AlarmName = `Kallisti-Trader-${name}`;
  return { AlarmName, StateValue: state, AlarmDescription: `${botId}: it means that. What to do: look.` };
}
