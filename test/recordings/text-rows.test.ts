/**
 * Is every number of a text taken to the bit and every line once, whichever way it is read and wherever it is cut?
 */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { RowBudget } from '../../infra/recordings/row-budget.ts';
import { RowFeed, type RowTaker } from '../../infra/recordings/row-feed.ts';
import { TextRows } from '../../infra/recordings/text-rows.ts';

/** Takes a time and two numbers of any size. */
class AnyRows implements RowTaker {
  readonly rows: number[][] = [];

  namesOf(): undefined {
    return undefined;
  }

  planOf(names: readonly string[]) {
    return { form: 'any', isHeader: true, names, columns: [0, 1, 2] };
  }

  take(values: Float64Array): boolean {
    if (values.some(Number.isNaN)) return false;
    this.rows.push([...values]);
    return true;
  }

  problemOf(): string {
    return 'is no row';
  }
}

function rowsOf(chunks: readonly Uint8Array[]): readonly number[][] {
  const taker = new AnyRows();
  const text = new TextRows(new RowFeed('file.csv', taker, new RowBudget()));
  for (const chunk of chunks) text.push(chunk);
  text.finish();
  return taker.rows;
}

const digits = (most: number) =>
  fc.array(fc.nat(9), { minLength: 1, maxLength: most }).map((list) => list.join(''));
/** Around what a division can do exactly: 2^53, and 22 decimals. */
const decimal = fc
  .tuple(digits(18), fc.option(digits(26)), fc.option(fc.integer({ min: -330, max: 300 }), { freq: 10 }))
  .map(
    ([whole, part, power]) =>
      `${whole}${part === null ? '' : `.${part}`}${power === null ? '' : `e${power}`}`,
  );
const time = fc.integer({ min: 1_230_768_000, max: 4_102_444_799 });

it('every number of a text is the one that JavaScript reads, and every time the same in each unit', () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.tuple(time, fc.constantFrom('', '.0', '000', '000.0', '000000', '000000000'), decimal, decimal),
        {
          minLength: 1,
          maxLength: 20,
        },
      ),
      fc.array(fc.nat(400), { maxLength: 6 }),
      (rows, cuts) => {
        const lines = rows.map(([seconds, unit, first, second]) => `${seconds}${unit},${first},${second}\n`);
        const bytes = Buffer.from(`time,first,second\n${lines.join('')}`);
        const ends = [...cuts.filter((cut) => cut < bytes.length), 0, bytes.length].toSorted((a, b) => a - b);
        const chunks = ends.slice(1).map((end, k) => bytes.subarray(ends[k], end));
        expect(rowsOf(chunks)).toEqual(
          rows.map(([seconds, , first, second]) => [seconds * 1000, Number(first), Number(second)]),
        );
      },
    ),
    { numRuns: 500 },
  );
});

it('every time of a text is cut at no digit, and a moment between two milliseconds is said as a half', () => {
  const times = [
    '1746057600.0009',
    '1746057600.001',
    '1746057600123456',
    '1746057600123000001',
    '1746057600123000000',
  ];
  const text = `time,first,second\n${times.map((each) => `${each},1,2\n`).join('')}`;
  expect(rowsOf([Buffer.from(text)]).map(([timeMs]) => timeMs! - 1_746_057_600_000)).toEqual([
    0.5, 1, 123.5, 123.5, 123,
  ]);
});
