/**
 * Is a text measured as it is stored, and cut to what it may take? And does none of it steer who shows it?
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cutText, jsonText, plainJson, plainText, storedBytes } from '../../lambda/core/words.ts';
import { hostileText, steeringIn } from '../harness/hostile-text.ts';

describe('a cut text', () => {
  it('a cut text takes at most the bytes that it may, is the beginning of what it was, and says that it is cut', () => {
    const property = fc.property(
      fc.string({ unit: 'binary', maxLength: 60 }),
      fc.integer({ min: 3, max: 100 }),
      (text, bytesMax) => {
        const cut = cutText(text, bytesMax);
        expect(storedBytes(cut) - 2).toBeLessThanOrEqual(bytesMax);
        if (cut === text) return;
        expect(storedBytes(text) - 2).toBeGreaterThan(bytesMax);
        expect(cut.endsWith('…')).toBe(true);
        expect(text.startsWith(cut.slice(0, -1))).toBe(true);
      },
    );
    fc.assert(property, { numRuns: 500 });
  });

  it.each([
    ['abcdef', 6, 'abcdef'],
    ['abcdefg', 6, 'abc…'],
    ['ääää', 7, 'ää…'],
    ['"""', 6, '"""'],
    ['\u0001\u0001', 9, '\u0001…'],
    ['😀😀', 7, '😀…'],
  ])('the text %j in %d bytes is %j', (text, bytesMax, cut) => {
    expect(cutText(text, bytesMax)).toBe(cut);
  });
});

describe('the size of a value', () => {
  it('a value is as large as its JSON in UTF-8, keys without a value included', () => {
    expect(storedBytes({ a: 'ä', b: undefined })).toBe(Buffer.byteLength('{"a":"ä","b":null}'));
  });

  it('any value is as large as its JSON in UTF-8', () => {
    const property = fc.property(fc.jsonValue({ stringUnit: 'binary' }), (value) => {
      expect(storedBytes(value)).toBe(Buffer.byteLength(JSON.stringify(value)));
    });
    fc.assert(property, { numRuns: 500 });
  });

  it.each([Number.NaN, Infinity, -0, 1e21, 1e-7, 'a"b', '\\', '\u007f', '\ud800', [], {}, [[]], [undefined]])(
    'the size of %o is that of its JSON',
    (value) => {
      expect(storedBytes(value)).toBe(Buffer.byteLength(JSON.stringify(value)));
    },
  );
});

describe('a text of a stranger', () => {
  it('a text of a stranger steers nothing, and keeps what can be read', () => {
    const property = fc.property(hostileText, (text) => {
      const plain = plainText(text);
      expect(steeringIn(plain)).toEqual([]);
      expect(plainText(plain)).toBe(plain);
      expect(Array.from(plain)).toHaveLength(Array.from(text).length);
    });
    fc.assert(property, { numRuns: 500 });
  });

  it.each(['Margin is insufficient.', 'größer als 5 €, 日本語, हिन्दी', '→ × … · 😀'])(
    'a text that steers nothing stays as it is: %s',
    (text) => {
      expect(plainText(text)).toBe(text);
    },
  );

  it('a text of a stranger in JSON has the escapes of what would steer, and the line ends between its values', () => {
    expect(jsonText({ a: 'x\u202ey\n' })).toBe('{"a":"x\\u202ey\\n"}');
    expect(jsonText({ a: 1 }, 2)).toBe('{\n  "a": 1\n}');
    expect(plainJson('["\u007f\u{e0001}"]\n')).toBe('["\\u007f\\udb40\\udc01"]\n');
  });

  it('a text of a stranger in JSON steers nothing, and is read back as it was', () => {
    const value = fc.dictionary(hostileText, hostileText, { noNullPrototype: true });
    const property = fc.property(value, fc.constantFrom(undefined, 2), (written, indent) => {
      const json = jsonText(written, indent);
      expect(steeringIn(indent === undefined ? json : json.replaceAll('\n', ''))).toEqual([]);
      expect(JSON.parse(json)).toEqual(written);
    });
    fc.assert(property, { numRuns: 500 });
  });
});
