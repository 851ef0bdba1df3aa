/**
 * Does the partition of the commands keep nobody from the item, whatever lies there or whoever throttles it?
 */
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  PutItemCommand,
  QueryCommand,
  ProvisionedThroughputExceededException,
} from '@aws-sdk/client-dynamodb';
import { describe, expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import { localClient } from '../../../infra/local/embedded-dynamodb.ts';
import { commandKey } from '../../../lambda/adapters/dynamo/command-items.ts';
import { DynamoLedger } from '../../../lambda/adapters/dynamo/dynamo-ledger.ts';
import { consumeCommands } from '../../../lambda/core/control/obey-commands.ts';
import type { LoadedBot } from '../../../lambda/ports.ts';
import { NOON } from '../../harness/builders.ts';
import { commandOf, stateAt } from '../../harness/stored-bot.ts';
import type { DynamoServer } from './dynamo-servers.ts';

const COMMANDS = 'commands#bot';

const query = z.looseObject({
  ExpressionAttributeValues: z.looseObject({ ':pk': z.looseObject({ S: z.string() }) }),
  ScanIndexForward: z.boolean().optional(),
});

interface Asked {
  readonly newestFirst: boolean;
  /** From 1, of those of the commands. */
  readonly count: number;
}

/** Queries of the commands go through this first. */
function guarded(client: DynamoDBClient, guard: (asked: Asked) => Promise<void>): { readonly count: number } {
  const asked = { count: 0 };
  client.middlewareStack.add(
    (next) => async (args) => {
      const read = query.safeParse(args.input).data;
      if (read?.ExpressionAttributeValues[':pk'].S === COMMANDS) {
        asked.count += 1;
        await guard({ newestFirst: read.ScanIndexForward === false, count: asked.count });
      }
      return next(args);
    },
    { step: 'initialize' },
  );
  return asked;
}

async function ledgerWith(server: DynamoServer, guard: (asked: Asked) => Promise<void>) {
  const client = localClient(server.endpoint);
  onTestFinished(() => client.destroy());
  const table = await server.newTable();
  const asked = guarded(client, guard);
  const near = new DynamoLedger(server.client, table);
  await near.commit(stateAt(1), 0, 'begun');
  return { near, far: new DynamoLedger(client, table), asked, table };
}

const throttled = () =>
  Promise.reject(
    new ProvisionedThroughputExceededException({ message: 'too often', $metadata: { attempts: 3 } }),
  );
const passing = () => Promise.resolve();

function unread(server: DynamoServer): void {
  it.each([1, 2])('the item is loaded where read %d of its commands is throttled', async (failing) => {
    const { near, far } = await ledgerWith(server, ({ count }) =>
      count === failing ? throttled() : passing(),
    );
    await near.issue('bot', commandOf('01'));
    const { state, commands, unread: why } = await far.load('bot');
    expect([state, commands]).toEqual([stateAt(1), []]);
    expect(why?.cause).toMatch(/^Query for bot bot on the ledger table .* it is throttled/);
    expect(why).not.toHaveProperty('isFlood');
    expect((await near.load('bot')).commands).toEqual([commandOf('01')]);
  });

  it('the item is loaded where its commands do not come at all', async () => {
    const { far } = await ledgerWith(server, () => new Promise(() => {}));
    const { state, commands, unread: why } = await far.load('bot');
    expect([state, commands]).toEqual([stateAt(1), []]);
    expect(why?.cause).toMatch(/took longer than 2.5 s/);
  });

  it('whoever only looks learns that they are unread, too', async () => {
    const { far } = await ledgerWith(server, throttled);
    expect((await far.look('bot')).unread?.cause).toMatch(/throttled/);
  });

  it('what was consumed is removed all the same, and kept in mind while nobody knows whether it is gone', async () => {
    const { near, far } = await ledgerWith(server, throttled);
    await near.issue('bot', commandOf('01'));
    await near.commit({ ...stateAt(2), consumedCommandIds: ['01'] }, 1, 'theirs');
    const { state, ...taken } = await far.load('bot');
    expect(consumeCommands(state!, taken, NOON).consumedCommandIds).toEqual(['01']);
  });
}

/** Items of the largest size that a table takes, four of which are more than a page. */
async function writeLarge(server: DynamoServer, table: string, ids: readonly string[]): Promise<void> {
  for (const id of ids) {
    const Item = { ...commandKey('bot', id), body: { S: 'x'.repeat(390_000) } };
    await server.client.send(new PutItemCommand({ TableName: table, Item }));
  }
}

/** Ids of what the store gives as one page: not every store ends it at the same byte. */
async function oldestPage({ client }: DynamoServer, table: string): Promise<readonly string[]> {
  const { Items = [] } = await client.send(
    new QueryCommand({
      TableName: table,
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': { S: COMMANDS } },
    }),
  );
  return Items.map(({ sk }) => sk?.S ?? '');
}

function flooded(server: DynamoServer): void {
  it('of more than a page the oldest and the newest are read, and a flatten at either end is found', async () => {
    const { near, far, table, asked } = await ledgerWith(server, passing);
    await writeLarge(server, table, ['10', '11', '12', '13', '14', '15', '16', '17', '18', '19']);
    for (const id of ['01', '99']) {
      await near.issue('bot', commandOf(id, { kind: 'flatten' }));
      const { state, ...taken } = await far.load('bot');
      expect(state).toEqual(stateAt(1));
      expect(taken.unread).toMatchObject({ isFlood: true });
      expect(taken.commands.map(({ id: taking }) => taking)).toContain(id);
      await near.discard('bot', [id]);
    }
    // A glance and two pages, of each of them.
    expect(asked.count).toBe(6);
  });

  it('a flood whose newest page cannot be read is one all the same', async () => {
    const { far, table } = await ledgerWith(server, ({ newestFirst }) =>
      newestFirst ? throttled() : passing(),
    );
    await writeLarge(server, table, ['10', '11', '12', '13']);
    const { commands, overruledIds, unread: why } = await far.load('bot');
    expect(why).toMatchObject({ isFlood: true });
    const ids = await oldestPage(server, table);
    expect(ids.length).toBeLessThan(4);
    expect([...commands.map(({ id }) => id), ...(overruledIds ?? [])].toSorted()).toEqual(ids);
    expect(commands).toHaveLength(1);
  });

  it('a flood drains, tick by tick, until nothing is left of it', async () => {
    const { near, far, table } = await ledgerWith(server, passing);
    const ids = Array.from({ length: 12 }, (_, k) => String(10 + k));
    await writeLarge(server, table, ids);
    let loaded: LoadedBot = await far.load('bot');
    for (let tick = 1; loaded.unread !== undefined && tick < 12; tick += 1) {
      await near.discard('bot', [...loaded.commands.map(({ id }) => id), ...(loaded.overruledIds ?? [])]);
      loaded = await far.load('bot');
    }
    expect(loaded.unread).toBeUndefined();
  });
}

export function unreadCommandsContract(name: string, server: DynamoServer): void {
  describe(`${name} reads commands that nobody can read to the end`, () => {
    unread(server);
    flooded(server);
  });
}
