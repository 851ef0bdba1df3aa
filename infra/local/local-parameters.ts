/**
 * The operator's parameters of a local run: the values that differ from those it was started with.
 *
 * - Each version is an item of its own that is never replaced.
 * - It is written on condition that it is the next one: of two changes at the same moment, the second reads again.
 * - The running bot reads the last version at every tick.
 */
import {
  ConditionalCheckFailedException,
  PutItemCommand,
  QueryCommand,
  type DynamoDBClient,
} from '@aws-sdk/client-dynamodb';
import { z } from 'zod';
import { ParameterError, parseParameters, type BotParameters } from '../../lambda/config.ts';
import type { ParameterReading, ParameterSource } from '../../lambda/ports.ts';
import { LOCAL_TABLE } from './embedded-dynamodb.ts';
import { LOCAL_BOT } from './run-record.ts';
import type { ParameterStore, ParameterVersion, WriteResult } from './parameter-store.ts';
import { wordsOf } from '../caught-words.ts';

const PARTITION = `parameters#${LOCAL_BOT}`;
const DIGITS = 12;

const versionSchema = z.object({
  version: z.number(),
  document: z.record(z.string(), z.unknown()),
  atMs: z.number(),
  by: z.string(),
});

export class LocalParameters implements ParameterStore {
  readonly name = 'the parameters of the local run';
  private readonly client: DynamoDBClient;

  constructor(client: DynamoDBClient) {
    this.client = client;
  }

  async read(): Promise<ParameterVersion> {
    const [last] = await this.versions(1);
    return last ?? { version: 0, document: {}, atMs: 0, by: '' };
  }

  history(): Promise<readonly ParameterVersion[]> {
    return this.versions(100);
  }

  async write(next: Omit<ParameterVersion, 'version'>, expectedVersion: number): Promise<WriteResult> {
    const version = expectedVersion + 1;
    try {
      await this.client.send(
        new PutItemCommand({
          TableName: LOCAL_TABLE,
          Item: {
            pk: { S: PARTITION },
            sk: { S: String(version).padStart(DIGITS, '0') },
            body: { S: JSON.stringify({ ...next, version }) },
          },
          ConditionExpression: 'attribute_not_exists(pk)',
        }),
      );
      return { status: 'written', version };
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
      return { status: 'conflict', latest: await this.read() };
    }
  }

  /** The last ones first. */
  private async versions(most: number): Promise<readonly ParameterVersion[]> {
    const { Items = [] } = await this.client.send(
      new QueryCommand({
        TableName: LOCAL_TABLE,
        ConsistentRead: true,
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': { S: PARTITION } },
        ScanIndexForward: false,
        Limit: most,
      }),
    );
    return Items.map(({ body }) => versionSchema.parse(JSON.parse(body?.S ?? 'null')));
  }
}

/** The source that the running bot reads at every tick. */
export class LocalParameterSource implements ParameterSource {
  private readonly store: LocalParameters;
  private readonly started: BotParameters;
  private last: { readonly version: number; readonly reading: ParameterReading };

  constructor(client: DynamoDBClient, started: BotParameters) {
    this.store = new LocalParameters(client);
    this.started = started;
    this.last = { version: 0, reading: { status: 'valid', parameters: started } };
  }

  async load(): Promise<ParameterReading> {
    try {
      const { version, document } = await this.store.read();
      if (version !== this.last.version) this.last = { version, reading: this.readingOf(document) };
      return this.last.reading;
    } catch (error) {
      return { status: 'unavailable', cause: wordsOf(error) };
    }
  }

  private readingOf(document: ParameterVersion['document']): ParameterReading {
    try {
      return { status: 'valid', parameters: parseParameters({ ...this.started, ...document }) };
    } catch (error) {
      if (!(error instanceof ParameterError)) throw error;
      return { status: 'refused', violations: error.violations };
    }
  }
}
