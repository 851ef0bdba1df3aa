/**
 * One page of HTML, in which everything is that it shows.
 *
 * Invariants:
 * - It loads nothing: its policy lets no request out, and runs no script but the one whose hash it has.
 * - Without its script it shows all but candles and single trades.
 * - The same input gives the same bytes.
 */
import { daysWords } from './report-fields.ts';
import { Markup, element, joined } from '../../lambda/charts/drawing/markup.ts';
import { pageBlocks } from './page-blocks.ts';
import type { PageBundle } from './page-bundle.ts';
import { framedPage, libraryNotice, modeBadge, pageFooter, pageHeader, wordBadge } from './page-frame.ts';
import type { ReportFacts, ReportInput } from './report-input.ts';
import { paritySections } from './sections/parity-sections.ts';
import { runSections } from './sections/run-sections.ts';
import { searchSections } from './sections/search-sections.ts';

/** How a page begins that this program wrote: a later one may replace it. */
export const PAGE_BEGINNING = "<!doctype html>\n<html lang='en' class='ks' data-by='kallisti-micro-scalper'>";

export function reportPage({ source, facts, candles }: ReportInput, bundle: PageBundle): string {
  const hasCandles = candles.length > 0;
  const blocks = facts.kind === 'search' ? [] : pageBlocks(facts, candles);
  const name = titleOf(facts);
  const days = daysWords(facts.fromMs, facts.toMs);
  return framedPage({
    title: `${name}, ${facts.symbols.join(' ')}`,
    bundle,
    asksFor: 'nothing',
    body: [
      pageHeader({
        badge: badgeOf(facts),
        name,
        symbols: facts.symbols,
        words: `${days} · all times are UTC, all amounts US dollars after costs · from ${source}`,
      }),
      element('main', {}, joined(sectionsOf(facts, hasCandles))),
      pageFooter(
        'Made by kallisti-micro-scalper. This page loads nothing and sends nothing.',
        facts.kind === 'search' ? [] : [libraryNotice()],
      ),
      ...blocks.map(({ name: block, base64 }) =>
        Markup.script(base64, { type: 'application/octet-stream', 'data-name': block }),
      ),
    ],
  }).html;
}

function sectionsOf(facts: ReportFacts, hasCandles: boolean): readonly Markup[] {
  switch (facts.kind) {
    case 'run':
      return runSections(facts, hasCandles);
    case 'search':
      return searchSections(facts);
    case 'parity':
      return paritySections(facts, hasCandles);
  }
}

function badgeOf(facts: ReportFacts): Markup {
  if (facts.kind === 'parity')
    return wordBadge('PARITY', `${facts.bot}, beside the backtest of its candles`, 'third');
  return modeBadge(facts.kind === 'run' ? facts.mode : 'paper', facts.market);
}

function titleOf(facts: ReportFacts): string {
  if (facts.kind === 'run') return facts.title;
  if (facts.kind === 'parity') return 'Bot and backtest';
  return facts.windows.length > 0 ? 'Walk-forward' : 'Sweep';
}
