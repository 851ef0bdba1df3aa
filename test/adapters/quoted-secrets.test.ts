/**
 * Is a secret found in a text that quotes it, whatever it is made of, and whatever stands beside it?
 */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { withoutQuotes } from '../../lambda/adapters/quoted-secrets.ts';

const hexOf = (text: string, width: number) => text.charCodeAt(0).toString(16).padStart(width, '0');
const inJson = (text: string) => JSON.stringify(text).slice(1, -1);

/** One layer of quoting. Beside a secret stands what is no escape by itself. */
const LAYERS: readonly ((text: string) => string)[] = [
  encodeURIComponent,
  (text) => encodeURIComponent(text).replaceAll(/%../g, (code) => code.toLowerCase()),
  (text) => text.replaceAll(/./g, (sign) => `%${hexOf(sign, 2)}`),
  inJson,
  (text) => inJson(text).replaceAll('/', '\\/'),
  (text) => text.replaceAll(/[^\w]/g, (sign) => `\\u${hexOf(sign, 4)}`),
  (text) => text.replaceAll(/[^\w]/g, (sign) => `\\x${hexOf(sign, 2)}`),
  (text) => text.replaceAll(/[^\w]/g, (sign) => `&#${sign.charCodeAt(0)};`),
  (text) => text.replaceAll(/[^\w]/g, (sign) => `&#x${hexOf(sign, 2)};`),
  (text) => text.replaceAll('&', '&amp;').replaceAll('"', '&quot;'),
];

const sign = fc.constantFrom(
  '%',
  '%',
  '\\',
  '"',
  '+',
  '/',
  '=',
  '&',
  '2',
  '5',
  'c',
  'F',
  '0',
  'u',
  'x',
  ';',
  'Z',
);
const secrets = fc
  .string({ unit: sign, minLength: 16, maxLength: 24 })
  // Without backslashes there is still a secret to look for.
  .filter((text) => text.replaceAll('\\', '').length >= 8);
const beside = fc.constantFrom(
  '',
  ' ',
  '%',
  '%%',
  '%2',
  '%25',
  '%25%25',
  '%252',
  '\\',
  '\\u00',
  '\\u002',
  '&',
  '&#',
  '&#x',
  '0',
  '2',
  '5',
);
const layers = fc.array(fc.constantFrom(...LAYERS), { maxLength: 3 });

it('a secret is found in up to three layers of quoting, whatever it is made of and stands beside it', () => {
  fc.assert(
    fc.property(secrets, layers, beside, beside, (secret, dresses, before, behind) => {
      const quoted = dresses.reduce((text, dress) => dress(text), secret);
      const told = withoutQuotes(`<${before}${quoted}${behind}>`, [secret]);
      expect(told).toContain('(key)');
      expect(told).not.toContain(quoted);
      expect(told.length).toBeLessThanOrEqual(`<${before}(key)${behind}>`.length);
    }),
    { numRuns: 2_000 },
  );
});

it.each([
  ['a secret beside a percent sign', 'ab"cdefghijklmno', '%ab%22cdefghijklmno', '%(key)'],
  ['a secret beside the first half of a code', '5a"cdefghijklmno', '%25a%22cdefghijklmno', '%2(key)'],
  ['a secret that ends with a percent sign', 'abcdefg+ijklmno%', 'abcdefg%2Bijklmno%2525', '(key)'],
  ['a secret of percent signs', '%%%25%25%2%%%%%%', '%25%25%2525%2525%252%25%25%25%25%25%25', '(key)'],
  ['a secret in a form, whose plus sign is a blank', 'abcdefg+ijklm"no', 'abcdefg ijklm%22no', '(key)'],
])('%s is found', (_, secret, text, told) => {
  expect(withoutQuotes(text, [secret])).toBe(told);
});

it('a secret that ends with a backslash leaves JSON that can be read', () => {
  const secret = 'abcdefg/ijklmno\\';
  const inner = JSON.stringify({ key: secret });
  expect(JSON.parse(withoutQuotes(inner, [secret]))).toEqual({ key: '(key)' });
  expect(JSON.parse(withoutQuotes(JSON.stringify({ inner }), [secret]))).toEqual({
    inner: '{"key":"(key)"}',
  });
});

it('a secret is found in base64, at each place of a group and in both alphabets', () => {
  fc.assert(
    fc.property(
      fc.string({ maxLength: 5 }),
      secrets,
      fc.string({ maxLength: 5 }),
      (before, secret, behind) => {
        const bytes = Buffer.from(`${before}${secret}${behind}`);
        for (const alphabet of ['base64', 'base64url'] as const) {
          const told = Buffer.from(
            withoutQuotes(bytes.toString(alphabet), [secret]).split('(key)')[0] ?? '',
            alphabet,
          );
          expect(told.length).toBeLessThanOrEqual(Buffer.from(before).length + 2);
        }
      },
    ),
  );
});

it('a text that quotes no secret stays as it is', () => {
  fc.assert(
    fc.property(fc.string({ unit: sign, maxLength: 60 }), (text) => {
      expect(withoutQuotes(text, ['ABCDEFGHIJKLMNOP'])).toBe(text);
    }),
  );
});
