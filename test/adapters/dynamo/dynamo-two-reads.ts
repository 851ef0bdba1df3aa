/**
 * The item and its commands are two reads at two moments: is a command obeyed once all the same, whichever is first and
 * whatever others do in between?
 *
 * The ledger's own calls, held up between client and database until others have done their part.
 */
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { describe, expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import { localClient } from '../../../infra/local/embedded-dynamodb.ts';
import { DynamoLedger } from '../../../lambda/adapters/dynamo/dynamo-ledger.ts';
import { consumeCommands } from '../../../lambda/core/control/obey-commands.ts';
import { randomStream } from '../../../infra/market/synthetic-processes.ts';
import { NOON } from '../../harness/builders.ts';
import { commandOf, stateAt } from '../../harness/stored-bot.ts';
import type { DynamoServer } from './dynamo-servers.ts';

const ITEM = 'bot#bot';
const COMMANDS = 'commands#bot';

const asked = z.looseObject({
  ExpressionAttributeValues: z.looseObject({ ':pk': z.looseObject({ S: z.string() }).optional() }).optional(),
});

/** What happens before a call is sent, and after it was answered. @param partition of a query; else `undefined`. */
interface Hold {
  readonly before?: (partition: string | undefined) => Promise<void>;
  readonly after?: (partition: string | undefined) => void;
}

function hold(client: DynamoDBClient, { before, after }: Hold): void {
  const pass = client.middlewareStack;
  pass.add(
    (next) => async (args) => {
      const partition = asked.parse(args.input).ExpressionAttributeValues?.[':pk']?.S;
      await before?.(partition);
      const answered = await next(args);
      after?.(partition);
      return answered;
    },
    { step: 'initialize' },
  );
}

/** A ledger whose first query of a partition waits until the other one was answered, and others have done something. */
async function heldUp(
  server: DynamoServer,
  late: string,
  early: string,
  others: (near: DynamoLedger) => Promise<void>,
) {
  const table = await server.newTable();
  const near = new DynamoLedger(server.client, table);
  const client = localClient(server.endpoint);
  onTestFinished(() => client.destroy());
  const isEarly = Promise.withResolvers<string>();
  let isHeld = true;
  hold(client, {
    before: async (partition) => {
      if (partition !== late || !isHeld) return;
      isHeld = false;
      await isEarly.promise;
      await others(near);
    },
    after: (partition) => {
      if (partition === early) isEarly.resolve(early);
    },
  });
  return { far: new DynamoLedger(client, table), near };
}

const C = commandOf('01');
const consumed = (version: number) => ({ ...stateAt(version), consumedCommandIds: [C.id] });

function commandsFirst(server: DynamoServer): void {
  it('a command that was consumed, removed and forgotten before the item was read is not handed out again', async () => {
    const { far, near } = await heldUp(server, ITEM, COMMANDS, async (other) => {
      expect(await other.commit(consumed(2), 1, 'theirs')).toBe('committed');
      await other.discard('bot', [C.id]);
      expect(await other.commit(stateAt(3), 2, 'theirs')).toBe('committed');
    });
    await near.commit(stateAt(1), 0, 'begun');
    await near.issue('bot', C);
    expect(await far.load('bot')).toEqual({ state: stateAt(3), commands: [] });
  });

  it('a command that was issued and consumed before the item was read is remembered while it waits to be removed', async () => {
    const { far, near } = await heldUp(server, ITEM, COMMANDS, async (other) => {
      await other.issue('bot', C);
      expect(await other.commit(consumed(2), 1, 'theirs')).toBe('committed');
    });
    await near.commit(stateAt(1), 0, 'begun');
    const { state, commands } = await far.load('bot');
    expect([state, commands]).toEqual([consumed(2), [C]]);
    expect(consumeCommands(state!, { commands }, NOON).consumedCommandIds).toEqual([C.id]);
  });
}

function itemFirst(server: DynamoServer): void {
  it.each([
    ['consumed', false, [C]],
    ['consumed and removed', true, []],
  ] as const)(
    'a command that was %s after the item was read is nobody else’s: his commit is refused',
    async (_, removed, left) => {
      const { far, near } = await heldUp(server, COMMANDS, ITEM, async (other) => {
        expect(await other.commit(consumed(2), 1, 'theirs')).toBe('committed');
        if (removed) await other.discard('bot', [C.id]);
      });
      await near.commit(stateAt(1), 0, 'begun');
      await near.issue('bot', C);
      expect(await far.load('bot')).toEqual({ state: stateAt(1), commands: left });
      expect(await far.commit(consumed(2), 1, 'mine')).toBe('conflict');
    },
  );

  it('a command that was issued after the item was read is obeyed at once', async () => {
    const { far, near } = await heldUp(server, COMMANDS, ITEM, (other) => other.issue('bot', C));
    await near.commit(stateAt(1), 0, 'begun');
    expect(await far.load('bot')).toEqual({ state: stateAt(1), commands: [C] });
    expect(await far.commit(consumed(2), 1, 'mine')).toBe('committed');
  });
}

const INVOCATIONS = 4;
const COMMANDS_ISSUED = 30;

/** One invocation after another, until every command has been obeyed; each call takes its own time. */
async function tickOn(ledger: DynamoLedger, obeyed: string[], name: string): Promise<void> {
  for (let k = 0; obeyed.length < COMMANDS_ISSUED; k += 1) {
    const { state, ...taken } = await ledger.load('bot');
    if (state === undefined) throw new Error('the bot has begun');
    const known = state.consumedCommandIds;
    const next = { ...consumeCommands(state, taken, NOON), version: state.version + 1 };
    // Rows and alerts go elsewhere.
    const emptied = { ...next, outbox: { rows: [], alerts: [] } };
    if ((await ledger.commit(emptied, state.version, `${name}-${k}`)) !== 'committed') continue;
    obeyed.push(...next.consumedCommandIds.filter((id) => !known.includes(id)));
    await ledger.discard('bot', next.consumedCommandIds);
  }
}

function atOnce(server: DynamoServer): void {
  it.each([1, 2, 3])(
    'every command is obeyed once by invocations that tick at once, seed %d',
    async (seed) => {
      const table = await server.newTable();
      const near = new DynamoLedger(server.client, table);
      await near.commit(stateAt(1), 0, 'begun');
      const { uniform, happens } = randomStream(seed, 'calls');
      const obeyed: string[] = [];
      const turns = async (most: number) => {
        for (let k = Math.floor(uniform() * most); k > 0; k -= 1) await new Promise(setImmediate);
      };
      const invocations = Array.from({ length: INVOCATIONS }, async (_, k) => {
        const client = localClient(server.endpoint);
        onTestFinished(() => client.destroy());
        // Now and then a call takes as long as several ticks of the others.
        hold(client, { before: () => turns(happens(0.1) ? 400 : 10) });
        await tickOn(new DynamoLedger(client, table), obeyed, `invocation-${k}`);
      });
      const issued = Array.from({ length: COMMANDS_ISSUED }, (_, k) => String(100 + k));
      for (const id of issued) {
        await turns(60);
        await near.issue('bot', commandOf(id));
      }
      await Promise.all(invocations);
      expect(obeyed.toSorted()).toEqual(issued);
    },
  );
}

export function twoReadsContract(name: string, server: DynamoServer): void {
  describe(`${name} reads the item and its commands at two moments`, () => {
    commandsFirst(server);
    itemFirst(server);
    atOnce(server);
  });
}
