/**
 * Does the bot read what lies in its table, or say what is wrong with it, whatever lies there?
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { commandItem, readCommand } from '../../lambda/adapters/dynamo/command-items.ts';
import { readState, stateItem, type Item } from '../../lambda/adapters/dynamo/dynamo-items.ts';
import { readRow, readStoredRow, rowItem } from '../../lambda/adapters/dynamo/row-items.ts';
import { anyState } from '../adapters/dynamo/dynamo-arbitraries.ts';
import { anyCommand, anyRows } from '../adapters/dynamo/ledger-arbitraries.ts';
import { RECORDINGS } from '../adapters/dynamo/recorded-items.ts';
import { brokenJson } from './breakers.ts';
import { fuzz, verdictOf } from './fuzzing.ts';

const WRITING = { executionId: 'execution-1', table: 'table' };
const recorded = (items: readonly Item[]) => fc.constantFrom(...items);

/** The item with its body broken, and now and then another attribute. */
function brokenItem(whole: fc.Arbitrary<Item>): fc.Arbitrary<Item> {
  const body = whole.chain((item) =>
    brokenJson(fc.constant<unknown>(JSON.parse(item.body?.S ?? 'null'))).map((text): Item => {
      return { ...item, body: { S: text } };
    }),
  );
  const odd = fc.constantFrom<Item[string][]>(
    { S: '' },
    { S: '1e400' },
    { S: '__proto__' },
    { N: '1e125' },
    { N: '-1' },
    { NULL: true },
  );
  const attribute = fc
    .tuple(whole, fc.nat(), fc.option(odd, { nil: undefined }), body)
    .map(([item, at, value, other]) => {
      const names = Object.keys(item);
      const name = names[at % names.length]!;
      const { [name]: _, ...rest } = at % 3 === 0 ? other : item;
      return value === undefined ? rest : { ...rest, [name]: value };
    });
  return fc.oneof({ arbitrary: body, weight: 4 }, { arbitrary: attribute, weight: 1 });
}

const stateItems = fc.oneof(
  recorded(RECORDINGS.flatMap(({ states }) => Object.values(states))),
  anyState.map((state) => stateItem(state, WRITING)),
);
const rowItems = fc.oneof(
  recorded(RECORDINGS.flatMap(({ rows }) => Object.values(rows))),
  anyRows.chain((rows) => fc.constantFrom(...rows)).map((row) => rowItem('any', row)),
);
const commandItems = fc.oneof(
  recorded(RECORDINGS.map(({ command }) => command)),
  anyCommand.map((command) => commandItem('any', command)),
);

describe('Broken items', () => {
  it('a broken state is one that can be written again, or an ItemError', async () => {
    const verdicts = await fuzz({
      target: 'a broken state',
      input: brokenItem(stateItems),
      runs: 400,
      slowness: 4,
      meets: (item) =>
        verdictOf(() => {
          const written = stateItem(readState(item), WRITING);
          expect(stateItem(readState(written), WRITING)).toEqual(written);
        }),
    });
    expect([...verdicts.keys()].toSorted()).toEqual(['ItemError', 'taken']);
  });

  it('a broken row keeps its place, and says what is wrong with it', async () => {
    await fuzz({
      target: 'a broken row',
      input: brokenItem(rowItems),
      runs: 400,
      meets: async (item) => {
        const stored = readStoredRow(item);
        const verdict = await verdictOf(() => expect(readRow(item)).toEqual(stored));
        expect('problem' in stored).toBe(verdict !== 'taken');
        return verdict;
      },
    });
  });

  it('a broken command is what it says, or a pause', async () => {
    const verdicts = await fuzz({
      target: 'a broken command',
      input: brokenItem(commandItems),
      runs: 400,
      meets: (item) => {
        const { kind, accept, issuedBy } = readCommand(item);
        if (issuedBy !== 'an unreadable command') return 'taken';
        expect({ kind, accept }).toEqual({ kind: 'pause', accept: false });
        return 'pause';
      },
    });
    expect(verdicts.size).toBe(2);
  });
});
