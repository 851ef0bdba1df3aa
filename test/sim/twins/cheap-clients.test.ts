/**
 * Is nothing signed, and nothing written for a log, where nobody looks at it? And is everything else sent as it always is?
 */
import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { describe, expect, it } from 'vitest';
import { cheapen } from './cheap-clients.ts';

type Sent = {
  readonly method: string;
  readonly hostname: string;
  readonly path: string;
  readonly headers: Record<string, string>;
  readonly body: unknown;
};

/** What a client sends with the same request each time. */
async function sent(client: DynamoDBClient, seen: readonly Sent[]): Promise<Sent> {
  await client.send(new PutItemCommand({ TableName: 'table', Item: { pk: { S: 'bot' } } }));
  return seen.at(-1)!;
}

function newClient(answer: { readonly statusCode: number; readonly text: string }) {
  const seen: Sent[] = [];
  const logged: unknown[] = [];
  const handle = (request: Sent) => {
    seen.push(request);
    const { statusCode, text } = seen.length > 1 ? { statusCode: 200, text: '{}' } : answer;
    const response = { statusCode, headers: {}, body: new TextEncoder().encode(text) };
    return Promise.resolve({ response });
  };
  const info = (words: unknown) => logged.push(words);
  const ignore = () => {};
  const client = new DynamoDBClient({
    region: 'ap-northeast-1',
    credentials: { accessKeyId: 'x', secretAccessKey: 'x' },
    logger: { trace: ignore, debug: ignore, info, warn: ignore, error: ignore },
    requestHandler: { handle, metadata: { handlerProtocol: 'http/1.1' } },
  });
  return { client, seen, logged };
}

const DONE = { statusCode: 200, text: '{}' };

/** Those that say who asks, what with, and that it is really them. */
const UNREAD = /^(?:authorization|amz-sdk-invocation-id|content-length|host|user-agent|x-amz-.*)$/;

describe('A client that was made cheap', () => {
  it('sends the same request, less what nobody reads', async () => {
    const usual = newClient(DONE);
    const before = await sent(usual.client, usual.seen);
    expect(before.headers['authorization']).toMatch(/^AWS4-HMAC-SHA256 Credential=x\//);
    expect(usual.logged).not.toEqual([]);
    cheapen(usual.client);
    const cheap = newClient(DONE);
    const after = await sent(cheap.client, cheap.seen);
    expect(cheap.logged).toEqual([]);
    expect(Object.keys(after.headers)).not.toContain('authorization');
    const { method, hostname, path, body } = before;
    expect(after).toMatchObject({ method, hostname, path, body });
    expect(after.headers['x-amz-target']).toBe('DynamoDB_20120810.PutItem');
    const read = Object.entries(before.headers).filter(([name]) => !UNREAD.test(name));
    expect(after.headers).toMatchObject(Object.fromEntries(read));
  });

  it('asks again where it was told to, and reads the answer', async () => {
    const { client, seen } = newClient({ statusCode: 500, text: '{"__type":"InternalServerError"}' });
    await sent(client, seen);
    expect(seen).toHaveLength(2);
  });

  it('says what is wrong where the service refuses', async () => {
    const text = '{"__type":"ResourceNotFoundException","message":"no table"}';
    const { client, seen } = newClient({ statusCode: 400, text });
    await expect(sent(client, seen)).rejects.toThrow('no table');
  });
});
