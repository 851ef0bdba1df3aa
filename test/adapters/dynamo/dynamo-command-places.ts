/**
 * Does a command reach the bot wherever its sender's release leaves it, and is the item out of reach of whoever may
 * leave commands?
 */
import { DeleteItemCommand } from '@aws-sdk/client-dynamodb';
import { describe, expect, it, onTestFinished } from 'vitest';
import { localClient } from '../../../infra/local/embedded-dynamodb.ts';
import {
  commandItem,
  commandKey,
  obeyedItem,
  readCommand,
} from '../../../lambda/adapters/dynamo/command-items.ts';
import { DynamoLedger } from '../../../lambda/adapters/dynamo/dynamo-ledger.ts';
import { StoreError } from '../../../lambda/adapters/dynamo/store-error.ts';
import { commandOf, rowsIn, stateAt, stateIn } from '../../harness/stored-bot.ts';
import { PAPER_BOT, PaperHarness, minutesOfMarket } from './dynamo-harness.ts';
import { Meter } from './dynamo-meter.ts';
import { heldAt, putRaw } from './dynamo-raw-items.ts';
import type { DynamoServer } from './dynamo-servers.ts';

const PAUSE = commandOf('01');

/** One table, as this release reads it, and as the releases before it do. */
async function places(server: DynamoServer) {
  const table = await server.newTable();
  return {
    table,
    now: new DynamoLedger(server.client, table),
    earlier: new DynamoLedger(server.client, table, 'beside'),
    held: (key: ReturnType<typeof commandKey>) => heldAt(server.client, table, key),
  };
}

function ofThisRelease(server: DynamoServer): void {
  it('a command lies in a partition of its own, and is gone when it is discarded', async () => {
    const { now, held } = await places(server);
    await now.issue('bot', PAUSE);
    expect(commandKey('bot', '01')).toEqual({ pk: { S: 'commands#bot' }, sk: { S: '01' } });
    expect(await held(commandKey('bot', '01'))).toEqual(commandItem('bot', PAUSE));
    expect(await held(commandKey('bot', '01', 'beside'))).toBeUndefined();
    await now.discard('bot', ['01']);
    expect(await held(commandKey('bot', '01'))).toBeUndefined();
    expect(await held(commandKey('bot', '01', 'beside'))).toBeUndefined();
  });

  it('a look is one round trip of two queries also where something waits; a tick reads what waits again', async () => {
    const { table, now } = await places(server);
    await now.commit(stateAt(1), 0, 'begun');
    await now.issue('bot', PAUSE);
    const client = localClient(server.endpoint);
    onTestFinished(() => client.destroy());
    const meter = new Meter(client);
    const metered = new DynamoLedger(client, table);
    expect(await metered.look('bot')).toEqual({ state: stateAt(1), commands: [PAUSE] });
    expect(meter.take()).toMatchObject({ operations: 'Query Query', depth: 1 });
    expect(await metered.load('bot')).toEqual({ state: stateAt(1), commands: [PAUSE] });
    expect(meter.take()).toMatchObject({ operations: 'Query Query Query', depth: 2 });
  });
}

function ofEarlierClones(server: DynamoServer): void {
  it('a command that an earlier clone left beside the item is handed out, and words take its place when it is discarded', async () => {
    const { now, earlier, held } = await places(server);
    await now.commit(stateAt(1), 0, 'begun');
    await earlier.issue('bot', PAUSE);
    expect(await held(commandKey('bot', '01', 'beside'))).toEqual(commandItem('bot', PAUSE, 'beside'));
    expect(await now.load('bot')).toEqual({ state: stateAt(1), commands: [PAUSE] });
    await now.discard('bot', ['01']);
    expect(await now.load('bot')).toEqual({ state: stateAt(1), commands: [] });
    expect(await held(commandKey('bot', '01', 'beside'))).toEqual(obeyedItem('bot', '01'));
  });

  it('a command that was left beside the item is found by an invocation that begins after it was consumed', async () => {
    const { table, now, earlier } = await places(server);
    await earlier.issue('bot', PAUSE);
    await now.commit({ ...stateAt(1), consumedCommandIds: ['01'] }, 0, 'begun');
    const next = new DynamoLedger(server.client, table);
    expect((await next.load('bot')).commands).toEqual([PAUSE]);
    await next.discard('bot', ['01']);
    expect((await next.load('bot')).commands).toEqual([]);
  });

  it('a command that an earlier release has removed meanwhile leaves nothing in its place', async () => {
    const { table, now, earlier, held } = await places(server);
    await earlier.issue('bot', PAUSE);
    await now.load('bot');
    const Key = commandKey('bot', '01', 'beside');
    await server.client.send(new DeleteItemCommand({ TableName: table, Key }));
    await now.discard('bot', ['01']);
    expect(await held(Key)).toBeUndefined();
  });

  it('words in place of a command are a pause to an earlier release, and say why', () => {
    const { kind, why } = readCommand(obeyedItem('bot', '01'));
    expect(kind).toBe('pause');
    expect(why).toContain('A later release has obeyed this command');
  });

  it('a command under the same id in both places counts once, and is discarded in both', async () => {
    const { now, earlier } = await places(server);
    await now.issue('bot', PAUSE);
    await earlier.issue('bot', { ...PAUSE, kind: 'resume' });
    expect((await now.load('bot')).commands).toEqual([PAUSE]);
    await now.discard('bot', ['01']);
    expect((await now.load('bot')).commands).toEqual([]);
  });
}

function ofAttemptsBeside(server: DynamoServer): void {
  it('a command beside the item whose place could not be written is discarded by the next attempt', async () => {
    const { table, earlier, held } = await places(server);
    await earlier.issue('bot', PAUSE);
    const client = localClient(server.endpoint);
    onTestFinished(() => client.destroy());
    let isAway = true;
    client.middlewareStack.add(
      (next, { commandName }) =>
        (args) => {
          if (isAway && commandName === 'PutItemCommand') throw new Error('away');
          return next(args);
        },
      { step: 'initialize' },
    );
    const ledger = new DynamoLedger(client, table);
    await ledger.load('bot');
    await expect(ledger.discard('bot', ['01'])).rejects.toThrow(StoreError);
    isAway = false;
    await ledger.discard('bot', ['01']);
    expect(await held(commandKey('bot', '01', 'beside'))).toEqual(obeyedItem('bot', '01'));
  });

  it('commands of two bots beside their items are discarded each for itself', async () => {
    const { now, earlier } = await places(server);
    for (const botId of ['bot', 'other']) {
      await earlier.issue(botId, PAUSE);
      await now.load(botId);
    }
    for (const botId of ['other', 'bot']) await now.discard(botId, ['01']);
    expect((await now.load('bot')).commands).toEqual([]);
  });

  it('a command beside the item is never taken for another one under its id', async () => {
    const { earlier } = await places(server);
    await earlier.issue('bot', PAUSE);
    await earlier.issue('bot', PAUSE);
    await expect(earlier.issue('bot', { ...PAUSE, kind: 'resume' })).rejects.toThrow('says otherwise');
  });
}

function ofOtherFunctions(server: DynamoServer): void {
  it('a command for the function of an earlier release lies where that one looks, and nothing else is asked for', async () => {
    const { table, held } = await places(server);
    const client = localClient(server.endpoint);
    onTestFinished(() => client.destroy());
    const meter = new Meter(client);
    const steering = new DynamoLedger(client, table, 'beside');
    await steering.issue('bot', PAUSE);
    expect(await held(commandKey('bot', '01', 'beside'))).toEqual(commandItem('bot', PAUSE, 'beside'));
    expect((await steering.look('bot')).commands).toEqual([PAUSE]);
    expect((await steering.load('bot')).commands).toEqual([PAUSE]);
    expect(meter.take().operations).toBe('PutItem Query Query');
  });
}

function throughTicks(server: DynamoServer): void {
  it.each([
    ['beside the item', 'beside'],
    ['apart', 'apart'],
  ] as const)(
    'a command that lies %s is obeyed once by the ticks, and the item is never replaced by it',
    async (_, place) => {
      const { table, now } = await places(server);
      const harness = new PaperHarness(now, minutesOfMarket(12));
      await harness.run(3);
      await new DynamoLedger(server.client, table, place).issue(PAPER_BOT, PAUSE);
      await harness.run(6);
      const { ledger } = await stateIn(now, PAPER_BOT);
      expect(ledger.operatorPausedSinceMs).toBeDefined();
      const obeyed = (await rowsIn(now, 1, PAPER_BOT)).filter(
        ({ event }) => event.kind === 'operator-command',
      );
      expect(obeyed).toHaveLength(1);
      expect((await now.load(PAPER_BOT)).commands).toEqual([]);
    },
  );

  it('a command beside the item that cannot be read is a pause as well', async () => {
    const { table, now } = await places(server);
    await putRaw(server.client, table, { ...commandKey('bot', '07', 'beside'), body: { S: 'pause!' } });
    const { commands } = await now.load('bot');
    expect(commands).toMatchObject([{ id: '07', kind: 'pause' }]);
    expect(commands[0]!.why).toContain('item bot#bot / command#07 is not JSON');
  });
}

export function commandPlacesContract(name: string, server: DynamoServer): void {
  describe(`${name} keeps commands`, () => {
    ofThisRelease(server);
    ofEarlierClones(server);
    ofAttemptsBeside(server);
    ofOtherFunctions(server);
    throughTicks(server);
  });
}
