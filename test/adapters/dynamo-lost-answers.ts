/**
 * Does a write whose answer is lost count once, and only once?
 *
 * Through a line that breaks, so that the retries are the client's own: its second attempt meets the success of its
 * first. In every case the table, asked over a good line, has the last word.
 */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DynamoLedger } from '../../lambda/adapters/dynamo-ledger.ts';
import { BadLine, type Fault, type FaultPlan } from './dynamo-bad-line.ts';
import { commandOf, haltedRow, rowsIn, stateAt } from './dynamo-contract.ts';
import { testClient, type DynamoServer } from './dynamo-servers.ts';

/** Short, so that silence costs a test little; still far more than an answer takes. */
const REQUEST_TIMEOUT_MS = 700;

/** The same fault for the first so many attempts of an operation. */
function faultsOf(operation: string, fault: Fault, attempts = Infinity): FaultPlan {
  let met = 0;
  return (asked) => {
    if (asked !== operation || met >= attempts) return undefined;
    met += 1;
    return fault;
  };
}

export function lostAnswersContract(name: string, server: DynamoServer): void {
  describe(`${name} over a bad line`, () => {
    let line: BadLine;
    let far: DynamoLedger;
    let near: DynamoLedger;

    beforeEach(async () => {
      const table = await server.newTable();
      line = await BadLine.to(server.endpoint);
      far = new DynamoLedger(testClient(line.endpoint, REQUEST_TIMEOUT_MS), table);
      near = new DynamoLedger(server.client, table);
      await near.commit(stateAt(1), 0, 'begun');
    });
    afterEach(async () => line.close());

    const puts = () => line.attempts.filter((operation) => operation === 'PutItem').length;

    it.each([
      ['the first answer is lost: the retry meets its own success', 'lost answer', 1],
      ['the first answer does not come in time: the same', 'no answer', 1],
      ['every answer is lost', 'lost answer', 3],
      ['no answer comes in time', 'no answer', 3],
      ['the first request is late: its retry is first', 'late', 1],
      ['the connection was dead: nothing had been sent', 'lost request', 1],
      ['it is throttled once', 'throttled', 1],
    ] as const)('a commit is a commit when %s', async (_, fault, attempts) => {
      line.plan = faultsOf('PutItem', fault, attempts);
      expect(await far.commit(stateAt(2, 77), 1, 'mine')).toBe('committed');
      await line.deliver();
      expect((await near.load('bot')).state).toEqual(stateAt(2, 77));
      expect(puts()).toBe(Math.min(attempts + 1, 3));
    });

    it('the first commit of a bot is, too', async () => {
      const first = stateAt(1, 5, 'new');
      line.plan = faultsOf('PutItem', 'lost answer', 1);
      expect(await far.commit(first, 0, 'mine')).toBe('committed');
      expect((await near.load('new')).state).toEqual(first);
    });

    it('another execution that took the version is no success of mine, although it looks like one', async () => {
      await near.commit(stateAt(2, 50), 1, 'theirs');
      line.plan = faultsOf('PutItem', 'lost request', 2);
      expect(await far.commit(stateAt(2, 77), 1, 'mine')).toBe('conflict');
      expect((await near.load('bot')).state).toEqual(stateAt(2, 50));
    });

    it('a commit that others have built on since is given up', async () => {
      line.plan = faultsOf('PutItem', 'lost answer');
      line.beforeGetItem = async () => {
        expect(await near.commit(stateAt(3, 60), 2, 'theirs')).toBe('committed');
      };
      expect(await far.commit(stateAt(2, 77), 1, 'mine')).toBe('conflict');
      expect((await near.load('bot')).state).toEqual(stateAt(3, 60));
    });

    it('one that never arrived is an error, and can be made again', async () => {
      line.plan = faultsOf('PutItem', 'lost request');
      await expect(far.commit(stateAt(2), 1, 'mine')).rejects.toThrow('ECONNRESET');
      expect((await near.load('bot')).state).toEqual(stateAt(1));
      line.repair();
      expect(await far.commit(stateAt(2), 1, 'again')).toBe('committed');
    });

    it('one of which nobody knows is an error, whatever became of it', async () => {
      line.plan = (operation) => (operation === 'PutItem' ? 'lost answer' : 'lost request');
      await expect(far.commit(stateAt(2), 1, 'mine')).rejects.toThrow('PutItem for bot bot');
      expect((await near.load('bot')).state).toEqual(stateAt(2));
    });

    it('one that arrives after it was given up takes the version, or changes nothing', async () => {
      line.plan = faultsOf('PutItem', 'late');
      await expect(far.commit(stateAt(2, 77), 1, 'mine')).rejects.toThrow('no answer in time 3 times');
      await line.deliver();
      expect((await near.load('bot')).state).toEqual(stateAt(2, 77));
      expect(await near.commit(stateAt(2, 88), 1, 'theirs')).toBe('conflict');
    });

    it.each(['lost answer', 'no answer', 'lost request', 'late'] as const)(
      'rows are written once each, after a %s of their first requests',
      async (fault) => {
        line.plan = faultsOf('PutItem', fault, 3);
        const rows = [haltedRow(1), haltedRow(2), haltedRow(3)];
        await far.append('bot', rows);
        await line.deliver();
        expect(await rowsIn(near)).toEqual(rows);
      },
    );

    it('rows that could not be written are written the next time, and what is written stays', async () => {
      const rows = [haltedRow(1), haltedRow(2)];
      line.plan = (_, body) => (body.includes('000000000002') ? 'lost request' : undefined);
      await expect(far.append('bot', rows)).rejects.toThrow('ECONNRESET');
      expect(await rowsIn(near)).toEqual([haltedRow(1)]);
      line.repair();
      await far.append('bot', rows);
      expect(await rowsIn(near)).toEqual(rows);
    });

    it('a command waits once, although its answer was lost', async () => {
      line.plan = faultsOf('PutItem', 'lost answer', 1);
      await far.issue('bot', commandOf('01'));
      line.plan = faultsOf('PutItem', 'lost answer', 3);
      await far.issue('bot', commandOf('02'));
      expect((await near.load('bot')).commands).toEqual([commandOf('01'), commandOf('02')]);
      line.plan = faultsOf('DeleteItem', 'lost answer', 1);
      await far.discard('bot', ['01', '02']);
      expect((await near.load('bot')).commands).toEqual([]);
    });
  });
}
