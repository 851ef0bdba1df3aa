/**
 * DynamoDB inside this process, so that a local run stores what the cloud stores.
 *
 * dynalite, because it starts in a quarter of a second and installs nothing; the store's contract is also tested
 * against AWS's own DynamoDB Local.
 */
import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { CreateTableCommand, DynamoDBClient, ResourceInUseException } from '@aws-sdk/client-dynamodb';
import dynalite from 'dynalite';
import { InputError } from './input-error.ts';

export const LOCAL_TABLE = 'kallisti-local';

export interface EmbeddedDynamo {
  readonly client: DynamoDBClient;
  readonly endpoint: string;
  readonly close: () => Promise<void>;
}

/**
 * @param folder where the data stays; in memory when absent.
 * @throws InputError when another process has the folder open.
 */
export async function openEmbeddedDynamo(folder?: string): Promise<EmbeddedDynamo> {
  if (folder !== undefined) await mkdir(folder, { recursive: true });
  const server = dynalite({ ...(folder !== undefined && { path: folder }), createTableMs: 0 });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the embedded DynamoDB has no port');
  const endpoint = `http://127.0.0.1:${address.port}`;
  const client = localClient(endpoint);
  try {
    await createTable(client, LOCAL_TABLE);
  } catch (error) {
    client.destroy();
    server.close();
    throw new InputError(`${folder}: the local database cannot be opened; is another run using it?`, {
      cause: error,
    });
  }
  return {
    client,
    endpoint,
    close: async () => {
      client.destroy();
      await new Promise<void>((resolve, reject) => {
        server.close((error) => (error instanceof Error ? reject(error) : resolve()));
      });
    },
  };
}

/** A client of a DynamoDB that asks for no real credentials. */
export function localClient(endpoint: string): DynamoDBClient {
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  return new DynamoDBClient({ endpoint, region: 'local', credentials, maxAttempts: 3 });
}

/** Creates the bot's table where there is none. */
export async function createTable(client: DynamoDBClient, table: string): Promise<void> {
  try {
    await client.send(
      new CreateTableCommand({
        TableName: table,
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: [
          { AttributeName: 'pk', AttributeType: 'S' },
          { AttributeName: 'sk', AttributeType: 'S' },
        ],
        KeySchema: [
          { AttributeName: 'pk', KeyType: 'HASH' },
          { AttributeName: 'sk', KeyType: 'RANGE' },
        ],
      }),
    );
  } catch (error) {
    if (!(error instanceof ResourceInUseException)) throw error;
  }
}
