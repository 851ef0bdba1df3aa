/**
 * Do parameters that bind each other hold together, at their edges, and is one mistake reported once?
 */
import { describe, expect, it } from 'vitest';
import { ParameterError, parseParameters, type Violation } from '../../lambda/config.ts';
import type { Market } from '../../lambda/core/market.ts';

/** What is refused of these parameters. */
function refused(written: object, markets?: readonly Market[]): readonly Violation[] {
  try {
    parseParameters(written, markets);
  } catch (error) {
    if (error instanceof ParameterError) return error.violations;
    throw error;
  }
  return [];
}

const keys = (written: object, markets?: readonly Market[]) =>
  refused(written, markets).map(({ key }) => key);

describe('two parameters', () => {
  it.each([
    [
      'the profit target is at most the cap',
      'profitTargetUsd',
      { profitTargetUsd: 50, profitCapUsd: 50 },
      { profitTargetUsd: 50.01, profitCapUsd: 50 },
      'must be at most profitCapUsd; profitCapUsd is 50',
    ],
    [
      'the longest hold is no shorter than the quick exit',
      'maxHoldSeconds',
      { maxHoldSeconds: 200, quickExitSeconds: 200 },
      { maxHoldSeconds: 199.99, quickExitSeconds: 200 },
      'must be at least quickExitSeconds; quickExitSeconds is 200',
    ],
    [
      'the initial stop is nearer than the recovery stop',
      'initialStopPct',
      { initialStopPct: 0.3, recoveryStopPct: 0.31 },
      { initialStopPct: 0.3, recoveryStopPct: 0.3 },
      'must be below recoveryStopPct; recoveryStopPct is 0.3',
    ],
    [
      'the open collateral holds at least one position',
      'maxOpenCollateralUsd',
      { maxOpenCollateralUsd: 40, collateralUsd: 40 },
      { maxOpenCollateralUsd: 39.99, collateralUsd: 40 },
      'must be at least collateralUsd; collateralUsd is 40',
    ],
    [
      'the notional of a position stays within 10 million',
      'collateralUsd',
      { collateralUsd: 500_000, maxOpenCollateralUsd: 600_000 },
      { collateralUsd: 500_000.01, maxOpenCollateralUsd: 600_000 },
      'must be at most 10 million / leverage: amounts are counted exactly; at 20× that is 500000',
    ],
  ])('two parameters hold together: %s', (_words, key, within, beyond, bound) => {
    expect(refused(within)).toEqual([]);
    expect(refused(beyond)).toMatchObject([{ key, bound }]);
  });

  it('two parameters are judged with the defaults where only one is written', () => {
    expect(keys({ profitCapUsd: 29.99 })).toEqual(['profitTargetUsd']);
    expect(keys({ quickExitSeconds: 301 })).toEqual(['maxHoldSeconds']);
    expect(keys({ recoveryStopPct: 0.12 })).toEqual(['initialStopPct']);
    expect(keys({ collateralUsd: 90.01 })).toEqual(['maxOpenCollateralUsd']);
  });

  it('two parameters are not judged while one of them is refused by itself', () => {
    expect(keys({ profitTargetUsd: 100, profitCapUsd: -1 })).toEqual(['profitCapUsd']);
    expect(keys({ quickExitSeconds: 'long', maxHoldSeconds: 10 })).toEqual(['quickExitSeconds']);
    expect(keys({ recoveryStopPct: 0, initialStopPct: 5 })).toEqual(['recoveryStopPct']);
    expect(keys({ leverage: 500, recoveryStopPct: 5 })).toEqual(['leverage']);
  });
});

describe('the recovery stop', () => {
  const market = (symbol: string, maintenanceMarginPct?: number): Market =>
    maintenanceMarginPct === undefined ? { symbol } : { symbol, maintenanceMarginPct };

  it('the recovery stop stays within half of the way to liquidation, a maintenance margin of 0.5 % taken', () => {
    // (100 / 20 − 0.5) / 2 = 2.25; (100 / 50 − 0.5) / 2 = 0.75
    expect(keys({ recoveryStopPct: 2.25 })).toEqual([]);
    expect(refused({ recoveryStopPct: 2.2501 })).toMatchObject([{ key: 'recoveryStopPct', value: 2.2501 }]);
    expect(keys({ recoveryStopPct: 0.75, leverage: 50 })).toEqual([]);
    expect(keys({ recoveryStopPct: 0.7501, leverage: 50 })).toEqual(['recoveryStopPct']);
  });

  it('the recovery stop is refused with the greatest value that it may have', () => {
    const [violation] = refused({ recoveryStopPct: 3 });
    expect(violation?.bound).toContain('at 20× that is 2.25');
  });

  it('the recovery stop follows the maintenance margin that a market states', () => {
    // (5 − 1) / 2 = 2; (5 − 0.4) / 2 = 2.3
    expect(keys({ recoveryStopPct: 2 }, [market('BTC', 1)])).toEqual([]);
    expect(keys({ recoveryStopPct: 2.0001 }, [market('BTC', 1)])).toEqual(['recoveryStopPct']);
    expect(keys({ recoveryStopPct: 2.3 }, [market('BTC', 0.4)])).toEqual([]);
    expect(keys({ recoveryStopPct: 2.3001 }, [market('BTC', 0.4)])).toEqual(['recoveryStopPct']);
  });

  it('the recovery stop holds for every market, and 0.5 % is taken where one does not say', () => {
    const all = [market('BTC', 0.4), market('ETH'), market('SOL', 0.1)];
    expect(keys({ recoveryStopPct: 2.25 }, all)).toEqual([]);
    expect(keys({ recoveryStopPct: 2.2501 }, all)).toEqual(['recoveryStopPct']);
    expect(keys({ recoveryStopPct: 2.2 }, [...all, market('XRP', 1)])).toEqual(['recoveryStopPct']);
  });

  it('the recovery stop has no room at all where the margin is beyond the leverage', () => {
    expect(keys({}, [market('BTC', 5)])).toEqual(['recoveryStopPct']);
    expect(keys({ leverage: 125 })).toEqual(['recoveryStopPct']);
  });
});
