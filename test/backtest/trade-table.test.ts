/**
 * Are trades that are kept as numbers read back as they were?
 */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { TradeTable } from '../../lambda/backtest/trade-table.ts';
import type { ClosedTrade } from '../../lambda/core/ledger/closed-trade.ts';
import { EXIT_REASONS } from '../../lambda/core/reasons.ts';
import { usdFromUnits } from '../../lambda/core/units.ts';

const SYMBOLS = ['BTCUSDT', 'ETHUSDT', 'SOLUSDT'];

const units = fc.maxSafeInteger().map(usdFromUnits);
const price = fc.double({ min: 1e-12, max: 1e9, noNaN: true });
const time = fc.integer({ min: 0, max: 4e12 });

const trades: fc.Arbitrary<ClosedTrade> = fc.record({
  tradeId: fc.integer({ min: 1, max: 2 ** 31 - 1 }),
  symbol: fc.constantFrom(...SYMBOLS),
  side: fc.constantFrom('long', 'short'),
  quantity: price,
  entryPrice: price,
  entryTimeMs: time,
  exitPrice: price,
  exitTimeMs: time,
  reason: fc.constantFrom(...EXIT_REASONS),
  grossUsd: units,
  feesUsd: units,
  fundingUsd: units,
  netUsd: units,
  ambiguous: fc.boolean(),
});

function tableOf(written: readonly ClosedTrade[]): TradeTable {
  const table = new TradeTable(SYMBOLS);
  for (const trade of written) table.push(SYMBOLS.indexOf(trade.symbol), trade);
  return table;
}

it('trades are read back to the last digit', () => {
  const property = fc.property(fc.array(trades), (written) => {
    const table = tableOf(written);
    expect(table.trades()).toEqual(written);
    const visited: ClosedTrade[] = [];
    table.each((trade) => visited.push(trade));
    expect(visited).toEqual(written);
    table.release();
    expect(table.trades()).toEqual([]);
  });
  fc.assert(property);
});

it('a table grows beyond its first rows, and a copy goes its own way', () => {
  const [one] = fc.sample(trades, { numRuns: 1, seed: 1 });
  const many = Array.from({ length: 3_000 }, (_, k) => ({ ...one!, tradeId: k + 1 }));
  const table = tableOf(many);
  const copy = table.copy();
  copy.push(0, { ...one!, tradeId: 3_001 });
  expect(table.trades().map(({ tradeId }) => tradeId)).toEqual(many.map(({ tradeId }) => tradeId));
  expect(copy.length).toBe(table.length + 1);
  expect(copy.trades().at(-1)?.tradeId).toBe(3_001);
});
