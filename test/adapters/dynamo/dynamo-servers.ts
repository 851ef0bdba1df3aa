/**
 * A DynamoDB for a file of tests: dynalite in this process, or moto in one of its own.
 *
 * Every test takes a table of its own; tests that hold DynamoDB to something run against both.
 */
import { afterAll, beforeAll } from 'vitest';
import { createTable, openEmbeddedDynamo } from '../../../infra/local/embedded-dynamodb.ts';
import { dynamoClient } from '../../../lambda/adapters/dynamo/dynamo-client.ts';
import { DynamoLedger } from '../../../lambda/adapters/dynamo/dynamo-ledger.ts';
import { startMoto } from '../../moto/moto-server.ts';

/** A client that waits so long for an answer, with credentials that no emulator looks at. */
export function testClient(endpoint: string, requestTimeoutMs: number) {
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  return dynamoClient({ endpoint, region: 'local', credentials, requestTimeoutMs });
}

/** A busy machine is slow, and that is no mistake of the store. */
const PATIENCE_MS = 10 * 60_000;

interface Started {
  readonly endpoint: string;
  close(): Promise<void>;
}

/** A server for the tests of this file; `start` is called before the first of them. */
export class DynamoServer {
  private readonly start: () => Promise<Started>;
  private started: Started | undefined;
  private clientOfTables: ReturnType<typeof testClient> | undefined;
  private tables = 0;

  constructor(start: () => Promise<Started>) {
    this.start = start;
    beforeAll(async () => {
      this.started = await this.start();
      this.clientOfTables = testClient(this.started.endpoint, PATIENCE_MS);
    });
    afterAll(async () => {
      this.clientOfTables?.destroy();
      await this.started?.close();
    });
  }

  get endpoint(): string {
    if (this.started === undefined)
      throw new Error('the server starts before the tests, not before their file');
    return this.started.endpoint;
  }

  get client() {
    if (this.clientOfTables === undefined) throw new Error('the server has not been started');
    return this.clientOfTables;
  }

  /** The name of a new table. */
  async newTable(): Promise<string> {
    this.tables += 1;
    const table = `ledger-${this.tables}`;
    await createTable(this.client, table);
    return table;
  }

  async newStore(): Promise<DynamoLedger> {
    return new DynamoLedger(this.client, await this.newTable());
  }
}

export function useDynalite(): DynamoServer {
  return new DynamoServer(() => openEmbeddedDynamo());
}

export function useMoto(): DynamoServer {
  return new DynamoServer(startMoto);
}
