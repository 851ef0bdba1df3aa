/**
 * A bot as it is deployed, for commands with --bot: the embedded DynamoDB, and AWS's other services as fakes.
 */
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { onTestFinished } from 'vitest';
import { createTable, openEmbeddedDynamo } from '../../infra/local/embedded-dynamodb.ts';
import { DynamoLedger } from '../../lambda/adapters/dynamo/dynamo-ledger.ts';
import { newPaperBot, type BotState } from '../../lambda/core/bot-state.ts';
import { usd } from '../../lambda/core/units.ts';
import { FakeAws } from '../harness/aws/fake-aws.ts';
import { openForTest } from '../harness/loopback-server.ts';

export const PARAMS = '/kallisti/paper/params';
export const FILTER_LOG = 'Logs_20140328.FilterLogEvents';
export const DESCRIBE_ALARMS = 'GraniteServiceVersion20100801.DescribeAlarms';
const DESCRIBE_TABLE = 'DynamoDB_20120810.DescribeTable';
const DESCRIBE_BACKUPS = 'DynamoDB_20120810.DescribeContinuousBackups';

interface DeployedBot {
  readonly aws: FakeAws;
  readonly env: NodeJS.ProcessEnv;
  /** Of its database. */
  readonly client: DynamoDBClient;
}

export const TABLE = 'the-table';

/** A deployed bot that has just ticked, and is well. */
export async function deployed(differs: Partial<BotState> = {}): Promise<DeployedBot> {
  const aws = await openForTest(new FakeAws());
  const dynamo = await openEmbeddedDynamo();
  onTestFinished(() => dynamo.close());
  await createTable(dynamo.client, TABLE);
  const nowMs = Date.now();
  const state = { ...newPaperBot('paper', 1, usd(2000), nowMs), version: 1, tickMs: nowMs, ...differs };
  await new DynamoLedger(dynamo.client, TABLE).commit(state, 0, 'execution');
  aws.cloudFormation.add('Kallisti-Ledger', { TableName: TABLE, Bots: 'paper,live' });
  aws.cloudFormation.add('Kallisti-Trader', { PaperLogs: '/aws/lambda/paper' });
  aws.parameters.put(PARAMS, '{}');
  aws.forwardTo = dynamo.endpoint;
  aws.answers.set(DESCRIBE_ALARMS, () => [200, { MetricAlarms: [alarm('Errors', 'OK')] }]);
  aws.answers.set(FILTER_LOG, () => [200, { events: [] }]);
  describeTable(aws, true);
  const backups = { PointInTimeRecoveryDescription: { PointInTimeRecoveryStatus: 'ENABLED' } };
  aws.answers.set(DESCRIBE_BACKUPS, () => [200, { ContinuousBackupsDescription: backups }]);
  const env = {
    AWS_EC2_METADATA_DISABLED: 'true',
    HOME: '/nonexistent',
    AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
    AWS_SECRET_ACCESS_KEY: 'example',
    AWS_ENDPOINT_URL: aws.baseUrl,
  };
  return { aws, env, client: dynamo.client };
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
