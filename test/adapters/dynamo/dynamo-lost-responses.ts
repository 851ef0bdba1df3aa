/**
 * Does a write whose answer is lost count once, and only once?
 *
 * Through a line that breaks, so that the retries are the client's own: its second attempt meets the success of its
 * first. In every case the table, asked over a good line, has the last word.
 */
import { describe, expect, it, onTestFinished } from 'vitest';
import { DynamoLedger } from '../../../lambda/adapters/dynamo/dynamo-ledger.ts';
import { BadLine, type Fault, type FaultPlan } from './dynamo-faults.ts';
import { commandOf, haltedRow, stateAt, rowsIn } from '../../harness/stored-bot.ts';
import { testClient, type DynamoServer } from './dynamo-servers.ts';
import { PATIENCE_MS, givesUpOnSilence } from './line-patience.ts';

/** The same fault for the first so many attempts of an operation. */
function faultsOf(operation: string, fault: Fault, attempts = Infinity): FaultPlan {
  let met = 0;
  return (asked) => {
    if (asked !== operation || met >= attempts) return undefined;
    met += 1;
    return fault;
  };
}

/** A table with one bot on its first version: over the line, and near it. */
class FarTable {
  readonly line: BadLine;
  readonly far: DynamoLedger;
  readonly near: DynamoLedger;

  constructor(line: BadLine, server: DynamoServer, table: string) {
    this.line = line;
    this.far = new DynamoLedger(testClient(line.baseUrl, PATIENCE_MS), table);
    this.near = new DynamoLedger(server.client, table);
  }

  /** Attempts to write. */
  get puts(): number {
    return this.line.attempts.filter((operation) => operation === 'PutItem').length;
  }
}

async function farTable(server: DynamoServer): Promise<FarTable> {
  const line = await BadLine.to(server.endpoint);
  givesUpOnSilence(line);
  onTestFinished(async () => line.close());
  const at = new FarTable(line, server, await server.newTable());
  await at.near.commit(stateAt(1), 0, 'begun');
  return at;
}

function commitsThatCount(server: DynamoServer): void {
  it.each([
    ['the first answer is lost: the retry meets its own success', 'lost answer', 1],
    ['the first answer does not come in time: the same', 'no answer', 1],
    ['every answer is lost', 'lost answer', 3],
    ['no answer comes in time', 'no answer', 3],
    ['the first request is late: its retry is first', 'late', 1],
    ['the connection was dead: nothing had been sent', 'lost request', 1],
    ['it is throttled once', 'throttled', 1],
  ] as const)('a commit is a commit when %s', async (_, fault, attempts) => {
    const at = await farTable(server);
    at.line.plan = faultsOf('PutItem', fault, attempts);
    expect(await at.far.commit(stateAt(2, 77), 1, 'mine')).toBe('committed');
    await at.line.deliver();
    expect((await at.near.load('bot')).state).toEqual(stateAt(2, 77));
    expect(at.puts).toBe(Math.min(attempts + 1, 3));
  });

  it('the first commit of a bot is, too', async () => {
    const at = await farTable(server);
    const first = stateAt(1, 5, 'new');
    at.line.plan = faultsOf('PutItem', 'lost answer', 1);
    expect(await at.far.commit(first, 0, 'mine')).toBe('committed');
    expect((await at.near.load('new')).state).toEqual(first);
  });
}

function commitsThatDoNot(server: DynamoServer): void {
  it('another invocation that took the version is no success of mine, although it looks like one', async () => {
    const at = await farTable(server);
    await at.near.commit(stateAt(2, 50), 1, 'theirs');
    at.line.plan = faultsOf('PutItem', 'lost request', 2);
    expect(await at.far.commit(stateAt(2, 77), 1, 'mine')).toBe('conflict');
    expect((await at.near.load('bot')).state).toEqual(stateAt(2, 50));
  });

  it('a commit that others have built on since is given up', async () => {
    const at = await farTable(server);
    at.line.plan = faultsOf('PutItem', 'lost answer');
    at.line.beforeGetItem = async () => {
      expect(await at.near.commit(stateAt(3, 60), 2, 'theirs')).toBe('committed');
    };
    expect(await at.far.commit(stateAt(2, 77), 1, 'mine')).toBe('conflict');
    expect((await at.near.load('bot')).state).toEqual(stateAt(3, 60));
  });

  it('a commit that never arrived is an error, and can be made again', async () => {
    const at = await farTable(server);
    at.line.plan = faultsOf('PutItem', 'lost request');
    await expect(at.far.commit(stateAt(2), 1, 'mine')).rejects.toThrow('ECONNRESET');
    expect((await at.near.load('bot')).state).toEqual(stateAt(1));
    at.line.repair();
    expect(await at.far.commit(stateAt(2), 1, 'again')).toBe('committed');
  });

  it('a commit of which nobody knows is an error, whatever became of it', async () => {
    const at = await farTable(server);
    at.line.plan = (operation) => (operation === 'PutItem' ? 'lost answer' : 'lost request');
    await expect(at.far.commit(stateAt(2), 1, 'mine')).rejects.toThrow('PutItem for bot bot');
    expect((await at.near.load('bot')).state).toEqual(stateAt(2));
  });

  it('a commit that arrives after it was given up takes the version, or changes nothing', async () => {
    const at = await farTable(server);
    at.line.plan = faultsOf('PutItem', 'late');
    await expect(at.far.commit(stateAt(2, 77), 1, 'mine')).rejects.toThrow('no answer in time 3 times');
    await at.line.deliver();
    expect((await at.near.load('bot')).state).toEqual(stateAt(2, 77));
    expect(await at.near.commit(stateAt(2, 88), 1, 'theirs')).toBe('conflict');
  });
}

function rowsAndCommands(server: DynamoServer): void {
  it.each(['lost answer', 'no answer', 'lost request', 'late'] as const)(
    'rows are written once each, after a %s of their first requests',
    async (fault) => {
      const at = await farTable(server);
      at.line.plan = faultsOf('PutItem', fault, 3);
      const rows = [haltedRow(1), haltedRow(2), haltedRow(3)];
      await at.far.append('bot', rows);
      await at.line.deliver();
      expect(await rowsIn(at.near)).toEqual(rows);
    },
  );

  it('rows that could not be written are written the next time, and what is written stays', async () => {
    const at = await farTable(server);
    const rows = [haltedRow(1), haltedRow(2)];
    at.line.plan = (_, body) => (body.includes('000000000002') ? 'lost request' : undefined);
    await expect(at.far.append('bot', rows)).rejects.toThrow('ECONNRESET');
    expect(await rowsIn(at.near)).toEqual([haltedRow(1)]);
    at.line.repair();
    await at.far.append('bot', rows);
    expect(await rowsIn(at.near)).toEqual(rows);
  });

  it('a command waits once, although its answer was lost', async () => {
    const at = await farTable(server);
    at.line.plan = faultsOf('PutItem', 'lost answer', 1);
    await at.far.issue('bot', commandOf('01'));
    at.line.plan = faultsOf('PutItem', 'lost answer', 3);
    await at.far.issue('bot', commandOf('02'));
    expect((await at.near.load('bot')).commands).toEqual([commandOf('01'), commandOf('02')]);
    at.line.plan = faultsOf('DeleteItem', 'lost answer', 1);
    await at.far.discard('bot', ['01', '02']);
    expect((await at.near.load('bot')).commands).toEqual([]);
  });
}

export function lostAnswersContract(name: string, server: DynamoServer): void {
  describe(`${name} over a bad line`, () => {
    commitsThatCount(server);
    commitsThatDoNot(server);
    rowsAndCommands(server);
  });
}
