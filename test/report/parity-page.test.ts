/**
 * Does the page of a comparison lead from the backtest to the bot, and hide nothing?
 */
import { describe, expect, it } from 'vitest';
import type { PageBundle } from '../../infra/report/page-bundle.ts';
import type { ReportInput } from '../../infra/report/report-input.ts';
import { reportPage } from '../../infra/report/report-page.ts';
import { parityFacts } from './samples.ts';

const BUNDLE: PageBundle = { script: 'let shown = 1;', style: 'p{margin:0}' };

function pageOf(facts: ReportInput['facts'], changes: Partial<ReportInput> = {}): string {
  return reportPage({ source: 'result.json', facts, candles: [], ...changes }, BUNDLE);
}

describe('a page', () => {
  it('of a comparison leads from the backtest to the bot, part by part and trade by trade', () => {
    const page = pageOf(parityFacts());
    expect(page).toContain('The bot earned 1.75 USD less than the backtest of its candles.');
    expect(page).toContain('2 of its 2 trades are trades of the backtest; 1 is the same to the last digit.');
    expect(page).toContain(
      "aria-label='the backtest +2.00 USD, missed −0.65 USD, entered late −1.10 USD, the bot +0.25 USD.'",
    );
    expect(page).toContain('2 of 3 trades differ from the backtest, together −1.75 USD.');
    expect(page).toContain('missed: paused');
    expect(page).toContain('Trades (3)');
    expect(page).not.toContain('no explanation');
    expect(page).not.toMatch(/>(?:PAPER|LIVE|DEMO)</);
    expect(page).not.toMatch(/NaN|undefined|Infinity/);
  });

  it('of a comparison says before any figure what has no explanation', () => {
    const left = {
      kind: 'not-explained',
      words: 'not explained: extra',
      times: 2,
      dollars: 3,
      bps: 1,
    } as const;
    const page = pageOf(parityFacts({ parts: [left] }));
    expect(page).toContain('2 differences have no explanation, together +3.00 USD (not explained: extra).');
    expect(page.indexOf('no explanation')).toBeLessThan(page.indexOf('r-key'));
  });

  it('of a comparison without a difference says so in every place', () => {
    const [, , same] = parityFacts().pairs;
    const page = pageOf(parityFacts({ differenceDollars: 0, parts: [], pairs: [same!] }));
    expect(page).toContain('Bot and backtest earned the same.');
    expect(page).toContain('Every trade made what it made in the backtest.');
    expect(page).toContain('Every trade is the same.');
  });
});
