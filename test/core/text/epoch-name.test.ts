/**
 * Is an epoch named as no other of the bot's, in whatever table it began, and read back from its name?
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { epochMarkOf, epochName, readEpochName } from '../../../lambda/core/text/epoch-name.ts';

const epoch = fc.integer({ min: 0, max: 36 ** 5 - 1 });
const epochMark = fc.stringMatching(/^[0-9a-z]{4}$/);
const marked = fc.record({ epoch, epochMark });

describe('the name of an epoch', () => {
  it('the name of an epoch without a mark is its number, as earlier releases wrote it', () => {
    for (const number of [0, 1, 29_461_234, 99_999_999]) {
      expect(epochName({ epoch: number })).toBe(String(number));
      expect(readEpochName(String(number))).toEqual({ epoch: number });
    }
  });

  it('the name of an epoch with a mark has nine letters and digits, and is read back', () => {
    expect(epochName({ epoch: 29_461_234, epochMark: 'k3f9' })).toBe('hjgfmk3f9');
    fc.assert(
      fc.property(marked, (identity) => {
        expect(epochName(identity)).toMatch(/^[0-9a-z]{9}$/);
        expect(readEpochName(epochName(identity))).toEqual(identity);
      }),
    );
  });

  it('the name of an epoch is that of no other, with a mark or without', () => {
    const any = fc.oneof(marked, fc.record({ epoch }));
    fc.assert(
      fc.property(any, any, (left, right) => {
        const isSame = JSON.stringify(left) === JSON.stringify(right);
        expect(epochName(left) === epochName(right)).toBe(isSame);
      }),
    );
  });

  it.each(['', '-1', '1.5', '123456789a', '1234567890', 'HJGHEK3F9', 'hjghek3f', 'hjghe-3f9'])(
    'the name of an epoch is not %j',
    (name) => {
      expect(readEpochName(name)).toBeUndefined();
    },
  );
});

it('the mark of an epoch follows from who begins it, and is spread over all that it can be', () => {
  const marks = Array.from({ length: 1_000 }, (_, k) => epochMarkOf(`1f0c2d34-${k}`));
  for (const mark of marks) expect(mark).toMatch(/^[0-9a-z]{4}$/);
  // A thousand among 36^4 meet less than once.
  expect(new Set(marks).size).toBeGreaterThan(995);
  expect(epochMarkOf('x1')).toBe(epochMarkOf('x1'));
});
