/**
 * Does a command reach the bot that trades, after its table was restored from backup?
 *
 * The stage is synthesised with `restoredTable`; the command line is a process of its own, with the unmodified clients
 * of AWS; the function is the deployed one, with the environment of the template, and ticks against an exchange on
 * loopback.
 */
import { ScanCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { describe, expect, it, vi } from 'vitest';
import { createTable } from '../../infra/local/embedded-dynamodb.ts';
import { localContext } from '../../infra/local/lambda-context.ts';
import { scheduledEvent } from '../../infra/local/paper-run.ts';
import { DynamoLedger } from '../../lambda/adapters/dynamo/dynamo-ledger.ts';
import { newPaperBot, recordEvent, type BotState } from '../../lambda/core/bot-state.ts';
import { MINUTE_MS, minuteStartMs, usd } from '../../lambda/core/units.ts';
import { deployedBot } from '../../lambda/deployed-bot.ts';
import { parseEnvironment } from '../../lambda/environment.ts';
import { putRaw } from '../adapters/dynamo/dynamo-raw-items.ts';
import { entryOrder, position } from '../harness/builders.ts';
import { openForTest } from '../harness/loopback-server.ts';
import { scalper, startScalper } from '../harness/scalper-process.ts';
import { stateIn } from '../harness/stored-bot.ts';
import { stageOf } from '../infra/synthesis.ts';
import { quietVenue } from '../venue/binance-venue.ts';
import { GET_FUNCTION, TABLE, functionWith } from './deployed-aws.ts';
import { deployed } from './deployed-bot.ts';
import { deployedStage } from './deployed-stage.ts';

const RESTORED = 'kallisti-restored';
const PAPER = ['--bot', 'paper'];

/** A bot that holds one position on paper. */
function holdingBot(nowMs: number): BotState {
  const { decision } = entryOrder();
  // Far from its stop and its take-profit: only the operator closes it.
  const prices = { stopPrice: 90, takeProfitPrice: 110 };
  const held = position({ symbol: 'BTCUSDT', decidedAtMs: nowMs, filledAtMs: nowMs, ...prices });
  const born = newPaperBot('paper', 1, usd(2000), minuteStartMs(nowMs));
  const bot = recordEvent(born, { kind: 'opened', atMs: nowMs, position: held, decision, fills: [] });
  const { symbol, side, quantity } = held;
  return {
    ...bot,
    version: 1,
    tickMs: minuteStartMs(nowMs),
    account: { positions: [{ symbol, side, quantity, metToMs: minuteStartMs(nowMs) }], orders: [] },
    outbox: { rows: [], alerts: [] },
  };
}

/** What DynamoDB makes of a table's backup: a new table with its items. */
async function restore(client: DynamoDBClient): Promise<void> {
  await createTable(client, RESTORED);
  const { Items = [] } = await client.send(new ScanCommand({ TableName: TABLE, ConsistentRead: true }));
  for (const item of Items) await putRaw(client, RESTORED, item);
}

/** The function of that environment; each call is the tick of the next minute. */
async function functionOf(env: NodeJS.ProcessEnv, variables: Readonly<Record<string, string>>) {
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
  vi.stubEnv('AWS_REGION', 'ap-northeast-1');
  // Its prices are 50 ms old: of the open of the minute, before which no stop of that minute was met.
  const venue = await openForTest(quietVenue(minuteStartMs(Date.now()) + 50));
  const environment = parseEnvironment({ ...variables, EXCHANGE_ENDPOINT: venue.baseUrl });
  const bot = deployedBot(environment, { log: () => {}, clock: venue });
  // Too little for a watch step, which would wait for its time.
  const context = localContext(() => 14_000);
  return async () => {
    venue.timeMs += MINUTE_MS;
    return bot.handler(scheduledEvent(minuteStartMs(venue.nowMs())), context);
  };
}

describe('a command after a restore', () => {
  it.each([
    ['the stack says which table is used', true],
    ['the stack is of a release that does not say it', false],
  ])('a command after a restore reaches the bot that trades, which obeys it: %s', async (_, isSaid) => {
    const nowMs = Date.now();
    const { aws, env, client } = await deployed(holdingBot(nowMs));
    await restore(client);
    const [old, used] = [new DynamoLedger(client, TABLE), new DynamoLedger(client, RESTORED)];
    const before = await old.load('paper');
    const deployment = deployedStage(stageOf({ restoredTable: RESTORED }), TABLE);
    const { TableName: _table, Bots: _bots, ...outputsBefore } = deployment.outputs;
    aws.cloudFormation.add('Kallisti-Trader', isSaid ? deployment.outputs : outputsBefore);
    aws.answers.set(GET_FUNCTION, () => functionWith(deployment.environment['TABLE_NAME'] ?? ''));
    const tick = await functionOf(env, deployment.environment);

    const paused = await scalper(['pause', ...PAPER, '--why', 'restored'], { env });
    expect(paused).toMatchObject({ code: 0, stderr: '' });
    expect(paused.stdout).toContain('Left for the next tick of bot paper: pause');
    expect(await tick()).toMatchObject({ status: 'committed' });
    const kept = await stateIn(used, 'paper');
    expect(kept.ledger.operatorPausedSinceMs).toBeDefined();
    expect(kept.ledger.positions).toHaveLength(1);

    const flattening = await startScalper(['flatten', '--yes', '--wait', ...PAPER], { env });
    await flattening.until('Waiting for a tick to obey it');
    expect(await tick()).toMatchObject({ status: 'committed' });
    const { code, stdout, stderr } = await flattening.ended;
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/\nObeyed at .* UTC\.\n +state +FLATTENED BY THE OPERATOR [^]*\n +open +none\n$/);
    expect((await stateIn(used, 'paper')).ledger.positions).toEqual([]);
    expect(await old.load('paper')).toEqual(before);
  });
});
