/**
 * Do bot, backtest and oracle agree on recorded candles of several years and symbols, whatever the parameters are?
 *
 * Of each month some days by chance go through the bot's whole tick, the loop over columns and the independent bookkeeper,
 * with parameters by chance. A failure prints seed and path; `SCALPER_FUZZ_RUNS` asks for more samples of each month,
 * `SCALPER_FUZZ_SEED` for the same ones again.
 */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readCandleFiles } from '../../infra/candles/candle-files.ts';
import { backtest } from '../../lambda/backtest/backtest.ts';
import { resultHash } from '../../lambda/backtest/result-hash.ts';
import { candlesOfColumns, firstFrom, type Candles, type SymbolCandles } from '../../lambda/core/market.ts';
import { DAY_MS, MINUTE_MS } from '../../lambda/core/units.ts';
import { expectSameAsBot, expectSameHolds } from '../harness/backtest-comparison.ts';
import { expectSame, oracleMarkets, orLiquidated } from '../harness/oracle-comparison.ts';
import { choices, parametersOf } from '../harness/parameter-arbitraries.ts';
import { replay } from '../harness/paper-bot.ts';
import { runBarModel } from '../oracle/bar-model.ts';

const RECORDED = fileURLToPath(new URL('../../../shared/data/candles/', import.meta.url));
/** Quiet and wild ones, on both markets, alone and together. */
const MONTHS = [
  ['binance-usdm', ['BTCUSDT-1m-2025-05']],
  ['binance-usdm', ['ETHUSDT-1m-2023-07', 'BTCUSDT-1m-2023-07', 'SOLUSDT-1m-2023-07']],
  ['binance-usdm', ['SOLUSDT-1m-2023-08']],
  ['binance-spot', ['BTCUSDT-1m-2021-05', 'ETHUSDT-1m-2021-05']],
  ['binance-spot', ['ETHUSDT-1m-2024-03']],
  ['binance-spot', ['BTCUSDT-1m-2024-12', 'ETHUSDT-1m-2024-12']],
] as const;
const RUNS = Number(process.env['SCALPER_FUZZ_RUNS'] ?? 8);
const SEED = process.env['SCALPER_FUZZ_SEED'];

/** From anywhere in the month, midnight or not. */
const spans = fc.record({
  startShare: fc.double({ min: 0, max: 1, noNaN: true }),
  minutes: fc.integer({ min: 60, max: 2_880 }),
});

function part({ symbol, candles }: SymbolCandles, fromMs: number, toMs: number): SymbolCandles {
  const [from, to] = [fromMs, toMs].map((timeMs) => firstFrom(candles.openTimeMs, candles.length, timeMs));
  const column = (name: Exclude<keyof Candles, 'length'>) => candles[name].slice(from, to);
  return { symbol, candles: candlesOfColumns(to! - from!, column) };
}

describe.skipIf(!existsSync(RECORDED))('On recorded candles (skipped where they are absent)', () => {
  it.each(MONTHS)('of %s, %j: all three agree with any parameters', async (folder, names) => {
    const { symbols: month } = await readCandleFiles(
      names.map((name) => `${RECORDED}${folder}/${name}.csv.gz`),
    );
    const opens = month.map(({ candles }) => candles.openTimeMs[0]!);
    const firstMs = Math.max(...opens);
    const lastMs = Math.min(...month.map(({ candles }) => candles.openTimeMs[candles.length - 1]!));
    let trades = 0;
    const property = fc.asyncProperty(
      spans,
      choices,
      fc.boolean(),
      async (span, chosen, isTakeProfitFirst) => {
        const room = (lastMs - firstMs - 2 * DAY_MS) / MINUTE_MS;
        const fromMs = firstMs + Math.floor(span.startShare * room) * MINUTE_MS;
        const symbols = month.map((each) => part(each, fromMs, fromMs + span.minutes * MINUTE_MS));
        const parameters = parametersOf(chosen, []);
        const ambiguousCandle = isTakeProfitFirst ? 'take-profit-first' : 'stop-first';
        const replayed = await replay(symbols, { parameters, ambiguousCandle });
        const tested = backtest({ symbols, parameters });
        const account = isTakeProfitFirst ? tested.takeProfitFirst : tested.stopFirst;
        expectSameAsBot(account, replayed);
        expectSameHolds(tested, replayed);
        const { positions: open, balanceUsd } = replayed.state.ledger;
        const ofBot = replayed.rows.flatMap(({ event }) => (event.kind === 'closed' ? [event.trade] : []));
        expect(resultHash(account)).toBe(resultHash({ trades: ofBot, open, balanceUsd }));
        const oracle = runBarModel(oracleMarkets(symbols), parameters, isTakeProfitFirst);
        const { collateralUsd } = parameters;
        expectSame(orLiquidated(replayed, collateralUsd), orLiquidated(oracle, collateralUsd));
        trades += ofBot.length;
      },
    );
    await fc.assert(property, { numRuns: RUNS, seed: SEED === undefined ? 1 : Number(SEED) });
    expect(trades).toBeGreaterThan(20);
  });
});
