/**
 * DynamoDB inside this process, so that a local run stores what the cloud stores.
 *
 * dynalite, because it starts in a quarter of a second and installs nothing. The store's contract is also tested
 * against moto, and both against recorded answers of AWS's own emulator. After a kill its folder
 * holds everything that had been written.
 *
 * - It listens on the loopback interface only.
 * - dynalite checks no signature. So a database with a folder answers only requests with its own access key, which is
 *   random for every opening. Another user of the machine, or a page in a browser, cannot read the key and gets no
 *   answer. Nor does a request with an Origin, which a browser sends for a page, or to another Host than its own address,
 *   which a page's name may lead to.
 */
import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, Server } from 'node:http';
import { setTimeout } from 'node:timers/promises';
import {
  CreateTableCommand,
  DescribeTableCommand,
  ResourceInUseException,
  type DynamoDBClient,
} from '@aws-sdk/client-dynamodb';
import { dynamoClient } from '../../lambda/adapters/dynamo/dynamo-client.ts';
import { makeClosedFolder } from '../files/owner-only.ts';
import { codeOf, pathFailureWords } from '../files/system-error.ts';
import { InputError } from '../input-error.ts';
import { LOOPBACK, closed, dynaliteServer, listening } from './dynalite/dynalite-server.ts';
import { wordsOf } from '../caught-words.ts';

export const LOCAL_TABLE = 'kallisti-local';

export interface EmbeddedDynamo {
  readonly client: DynamoDBClient;
  readonly endpoint: string;
  /** The keys that a client has to sign with; only a database with a folder asks for it. */
  readonly accessKeyId: string;
  readonly close: () => Promise<void>;
}

/**
 * @param folder where the data stays; in memory when absent.
 * @throws InputError when another process has the folder open, or when it cannot be used.
 */
export async function openEmbeddedDynamo(folder?: string, patienceMs = 0): Promise<EmbeddedDynamo> {
  const server = await openServer(folder, patienceMs);
  const accessKeyId = `LOCAL${randomBytes(16).toString('hex').toUpperCase()}`;
  if (folder !== undefined) admitOnly(server, accessKeyId);
  const endpoint = `http://${LOOPBACK}:${await listening(server)}`;
  const client = localClient(endpoint, accessKeyId);
  const close = async () => {
    client.destroy();
    await closed(server);
  };
  try {
    await createTable(client, LOCAL_TABLE);
  } catch (error) {
    await close();
    throw error;
  }
  return { client, endpoint, accessKeyId, close };
}

const REFUSED = JSON.stringify({
  __type: 'com.amazon.coral.service#UnrecognizedClientException',
  message: 'The access key, the Host or the Origin is not that of this database.',
});

/** Answers others before the database sees anything of the request. */
function admitOnly(server: Server, accessKeyId: string): void {
  const listeners = server.listeners('request');
  server.removeAllListeners('request');
  server.on('request', (request, response) => {
    if (isAddressed(request) && hasKey(request, accessKeyId)) {
      for (const listener of listeners) Reflect.apply(listener, server, [request, response]);
      return;
    }
    request.resume();
    response.writeHead(400, { 'content-type': 'application/x-amz-json-1.0' }).end(REFUSED);
  });
}

/** To the address where it listens, and for no page of a browser. */
function isAddressed({ headers, socket }: IncomingMessage): boolean {
  return headers.host === `${LOOPBACK}:${socket.localPort}` && headers.origin === undefined;
}

function hasKey({ headers }: IncomingMessage, accessKeyId: string): boolean {
  const given = Buffer.from(
    /Credential=(?<key>[^/]*)\//.exec(headers.authorization ?? '')?.groups?.key ?? '',
  );
  const wanted = Buffer.from(accessKeyId);
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}

/**
 * Whether nobody else has the folder open.
 *
 * @param patienceMs how long it may be in use: a command has it open for a moment only.
 */
export async function checkFolder(folder: string, patienceMs = 0): Promise<void> {
  const server = await openServer(folder, patienceMs);
  await listening(server);
  await closed(server);
}

/** With its database open. */
async function openServer(folder: string | undefined, patienceMs: number): Promise<Server> {
  if (folder === undefined) return dynaliteServer({});
  const untilMs = performance.now() + patienceMs;
  for (;;) {
    try {
      return await tryFolder(folder);
    } catch (error) {
      if (!(error instanceof FolderInUse) || performance.now() > untilMs) throw error;
    }
    await setTimeout(FOLDER_LOOK_EVERY_MS);
  }
}

/** The folder belongs to another process now. */
export class FolderInUse extends InputError {}

const FOLDER_LOOK_EVERY_MS = 50;

async function tryFolder(folder: string): Promise<Server> {
  try {
    await makeClosedFolder(folder);
    return await dynaliteServer({ path: folder });
  } catch (error) {
    if (error instanceof InputError) throw error;
    const code = error instanceof Error && error.cause instanceof Error ? codeOf(error.cause) : codeOf(error);
    if (code === 'LEVEL_LOCKED') {
      throw new FolderInUse(`${folder} is in use: another run has this local database open`, {
        cause: error,
      });
    }
    const words = pathFailureWords(error) ?? code ?? wordsOf(error);
    throw new InputError(`${folder}: the local database cannot be opened: ${words}`, {
      cause: error,
    });
  }
}

/** A client of a DynamoDB that asks for no real credentials. */
export function localClient(endpoint: string, accessKeyId = 'local'): DynamoDBClient {
  const credentials = { accessKeyId, secretAccessKey: 'local' };
  return dynamoClient({ endpoint, region: 'local', credentials });
}

const TABLE_LOOK_EVERY_MS = 10;
const TABLE_LOOKS_MAX = 500;

/** Creates the bot's table where there is none, and waits until it takes items. */
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
  for (let look = 0; look < TABLE_LOOKS_MAX; look += 1) {
    const { Table } = await client.send(new DescribeTableCommand({ TableName: table }));
    if (Table?.TableStatus === 'ACTIVE') return;
    await setTimeout(TABLE_LOOK_EVERY_MS);
  }
  throw new Error(`table ${table} was created, and does not become active`);
}
