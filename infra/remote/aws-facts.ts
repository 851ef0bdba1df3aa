/**
 * Reads facts about a bot from AWS: its table, its alarms, the time. Writes nothing.
 */
import { ForeignAnswerError } from '../../lambda/adapters/aws/aws-refusal.ts';
import type { MetricAlarm } from '@aws-sdk/client-cloudwatch';
import { awsAgent } from '../../lambda/adapters/proxy.ts';
import { DescribeContinuousBackupsCommand, DescribeTableCommand } from '@aws-sdk/client-dynamodb';
import { dynamoClient } from '../../lambda/adapters/dynamo/dynamo-client.ts';
import { InputError } from '../input-error.ts';
import { findInAws, inAws } from './aws-errors.ts';

export interface TableFacts {
  /** Attributes of the key, in order. */
  readonly key: readonly string[];
  readonly status: string;
  readonly isProtected: boolean;
  readonly hasPointInTimeRecovery: boolean;
  /** This machine's time less AWS's, in ms; `undefined` when AWS did not say. */
  readonly clockAheadMs: number | undefined;
}

/** @throws InputError when there is no such table. */
export async function tableFacts(table: string, region: string): Promise<TableFacts> {
  const client = dynamoClient({ region });
  let clockAheadMs: number | undefined;
  client.middlewareStack.add(
    (next) => async (args) => {
      const result = await next(args);
      clockAheadMs ??= aheadOf(result.response);
      return result;
    },
    { step: 'deserialize', name: 'clockOfAws', priority: 'low' },
  );
  const what = `the table ${table} in ${region}`;
  try {
    const described = await findInAws(what, () =>
      client.send(new DescribeTableCommand({ TableName: table })),
    );
    if (described === undefined) throw new InputError(`${what} does not exist`);
    const { Table = {} } = described;
    const { ContinuousBackupsDescription: backups } = await inAws(`the backups of ${table}`, () =>
      client.send(new DescribeContinuousBackupsCommand({ TableName: table })),
    );
    const recovery = backups?.PointInTimeRecoveryDescription?.PointInTimeRecoveryStatus;
    return {
      key: (Table.KeySchema ?? []).map(({ AttributeName = '' }) => AttributeName),
      status: Table.TableStatus ?? 'unknown',
      isProtected: Table.DeletionProtectionEnabled === true,
      hasPointInTimeRecovery: recovery === 'ENABLED',
      clockAheadMs,
    };
  } finally {
    client.destroy();
  }
}

/** The header has whole seconds, and is half a second behind on average. */
function aheadOf(response: unknown): number | undefined {
  if (typeof response !== 'object' || response === null || !('headers' in response)) return undefined;
  const { headers } = response;
  if (typeof headers !== 'object' || headers === null || !('date' in headers)) return undefined;
  const { date } = headers;
  const thereMs = typeof date === 'string' ? Date.parse(date) : Number.NaN;
  return Number.isNaN(thereMs) ? undefined : Date.now() - thereMs - 500;
}

export interface AlarmFact {
  readonly name: string;
  readonly state: string;
  /** Whether it tells its topic. */
  readonly isTold: boolean;
  /** Meaning and remedy, as the stack describes the alarm. */
  readonly meaning: string;
}

function areAlarms(found: unknown): boolean {
  const isText = ({ AlarmDescription: text = '' }: MetricAlarm) => typeof text === 'string';
  return Array.isArray(found) && found.every(isText);
}

/** The alarms of the bot in its stack, which describes each by the bot's id. */
export async function alarmsOf(botId: string, stack: string, region: string): Promise<readonly AlarmFact[]> {
  const { CloudWatchClient, DescribeAlarmsCommand } = await import('@aws-sdk/client-cloudwatch');
  const client = new CloudWatchClient({ region, requestHandler: awsAgent() });
  const alarms: AlarmFact[] = [];
  let from: string | undefined;
  try {
    do {
      const page = { AlarmNamePrefix: `${stack}-`, ...(from !== undefined && { NextToken: from }) };
      const { MetricAlarms = [], NextToken } = await inAws(
        `the alarms of ${stack} in ${region}`,
        async () => {
          const answer = await client.send(new DescribeAlarmsCommand(page));
          if (!areAlarms(answer.MetricAlarms ?? [])) throw new ForeignAnswerError('no alarms');
          return answer;
        },
      );
      for (const {
        AlarmName: name = '',
        StateValue: state = '',
        AlarmDescription: text = '',
        ActionsEnabled: isTold = true,
      } of MetricAlarms) {
        if (!text.startsWith(`${botId}: `)) continue;
        alarms.push({ name, state, isTold, meaning: text.slice(botId.length + 2) });
      }
      from = NextToken;
    } while (from !== undefined);
    return alarms;
  } finally {
    client.destroy();
  }
}
