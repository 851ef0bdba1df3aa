/**
 * How many units does DynamoDB bill?
 *
 * A write unit for each KB, begun or full, of the item before or after, whichever is larger. A read unit for each 4 KB,
 * begun or full, of everything that one request reads, and half of it where the read is not consistent.
 *
 * The emulator bills nothing for a query of nothing, where AWS's documentation has the least read there is.
 */
import { ofBytes, unitsIn, type AskedTable, type Item } from './asked-table.ts';
import type { RecordedCase } from './recorded-case.ts';

/** moto's figures rest on no size: always 1 for a put, a delete and a query, 0.5 for a get and an update. */
const MOTO_ONE = { moto: 1 } as const;
const MOTO_HALF = { moto: 0.5 } as const;

type Size = number | undefined;
type Ask = (table: AskedTable) => Promise<Parameters<typeof unitsIn>[0]>;

/** Asked where an item of some size is, or none. */
function units(
  title: string,
  before: Size,
  ask: Ask,
  answer: number,
  otherwise: RecordedCase['otherwise'] = {},
): RecordedCase {
  const putAndAsk = async (table: AskedTable) => {
    if (before !== undefined) await table.put(ofBytes(before));
    return unitsIn(await ask(table));
  };
  const were = before === undefined ? 'no item' : `${before} bytes`;
  return { title: title.replace('%', were), ask: putAndAsk, answer, otherwise };
}

function put(bytes: number, before: Size, answer: number): RecordedCase {
  const ask: Ask = async (table) => table.put(ofBytes(bytes));
  return units(`a put of ${bytes} bytes over %`, before, ask, answer, answer === 1 ? {} : MOTO_ONE);
}

function putItem(
  title: string,
  item: Item,
  answer: number,
  otherwise: RecordedCase['otherwise'],
): RecordedCase {
  return units(`a put of ${title}`, undefined, async (table) => table.put(item), answer, otherwise);
}

function remove(before: Size, answer: number): RecordedCase {
  return units(
    'a delete of %',
    before,
    async (table) => table.delete(),
    answer,
    answer === 1 ? {} : MOTO_ONE,
  );
}

function update(after: number, before: Size, answer: number): RecordedCase {
  const values = { ExpressionAttributeValues: { ':b': ofBytes(after)['b']! } };
  const ask: Ask = async (table) => table.update('SET b = :b', values);
  return units(`an update of % to ${after} bytes`, before, ask, answer, MOTO_HALF);
}

function get(before: Size, isConsistent: boolean, answer: number): RecordedCase {
  const ask: Ask = async (table) => table.get({ ConsistentRead: isConsistent });
  const title = `a get of %${isConsistent ? '' : ', not consistent'}`;
  return units(title, before, ask, answer, answer === 0.5 ? {} : MOTO_HALF);
}

function query(
  title: string,
  sizes: readonly number[],
  answer: number,
  more: Parameters<AskedTable['query']>[0] = {},
): RecordedCase {
  const ask = async (table: AskedTable) => {
    for (const [k, bytes] of sizes.entries()) await table.put({ ...ofBytes(bytes), sk: { S: `00${k}` } });
    return unitsIn(await table.query(more));
  };
  return { title: `a query of ${title}`, ask, answer, otherwise: answer === 1 ? {} : MOTO_ONE };
}

/** What the bot asks; `dynamo-units.ts` has to count the same. */
export const UNITS: readonly RecordedCase[] = [
  put(100, undefined, 1),
  put(1024, undefined, 1),
  put(1025, undefined, 2),
  put(2049, undefined, 3),
  put(100, 3000, 3),
  put(3000, 100, 3),
  put(100, 100, 1),
  put(1024, 1025, 2),
  putItem('1024 bytes with a name of four', { ...ofBytes(1019), name: { S: 'x' } }, 1, {}),
  putItem('1025 bytes with a name of four', { ...ofBytes(1019), name: { S: 'xx' } }, 2, MOTO_ONE),
  putItem('1024 bytes in letters of two', { b: { S: `${'ä'.repeat(506)}x` } }, 1, {}),
  putItem('1025 bytes in letters of two', { b: { S: 'ä'.repeat(507) } }, 2, { dynalite: 1, moto: 1 }),
  putItem('1024 bytes with a number of 4', { ...ofBytes(1019), n: { N: '12345' } }, 1, {}),
  putItem('1025 bytes with a number of 5', { ...ofBytes(1019), n: { N: '1234567' } }, 2, MOTO_ONE),
  remove(undefined, 1),
  remove(100, 1),
  remove(3000, 3),
  get(undefined, true, 1),
  get(100, true, 1),
  get(4096, true, 1),
  get(4097, true, 2),
  get(undefined, false, 0.5),
  get(4096, false, 0.5),
  get(4097, false, 1),
  query('100 bytes', [100], 1),
  query('4096 bytes', [4096], 1),
  query('4097 bytes', [4097], 2),
  query('three times 1365 bytes', [1365, 1365, 1365], 1),
  query('three times 1366 bytes', [1366, 1366, 1366], 2),
  query('three times 1366 bytes, not consistent', [1366, 1366, 1366], 1, { ConsistentRead: false }),
  query('the first of three times 3000 bytes', [3000, 3000, 3000], 1, { Limit: 1 }),
];

/** What the bot does not ask, and queries of nothing. */
export const OTHER_UNITS: readonly RecordedCase[] = [
  query('nothing', [], 0),
  query('nothing, not consistent', [], 0, { ConsistentRead: false }),
  update(100, undefined, 1),
  update(100, 3000, 3),
  update(3000, 100, 3),
  query('three times 3000 bytes, all filtered out', [3000, 3000, 3000], 3, {
    FilterExpression: 'attribute_exists(nothing)',
  }),
  query('three times 3000 bytes, which only counts', [3000, 3000, 3000], 3, { Select: 'COUNT' }),
  query('three times 3000 bytes, which returns keys', [3000, 3000, 3000], 3, { ProjectionExpression: 'sk' }),
  {
    title: 'a put that does not ask for units',
    ask: async (table) => unitsIn(await table.put({}, { ReturnConsumedCapacity: 'NONE' })),
    answer: 'no units',
  },
];
