/**
 * Does `economics` look at the moves of the market that was asked for, and say which one it was?
 */
import { describe, expect, it } from 'vitest';
import {
  lastDayOf,
  movesMarket,
  type MovesOptions,
} from '../../../../infra/cli/commands/research/moves-market.ts';
import { symbolEconomicsOf } from '../../../../infra/cli/reports/economics/symbol-economics.ts';
import { openRealtimeVenue } from '../../../../infra/market/realtime-venue.ts';
import { parseParameters } from '../../../../lambda/config.ts';
import { DAY_MS, MINUTE_MS } from '../../../../lambda/core/units.ts';
import { NOON } from '../../../harness/builders.ts';
import { folder, plainText, row } from '../../../harness/candle-writing.ts';
import { openForTest } from '../../../harness/loopback-server.ts';
import { quietVenue } from '../../../venue/binance-venue.ts';

const { signal } = new AbortController();

const labelOf = async (options: MovesOptions) => (await movesMarket(options, signal))?.label;
const lengthsOf = async (options: MovesOptions) => {
  const market = await movesMarket(options, signal);
  return market?.symbols.map(({ symbol, candles }) => `${symbol} ${candles.length}`);
};

describe('the market whose moves are looked at', () => {
  it('the market whose moves are looked at is a synthetic week, gold included, unless another is given', async () => {
    expect(await labelOf({})).toBe('SYNTHETIC market, seed 1, 2025-01-06 00:00 UTC to 2025-01-13 00:00 UTC');
    // Outages, and the closed hours of gold.
    expect(await lengthsOf({})).toEqual(['BTCUSDT 10074', 'ETHUSDT 10074', 'SOLUSDT 10074', 'XAUUSDT 6819']);
    expect(await lengthsOf({ symbols: ['XAUUSDT'] })).toEqual(['XAUUSDT 6819']);
  });

  it('the market whose moves are looked at is that of the candles, all of it', async () => {
    const rows = Array.from({ length: 90 }, (_, k) => row(k));
    const path = await folder({ 'XAUUSDT-1m-2025-05.csv': plainText(rows) });
    expect(await lengthsOf({ candles: [path] })).toEqual(['XAUUSDT 90']);
    expect(await labelOf({ candles: [path] })).toBe(
      'recorded candles, 2025-05-01 00:00 UTC to 2025-05-01 01:30 UTC',
    );
  });

  it('the market whose moves are looked at is the last day of an exchange, with what it states of funding', async () => {
    const exchange = await openForTest(quietVenue(NOON + 2_000));
    exchange.rules.fundingOf = { ETHUSDT: { intervalHours: 4, capPct: 0.05 } };
    const venue = await openRealtimeVenue({
      id: 'binanceusdm',
      symbols: ['BTCUSDT', 'ETHUSDT'],
      isPaced: false,
      machineClock: exchange,
      transport: { send: exchange.send },
      pause: () => Promise.resolve(),
    });
    const market = await lastDayOf(venue);
    expect(market.label).toMatch(/^the last day of binanceusdm, to \d{4}-\d{2}-\d{2} 12:00 UTC$/);
    for (const { candles } of market.symbols) {
      expect(candles.openTimeMs[candles.length - 1]).toBe(NOON - MINUTE_MS);
      expect(candles.openTimeMs[0]).toBeLessThanOrEqual(NOON - DAY_MS);
    }
    expect(venue.takeWarnings()).toEqual([]);
    expect(symbolEconomicsOf(parseParameters({}), market)).toMatchObject([
      { symbol: 'BTCUSDT', fundingIntervalHours: null, fundingCapPct: null, fundingFloorPct: null },
      { symbol: 'ETHUSDT', fundingIntervalHours: 4, fundingCapPct: 0.05, fundingFloorPct: -0.05 },
    ]);
  });
});
