/**
 * Do figures and lengths of time stand as everywhere else, whoever has written them?
 */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { amountWords, lengthWords, typeset } from '../../lambda/charts/drawing/drawn-figures.ts';
import { prose } from '../../lambda/charts/drawing/markup.ts';
import { standingCard } from '../../lambda/charts/standing-card.ts';
import { standing } from './samples.ts';

it.each([
  ['Net: -79.05 USD.', 'Net: −79.05 USD.'],
  ['-1 and (-2)', '−1 and (−2)'],
  ['95 %: -0.65 … -0.55', '95 %: −0.65 … −0.55'],
  ['on 2025-01-06, from 8-12, in BTC-2', 'on 2025-01-06, from 8-12, in BTC-2'],
  ['--seed 7, take-profit', '--seed 7, take-profit'],
])('%s has a minus where a number is below zero, and there alone', (written, shown) => {
  expect(typeset(written)).toBe(shown);
});

it('any amount has the sign of typesetters, in words as by itself', () => {
  fc.assert(
    fc.property(fc.double({ min: -1e6, max: 1e6, noNaN: true }), (value) => {
      const words = amountWords(value);
      expect(words).not.toContain('-');
      expect(typeset(`net ${value.toFixed(2)} USD`)).not.toMatch(/(?<!e)-\d/);
    }),
  );
});

it('what is typed stays as it is typed, beside words that do not', () => {
  expect(prose('closed -79.05: `scalper resume --at -1`').toString()).toBe(
    'closed −79.05: <code>scalper resume --at -1</code>',
  );
});

it('a card tells with a minus what the bot says with a hyphen', () => {
  const restrictions = [{ what: 'DAY STOP', why: 'closed -79.05, limit 80.00', remedy: ['at -80 it stops'] }];
  const card = standingCard(standing({ restrictions, waiting: ['-1 is stored'] }), 640).toString();
  for (const words of ['closed −79.05', 'at −80', '−1 is stored']) expect(card).toContain(words);
});

it.each([
  [29_400, '29 s'],
  [59_400, '59 s'],
  [59_999, '1 min'],
  [60_000, '1 min'],
  [3_569_000, '59 min'],
  [3_599_999, '1 h'],
  [3_600_000, '1 h'],
  [7_500_000, '2 h 5 min'],
  [86_399_999, '1 d'],
  [90_000_000, '1 d 1 h'],
])('%d ms are %s', (lengthMs, words) => {
  expect(lengthWords(lengthMs)).toBe(words);
});
