/**
 * Is a mistake in JSON told where it is, with its remedy, and is nothing lost of what was written?
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { WrittenJsonError, parseWrittenJson } from '../../lambda/adapters/written-json.ts';

function mistake(text: string): string {
  try {
    return `no mistake: ${JSON.stringify(parseWrittenJson(text))}`;
  } catch (error) {
    if (error instanceof WrittenJsonError) return error.message;
    throw error;
  }
}

describe('JSON without a mistake', () => {
  it('is read as it was written, whatever its form', () => {
    const property = fc.property(
      fc.jsonValue({ stringUnit: 'binary' }),
      fc.constantFrom(undefined, 1, '\t'),
      fc.boolean(),
      (value, indent, isMarked) => {
        const text = JSON.stringify(value, undefined, indent);
        expect(parseWrittenJson(isMarked ? `\uFEFF${text}` : text)).toEqual(JSON.parse(text));
      },
    );
    fc.assert(property, { numRuns: 300 });
  });

  it('a name may stand in two objects, and a value twice', () => {
    expect(parseWrittenJson('{"a": {"b": 1}, "c": [{"b": 1}, {"b": 1}]}')).toEqual({
      a: { b: 1 },
      c: [{ b: 1 }, { b: 1 }],
    });
  });
});

describe('a name that is written twice is refused with both values', () => {
  it.each([
    ['{"a": 80,\n "b": 1,\n "a": 8000}', '"a" is written twice, 80 in line 1 and 8000 in line 3'],
    ['{"a": 1, "\\u0061": 1}', '"a" is written twice, 1 in line 1 and 1 in line 1'],
    ['[{}, {"x": {"y": {}, "y": [1]}}]', '"1.x.y" is written twice, {…} in line 1 and […] in line 1'],
    ['{"__proto__": 1, "__proto__": "two"}', '"__proto__" is written twice, 1 in line 1 and "two" in line 1'],
    ['{"": -1, "": null}', '"" is written twice, -1 in line 1 and null in line 1'],
  ])('%j', (text, words) => {
    expect(mistake(text)).toBe(`${words}: remove what you do not mean`);
  });

  it('of very many, five are told', () => {
    const words = mistake(`{${'"a": 1,'.repeat(100)} "a": 2}`);
    expect(words.match(/written twice/g)).toHaveLength(5);
    expect(words).toContain('; and more: ');
  });
});

describe('a mistake is told with line, column and remedy', () => {
  it.each([
    ['{\n  "a": 1,\n}', 'line 2, column 9: a comma that nothing follows: remove it'],
    ['{"a": [1, 2, ]}', 'line 1, column 12: a comma that nothing follows: remove it'],
    ['{"a": 1},', 'line 1, column 9: "," follows the end of the document: remove what is too much'],
    ['{\r\n  // mine\r\n"a": 1}', 'line 2, column 3: a comment, which JSON does not have: remove it'],
    ['{"a": 1 /* mine */}', 'line 1, column 9: a comment, which JSON does not have: remove it'],
    ['# mine\n{"a": 1}', 'line 1, column 1: a comment, which JSON does not have: remove it'],
    ['{a: 1}', 'line 1, column 2: the name "a" is not in quotation marks: write "a"'],
    ["{'a': 1}", 'line 1, column 2: "\'a\'" is not in the quotation marks of JSON: write "…"'],
    ['{“a”: 1}', 'line 1, column 2: "“a”" is not in the quotation marks of JSON: write "…"'],
    ['{"a": True}', 'line 1, column 7: True is no value of JSON: write true'],
    ['{"a": NaN}', 'line 1, column 7: "NaN" is no value of JSON: a text stands in quotation marks'],
    ['{"a": paper}', 'line 1, column 7: "paper" is no value of JSON: a text stands in quotation marks'],
    ['{"a": 0,5}', 'line 1, column 9: a name is missing; decimals are written with a point, such as 0.5'],
    ['{"a": .5}', 'line 1, column 7: ".5" is no number of JSON: write it as 0.5 or -3'],
    ['{"a": +5}', 'line 1, column 7: "+5" is no number of JSON: write it as 0.5 or -3'],
    ['{"a": 5.}', 'line 1, column 7: "5." is no number of JSON: write it as 0.5 or -3'],
    ['{"a": 0x10}', 'line 1, column 8: "0x10" is no number of JSON: write it as 0.5 or -3'],
    ['{"a": 1_000}', 'line 1, column 8: "1_000" is no number of JSON: write it as 0.5 or -3'],
    ['{"a": 05}', 'line 1, column 8: a number that begins with 0: write it without'],
    ['{"a" 1}', 'line 1, column 6: a colon is missing between a name and its value'],
    ['{"a": 1\n "b": 2}', 'line 2, column 2: a comma is missing before this'],
    ['{"a": ,}', 'line 1, column 7: a value is missing'],
    ['{"a": 1', 'line 1, column 8: the text ends before its last }: part of it may be lost'],
    ['[1', 'line 1, column 3: the text ends before its last ]: part of it may be lost'],
    ['{"a": "x\n"}', 'line 1, column 7: a text has no quotation mark at the end of its line'],
    ['{"a": "C:\\Users"}', 'line 1, column 7: a backslash in a text: write two for one'],
    [
      '{"a": "x\ty"}',
      'line 1, column 7: a tab or another control character in a text: write it as \\t or \\u0009',
    ],
    ['{"a": 1}{"b": 2}', 'line 1, column 9: "{" follows the end of the document: remove what is too much'],
    ['', 'it is empty, and must be JSON, such as {}'],
    ['\uFEFF \n', 'it is empty, and must be JSON, such as {}'],
  ])('%j', (text, words) => {
    expect(mistake(text)).toBe(words);
  });

  it('a text that is nested too deeply is refused', () => {
    expect(mistake('['.repeat(100_000))).toBe('it is nested too deeply');
    expect(mistake('['.repeat(100_000) + ']'.repeat(100_000))).toBe('it is nested too deeply');
  });

  it('a character that is taken out, put in or changed never ends in anything but a value or a sentence', () => {
    const document = '{\n  "mode": "paper",\n  "symbols": ["BTCUSDT"],\n  "targetPct": 0.15\n}';
    const property = fc.property(
      fc.nat(document.length),
      fc.nat(2),
      fc.string({ unit: 'binary', maxLength: 2 }),
      (at, taken, put) => {
        const text = document.slice(0, at) + put + document.slice(at + taken);
        expect(mistake(text)).toMatch(
          /^(?:no mistake|line \d+, column \d+: |".*" is written twice|it is not JSON)/su,
        );
      },
    );
    fc.assert(property, { numRuns: 2_000 });
  });
});
