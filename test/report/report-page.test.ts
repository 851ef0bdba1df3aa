/**
 * Is the page one file that nothing can be smuggled into, with what matters first?
 */
import { createHash } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { pageBundle, type PageBundle } from '../../infra/report/page-bundle.ts';
import type { ReportInput } from '../../infra/report/report-input.ts';
import { PAGE_BEGINNING, reportPage } from '../../infra/report/report-page.ts';
import { DEFAULT_PARAMETERS } from '../../lambda/config.ts';
import { svgOf } from '../../lambda/charts/drawing/picture.ts';
import { positionPicture } from '../../lambda/charts/pictures/position-picture.ts';
import { standingCard } from '../../lambda/charts/standing-card.ts';
import { candlesOfHours, position, standing } from '../charts/samples.ts';
import { closedTradeWith } from './sample-trades.ts';
import { runFacts, searchFacts } from './samples.ts';

const BUNDLE: PageBundle = { script: 'let shown = 1;', style: 'p{margin:0}' };

function pageOf(facts: ReportInput['facts'], changes: Partial<ReportInput> = {}): string {
  return reportPage({ source: 'result.json', facts, candles: [], ...changes }, BUNDLE);
}

describe('the policy of the page', () => {
  let bundle = BUNDLE;
  beforeAll(async () => {
    bundle = await pageBundle();
  });

  it('runs the one script whose hash it has, and lets nothing be fetched', () => {
    const page = reportPage({ source: 'a', facts: runFacts(), candles: [] }, bundle);
    const policy = /http-equiv='Content-Security-Policy' content='(?<policy>[^']*)'/.exec(page)?.groups?.[
      'policy'
    ];
    const [, script = ''] = /<script type='module'>([\s\S]*?)<\/script>/.exec(page) ?? [];
    const hash = createHash('sha256').update(script).digest('base64');
    expect(policy?.replaceAll('&#39;', "'").split('; ')).toEqual([
      "default-src 'none'",
      `script-src 'sha256-${hash}'`,
      "style-src 'unsafe-inline'",
      'img-src data:',
      "base-uri 'none'",
      "form-action 'none'",
    ]);
    expect(script.length).toBeGreaterThan(100_000);
  });

  it('is not got round by a script that would end itself', () => {
    const page = reportPage(
      { source: 'a', facts: runFacts(), candles: [] },
      { script: 'const a = "</script><!--<script>";', style: '</style>' },
    );
    expect(page).toContain('const a = "<\\/script><\\!--<script>";</script>');
    expect(page).toContain('<style>/style></style>');
  });

  it('is the same to the byte for the same input', async () => {
    expect(await pageBundle()).toEqual(bundle);
    expect(pageOf(runFacts())).toBe(pageOf(runFacts()));
  });

  it('leaves the page below half a megabyte without candles', () => {
    const page = reportPage({ source: 'a', facts: runFacts(), candles: [] }, bundle);
    expect(Buffer.byteLength(page)).toBeLessThan(500_000);
  });
});

describe('a page', () => {
  it('begins as one of this program does', () => {
    expect(pageOf(runFacts()).startsWith(PAGE_BEGINNING)).toBe(true);
    expect(pageOf(searchFacts()).startsWith(PAGE_BEGINNING)).toBe(true);
  });

  it('of a run has the verdict first, and what it assumes next', () => {
    const titles = [...pageOf(runFacts()).matchAll(/<h2[^>]*>(?<title>[^<]*)</g)].map(
      ({ groups }) => groups?.['title'],
    );
    expect(titles).toEqual([
      'Verdict',
      'What it assumes',
      'Where the money went',
      'Balance',
      'When',
      'Why it left, and what it was denied',
      'Trades (3)',
      'Parameters',
    ]);
  });

  it('has its figures as text, without its script', () => {
    const page = pageOf(runFacts());
    // 1.25 − 0.5 − 0.5 − 3 × 0.6
    expect(page).toContain('Net: −1.55 USD. It won 33.3 % of its trades');
    expect(page).toContain('−1.55 USD');
    expect(page).toContain('1,998.45 USD');
  });

  it.each([
    ['live', 'LIVE', 'real money'],
    ['demo', 'DEMO', 'play money'],
    ['paper', 'PAPER', 'no money is at risk'],
  ] as const)('of a bot on %s cannot be taken for another', (mode, name, words) => {
    const page = pageOf(runFacts({ mode }));
    expect(page).toContain(`>${name}<`);
    expect(page).toContain(words);
  });

  it('of a ledger begins with the card that widget and local page draw, and with what is open', () => {
    const bot = { standing: standing({ mode: 'live', bot: 'btc' }), open: [position({})] };
    const page = pageOf(runFacts({ bot, mode: 'live' }));
    expect(page).toContain(standingCard(bot.standing, 488).toString());
    expect(page).toContain(svgOf(positionPicture(bot.open[0]!, 336)).toString());
    expect(page.indexOf('title-standing')).toBeLessThan(page.indexOf('title-verdict'));
    expect(pageOf(runFacts({ bot: { ...bot, open: [] } }))).toContain('Nothing is open.');
    expect(pageOf(runFacts())).not.toContain('title-standing');
  });

  it('of a made-up market says so before any figure', () => {
    const page = pageOf(runFacts({ isSynthetic: true }));
    expect(page.indexOf('made up')).toBeGreaterThan(0);
    expect(page.indexOf('made up')).toBeLessThan(page.indexOf('deepest drawdown'));
    expect(pageOf(runFacts())).not.toContain('made up');
  });

  it('shows the costs apart where the report has them', () => {
    const attribution = {
      edge: 5,
      slippage: 1,
      makerFees: 2,
      takerFees: 3,
      funding: -0.5,
      beyondCollateral: 0,
    };
    const page = pageOf(runFacts({ attribution }));
    for (const name of ['gross', 'slippage', 'maker fees', 'taker fees']) expect(page).toContain(`>${name}<`);
    expect(page).not.toContain('not paid by us');
    expect(pageOf(runFacts())).not.toContain('>slippage<');
  });

  it('tells what other parameters it had than the defaults', () => {
    const page = pageOf(runFacts({ parameters: { ...DEFAULT_PARAMETERS, targetPct: 0.4 } }));
    expect(page).toContain('0.4 (default 0.15)');
    expect(page).toContain('1 differ from their defaults');
    expect(pageOf(runFacts({ parameters: undefined }))).not.toContain('title-parameters');
  });

  it('has a band to the other bound of the ambiguous candles, in the picture, in words and in numbers', () => {
    const [first, second, third] = runFacts().trades;
    const trades = [first!, { ...second!, ambiguous: true }, third!];
    const steps = [{ timeMs: second!.exitTimeMs, moreDollars: 2.5 }];
    const page = pageOf(runFacts({ trades, targetFirst: { netDollars: 0.95, steps } }));
    expect(page).toContain('In 1 candle nobody knows whether stop or take-profit came first.');
    expect(page).toContain('the net would have been +0.95 USD instead of −1.55');
    expect(page).toContain('the stop first in every ambiguous candle');
    expect(page).toContain("class='ks-f-warn ks-band' d='M");
    // 2,000.95 at the end with the take-profit first, 1,998.45 as it is counted.
    expect(page).toMatch(/at the end<\/th><td[^>]*>1,998\.45<\/td><td[^>]*>2,000\.95</);
  });

  it('has no band where both bounds are one, or only the end of the other is known', () => {
    const trades = [closedTradeWith(0, { ambiguous: true })];
    for (const steps of [[], undefined]) {
      const page = pageOf(runFacts({ trades, targetFirst: { netDollars: 1, steps } }));
      expect(page).toContain('with the take-profit first the net would have been +1.00 USD');
      expect(page).not.toContain('ks-f-warn ks-band');
      expect(page).not.toContain('r-legend');
    }
    expect(pageOf(runFacts())).not.toContain('nobody knows');
  });

  it('without a trade says so in every place', () => {
    const page = pageOf(runFacts({ trades: [], denied: {} }));
    expect(page).toContain('There was no signal. Nothing was closed, so nothing was earned or lost.');
    expect(page).toContain('the balance did not move');
    expect(page).toContain('No entry was denied.');
    expect(page).not.toMatch(/NaN|undefined|Infinity/);
  });

  it('with candles has a place for them, and otherwise says how to add them', () => {
    const candles = [{ symbol: 'BTCUSDT', candles: candlesOfHours(2) }];
    expect(pageOf(runFacts(), { candles })).toContain("data-view='candles'");
    expect(pageOf(runFacts())).toContain('No candles were given');
  });

  it('of a search has its verdict, its map around zero, and its sets', () => {
    const page = pageOf(searchFacts());
    expect(page).toContain('Loses after costs: rung 1 of 6.');
    expect(page).toContain('Net in USD, by targetPct and maxHoldSeconds');
    expect(page).toContain('Sets (6)');
    expect(page).not.toContain('title-windows');
  });

  it('of sets that fill no grid has no map', () => {
    const sets = searchFacts().sets.map((set, k) => ({
      ...set,
      parameters: { targetPct: 0.1 + k / 100, maxHoldSeconds: 100 + k },
    }));
    expect(pageOf(searchFacts({ sets }))).not.toContain('title-map');
  });

  it('of a walk-forward has its windows', () => {
    const { fromMs, toMs } = runFacts();
    const span = { fromMs, toMs };
    const window = {
      choose: span,
      attempt: span,
      parameters: { targetPct: 0.2 },
      chosenDollars: 3,
      attemptedDollars: -1,
      trades: 7,
      netDollars: -9,
    };
    const page = pageOf(searchFacts({ windows: [window] }));
    expect(page).toContain('<h1>Walk-forward');
    expect(page).toContain('+3.00 → −1.00');
  });
});
