/**
 * How far is the clock of AWS ahead of this machine's?
 *
 * A bot obeys no command whose date says that it is an old one, and a command is dated by its sender. So a wrong clock
 * must not make a command old: it is dated by the clock that the bot's is compared with.
 *
 * Every answer of AWS is dated, also one that refuses something. The client of its SDK keeps the difference, because it
 * signs by it.
 */
import { QueryCommand } from '@aws-sdk/client-dynamodb';
import { dynamoClient, type DynamoClientOptions } from '../../lambda/adapters/dynamo/dynamo-client.ts';
import { botPartition } from '../../lambda/adapters/dynamo/dynamo-items.ts';
import { MINUTE_MS } from '../../lambda/core/units.ts';

/** Answers are dated to the second, and take some. */
const DIFFERENCE_MIN_MS = MINUTE_MS;

interface Clocked extends DynamoClientOptions {
  readonly table: string;
  readonly botId: string;
}

/** In ms; 0 where it is no more than that, or not known because nobody answers within seconds. */
export async function clockAheadMs({ table, botId, ...place }: Clocked): Promise<number> {
  const client = dynamoClient(place);
  const question = new QueryCommand({
    TableName: table,
    KeyConditionExpression: 'pk = :pk',
    ExpressionAttributeValues: { ':pk': { S: botPartition(botId) } },
    Select: 'COUNT',
    Limit: 1,
  });
  // What keeps the command from being written is told when it is.
  await client.send(question).catch(() => undefined);
  const { systemClockOffset: aheadMs } = client.config;
  client.destroy();
  return Math.abs(aheadMs) < DIFFERENCE_MIN_MS ? 0 : aheadMs;
}
