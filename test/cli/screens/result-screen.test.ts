/**
 * Does a result say what was not seen, where its funding comes from, and why there was no signal?
 */
import { describe, expect, it } from 'vitest';
import { resultScreen } from '../../../infra/cli/screens/result-screen.ts';
import { shownResult } from '../../../infra/cli/reports/result/shown-result.ts';
import { runReport } from '../../../infra/cli/reports/run-report.ts';
import type { ChosenMarket } from '../../../infra/market/market-source.ts';
import { parseParameters } from '../../../lambda/config.ts';
import { MINUTE_MS } from '../../../lambda/core/units.ts';
import { at } from '../../harness/builders.ts';
import { candlesOf, type CandleRow } from '../../harness/candle-rows.ts';
import { recordedRates } from '../../harness/recorded-rates.ts';
import { run } from '../../local/paper-run-harness.ts';

const FIRST_MS = at('07:30');
const LEAP = 25;

/** A long is opened at 07:56, and held for an hour. */
const HOLDING = parseParameters({
  targetPct: 2,
  recoveryStopPct: 2,
  initialStopPct: 1.9,
  quickExitSeconds: 3600,
  maxHoldSeconds: 3600,
});

function rowAt(k: number): CandleRow {
  const timeMs = FIRST_MS + k * MINUTE_MS;
  return k === LEAP
    ? [timeMs, 99.7, 100.1, 99.7, 100, 20]
    : [timeMs, 100, 100.05, 99.95, k < LEAP ? 99.7 : 100, 5];
}

function marketOf(symbols: ChosenMarket['symbols'], changes: Partial<ChosenMarket> = {}): ChosenMarket {
  const toMs = FIRST_MS + 91 * MINUTE_MS;
  return {
    kind: 'recorded',
    label: 'recorded candles',
    seed: undefined,
    symbols,
    fromMs: FIRST_MS,
    toMs,
    ...changes,
  };
}

const minutes = (keep: (k: number) => boolean = () => true) =>
  Array.from({ length: 91 }, (_, k) => k)
    .filter(keep)
    .map(rowAt);

async function told(market: ChosenMarket) {
  const { result } = await run(market, { parameters: HOLDING });
  const shown = shownResult(market, result);
  return { text: resultScreen(shown).join('\n'), report: runReport(shown) };
}

describe('what was not seen', () => {
  it('each kind that there is has a line, and a field in the report', async () => {
    const market = marketOf(
      [
        candlesOf(
          'BTCUSDT',
          minutes((k) => k !== 30),
        ),
      ],
      { filesLeftOut: ['notes.txt'] },
    );
    const { text, report } = await told(market);
    expect(text).toContain(
      [
        '  not seen',
        '    minutes missing          BTCUSDT 1 of 91',
        '    minutes without history  BTCUSDT 42',
        '    funding times missed     BTCUSDT 1 (charged with the next candle)',
        '    trades across gaps       BTCUSDT 1',
        '    files left out           notes.txt',
        '',
      ].join('\n'),
    );
    expect(report.notSeen).toEqual({
      minutes: 91,
      symbols: [
        {
          symbol: 'BTCUSDT',
          minutesMissing: 1,
          minutesWithoutHistory: 42,
          candlesWithoutVolume: 0,
          fundingTimesMissed: 1,
          tradesWithMissingMinutes: 1,
          noSignal: null,
        },
      ],
      filesLeftOut: ['notes.txt'],
    });
  });

  it('nothing was missed where all is there', async () => {
    const market = marketOf([candlesOf('BTCUSDT', minutes())], { fromMs: FIRST_MS + 21 * MINUTE_MS });
    const { text } = await told(market);
    expect(text).toContain('\n  not seen                nothing was missed\n');
  });

  it('of many symbols the first are named, and the others counted', async () => {
    const symbols = ['A', 'B', 'C', 'D', 'E'].map((symbol) =>
      candlesOf(
        symbol,
        minutes((k) => k !== 80),
      ),
    );
    const { text } = await told(marketOf(symbols));
    expect(text).toContain('    minutes missing          A 1 of 91 · B 1 of 91 · C 1 of 91 · 2 more\n');
  });

  it('a run in real time says that nothing is counted', async () => {
    const { result } = await run(marketOf([candlesOf('BTCUSDT', minutes())]), { parameters: HOLDING });
    const now = marketOf([candlesOf('BTCUSDT', [])], { kind: 'live kraken', toMs: FIRST_MS });
    const shown = shownResult(now, result);
    expect(resultScreen(shown).join('\n')).toContain('not counted of a market in real time');
    expect(runReport(shown).notSeen).toBeNull();
  });
});

describe('no signal', () => {
  it('the reason is told where none was possible', async () => {
    const { text, report } = await told(
      marketOf([
        candlesOf(
          'BTCUSDT',
          minutes((k) => k % 5 === 0),
        ),
      ]),
    );
    expect(text).toContain(
      '    no signal was possible   BTCUSDT: 4 of 5 minutes are missing: these look like 5-minute candles',
    );
    expect(text).toMatch(/\nThere was no signal\. Nothing was closed, so nothing was earned or lost\.$/);
    expect(report.notSeen?.symbols[0]?.noSignal).toMatch(/^4 of 5 minutes/);
  });

  it('a signal that was denied is one', async () => {
    const market = marketOf([candlesOf('BTCUSDT', minutes())]);
    const { result } = await run(market, { parameters: { ...HOLDING, startingBalanceUsd: 10 } });
    expect(result).toMatchObject({ trades: [], denied: { stopped: 1 } });
    expect(resultScreen(shownResult(market, result)).at(-1)).toBe(
      'Nothing was closed, so nothing was earned or lost.',
    );
  });
});

describe('the rate of the funding', () => {
  const btc = candlesOf('BTCUSDT', minutes());
  const funding = (table: string) => [
    { symbol: 'BTCUSDT', files: ['BTCUSDT-fundingRate-2026-01.zip'], recorded: recordedRates(table) },
  ];

  it('is assumed without a file, and the result says so', async () => {
    const { text, report } = await told(marketOf([btc]));
    expect(text).toContain('\n  funding rate            assumed 0.01 % every 8 h\n');
    expect(report.funding).toEqual([{ symbol: 'BTCUSDT', files: [], times: 1, assumedTimes: 1 }]);
    expect(report.ledger[0]?.['funding_usd']).toBeCloseTo(0.06, 3);
  });

  it('is that of the file, at its times', async () => {
    const { text, report } = await told(
      marketOf([btc], { funding: funding('07:00 0\n08:00 0.001\n08:30 0.002\n10:00 0') }),
    );
    expect(text).toContain('\n  funding rate            of BTCUSDT from BTCUSDT-fundingRate-2026-01.zip\n');
    expect(report.funding).toMatchObject([{ times: 2, assumedTimes: 0 }]);
    expect(report.ledger[0]?.['funding_usd']).toBeCloseTo(1.8, 3);
  });

  it('is assumed for a symbol and for times of which no file says anything', async () => {
    const { text } = await told(
      marketOf([btc, candlesOf('ETHUSDT', minutes())], { funding: funding('08:30 0.002') }),
    );
    expect(text).toContain(
      '  funding rate            of BTCUSDT from BTCUSDT-fundingRate-2026-01.zip but for 1 of 2 times; otherwise assumed 0.01 % every 8 h\n',
    );
  });
});
