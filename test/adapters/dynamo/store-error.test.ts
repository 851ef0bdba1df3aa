/**
 * Does an error of the table hold nothing of AWS's own error, whose text may quote a signed request?
 */
import { inspect } from 'node:util';
import { ConditionalCheckFailedException, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { expect, it } from 'vitest';
import { storeError } from '../../../lambda/adapters/dynamo/store-error.ts';

const CLIENT = new DynamoDBClient({ region: 'eu-test-1', endpoint: 'http://127.0.0.1:9' });
const CALL = { client: CLIENT, table: 'ledger', operation: 'PutItem', botId: 'paper' } as const;

it('an error of the table holds nothing of the error of AWS, wherever something prints all of it', async () => {
  const quoted = 'The Canonical String should have been: POST / x-amz-security-token:CANARY';
  const cause = Object.assign(new Error(quoted, { cause: new Error('CANARY') }), {
    name: 'InvalidSignatureException',
    $response: { headers: { authorization: 'CANARY' } },
  });
  const error = await storeError(cause, CALL);
  expect(error.message).toContain('the credentials are not accepted (InvalidSignatureException)');
  expect(inspect(error, { depth: Infinity, showHidden: true })).not.toContain('CANARY');
});

it('an error of the table says whether it was the condition of a write', async () => {
  const refused = new ConditionalCheckFailedException({ message: 'no', $metadata: {} });
  expect((await storeError(refused, CALL)).isConditionRefused).toBe(true);
  expect((await storeError(new Error('no'), CALL)).isConditionRefused).toBe(false);
});
