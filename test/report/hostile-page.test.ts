/**
 * Does text of strangers stay text on every page?
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PageBundle } from '../../infra/report/page-bundle.ts';
import type { ReportInput } from '../../infra/report/report-input.ts';
import { reportPage } from '../../infra/report/report-page.ts';
import { position, standing } from '../charts/samples.ts';
import { hostileText } from '../harness/hostile-text.ts';
import { closedTradeWith } from './sample-trades.ts';
import { parityFacts, runFacts, searchFacts } from './samples.ts';

const BUNDLE: PageBundle = { script: 'let shown = 1;', style: 'p{margin:0}' };

function pageOf(facts: ReportInput['facts'], changes: Partial<ReportInput> = {}): string {
  return reportPage({ source: 'result.json', facts, candles: [], ...changes }, BUNDLE);
}

/** Text in each place that a source can fill, and the same with nothing to tell. */
function pagesWith(text: string): readonly string[] {
  const said = [[text, text]] as const;
  const run = runFacts({
    title: text,
    market: text,
    symbols: [text],
    hash: text,
    trades: [closedTradeWith(0, { symbol: text })],
    denied: { [text]: 3 },
    assumptions: said,
    notSeen: said,
    warnings: [text],
    bot: {
      standing: standing({
        bot: text,
        restrictions: [{ what: text, why: text, remedy: [text] }],
        waiting: [text],
      }),
      open: [position({ symbol: text })],
    },
  });
  const settings = { targetPct: text, [text]: 1 };
  const search = searchFacts({
    market: text,
    symbols: [text],
    verdict: { number: 1, words: text, next: text },
    searched: ['targetPct', text],
    chosen: settings,
    evidence: said,
    sets: searchFacts().sets.map((set) => ({ ...set, parameters: settings })),
  });
  const [pair] = parityFacts().pairs;
  const compared = parityFacts({
    bot: text,
    symbols: [text],
    parts: parityFacts().parts.map((part) => ({ ...part, words: text })),
    pairs: [
      {
        ...pair!,
        trade: { ...pair!.trade, symbol: text, reason: text },
        parity: { ...pair!.parity, parts: [{ words: text, dollars: 1 }] },
      },
    ],
    assumptions: said,
  });
  return [run, search, compared].map((facts) => pageOf(facts, { source: text }));
}

/** The elements and the names of their attributes, without any text. */
function skeleton(html: string): string {
  return html
    .replaceAll(/<script[^>]*>[^<]*<\/script>/g, '<script></script>')
    .replaceAll(/'[^']*'/g, "''")
    .replaceAll(/>[^<]*</g, '><');
}

describe('text of strangers', () => {
  it('is text wherever it stands: elements and attributes stay what they are', () => {
    const markup = fc.oneof(
      hostileText,
      fc.string({ unit: 'binary', minLength: 1 }),
      fc.constantFrom('</script><script>alert(1)</script>', "' onload='alert(1)", '<!--<script>', '</style>'),
    );
    const plain = pagesWith('a').map(skeleton);
    fc.assert(
      fc.property(markup, (text) => {
        // A number makes a column of it, and these are names that objects have already.
        fc.pre(text !== '' && Number.isNaN(Number(text)) && !(text in {}));
        expect(pagesWith(text).map(skeleton)).toEqual(plain);
      }),
      { numRuns: 60 },
    );
  });
});
