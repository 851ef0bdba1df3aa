/**
 * How long does the bot wait for DynamoDB?
 *
 * Its function runs once a minute, for less than one. DynamoDB answers within some 10 ms, a cold start's first request
 * (name, TLS, little CPU) within some 500 ms. A request without an answer after three times that is lost, and another
 * one is better than waiting. Asking twice is safe, because every write is conditional.
 *
 * Invariants:
 * - A call that hangs ends after `MAX_ATTEMPTS` × `REQUEST_TIMEOUT_MS` and their short pauses, under 5 s.
 * - A call that is throttled ends after at most 3 s of pauses.
 * - A tick's few calls fit into its minute even then.
 */
import { awsAgent } from '../proxy.ts';
import { DynamoDBClient, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';

/** From the request to a TCP connection, in ms. */
export const CONNECTION_TIMEOUT_MS = 1_000;

/** From the request to the first byte of its answer, and between any two of its bytes, in ms. */
export const REQUEST_TIMEOUT_MS = 1_500;

/** The first attempt included. */
export const ATTEMPTS_MAX = 3;

export interface DynamoClientOptions {
  /** AWS's own endpoint of the region, if absent. */
  readonly endpoint?: string;
  /** The environment's, if absent. */
  readonly region?: string;
  /** The environment's, if absent. */
  readonly credentials?: NonNullable<DynamoDBClientConfig['credentials']>;
  readonly connectionTimeoutMs?: number;
  readonly requestTimeoutMs?: number;
}

export function dynamoClient(options: DynamoClientOptions = {}): DynamoDBClient {
  const {
    connectionTimeoutMs = CONNECTION_TIMEOUT_MS,
    requestTimeoutMs = REQUEST_TIMEOUT_MS,
    ...place
  } = options;
  return new DynamoDBClient({
    ...place,
    maxAttempts: ATTEMPTS_MAX,
    requestHandler: {
      ...awsAgent(),
      connectionTimeout: Math.min(connectionTimeoutMs, requestTimeoutMs),
      requestTimeout: requestTimeoutMs,
      // Otherwise the timeout of a request is only a warning, and the request goes on.
      throwOnRequestTimeout: true,
      socketTimeout: requestTimeoutMs,
    },
  });
}
