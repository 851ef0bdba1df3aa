/**
 * Is what the README says of gold what the recorded month gives?
 */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { readCandleFiles } from '../../infra/candles/candle-files.ts';
import { count, percent } from '../../infra/cli/terminal/text-format.ts';
import { backtest } from '../../lambda/backtest/backtest.ts';
import { parseParameters } from '../../lambda/config.ts';
import { statisticsOf } from '../../lambda/core/ledger/trade-statistics.ts';
import { toDollars, type Usd } from '../../lambda/core/units.ts';

const RECORDED = fileURLToPath(
  new URL('../../../shared/data/candles/mt5-broker/XAUUSD-1m-2026-01.csv.gz', import.meta.url),
);

it.skipIf(!existsSync(RECORDED))(
  'the README says of gold what its recorded month gives (skipped where it is absent)',
  async () => {
    const { symbols } = await readCandleFiles([RECORDED]);
    const { trades } = backtest({ symbols, parameters: parseParameters({}), bothBounds: false }).stopFirst;
    const { winRate, netUsd, feesUsd, trades: made } = statisticsOf(trades);
    const whole = (amount: Usd) => count(Math.abs(Math.round(toDollars(amount))));
    const readme = await readFile(new URL('../../README.md', import.meta.url), 'utf8');
    expect(netUsd).toBeLessThan(0);
    expect(readme).toContain(
      `- **On recorded candles of gold of January 2026** it made ${count(made)} trades, won ${percent(winRate)} of them, and lost ${whole(netUsd)} USD, ${whole(feesUsd)} by fees.\n`,
    );
  },
);
