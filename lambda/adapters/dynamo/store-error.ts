/**
 * An error of the ledger's table: its cause, its place and a remedy.
 *
 * Invariants: the message names the call, the table and its place; neither it nor anything else of the error holds
 * credentials, which the texts of AWS may quote when a signature does not fit.
 */
import { ConditionalCheckFailedException, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { awsRefusalOf, isNoAnswerOfAws, NO_ANSWER_OF_AWS, remedyOf } from '../aws/aws-refusal.ts';
import { errorWords } from '../error-words.ts';

/** The table could not be read or written. Of any other write nobody knows whether it was done. */
export class StoreError extends Error {
  override readonly name = 'StoreError';
  /** A write whose condition did not hold, so that it was not done. */
  readonly isConditionRefused: boolean;

  constructor(message: string, isConditionRefused: boolean) {
    super(message);
    this.isConditionRefused = isConditionRefused;
  }
}

/** The call, and the table that it went to. */
export interface StoreCall {
  readonly client: DynamoDBClient;
  readonly table: string;
  /** DynamoDB's name of the operation. */
  readonly operation: 'Query' | 'GetItem' | 'PutItem' | 'DeleteItem';
  readonly botId: string;
}

/** An error of the client in words for people. */
export async function storeError(cause: unknown, call: StoreCall): Promise<StoreError> {
  const { client, table, operation, botId } = call;
  const what = `${operation} for bot ${botId} on the ledger table ${table} at ${await placeOf(client)}`;
  const isConditionRefused = cause instanceof ConditionalCheckFailedException;
  return new StoreError(`${what} failed: ${reasonOf(cause, operation)}`, isConditionRefused);
}

async function placeOf({ config }: DynamoDBClient): Promise<string> {
  const region = await config.region().catch(() => undefined);
  const endpoint = await config.endpoint?.();
  const port = endpoint?.port === undefined ? '' : `:${endpoint.port}`;
  const address = endpoint === undefined ? 'AWS' : `${endpoint.protocol}//${endpoint.hostname}${port}`;
  return `${address} (${region === undefined ? 'no region' : `region ${region}`})`;
}

const THROTTLED = [
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'ThrottlingException',
  'Throttling',
];

function reasonOf(cause: unknown, operation: string): string {
  if (!(cause instanceof Error)) return errorWords(cause);
  const { name } = cause;
  const attempts = attemptsOf(cause);
  if (name === 'ResourceNotFoundException') {
    return 'there is no such table. Deploy the ledger there, or correct the name of the table or the region';
  }
  if (THROTTLED.includes(name))
    return `it is throttled (${name})${attempts}. Nothing is lost: the next tick tries again`;
  const refusal = awsRefusalOf(cause);
  switch (refusal) {
    case 'denied':
      return `access is denied. The role needs dynamodb:${operation} on this table`;
    case 'credentials':
      return `the credentials are not accepted (${name}). Renew them`;
    case 'no-credentials':
      return 'there are no credentials. Sign in, or say which profile to use with AWS_PROFILE';
    case 'kms':
    case 'clock':
      return remedyOf(refusal, cause);
    case undefined:
  }
  const code = 'code' in cause && typeof cause.code === 'string' ? cause.code : undefined;
  if (code !== undefined && code !== 'ETIMEDOUT') return `the connection failed (${code})${attempts}`;
  if (name === 'TimeoutError') return `there was no answer in time${attempts}`;
  if (isNoAnswerOfAws(cause)) return NO_ANSWER_OF_AWS;
  return `${name}: ${errorWords(cause)}${attempts}`;
}

function attemptsOf(cause: Error): string {
  const metadata: unknown = '$metadata' in cause ? cause.$metadata : undefined;
  if (typeof metadata !== 'object' || metadata === null || !('attempts' in metadata)) return '';
  return typeof metadata.attempts === 'number' && metadata.attempts > 1 ? ` ${metadata.attempts} times` : '';
}
