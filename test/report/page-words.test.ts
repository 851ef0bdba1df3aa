/**
 * Are figures written alike in all places of all pages?
 */
import { beforeAll, describe, expect, it } from 'vitest';
import { daysWords } from '../../infra/report/report-fields.ts';
import { pageBundle, type PageBundle } from '../../infra/report/page-bundle.ts';
import type { ReportFacts } from '../../infra/report/report-input.ts';
import { reportPage } from '../../infra/report/report-page.ts';
import { LETTERS_WORDS, reasonLetter } from '../../lambda/charts/drawing/drawn-trade.ts';
import { EXIT_REASONS } from '../../lambda/core/reasons.ts';
import { DAY_MS } from '../../lambda/core/units.ts';
import { DAY, position, standing } from '../charts/samples.ts';
import { parityFacts, runFacts, searchFacts } from './samples.ts';

let bundle: PageBundle;

beforeAll(async () => {
  bundle = await pageBundle();
});

const halted = {
  what: 'DAY STOP',
  why: 'closed -79.05, open 0.00, limit 80.00',
  remedy: ['at -80 it stops'],
};
const bot = { standing: standing({ restrictions: [halted] }), open: [position({ netDollars: -1.4 })] };
const PAGES: Readonly<Record<string, ReportFacts>> = {
  run: runFacts({ targetFirst: { netDollars: -3, steps: [] } }),
  ledger: runFacts({ bot, moves: [{ timeMs: DAY.fromMs, dollars: -40 }] }),
  search: searchFacts(),
  comparison: parityFacts(),
};

describe('on the page of a', () => {
  it.each(Object.entries(PAGES))('%s no number below zero has a hyphen', (_name, facts) => {
    const page = reportPage({ source: 'a', facts, candles: [] }, bundle);
    const [body = ''] = /<body>.*?<script/s.exec(page) ?? [];
    const shown = body.replaceAll(/<style.*?<\/style>/gs, '').replaceAll(/<[^>]*>/g, '\n');
    const labels = Array.from(body.matchAll(/aria-label='([^']*)'/g), ([, words]) => words);
    expect(shown).toContain('−');
    expect(`${shown}\n${labels.join('\n')}`.match(/(?<![\w,.-])-\d.*/g)).toBeNull();
  });
});

it.each([
  [DAY_MS, '2026-01-05'],
  [1, '2026-01-05'],
  [0, '2026-01-05'],
  [DAY_MS + 1, '2026-01-05 to 2026-01-06'],
])('a time of %d ms is called by its days, a single one once', (lengthMs, words) => {
  expect(daysWords(DAY.fromMs, DAY.fromMs + lengthMs)).toBe(words);
});

it('the legend has the letter of each reason', () => {
  for (const reason of EXIT_REASONS)
    expect(LETTERS_WORDS.split(', ')).toContain(`${reasonLetter(reason)} ${reason.replaceAll('-', ' ')}`);
  const letters = EXIT_REASONS.map((reason) => reasonLetter(reason));
  expect(new Set(letters).size).toBe(letters.length);
});
