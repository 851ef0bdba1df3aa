/**
 * One page of HTML, in which everything is that it shows.
 *
 * Invariants:
 * - It loads nothing: its policy lets no request out, and runs no script but the one whose hash it has.
 * - Without its script it shows all but candles and single trades.
 * - The same input gives the same bytes.
 */
import { createHash } from 'node:crypto';
import { daysWords } from './report-fields.ts';
import { Markup, element, joined, scriptText } from '../../lambda/charts/drawing/markup.ts';
import { SCOPE, styleSheet, textOf } from '../../lambda/charts/drawing/palette.ts';
import { MODES } from '../../lambda/charts/standing-card.ts';
import { pageBlocks } from './page-blocks.ts';
import type { PageBundle } from './page-bundle.ts';
import type { ReportInput, RunFacts, SearchFacts } from './report-input.ts';
import { runSections } from './sections/run-sections.ts';
import { searchSections } from './sections/search-sections.ts';

/** How a page begins that this program wrote: a later one may replace it. */
export const PAGE_BEGINNING = "<!doctype html>\n<html lang='en' class='ks' data-by='kallisti-micro-scalper'>";

export function reportPage({ source, facts, candles }: ReportInput, { script, style }: PageBundle): string {
  const isRun = facts.kind === 'run';
  const sections = isRun ? runSections(facts, candles.length > 0) : searchSections(facts);
  const blocks = isRun ? pageBlocks(facts, candles) : [];
  const title = `${titleOf(facts)}, ${facts.symbols.join(' ')}`;
  return Markup.page(
    element(
      'html',
      { lang: 'en', class: SCOPE, 'data-by': 'kallisti-micro-scalper' },
      element(
        'head',
        {},
        element('meta', { charset: 'utf-8' }),
        element('meta', { 'http-equiv': 'Content-Security-Policy', content: policyOf(script) }),
        element('meta', { name: 'viewport', content: 'width=device-width, initial-scale=1' }),
        element('meta', { name: 'color-scheme', content: 'light dark' }),
        element('meta', { name: 'referrer', content: 'no-referrer' }),
        element('title', {}, title),
        styleSheet('auto'),
        Markup.style(style),
      ),
      element(
        'body',
        {},
        header(facts, source),
        element('main', {}, joined(sections)),
        footer(isRun),
        ...blocks.map(({ name, base64 }) =>
          Markup.script(base64, { type: 'application/octet-stream', 'data-name': name }),
        ),
        Markup.script(script, { type: 'module' }),
      ),
    ),
  );
}

/** Nothing is fetched, and nothing runs but our script. The library for candles writes a style of its own. */
function policyOf(script: string): string {
  const hash = createHash('sha256').update(scriptText(script)).digest('base64');
  return [
    "default-src 'none'",
    `script-src 'sha256-${hash}'`,
    "style-src 'unsafe-inline'",
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
}

function titleOf(facts: RunFacts | SearchFacts): string {
  if (facts.kind === 'run') return facts.title;
  return facts.windows.length > 0 ? 'Walk-forward' : 'Sweep';
}

function header(facts: RunFacts | SearchFacts, source: string): Markup {
  const [name, words, role] = MODES[facts.kind === 'run' ? facts.mode : 'paper'];
  return element(
    'header',
    { class: 'r-header' },
    element(
      'p',
      {},
      element('span', { class: `ks-badge ks-b-${role}` }, name),
      element('span', { class: textOf('muted') }, ` ${words} · ${facts.market}`),
    ),
    element('h1', {}, titleOf(facts), ' ', element('span', {}, facts.symbols.join(' '))),
    element(
      'p',
      { class: textOf('muted') },
      `${daysWords(facts.fromMs, facts.toMs)} · all times are UTC, all amounts US dollars after costs · from ${source}`,
    ),
  );
}

/** The libraries ask for these words. */
function footer(hasCharts: boolean): Markup {
  const charts = [
    'Candles are drawn by TradingView Lightweight Charts™, copyright (c) 2025 TradingView, Inc., ',
    element('a', { href: 'https://www.tradingview.com/', rel: 'noreferrer' }, 'https://www.tradingview.com/'),
    ', under the Apache License 2.0; balances by uPlot, copyright (c) Leon Sorokin, under the MIT License.',
  ];
  return element(
    'footer',
    { class: `r-footer ${textOf('muted')}` },
    element('p', {}, 'Made by kallisti-micro-scalper. This page loads nothing and sends nothing.'),
    ...(hasCharts ? [element('p', {}, ...charts)] : []),
  );
}
