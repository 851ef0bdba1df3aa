/**
 * Does the twin of DynamoDB do for the ledger what the other databases do that it is tested with?
 */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { describe, expect, it } from 'vitest';
import { DynamoLedger } from '../../../lambda/adapters/dynamo/dynamo-ledger.ts';
import { exactStoreContract, strictStoreContract } from '../../adapters/dynamo/dynamo-contract.ts';
import { ledgerStoreContract } from '../../adapters/ledger-contract.ts';
import { haltedRow, rowsIn, stateAt } from '../../harness/stored-bot.ts';
import { operationOf, textOf } from './aws-wire.ts';
import { DynamoTwin } from './dynamo-twin.ts';

const TABLE = 'ledger';

function storeOn(twin: DynamoTwin): DynamoLedger {
  const encoder = new TextEncoder();
  const handle = (request: {
    readonly headers: Readonly<Record<string, string>>;
    readonly body: unknown;
  }) => {
    const { status, body } = twin.respond(operationOf(request.headers, ''), textOf(request.body));
    const response = { statusCode: status, headers: {}, body: encoder.encode(body) };
    return Promise.resolve({ response });
  };
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const requestHandler = { handle, metadata: { handlerProtocol: 'http/1.1' } };
  return new DynamoLedger(new DynamoDBClient({ region: 'local', credentials, requestHandler }), TABLE);
}

const newStore = () => Promise.resolve(storeOn(new DynamoTwin(TABLE)));

ledgerStoreContract('The ledger on the twin', newStore);
exactStoreContract('The ledger on the twin', newStore, 30);
strictStoreContract('The ledger on the twin', newStore);

describe('The twin of DynamoDB', () => {
  it('a backup stays as it was, and a table that was restored from it goes its own way', async () => {
    const twin = new DynamoTwin(TABLE);
    const store = storeOn(twin);
    await store.commit(stateAt(1), 0, 'a');
    await store.append('bot', [haltedRow(1)]);
    const backup = twin.backup(TABLE);
    await store.append('bot', [haltedRow(2)]);
    twin.restore('restored', backup);
    expect(twin.items('restored', 'ledger#bot')).toHaveLength(1);
    expect(await rowsIn(store)).toHaveLength(2);
  });

  it('an item of more than 400 KB is refused as DynamoDB refuses it', () => {
    const twin = new DynamoTwin(TABLE);
    const Item = { pk: { S: 'bot#bot' }, sk: { S: 'state' }, body: { S: 'x'.repeat(410_000) } };
    const { status, body } = twin.respond('PutItem', JSON.stringify({ TableName: TABLE, Item }));
    expect(status).toBe(400);
    expect(body).toContain('#ValidationException');
    expect(twin.item(TABLE, 'bot#bot', 'state')).toBeUndefined();
  });

  it('what it does not know is a defect of its own, and no answer', () => {
    expect(() => new DynamoTwin(TABLE).respond('UpdateItem', '{}')).toThrow('knows no UpdateItem');
  });
});
