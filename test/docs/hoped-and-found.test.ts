/**
 * Is what the README says was found in 2024 what is found there: each row of its table, and the verdict?
 */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { readCandleFiles } from '../../infra/candles/candle-files.ts';
import { count, percent } from '../../infra/cli/terminal/text-format.ts';
import { backtest } from '../../lambda/backtest/backtest.ts';
import { minstd } from '../backtest/statistics/golden-series.ts';
import { trialOf } from '../../lambda/backtest/trial.ts';
import { weigh } from '../../lambda/backtest/verdict/evidence.ts';
import { RUNG_WORDS, verdictOf } from '../../lambda/backtest/verdict/verdict.ts';
import { parseParameters } from '../../lambda/config.ts';
import { statisticsOf, type TradeStatistics } from '../../lambda/core/ledger/trade-statistics.ts';
import type { SymbolCandles } from '../../lambda/core/market.ts';
import { toDollars } from '../../lambda/core/units.ts';
import { WITHOUT_RECOVERY, WITH_RECOVERY, stopCounts } from '../bench/recovery-counts.ts';

const RECORDED = fileURLToPath(new URL('../../../shared/data/candles/binance-spot/', import.meta.url));
const YEAR = { fromMs: Date.UTC(2024, 0, 1), toMs: Date.UTC(2025, 0, 1) };
const DAYS = 366;
/** A balance that does not run out. */
const PARAMETERS = parseParameters({ startingBalanceUsd: 100_000 });

describe.skipIf(!existsSync(RECORDED))('in 2024 (skipped where its candles are absent)', () => {
  let readme = '';
  let symbols: readonly SymbolCandles[] = [];
  let found: TradeStatistics;
  const rowOf = (hoped: string) => readme.split('\n').find((line) => line.startsWith(`| ${hoped} `)) ?? '';

  beforeAll(async () => {
    readme = await readFile(new URL('../../README.md', import.meta.url), 'utf8');
    const files = Array.from(
      { length: 12 },
      (_, month) => `${RECORDED}BTCUSDT-1m-2024-${String(month + 1).padStart(2, '0')}.csv.gz`,
    );
    symbols = (await readCandleFiles(files)).symbols;
    found = statisticsOf(backtest({ symbols, parameters: PARAMETERS, bothBounds: false }).stopFirst.trades);
  });

  it('the verdict of the defaults is that they lose after costs', () => {
    const trial = { ...trialOf({ symbols, parameters: PARAMETERS, ...YEAR }), position: [] };
    const { rung } = verdictOf(weigh({ trials: [trial], triesEver: 1, uniform: minstd(1) }));
    expect(RUNG_WORDS[rung]).toBe('loses after costs');
    expect(readme).toContain(`**Verdict: ${RUNG_WORDS[rung]}.**`);
  });

  it('as many trades win, and as many are needed', () => {
    const { trades, winRate, breakEvenWinRate } = found;
    expect(rowOf('55 to 65 % of trades win')).toContain(
      `| ${percent(winRate)} of ${count(trades)}; ${percent(breakEvenWinRate)} are needed `,
    );
  });

  it('a day has as many trades, and leaves as much', () => {
    const { trades, netUsd, grossUsd } = found;
    expect(rowOf('30 to 100 trades a day')).toContain(`| ${Math.round(trades / DAYS)} `);
    const [net, gross] = [netUsd, grossUsd].map((usd) => (toDollars(usd) / DAYS).toFixed(2));
    expect(rowOf('+40 to +80 USD a day')).toContain(`| ${net}; ${gross} before fees `);
  });

  it('recovery saves as many stops, and costs as much', () => {
    const [hard, saved] = [WITHOUT_RECOVERY, WITH_RECOVERY].map((set) => stopCounts(symbols, set));
    const won = ({ wins, trades }: typeof hard & {}) => percent(wins / trades);
    const lost = ({ grossUsd }: typeof hard & {}) => count(Math.round(-toDollars(grossUsd)));
    expect(rowOf('recovery saves stop-outs')).toContain(
      `| ${count(hard!.hardStops - saved!.hardStops)} of ${count(hard!.hardStops)}: it wins ${won(saved!)} instead of ${won(hard!)}, and loses ${lost(saved!)} USD instead of ${lost(hard!)} `,
    );
  });
});
