/**
 * Is nothing hashed, and nothing copied for a log, where nobody looks at it? And is everything else sent as it always is?
 */
import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { expect, it } from 'vitest';
import { cheapen } from './cheap-clients.ts';

/** What a client sends with a request. */
async function sent() {
  const seen: Record<string, string>[] = [];
  const handle = ({ headers }: { readonly headers: Record<string, string> }) => {
    seen.push(headers);
    return Promise.resolve({
      response: { statusCode: 200, headers: {}, body: new TextEncoder().encode('{}') },
    });
  };
  const client = new DynamoDBClient({
    region: 'ap-northeast-1',
    credentials: { accessKeyId: 'x', secretAccessKey: 'x' },
    requestHandler: { handle, metadata: { handlerProtocol: 'http/1.1' } },
  });
  await client.send(new PutItemCommand({ TableName: 'table', Item: { pk: { S: 'bot' } } }));
  const { authorization = '', ...headers } = seen[0] ?? {};
  return { client, headers, authorization };
}

it('a request is signed as always, but with zeros', async () => {
  const before = await sent();
  expect(before.authorization).toMatch(/^AWS4-HMAC-SHA256 Credential=x\/.*, Signature=(?!0{64})[\da-f]{64}$/);
  cheapen(before.client);
  const after = await sent();
  expect(after.authorization).toMatch(/Signature=0{64}$/);
  expect(Object.keys(after.headers)).toEqual(Object.keys(before.headers));
  expect(after.authorization.replace(/Signature=.*/, '')).toBe(
    before.authorization.replace(/Signature=.*/, ''),
  );
});

it('what is sent and received is copied for no log', async () => {
  const { client } = await sent();
  cheapen(client);
  expect(Reflect.get(client.config.logger, 'info')).toBeUndefined();
});
