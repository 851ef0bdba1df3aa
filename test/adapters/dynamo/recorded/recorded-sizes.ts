/**
 * How large may an item and its keys be, and how much does one query return?
 *
 * An item has as many bytes as the names and values of its attributes have in UTF-8; 400 KB are allowed. The bot leaves
 * room (`hasRoom`), so that its item never comes near.
 */
import { KEY, ofBytes, type AskedTable, type Item } from './asked-table.ts';
import { doneOrNot, type Answer, type Differences, type RecordedCase } from './recorded-case.ts';

const INVALID = 'ValidationException';
const LIMIT_BYTES = 400 * 1024;
/** Letters of two bytes that fill an item up to the limit, but for one byte. */
const LETTERS = (LIMIT_BYTES - 12) / 2;

function put(title: string, item: Item, answer: Answer, otherwise: Differences = {}): RecordedCase {
  return doneOrNot(title, async (table) => table.put(item), answer, otherwise);
}

function putKeys(
  title: string,
  [pk, sk]: readonly [string, string],
  answer: Answer,
  otherwise: Differences = {},
): RecordedCase {
  return put(title, { pk: { S: pk }, sk: { S: sk } }, answer, otherwise);
}

async function grow(table: AskedTable): Promise<void> {
  await table.put(ofBytes(LIMIT_BYTES - 100));
  await table.update('SET c = :c', { ExpressionAttributeValues: { ':c': { S: 'x'.repeat(100) } } });
}

async function pageOf(table: AskedTable, items: number, bytes: number): Promise<string> {
  for (let k = 0; k < items; k += 1) {
    await table.put({ ...ofBytes(bytes), sk: { S: String(k).padStart(3, '0') } });
  }
  const { Count, LastEvaluatedKey } = await table.query();
  return `${Count}, to be continued after ${LastEvaluatedKey?.['sk']?.S}`;
}

async function orderOf(table: AskedTable, keys: readonly string[]): Promise<string> {
  for (const key of keys) await table.put({ sk: { S: key } });
  return ((await table.query()).Items ?? []).map(({ sk }) => sk?.S).join(' ');
}

export const SIZES: readonly RecordedCase[] = [
  put('an item of 400 KB', ofBytes(LIMIT_BYTES), 'done', { moto: INVALID }),
  put('an item of 400 KB and a byte', ofBytes(LIMIT_BYTES + 1), INVALID),
  put('an item of 400 KB in letters of two bytes', { b: { S: `${'ä'.repeat(LETTERS)}x` } }, 'done', {
    moto: INVALID,
  }),
  put(
    'an item of 400 KB and a byte in letters of two bytes',
    { b: { S: 'ä'.repeat(LETTERS + 1) } },
    INVALID,
    {
      dynalite: 'done',
    },
  ),
  doneOrNot('an update to 400 KB and a byte', grow, INVALID),
  putKeys('a partition key of 2048 bytes', ['x'.repeat(2048), 'y'], 'done'),
  putKeys('a partition key of 2049 bytes', ['x'.repeat(2049), 'y'], INVALID),
  putKeys('a sort key of 1024 bytes', ['x', 'y'.repeat(1024)], 'done'),
  putKeys('a sort key of 1025 bytes', ['x', 'y'.repeat(1025)], INVALID),
  putKeys('a partition key of 1025 letters of two bytes', ['ä'.repeat(1025), 'y'], INVALID, {
    dynalite: 'done',
  }),
  putKeys('a partition key without letters', ['', 'y'], INVALID),
  putKeys('a sort key without letters', ['x', ''], INVALID),
  put('another value without letters', { b: { S: '' } }, 'done'),
  {
    title: 'a query of 30 items of 50 KB',
    ask: async (table) => pageOf(table, 30, 50 * 1024),
    answer: '21, to be continued after 020',
    otherwise: { moto: '19, to be continued after 018' },
  },
  {
    title: 'a query of sort keys of all kinds',
    ask: async (table) => orderOf(table, ['a', 'B', '10', '9', 'ä', 'aa', '😀', '\u{FFFD}']),
    answer: '10 9 B a aa ä \u{FFFD} 😀',
  },
  {
    title: 'a query of what was put twice',
    ask: async (table) => orderOf(table, [KEY['sk']?.S ?? '', 'two', KEY['sk']?.S ?? '']),
    answer: 'one two',
  },
];
