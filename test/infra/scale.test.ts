/**
 * Is a search priced by what it does, and is it known which limit binds first?
 */
import { describe, expect, it } from 'vitest';
import { priceReport } from '../../infra/price/cost-report.ts';
import { searchPrice } from '../../infra/price/search-price.ts';
import { attemptJob, batchCount } from '../../infra/research/cloud/job.ts';
import { DAY_MS } from '../../lambda/core/units.ts';
import { parseParameters } from '../../lambda/config.ts';
import { stageOf } from './synthesis.ts';

const YEAR_MS = 365.25 * DAY_MS;
const TERMS = { symbols: 1, workers: 100, region: 'us-east-1' };

describe('A search on paper', () => {
  it('costs what its seconds, batches and transitions cost at list prices', () => {
    // 1,000 × 0.04 s, 17 batches that each begin a worker: 1.5 s and 0.2 s more.
    const { usd, batches, tries, parameterYears } = searchPrice([{ tries: 1_000, spanMs: YEAR_MS }], TERMS);
    expect([batches, tries, Math.round(parameterYears)]).toEqual([17, 1_000, 1_000]);
    const seconds = 40 + 17 * 1.7;
    const expected =
      seconds * (1_769 / 1_024) * 0.000_013_333_4 + 17 * 0.2e-6 + 54 * 0.000_025 + 34 * 4e-7 + 5 * 5e-6;
    expect(usd).toBeCloseTo(expected, 9);
    expect(usd).toBeLessThan(0.005);
  });

  it('has as many batches as the job has', () => {
    for (const [tries, spanMs] of [
      [1_000, YEAR_MS],
      [700, 30 * DAY_MS],
      [3, YEAR_MS],
    ] as const) {
      const seconds = (spanMs / YEAR_MS) * 0.04;
      const task = { parameters: parseParameters({}), fromMs: 0, toMs: spanMs };
      const ground = { market: '0'.repeat(64), worker: 'w', again: 0, secondsOf: () => seconds };
      expect(
        attemptJob(
          Array.from({ length: tries }, () => task),
          ground,
        ).count,
      ).toBe(batchCount(tries, spanMs, seconds));
    }
  });

  it('costs more the more it tries, and takes longer the fewer workers it has', () => {
    const { searches } = priceReport(stageOf());
    expect(searches.map(({ tries, workers }) => [workers, tries])).toEqual(
      [100, 1_000].flatMap((workers) => [1e3, 1e4, 1e5, 1e6, 1e7].map((tries) => [workers, tries])),
    );
    const [few, many] = [searches.slice(0, 5), searches.slice(5)];
    for (const [k, row] of few.entries()) {
      expect(row.usd).toBeGreaterThan(few[k - 1]?.usd ?? 0);
      expect(row.minutes).toBeGreaterThanOrEqual(many[k]!.minutes);
    }
  });

  it('names the quota that binds at each size, and how many searches that is', () => {
    const { searches } = priceReport(stageOf());
    const kept = (workers: string) => `Lambda: concurrent executions, ${workers} of them kept for workers`;
    const transitions = 'Step Functions: 800 transitions a second';
    expect(searches.map(({ binds }) => binds)).toEqual([
      'nothing: every batch has a worker at once',
      kept('100'),
      kept('100'),
      `${kept('100')}; 10 searches of 100,000 sets`,
      `${kept('100')}; 100 searches of 100,000 sets`,
      'nothing: every batch has a worker at once',
      'nothing: every batch has a worker at once',
      kept('1,000'),
      `${transitions}; 10 searches of 100,000 sets`,
      `${transitions}; 100 searches of 100,000 sets`,
    ]);
  });

  it('takes no less time than Step Functions needs to begin its batches', () => {
    const portion = { tries: 1e7, spanMs: YEAR_MS };
    const [tokyo, virginia] = ['ap-northeast-1', 'us-east-1'].map((region) =>
      searchPrice([portion], { ...TERMS, workers: 1_000, region }),
    );
    // 15 s for the job, and three transitions of each batch.
    expect(tokyo?.minutes).toBeCloseTo((15 + (3 * 166_667) / 800) / 60, 3);
    expect(tokyo?.isBoundByTransitions).toBe(true);
    expect(virginia?.isBoundByTransitions).toBe(false);
    expect(virginia!.minutes).toBeLessThan(tokyo!.minutes);
  });
});

describe('Many bots in one account', () => {
  const { fleet } = priceReport(stageOf());

  it('are first bound by what all of them ask for in one second, then by rules, functions and alarms', () => {
    expect(fleet.map(({ what, bots }) => [what, bots]).slice(0, 5)).toEqual([
      ['parameters read in one second', 40],
      ['rules of EventBridge', 300],
      ['functions at once', 500],
      ['alarms of CloudWatch', 714],
      ['roles', 1_000],
    ]);
  });

  it('take what their templates have', () => {
    expect(Object.fromEntries(fleet.map(({ what, each }) => [what, each]))).toMatchObject({
      'rules of EventBridge': 1,
      'alarms of CloudWatch': 7,
      roles: 1,
    });
  });
});
