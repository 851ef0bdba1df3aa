/**
 * Sets of parameters by chance: every one that the bot accepts may come, and the likely ones come often.
 */
import fc from 'fast-check';
import { parseParameters, type BotParameters } from '../../lambda/config.ts';
import type { Market } from '../../lambda/core/market.ts';
import { dollars, mostly, real, whole } from './number-arbitraries.ts';

/** As written by an operator, but for the shares, which become values that the other parameters allow. */
export const choices = fc.record({
  written: fc.record({
    momentumCandles: mostly(whole(1, 5), whole(1, 30)),
    momentumPct: mostly(fc.constantFrom(0, 0.01, 0.05, 0.1, 0.5), real(0, 5)),
    volumeLookback: mostly(whole(2, 8), whole(2, 200)),
    volumeRatio: mostly(real(0, 1.5), real(0, 20)),
    volatilityCandles: mostly(whole(2, 8), whole(2, 200)),
    volatilityPct: mostly(fc.constantFrom(0, 0.02, 0.1), real(0, 10)),
    targetPct: mostly(fc.constantFrom(0.05, 0.1, 0.15, 0.5, 2), real(1e-4, 10)),
    profitCapUsd: mostly(dollars(1, 80), dollars(1, 10_000)),
    quickExitSeconds: mostly(fc.constantFrom(0, 60, 90.5, 120, 300), real(0, 3600)),
    sessionEndSeconds: mostly(fc.constantFrom(0, 60, 90, 120, 600), real(0, 3600)),
    recoverySeconds: mostly(fc.constantFrom(0, 60, 180, 300), real(0, 86_400)),
    breakeven: fc.constantFrom('net', 'gross'),
    startingBalanceUsd: mostly(dollars(200, 5_000), dollars(1, 100_000)),
    leverage: mostly(whole(1, 50), whole(1, 125)),
    // In quarters, whose sums are exact in floats too.
    collateralUsd: mostly(whole(20, 400), whole(20, 8_000)).map((quarters) => quarters / 4),
    maxPositions: mostly(whole(1, 4), whole(1, 10)),
    maxTradesPerHour: mostly(whole(1, 40), whole(1, 600)),
    dailyLossPct: mostly(real(0.5, 40), real(0.01, 100)),
    lossStreak: mostly(whole(1, 6), whole(1, 1_000)),
    pauseMinutes: mostly(fc.constantFrom(0, 0.5, 1, 20), real(0, 1_440)),
    // Such that costs and targets never cancel each other exactly, which would make a net of nothing.
    takerFeePct: mostly(fc.constantFrom(0, 0.0503, -0.0207), real(-0.1, 1)),
    makerFeePct: mostly(fc.constantFrom(0, 0.0191, -0.0213), real(-0.1, 1)),
    slippageBps: mostly(fc.constantFrom(0, 0.5, 5), real(0, 100)),
    fundingPct: mostly(fc.constantFrom(0, 0.0103, -0.0507, 1), real(-1, 1)),
  }),
  profitTargetShare: mostly(real(0.01, 1), fc.constant(1)),
  holdSecondsBeyondQuickExit: mostly(fc.constantFrom(0, 60, 180, 900, 7_200), real(0, 80_000)),
  stopPct: mostly(fc.constantFrom(0.1, 0.25, 1, 3), real(0.005, 10)),
  initialStopShare: real(0.001, 0.99),
  // The day's limit, in losses at the hard stop, never a whole number of them: few enough to be reached, or very many.
  stopsADay: mostly(whole(7, 120), whole(10, 10_000)).map((tenths) => (tenths + 0.37) / 10),
  collateralsOpen: fc.constantFrom(1, 1.5, 2, 3, 10),
});

export type Choices = typeof choices extends fc.Arbitrary<infer Value> ? Value : never;

/** @param markets whose minimums the parameters must allow. */
export function parametersOf({ written, ...shares }: Choices, markets: readonly Market[]): BotParameters {
  const recoveryStopPct = Math.min(shares.stopPct, (100 / written.leverage - 0.5) / 2);
  const costPct =
    2 * Math.abs(written.takerFeePct) + Math.abs(written.fundingPct) + written.slippageBps / 100;
  const lossAtStopUsd = written.collateralUsd * written.leverage * ((recoveryStopPct + costPct) / 100);
  const bound = {
    recoveryStopPct,
    initialStopPct: recoveryStopPct * shares.initialStopShare,
    profitTargetUsd: written.profitCapUsd * shares.profitTargetShare,
    maxHoldSeconds: written.quickExitSeconds + shares.holdSecondsBeyondQuickExit,
    dailyLossUsd: Math.max(0.01, lossAtStopUsd * shares.stopsADay),
    maxOpenCollateralUsd: written.collateralUsd * shares.collateralsOpen,
  };
  return parseParameters({ ...written, ...bound }, markets);
}
