/**
 * Is funding still charged where the recording lacks the minute in which it was due?
 */
import { describe, expect, it } from 'vitest';
import { backtest } from '../lambda/backtest/backtest.ts';
import { parseParameters } from '../lambda/config.ts';
import { usd } from '../lambda/core/units.ts';
import { at } from './harness/builders.ts';
import { candlesOf } from './harness/candle-rows.ts';
import { expectSame, oracleMarkets } from './harness/oracle-comparison.ts';
import { replay } from './harness/paper-bot.ts';
import { runBarModel } from './oracle/bar-model.ts';

const FIRST_MS = at('07:30');
const [LEAP, HOLD_MINUTES] = [25, 60];

/** A long is opened at 07:56, and held for an hour at 100. */
const parameters = parseParameters({
  fundingPct: 0.3,
  targetPct: 2,
  recoveryStopPct: 2,
  initialStopPct: 1.9,
  quickExitSeconds: HOLD_MINUTES * 60,
  maxHoldSeconds: HOLD_MINUTES * 60,
});

/** Minutes from 07:30 to 09:00, but for those that are missing. */
function recorded(...missing: readonly string[]) {
  const times = new Set(missing.map(at));
  const rows = Array.from({ length: 91 }, (_, k) => {
    const timeMs = FIRST_MS + k * 60_000;
    return k === LEAP
      ? [timeMs, 99.7, 100.1, 99.7, 100, 20]
      : [timeMs, 100, 100.05, 99.95, k < LEAP ? 99.7 : 100, 5];
  });
  return [
    candlesOf(
      'BTCUSDT',
      rows.filter(([timeMs]) => !times.has(timeMs!)),
    ),
  ];
}

describe.each([
  ['none is missing', recorded()],
  ['08:00 is missing', recorded('08:00')],
  ['08:00 and those around it are missing', recorded('07:59', '08:00', '08:01', '08:02')],
])('%s', (_, symbols) => {
  it('the bot charges what was due at 08:00, as the loop over columns and the oracle do', async () => {
    const replayed = await replay(symbols, { parameters });
    // 0.3 % of 600 USD, less what slippage has taken of the quantity.
    expect(replayed.trades).toMatchObject([{ reason: 'max-hold' }]);
    expect(replayed.trades[0]?.fundingUsd).toBeCloseTo(1.8, 2);
    expectSame(replayed, runBarModel(oracleMarkets(symbols), parameters));

    const { trades } = backtest({ symbols, parameters }).stopFirst;
    expect(trades.map(({ fundingUsd }) => fundingUsd)).toEqual([usd(replayed.trades[0]!.fundingUsd)]);
  });
});
