/**
 * A bot as it is deployed, for commands with --bot: the embedded DynamoDB, and AWS's other services as fakes.
 */
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { onTestFinished } from 'vitest';
import { built } from '../../infra/bundle/bundle.ts';
import { releaseOf } from '../../infra/bundle/release.ts';
import { createTable, openEmbeddedDynamo } from '../../infra/local/embedded-dynamodb.ts';
import { DynamoLedger } from '../../lambda/adapters/dynamo/dynamo-ledger.ts';
import { newPaperBot, type BotState } from '../../lambda/core/bot-state.ts';
import { usd } from '../../lambda/core/units.ts';
import { STAGE } from '../../infra/stages.ts';
import { FakeAws } from '../harness/aws/fake-aws.ts';
import { openForTest } from '../harness/loopback-server.ts';
import { TABLE, deployIn, environmentOf } from './deployed-aws.ts';

let own: Promise<string> | undefined;

/** The code of this clone, as a deployment names it. */
export function ownRelease(): Promise<string> {
  // Of a bot that infra/stages.ts need not have: it belongs to its owner, who runs these tests, too.
  const exchange = STAGE.bots.find(({ id }) => id === 'paper')?.exchange ?? 'binanceusdm';
  return (own ??= built(exchange).then(({ files }) => releaseOf(files)));
}

interface DeployedBot {
  readonly aws: FakeAws;
  readonly env: NodeJS.ProcessEnv;
  /** Of its database. */
  readonly client: DynamoDBClient;
}

/** A deployed bot that has just ticked, and is well. @param release the code that was deployed */
export async function deployed(differs: Partial<BotState> = {}, release?: string): Promise<DeployedBot> {
  const aws = await openForTest(new FakeAws());
  const dynamo = await openEmbeddedDynamo();
  onTestFinished(() => dynamo.close());
  await createTable(dynamo.client, TABLE);
  const nowMs = Date.now();
  const state = { ...newPaperBot('paper', 1, usd(2000), nowMs), version: 1, tickMs: nowMs, ...differs };
  await new DynamoLedger(dynamo.client, TABLE).commit(state, 0, 'execution');
  deployIn(aws, dynamo.endpoint, release);
  return { aws, env: environmentOf(aws), client: dynamo.client };
}
