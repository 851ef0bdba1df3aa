/**
 * Is the page of a month, and of a year, small enough to be sent and kept?
 */
import { expect, it } from 'vitest';
import { synthesiseMarket } from '../../infra/market/synthetic-market.ts';
import { pageBundle } from '../../infra/report/page-bundle.ts';
import { reportPage } from '../../infra/report/report-page.ts';
import type { SymbolCandles } from '../../lambda/core/market.ts';
import { MINUTE_MS } from '../../lambda/core/units.ts';
import { DAY } from '../charts/samples.ts';
import { closedTradeWith } from './sample-trades.ts';
import { runFacts } from './samples.ts';

const DAYS = 31;
/** A year has 53,855 of them. */
const TRADES = 4_574;

it('a month of minutes and its trades is at most 1.5 MB, and twelve of them 7 MB', async () => {
  const bundle = await pageBundle();
  const sizeOf = (trades: number, candles: readonly SymbolCandles[]) => {
    const closed = Array.from({ length: trades }, (_, k) => {
      const [entryTimeMs, price] = [DAY.fromMs + k * 9 * MINUTE_MS, 95_000 + 400 * Math.sin(k)];
      return closedTradeWith(k, {
        entryTimeMs,
        exitTimeMs: entryTimeMs + (1 + (k % 15)) * MINUTE_MS,
        entryPrice: Number(price.toFixed(2)),
        exitPrice: Number((price + 50 * Math.cos(k * k)).toFixed(2)),
        quantity: Number((600 / price).toPrecision(6)),
      });
    });
    return Buffer.byteLength(
      reportPage({ source: 'a', facts: runFacts({ trades: closed }), candles }, bundle),
    );
  };
  const market = synthesiseMarket({ symbols: ['BTCUSDT'], seed: 1, days: DAYS, startMs: DAY.fromMs });
  const [month, nothing] = [sizeOf(TRADES, market), sizeOf(1, [])];
  expect(month).toBeLessThan(1_500_000);
  expect(nothing + 12 * (month - nothing)).toBeLessThan(7_000_000);
});
