/**
 * How does DynamoDB say no?
 *
 * First to conditions, on which the commit of a tick and every row of the ledger rest; then to requests that are wrong.
 */
import { KEY, NO_ANSWER, type AskedTable } from './asked-table.ts';
import { doneOrNot, type Answer, type Differences, type RecordedCase } from './recorded-case.ts';

const REFUSED = 'ConditionalCheckFailedException';
const REFUSED_WITH_ITEM = `${REFUSED} with { pk: { S: "bot" }, sk: { S: "one" }, version: { N: "1" } }`;
const INVALID = 'ValidationException';
const NO_TABLE = 'ResourceNotFoundException';

/** dynalite never returns the item. */
const WITHOUT_ITEM = { dynalite: REFUSED } as const;
/** moto fails, and answers with a page in HTML. */
const MOTO_FAILS = { moto: NO_ANSWER } as const;

const IS_NEW = { ConditionExpression: 'attribute_not_exists(pk)' } as const;
const IS_THERE = { ConditionExpression: 'attribute_exists(pk)' } as const;
const WITH_ITEM = { ReturnValuesOnConditionCheckFailure: 'ALL_OLD' } as const;

function hasVersion(version: string) {
  return {
    ConditionExpression: '#version = :expected',
    ExpressionAttributeNames: { '#version': 'version' },
    ExpressionAttributeValues: { ':expected': { N: version } },
  };
}

const IS_TEXT = { ...hasVersion('1'), ExpressionAttributeValues: { ':expected': { S: '1' } } };

type Ask = (table: AskedTable) => Promise<unknown>;

/** Asked of an item on its first version. */
function ofOne(title: string, ask: Ask, answer: Answer, otherwise: Differences = {}): RecordedCase {
  const putAndAsk: Ask = async (table) => {
    await table.put({ version: { N: '1' } });
    await ask(table);
  };
  return doneOrNot(title, putAndAsk, answer, otherwise);
}

export const CONDITIONS: readonly RecordedCase[] = [
  ofOne('a put of a new item where one is', async (t) => t.put({}, IS_NEW), REFUSED),
  ofOne(
    'a put of a new item where one is, which is asked for',
    async (t) => t.put({}, { ...IS_NEW, ...WITH_ITEM }),
    REFUSED_WITH_ITEM,
    WITHOUT_ITEM,
  ),
  ofOne('a put on the version that is held', async (t) => t.put({}, hasVersion('1')), 'done'),
  ofOne('a put on another version', async (t) => t.put({}, hasVersion('2')), REFUSED),
  ofOne(
    'a put on another version than that of the item, which is asked for',
    async (t) => t.put({}, { ...hasVersion('2'), ...WITH_ITEM }),
    REFUSED_WITH_ITEM,
    WITHOUT_ITEM,
  ),
  ofOne('a put on a version that is text', async (t) => t.put({}, IS_TEXT), REFUSED),
  doneOrNot('a put on a version where no item is', async (t) => t.put({}, hasVersion('1')), REFUSED),
  doneOrNot(
    'a put on a version where no item is, which is asked for',
    async (t) => t.put({}, { ...hasVersion('1'), ...WITH_ITEM }),
    REFUSED,
  ),
  ofOne('an update on another version', async (t) => t.update('SET a = pk', hasVersion('2')), REFUSED),
  ofOne(
    'an update on another version than that of the item, which is asked for',
    async (t) => t.update('SET a = pk', { ...hasVersion('2'), ...WITH_ITEM }),
    REFUSED_WITH_ITEM,
    WITHOUT_ITEM,
  ),
  ofOne('a delete on another version', async (t) => t.delete(hasVersion('2')), REFUSED),
  ofOne(
    'a delete on another version than that of the item, which is asked for',
    async (t) => t.delete({ ...hasVersion('2'), ...WITH_ITEM }),
    REFUSED_WITH_ITEM,
    WITHOUT_ITEM,
  ),
  doneOrNot('a delete of no item, on no condition', async (t) => t.delete(), 'done'),
  doneOrNot('a delete of no item, which has to be there', async (t) => t.delete(IS_THERE), REFUSED),
];

/** A put on a condition. */
function on(condition: string): Ask {
  return async (table) => table.put({}, { ConditionExpression: condition });
}

const X = { S: 'x' } as const;

export const WRONG_REQUESTS: readonly RecordedCase[] = [
  doneOrNot(
    'a reserved word as a name',
    async (t) => t.put({}, { ConditionExpression: 'status = :x', ExpressionAttributeValues: { ':x': X } }),
    INVALID,
  ),
  doneOrNot('a name that is not reserved', on('attribute_not_exists(version)'), 'done'),
  doneOrNot(
    'a value that no expression uses',
    async (t) => t.put({}, { ...IS_NEW, ExpressionAttributeValues: { ':x': X } }),
    INVALID,
    { moto: 'done' },
  ),
  doneOrNot(
    'a name that no expression uses',
    async (t) => t.put({}, { ...IS_NEW, ExpressionAttributeNames: { '#x': 'x' } }),
    INVALID,
  ),
  doneOrNot('a value that is not given', on('pk = :x'), INVALID, MOTO_FAILS),
  doneOrNot('a name that is not given', on('attribute_exists(#x)'), INVALID, MOTO_FAILS),
  doneOrNot('a condition that is no expression', on('pk =='), INVALID, MOTO_FAILS),
  doneOrNot('a condition without letters', on(''), INVALID, { moto: 'done' }),
  doneOrNot('an item without its sort key', async (t) => t.put({}, { Item: { pk: X } }), INVALID),
  doneOrNot('a sort key that is a number', async (t) => t.put({ sk: { N: '1' } }), INVALID),
  doneOrNot('a key without its sort key', async (t) => t.get({ Key: { pk: X } }), INVALID),
  doneOrNot('a key with another attribute', async (t) => t.get({ Key: { ...KEY, x: X } }), INVALID),
  doneOrNot('a set without members', async (t) => t.put({ a: { SS: [] } }), INVALID),
  doneOrNot('a get from a table that is not there', async (t) => t.get({ TableName: 'nowhere' }), NO_TABLE),
  doneOrNot('a put to a table that is not there', async (t) => t.put({}, { TableName: 'nowhere' }), NO_TABLE),
  doneOrNot(
    'a query of all partitions',
    async (t) => t.query({ KeyConditionExpression: 'sk = :pk' }),
    INVALID,
  ),
  doneOrNot(
    'a query of partitions that begin alike',
    async (t) => t.query({ KeyConditionExpression: 'begins_with(pk, :pk)' }),
    INVALID,
  ),
  doneOrNot('a query of no items', async (t) => t.query({ Limit: 0 }), INVALID, { moto: 'done' }),
  doneOrNot(
    'an update of a key',
    async (t) => t.update('SET sk = :x', { ExpressionAttributeValues: { ':x': X } }),
    INVALID,
  ),
  doneOrNot(
    'a put that is to return the new item',
    async (t) => t.put({}, { ReturnValues: 'ALL_NEW' }),
    INVALID,
  ),
];
