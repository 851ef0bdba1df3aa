/**
 * A right shape, and everything that can be wrong with it.
 *
 * Every breaker begins with a value that would be accepted, so that what it breaks is reached: garbage from the start is
 * turned away at the door. What it does is drawn by fast-check, and so shrinks and repeats from a seed.
 */
import fc from 'fast-check';

/** Words of JSON that no value of JavaScript writes. Between these marks until the text is made. */
const RAW = /"\uE000raw (.*?)\uE000"/g;
const raw = (written: string) => `\uE000raw ${written}\uE000`;

const NUMBERS = [0, -0, 1, -1, 0.1, 5e-324, 1e-9, 1e21, 1e300, 2 ** 31, 2 ** 53, NaN, Infinity, -Infinity];
const RAW_NUMBERS = [
  '1e400',
  '-1e400',
  '-0',
  '0.1e-400',
  '1E5',
  `1${'0'.repeat(400)}`,
  'NaN',
  '0x10',
  '1.',
  '+1',
];
const TEXTS = [
  '',
  ' ',
  'null',
  'NaN',
  'Infinity',
  '1e400',
  '-1',
  '1,5',
  '0x10',
  '9'.repeat(400),
  '__proto__',
  'constructor',
  'ETHUSDT',
  'BTC/USDT:USDT',
  '\u0000',
  '\uD83D',
  '<html>',
];
const OTHERS = [null, true, false, [], {}, [null], [[]], { value: 1 }];

/** Any value that stands where another is expected. */
const stranger: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(...NUMBERS, ...TEXTS, ...OTHERS),
  fc.string({ unit: 'binary', maxLength: 6 }),
  fc.double(),
  fc.jsonValue({ maxDepth: 2 }),
);

type Change = (value: unknown) => unknown;

/** How a counterexample shows a function: by its words. */
export function shownAs<Made extends object>(made: Made, words: string): Made {
  return Object.assign(made, { [fc.toStringMethod]: () => words });
}

const DROPPED = Symbol('dropped');

function asNumber(value: unknown, change: (number: number) => number): unknown {
  if (typeof value === 'number') return change(value);
  const isNumber = typeof value === 'string' && value.trim() !== '' && Number.isFinite(Number(value));
  return isNumber ? String(change(Number(value))) : value;
}

function ofList(value: unknown, change: (list: readonly unknown[]) => unknown): unknown {
  return Array.isArray(value) ? change(value) : value;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

/** What may happen to any part of a value. */
const CHANGES: Readonly<Record<string, Change>> = {
  dropped: () => DROPPED,
  null: () => null,
  'text for number': (value) => {
    if (typeof value === 'number') return String(value);
    return typeof value === 'string' ? Number(value) : [value];
  },
  negative: (value) => asNumber(value, (number) => -number),
  // Seconds, microseconds and nanoseconds in the place of milliseconds.
  'in seconds': (value) => asNumber(value, (number) => number / 1_000),
  'in microseconds': (value) => asNumber(value, (number) => number * 1_000),
  'in nanoseconds': (value) => asNumber(value, (number) => number * 1_000_000),
  huge: (value) => asNumber(value, (number) => number * 1e308),
  'in a list': (value) => [value],
  'in an object': (value) => ({ value }),
  'without the first': (value) => ofList(value, (list) => list.slice(1)),
  'without the last': (value) => ofList(value, (list) => list.slice(0, -1)),
  'without any': (value) => ofList(value, () => []),
  twice: (value) => ofList(value, (list) => [...list, ...list]),
  reversed: (value) => ofList(value, (list) => list.toReversed()),
  'and null': (value) => ofList(value, (list) => [...list, null]),
  // An own property, as JSON makes it, which `Object.assign` would take for the prototype.
  'with __proto__': (value) =>
    Object.fromEntries([
      ...Object.entries({ ...(isObject(value) && value) }),
      ['__proto__', { isOwn: true }],
    ]),
};

const change: fc.Arbitrary<Change> = fc.oneof(
  {
    arbitrary: fc.constantFrom(...Object.entries(CHANGES).map(([name, make]) => shownAs(make, name))),
    weight: 2,
  },
  {
    arbitrary: stranger.map((value): Change => shownAs(() => value, `replaced by ${fc.stringify(value)}`)),
    weight: 1,
  },
);

/** How many values there are in a value, itself included. */
function sizeOf(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 1;
  return Object.values(value).reduce<number>((size, part) => size + sizeOf(part), 1);
}

/** The value with its part number `at`, counted from itself, changed. */
function changedAt(value: unknown, at: number, make: Change): unknown {
  if (at === 0) return make(value);
  if (typeof value !== 'object' || value === null) return value;
  let left = at - 1;
  const entries = Object.entries(value).flatMap(([key, part]: [string, unknown]): [string, unknown][] => {
    const size = sizeOf(part);
    const here = left >= 0 && left < size ? changedAt(part, left, make) : part;
    left -= size;
    return here === DROPPED ? [] : [[key, here]];
  });
  return Array.isArray(value) ? entries.map(([, part]) => part) : Object.fromEntries(entries);
}

/** Prefers the leaves deep in a long value as often as its few outer parts. */
const place = fc.oneof(fc.nat({ max: 12 }), fc.nat({ max: 1_000_000 }));

const breaks = fc.array(fc.tuple(place, change), { minLength: 1, maxLength: 3 });

function brokenBy(valid: unknown, broken: readonly (readonly [number, Change])[]): unknown {
  const result = broken.reduce((value, [at, make]) => changedAt(value, at % sizeOf(value), make), valid);
  return result === DROPPED ? undefined : result;
}

/** A valid value, broken in one to three places. Numbers may be none that JSON can write. */
export function brokenValue(valid: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  return fc.tuple(valid, breaks).map(([value, broken]) => brokenBy(value, broken));
}

/** JSON with numbers that it can write and JavaScript cannot hold. */
function jsonOf(value: unknown): string {
  const text = JSON.stringify(value, (_, part: unknown) => {
    if (typeof part !== 'number' || (Number.isFinite(part) && !Object.is(part, -0))) return part;
    if (Number.isNaN(part)) return raw('NaN');
    return raw(part === 0 ? '-0' : `${part < 0 ? '-' : ''}1e400`);
  });
  return text === undefined ? '' : text.replaceAll(RAW, '$1');
}

const HTML = '<!DOCTYPE html><html><body><h1>502 Bad Gateway</h1></body></html>';

/** What may happen to a text on its way. */
const spoilt: fc.Arbitrary<(text: string) => string> = fc.oneof(
  fc.constantFrom<((text: string) => string)[]>(
    () => '',
    () => HTML,
    () => 'null',
    () => '[]',
    () => '{}',
    () => '"Service unavailable"',
    (text) => `\uFEFF${text}`,
    (text) => `${text}${text}`,
    (text) => `${text}\n`,
    (text) => `)]}',\n${text}`,
    // A key twice: the last one counts.
    (text) => text.replace(/\{("[^"]*":)/, '{$1null,$1'),
    (text) => text.replace(/\}([^}]*)$/, ',"__proto__":{"isOwn":true}}$1'),
    (text) => `${'['.repeat(200)}${text}${']'.repeat(200)}`,
    (text) => text.replaceAll('"', "'"),
  ),
  // Cut short, anywhere.
  fc.double({ min: 0, max: 1, noNaN: true }).map((share) => (text: string) => {
    return text.slice(0, Math.floor(text.length * share));
  }),
  // A number of the text in other words.
  fc.tuple(fc.nat(), fc.constantFrom(...RAW_NUMBERS)).map(([nth, number]) => (text: string) => {
    const found = [...text.matchAll(/-?\d+(?:\.\d+)?/g)];
    const one = found[nth % Math.max(1, found.length)];
    return one === undefined
      ? text
      : text.slice(0, one.index) + number + text.slice(one.index + one[0].length);
  }),
  // One character in the place of another.
  fc.tuple(fc.nat(), fc.string({ unit: 'binary', minLength: 1, maxLength: 1 })).map(([at, other]) => {
    return (text: string) => {
      const index = at % Math.max(1, text.length);
      return text.slice(0, index) + other + text.slice(index + 1);
    };
  }),
);

/** The text of a valid value: as JSON of a broken one, or spoilt as a text. */
export function brokenJson(valid: fc.Arbitrary<unknown>): fc.Arbitrary<string> {
  return fc.oneof(
    { arbitrary: brokenValue(valid).map(jsonOf), weight: 3 },
    { arbitrary: brokenText(valid.map(jsonOf)), weight: 1 },
  );
}

/** A valid text of any form, spoilt on its way. */
export function brokenText(valid: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return fc.tuple(valid, spoilt).map(([text, spoil]) => spoil(text));
}

/** Breaks whatever it is given: for answers that are known only when they come. */
export const breaker: fc.Arbitrary<(valid: unknown) => string> = fc.oneof(
  {
    arbitrary: breaks.map((broken) =>
      shownAs((valid: unknown) => jsonOf(brokenBy(valid, broken)), fc.stringify(broken)),
    ),
    weight: 3,
  },
  {
    arbitrary: spoilt.map((spoil) =>
      shownAs((valid: unknown) => spoil(jsonOf(valid)), `spoilt: ${spoil('{"a":1,"b":[2,"3"]}')}`),
    ),
    weight: 1,
  },
);
