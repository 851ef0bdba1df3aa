/**
 * Does a reader see at once whether a market moves enough to pay for a round trip?
 */
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import {
  symbolEconomicsOf,
  type MovesMarket,
} from '../../../infra/cli/reports/economics/symbol-economics.ts';
import { movesLines } from '../../../infra/cli/screens/research/moves-lines.ts';
import { parseParameters } from '../../../lambda/config.ts';
import { NO_CANDLES, candlesOfRows } from '../../../lambda/core/market.ts';
import type { FundingTerms } from '../../../lambda/core/paper/funding-due.ts';
import { HOUR_MS, MINUTE_MS } from '../../../lambda/core/units.ts';

/** Ten minutes, each from 100 to so much above it. */
function candles(moveBps: number) {
  const high = 100 * (1 + moveBps / 10_000);
  return candlesOfRows(
    Array.from({ length: 10 }, (_, k) => ({
      openTimeMs: k * MINUTE_MS,
      open: 100,
      high,
      low: 100,
      close: 100,
      volume: 1,
    })),
  );
}

const TERMS: FundingTerms = { intervalMs: 4 * HOUR_MS, floorRate: -0.0005, capRate: 0.0005 };

function linesOf(market: Partial<MovesMarket>, changes: object = {}, width = 80): readonly string[] {
  const parameters = parseParameters(changes);
  const whole: MovesMarket = { label: 'a test', symbols: [], funding: new Map(), ...market };
  const lines = movesLines(whole.label, symbolEconomicsOf(parameters, whole), parameters, width);
  return lines.map(stripVTControlCharacters);
}

describe('the moves beside the cost of a round trip', () => {
  it('the moves beside the cost of a round trip are one sentence for each symbol', () => {
    const symbols = [
      { symbol: 'BTCUSDT', candles: candles(12.5) },
      { symbol: 'XAUUSDT', candles: candles(4.3) },
    ];
    expect(linesOf({ symbols, funding: new Map([['XAUUSDT', TERMS]]) })).toEqual([
      'What a minute moves, beside what a round trip costs',
      '  BTCUSDT  moves 12.5 bps in a minute and 12.5 in 5, a round trip costs 11.0',
      '  XAUUSDT  moves 4.3 bps in a minute and 4.3 in 5, a round trip costs 11.0;',
      '           funding every 4 h, between -0.05 and 0.05 %',
      '  moves    from the lowest to the highest price, medians: a test',
      '  funding  of BTCUSDT unknown here: 0.01 % every 8 h is assumed',
    ]);
  });

  it('the moves beside the cost of a round trip say at once where no funding is known', () => {
    const symbols = [{ symbol: 'XAUUSDT', candles: candles(4.3) }];
    expect(linesOf({ symbols }).at(-1)).toBe('  funding  unknown here: 0.01 % every 8 h is assumed');
  });

  it('the moves beside the cost of a round trip follow the parameters', () => {
    const symbols = [{ symbol: 'XAUUSDT', candles: candles(4.3) }];
    const changes = { takerFeePct: 0.04, slippageBps: 0, maxHoldSeconds: 180, quickExitSeconds: 60 };
    expect(linesOf({ symbols }, changes)[1]).toContain('and 4.3 in 3, a round trip costs 8.0');
  });

  it('the moves beside the cost of a round trip are unknown without candles, and for longer than they last', () => {
    const symbols = [{ symbol: 'XAUUSDT', candles: NO_CANDLES }];
    expect(linesOf({ symbols }, {}, 140)[1]).toContain(
      'has no candle here: its moves are unknown; a round trip costs 11.0 bps',
    );
    const few = [{ symbol: 'XAUUSDT', candles: { ...candles(4.3), length: 4 } }];
    expect(linesOf({ symbols: few })[1]).toContain('in a minute, a round trip');
  });

  it('the moves beside the cost of a round trip tell bounds that the exchange does not state', () => {
    const symbols = [{ symbol: 'XAUUSDT', candles: candles(4.3) }];
    const tellOf = (terms: FundingTerms) =>
      linesOf({ symbols, funding: new Map([['XAUUSDT', terms]]) }, {}, 140).join('\n');
    expect(tellOf({ ...TERMS, floorRate: -Infinity, capRate: Infinity })).toContain(
      'every 4 h, bounds unknown',
    );
    expect(tellOf({ ...TERMS, floorRate: -Infinity })).toContain('between unknown and 0.05 %');
    expect(tellOf(TERMS)).not.toContain('assumed');
  });
});
