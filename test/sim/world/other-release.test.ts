/**
 * Can this release go on with what another one has left, and the other one with what this one has?
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { readState, stateItem, type Item } from '../../../lambda/adapters/dynamo/dynamo-items.ts';
import { anyState } from '../../adapters/dynamo/dynamo-arbitraries.ts';
import { RECORDINGS } from '../../adapters/dynamo/recorded-items.ts';
import { OTHER_RELEASES, readBy, sentBy, type OtherRelease } from './other-release.ts';

const STATES = RECORDINGS.flatMap(({ commit, states }) =>
  Object.entries(states).map(([name, item]) => ({ commit, name, item })),
);
const OLDER = '2026-11-26-2150-a6e0070';

const itemSchema = z
  .record(z.string(), z.union([z.object({ S: z.string() }), z.object({ N: z.string() })]))
  .transform((written): Item => written);

function put(release: OtherRelease, item: object) {
  const sent: unknown = JSON.parse(
    sentBy(release, 'PutItem', JSON.stringify({ TableName: 't', Item: item })),
  );
  if (typeof sent !== 'object' || sent === null || !('Item' in sent)) throw new Error('nothing is sent');
  return sent.Item;
}

function got(release: OtherRelease, item: object) {
  const { body } = readBy(release, 'GetItem', { status: 200, body: JSON.stringify({ Item: item }) });
  return z.object({ Item: itemSchema }).parse(JSON.parse(body)).Item;
}

/** As it lies in a table. */
const asItem = (item: unknown): Item => itemSchema.parse(item);

const bodyOf = (item: Item) =>
  z.record(z.string(), z.unknown()).parse(JSON.parse(z.object({ S: z.string() }).parse(item['body']).S));

describe('another release', () => {
  it.each(STATES)(
    'the state "$name" of $commit is read after a rollback from a newer one, as it was',
    ({ item }) => {
      const state = readState(item);
      const written = stateItem(state, { executionId: 'e', table: 't' });
      const later = asItem(put('newer', written));
      expect(later['schema']).toEqual({ N: '2' });
      expect(later['body']).not.toEqual(written['body']);
      expect(readState(later)).toEqual(state);
    },
  );

  it('the older release lacks nothing that its own items have', () => {
    for (const { item } of STATES.filter(({ commit }) => commit === OLDER))
      expect(bodyOf(asItem(put('older', item)))).toEqual(bodyOf(item));
  });

  it.each(STATES.filter(({ commit }) => commit >= OLDER))(
    'the state "$name" of $commit goes through the older release, and is read again',
    ({ item }) => {
      const { ledger, orders } = readState(asItem(got('older', asItem(put('older', item)))));
      expect(ledger.positions.length + orders.length).toBe(
        readState(item).ledger.positions.length + readState(item).orders.length,
      );
    },
  );

  it('the older release drops what was added since, wherever it stands', () => {
    for (const { item } of STATES) {
      const [known, added] = [item, asItem(put('newer', item))].map((one) =>
        bodyOf(asItem(put('older', one))),
      );
      expect(added).toEqual({ ...known, parameters: added?.['parameters'] });
    }
  });

  it('any state goes through the older release, and is read again as one that it could have written', () => {
    fc.assert(
      fc.property(anyState, (state) => {
        const once = asItem(put('older', stateItem(state, { executionId: 'e', table: 't' })));
        expect(readState(got('older', once)).orders).toHaveLength(state.orders.length);
        expect(bodyOf(asItem(put('older', once)))).toEqual(bodyOf(once));
      }),
      { numRuns: 50 },
    );
  });

  it('of a release whose items no other can read this one reads none, and it reads its own', () => {
    for (const { item } of STATES) {
      const written = asItem(put('incompatible', item));
      expect(() => readState(written)).toThrow('was written by a newer release');
      expect(readState(got('incompatible', written))).toEqual(readState(item));
    }
  });

  it.each(OTHER_RELEASES)('%s leaves rows and everything else as they are', (release) => {
    const body = JSON.stringify({ TableName: 't', Item: { pk: { S: 'ledger#b' }, sk: { S: '1#1' } } });
    expect(JSON.parse(sentBy(release, 'PutItem', body))).toEqual(JSON.parse(body));
    expect(sentBy(release, 'Query', 'anything')).toBe('anything');
    const refused = { status: 400, body: '{}' };
    expect(readBy(release, 'Query', refused)).toBe(refused);
  });
});
