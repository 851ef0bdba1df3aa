/**
 * Does the stop button work from a line that takes longer than the bot itself would wait?
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { setTimeout } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { REQUEST_TIMEOUT_MS } from '../../lambda/adapters/dynamo/dynamo-client.ts';
import { DynamoLedger } from '../../lambda/adapters/dynamo/dynamo-ledger.ts';
import { LoopbackServer, openForTest } from '../harness/loopback-server.ts';
import { scalper } from '../harness/scalper-process.ts';
import { TABLE } from './deployed-aws.ts';
import { deployed } from './deployed-bot.ts';

/** Hands every request on, and its answer later than the bot would wait for it. */
class SlowLine extends LoopbackServer {
  private readonly to: string;

  constructor(to: string) {
    super();
    this.to = to;
  }

  protected async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const kept = ['authorization', 'content-type', 'x-amz-date', 'x-amz-target'];
    const headers = kept.map((name): [string, string] => [name, String(request.headers[name])]);
    const answer = await fetch(this.to, { method: 'POST', headers, body: await text(request) });
    const said = await answer.text();
    await setTimeout(REQUEST_TIMEOUT_MS + 200);
    response.writeHead(answer.status, { 'content-type': 'application/x-amz-json-1.0' }).end(said);
  }
}

it('a flatten from a slow line is written at its first attempt', async () => {
  const { aws, env, client } = await deployed();
  const line = await openForTest(new SlowLine(aws.baseUrl));
  const slow = { ...env, AWS_ENDPOINT_URL_DYNAMODB: line.baseUrl };
  const { code, stderr } = await scalper(['flatten', '--yes', '--bot', 'paper'], { env: slow });
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const { commands } = await new DynamoLedger(client, TABLE).load('paper');
  expect(commands.map(({ kind }) => kind)).toEqual(['flatten']);
  expect(aws.requests.filter((request) => request.endsWith('PutItem'))).toHaveLength(1);
});
