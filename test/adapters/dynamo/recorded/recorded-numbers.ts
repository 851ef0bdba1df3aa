/**
 * How exact is a number?
 *
 * The version of a bot's item is a number, and the condition of every commit compares it. Money stands in the item's
 * body, which is text.
 */
import { NO_ANSWER, type AskedTable } from './asked-table.ts';
import { doneOrNot, type Answer, type Differences, type RecordedCase } from './recorded-case.ts';

const INVALID = 'ValidationException';
const DIGITS_38 = '12345678901234567890123456789012345678';

/** A number is put, and read again. */
function kept(name: string, given: string, answer: Answer, otherwise: Differences = {}): RecordedCase {
  const ask = async (table: AskedTable) => {
    await table.put({ n: { N: given } });
    return (await table.get()).Item?.['n']?.N ?? 'nothing';
  };
  return { title: `${name}, '${given}'`, ask, answer, otherwise };
}

function sum(
  name: string,
  [held, added]: readonly [string, string],
  answer: Answer,
  otherwise: Differences = {},
): RecordedCase {
  const ask = async (table: AskedTable) => {
    await table.put({ n: { N: held } });
    const more = { ExpressionAttributeValues: { ':more': { N: added } } };
    const { Attributes } = await table.update('ADD n :more', { ...more, ReturnValues: 'ALL_NEW' });
    return Attributes?.['n']?.N ?? 'nothing';
  };
  return { title: `${name}, '${held}' and '${added}' added`, ask, answer, otherwise };
}

/** A put on the condition that the version is the one that is asked for. */
function compared(name: string, held: string, asked: string, answer: Answer): RecordedCase {
  const ask = async (table: AskedTable) => {
    await table.put({ v: { N: held } });
    const values = { ExpressionAttributeValues: { ':expected': { N: asked } } };
    await table.put({}, { ConditionExpression: 'v = :expected', ...values });
  };
  return doneOrNot(`${name}, '${held}' held and '${asked}' asked for`, ask, answer);
}

export const NUMBERS: readonly RecordedCase[] = [
  kept('a version', '12345', '12345'),
  kept('38 digits', DIGITS_38, DIGITS_38),
  kept('39 digits', `${DIGITS_38}9`, INVALID, { moto: `${DIGITS_38}9` }),
  kept('38 digits after the point', `0.${DIGITS_38}`, `0.${DIGITS_38}`),
  kept('39 digits with a point', `9.${DIGITS_38}`, INVALID, { moto: `9.${DIGITS_38}` }),
  kept('one digit and 40 zeros', `1${'0'.repeat(40)}`, `1${'0'.repeat(40)}`),
  kept('zeros at the end', '1.500', '1.5', { moto: '1.500' }),
  kept('zeros at the beginning', '007', '7', { moto: '007' }),
  kept('an exponent', '1e3', '1000', { moto: '1e3' }),
  kept('a small exponent', '1e-7', '0.0000001', { moto: '1e-7' }),
  kept('less than zero', '-12.75', '-12.75'),
  kept('zero with a sign', '-0', '0', { moto: '-0' }),
  kept('a plus sign', '+5', '5', { dynalite: INVALID, moto: '+5' }),
  kept('the largest', `${'9'.repeat(38)}E+88`, `${'9'.repeat(38)}${'0'.repeat(88)}`, {
    moto: `${'9'.repeat(38)}E+88`,
  }),
  kept('more than the largest', '1E+126', INVALID, { moto: '1E+126' }),
  kept('the smallest', '1E-130', `0.${'0'.repeat(129)}1`, { moto: '1E-130' }),
  kept('less than the smallest', '1E-131', INVALID),
  kept('a word', 'abc', INVALID),
  kept('no digits', '', INVALID),
  kept('not a number', 'NaN', INVALID),
  kept('infinity', 'Infinity', INVALID),
  kept('spaces', ' 5 ', INVALID),
  sum('a decimal sum', ['0.1', '0.2'], '0.3'),
  sum('a sum of 39 digits', ['1E+38', '0.1'], INVALID, {
    dynalite: `1${'0'.repeat(38)}.1`,
    moto: NO_ANSWER,
  }),
  compared('the same number in other digits', '1', '1.0', 'done'),
  compared(
    'a difference in the 38th digit',
    DIGITS_38,
    `${DIGITS_38.slice(0, -1)}9`,
    'ConditionalCheckFailedException',
  ),
];
