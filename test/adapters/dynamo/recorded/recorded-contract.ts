/**
 * Does a store answer as AWS's own emulator did?
 *
 * And do we count units from the sizes of items as the emulator did, whatever the store says of them?
 */
import { describe, expect, it } from 'vitest';
import { localClient } from '../../../../infra/local/embedded-dynamodb.ts';
import { Meter } from '../dynamo-meter.ts';
import type { DynamoServer } from '../dynamo-servers.ts';
import { AskedTable, nameOfRefusal } from './asked-table.ts';
import type { Answer, AskedStore, RecordedCase } from './recorded-case.ts';
import { NUMBERS } from './recorded-numbers.ts';
import { CONDITIONS, WRONG_REQUESTS } from './recorded-refusals.ts';
import { SIZES } from './recorded-sizes.ts';
import { OTHER_UNITS, UNITS } from './recorded-units.ts';

const GROUPS = {
  numbers: NUMBERS,
  sizes: SIZES,
  conditions: CONDITIONS,
  'wrong requests': WRONG_REQUESTS,
  'consumed units': [...UNITS, ...OTHER_UNITS],
} as const;

const TITLE_LENGTH_MAX = 40;

function short(answer: Answer): string {
  const text = String(answer);
  return text.length <= TITLE_LENGTH_MAX ? text : `${text.slice(0, TITLE_LENGTH_MAX)}…`;
}

function titleOf({ title, answer }: RecordedCase, known: Answer | undefined): string {
  if (known === undefined) return `${title}: ${short(answer)}`;
  return `${title}: ${short(known)}, a known difference from ${short(answer)}`;
}

function answersAsRecorded(store: AskedStore, server: DynamoServer): void {
  describe.each(Object.entries(GROUPS))('%s', (_, cases) => {
    const titled = cases.map(
      (recorded) => [titleOf(recorded, recorded.otherwise?.[store]), recorded] as const,
    );
    it.each(titled)('%s', async (_title, recorded) => {
      const known = recorded.otherwise?.[store];
      const table = new AskedTable(server.client, await server.newTable());
      const answer = await recorded.ask(table).catch(nameOfRefusal);
      expect(answer).toBe(known ?? recorded.answer);
      // A difference that is none any more is struck off the list.
      expect(known).not.toBe(recorded.answer);
    });
  });
}

function unitsAsRecorded(server: DynamoServer): void {
  /** The units of the last request of a case, by our own count. */
  async function counted({ ask }: Pick<RecordedCase, 'ask'>) {
    const client = localClient(server.endpoint);
    const meter = new Meter(client);
    await ask(new AskedTable(client, await server.newTable()));
    client.destroy();
    return meter.take().calls.at(-1)?.units;
  }

  it.each(UNITS.map((recorded) => [recorded.title, recorded] as const))('%s', async (_, recorded) => {
    expect(await counted(recorded)).toBe(recorded.answer);
  });

  it.each([
    [1, true],
    [0.5, false],
  ])(
    'a query of nothing is %d, the least there is, where the emulator bills 0',
    async (least, isConsistent) => {
      const ask = async (table: AskedTable) =>
        (await table.query({ ConsistentRead: isConsistent })).Count ?? 0;
      expect(await counted({ ask })).toBe(least);
    },
  );
}

export function recordedAnswersContract(store: AskedStore, server: DynamoServer): void {
  describe(`${store} answers what AWS's emulator answered`, () => {
    answersAsRecorded(store, server);
  });
  describe(`Our count of units on ${store} is that of AWS's emulator`, () => {
    unitsAsRecorded(server);
  });
}
