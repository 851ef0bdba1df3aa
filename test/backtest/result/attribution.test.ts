/**
 * Is every dollar of a result put where it went, to the last digit?
 *
 * The bot's own rows say of each fill whether it was a maker's, and what each decision saw before it slipped.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { attributionOf, type Attribution } from '../../../lambda/backtest/result/attribution.ts';
import { backtest } from '../../../lambda/backtest/backtest.ts';
import { parseParameters, type BotParameters } from '../../../lambda/config.ts';
import { grossOfTrade, takerExitPrice } from '../../../lambda/core/fill-model.ts';
import type { EventOf } from '../../../lambda/core/ledger/ledger-events.ts';
import type { SymbolCandles } from '../../../lambda/core/market.ts';
import { MINUTE_MS, minus, plus, usd, ZERO_USD, type Usd } from '../../../lambda/core/units.ts';
import { BUSY, parameters, trade } from '../../harness/builders.ts';
import { randomWalks } from '../../harness/candle-rows.ts';
import { replay, type Replayed } from '../../harness/paper-bot.ts';

const EVENING_MS = Date.UTC(2025, 4, 6, 22);

function netOf({
  edgeUsd,
  beyondCollateralUsd,
  slippageUsd,
  makerFeesUsd,
  takerFeesUsd,
  fundingUsd,
}: Attribution): Usd {
  const earnedUsd = plus(edgeUsd, beyondCollateralUsd);
  return minus(minus(minus(minus(earnedUsd, slippageUsd), makerFeesUsd), takerFeesUsd), fundingUsd);
}

const costs = fc.record({
  takerFeePct: fc.constantFrom(0, 0.05, 0.02, -0.01),
  makerFeePct: fc.constantFrom(0, 0.02, 0.05, -0.01),
  slippageBps: fc.constantFrom(0, 0.5, 3),
  fundingPct: fc.constantFrom(0, 0.01, -0.3),
  leverage: fc.constantFrom(20, 125),
  recoveryStopPct: fc.constantFrom(0.13, 0.14),
});

const cases = fc.record({ seed: fc.nat(), volatilityBps: fc.constantFrom(4, 12, 60), costs });

describe('attribution', () => {
  it('attribution sums to the net, and agrees with what the rows say of each fill, in random markets', async () => {
    const seen = { maker: 0, taker: 0, beyond: 0, slipped: 0, funding: 0 };
    await fc.assert(
      fc.asyncProperty(cases, async ({ seed, volatilityBps, costs: asked }) => {
        const walks = { seed, symbolCount: 2, minutes: 240, volatilityBps, gapShare: 0.1, missingShare: 0 };
        const symbols = randomWalks(walks, EVENING_MS);
        const set = parseParameters({ ...BUSY, initialStopPct: 0.12, ...asked });
        const replayed = await replay(symbols, { parameters: set });
        const { trades } = backtest({ symbols, parameters: set }).stopFirst;
        const attribution = attributionOf(trades, set)!;
        expect(netOf(attribution)).toBe(attribution.netUsd);
        expect(attribution.netUsd).toBe(minus(replayed.state.ledger.balanceUsd, usd(2_000)));
        const { makerFeesUsd, takerFeesUsd, edgeUsd } = attribution;
        expect({ makerFeesUsd, takerFeesUsd }).toEqual(feesInRows(replayed));
        // Each of the two fills is rounded.
        expect(Math.abs(edgeUsd - edgeInRows(replayed, symbols, set))).toBeLessThanOrEqual(2 * trades.length);
        const { slippage } = replayed.state.ledger.run!;
        expect(slippage?.trades ?? 0).toBe(trades.length);
        expect(Math.abs((slippage?.sumUsd ?? 0) - attribution.slippageUsd)).toBeLessThanOrEqual(1);
        if (makerFeesUsd !== 0) seen.maker += 1;
        if (takerFeesUsd !== 0) seen.taker += 1;
        if (attribution.beyondCollateralUsd !== 0) seen.beyond += 1;
        if (attribution.slippageUsd > 0) seen.slipped += 1;
        if (attribution.fundingUsd !== 0) seen.funding += 1;
      }),
      { numRuns: 20, seed: 18 },
    );
    expect(Object.values(seen).every((times) => times > 0)).toBe(true);
  });

  it('attribution is that of a long and a short, counted by hand', () => {
    const set = parameters({ takerFeePct: 0.05, makerFeePct: 0.02, slippageBps: 10, targetPct: 2 });
    // Enters at 100 and leaves at 101, each moved by a tenth of a percent against it: 6 units.
    const long = tradeOf({ side: 'long', entryPrice: 100.1, exitPrice: 100.899, feesUsd: 0.3003 + 0.302697 });
    // Enters at 100 and rests at 98: the second fill slips by nothing, and pays a maker's fee.
    const short = tradeOf({ side: 'short', entryPrice: 99.9, exitPrice: 98, feesUsd: 0.2997 + 0.1176 });
    expect(attributionOf([long, short], set)).toEqual({
      edgeUsd: usd(6 + 12),
      slippageUsd: usd(1.206 + 0.6),
      makerFeesUsd: usd(0.1176),
      takerFeesUsd: usd(0.3003 + 0.302697 + 0.2997),
      fundingUsd: ZERO_USD,
      beyondCollateralUsd: ZERO_USD,
      netUsd: plus(long.netUsd, short.netUsd),
      breakEvenCosts: 18 / (1.806 + 0.1176 + 0.902697),
    });
  });

  it('attribution is unknown where a trade has other fees than those of the parameters', () => {
    const odd = tradeOf({ side: 'long', entryPrice: 100, exitPrice: 101, feesUsd: 0.7 });
    expect(attributionOf([odd], parameters({ slippageBps: 0 }))).toBeUndefined();
  });

  it('attribution has no multiple of the costs without an edge, and without costs', () => {
    const free = parameters({ takerFeePct: 0, makerFeePct: 0, slippageBps: 0 });
    expect(attributionOf([trade(3)], free)?.breakEvenCosts).toBeUndefined();
    expect(attributionOf([], free)).toMatchObject({ netUsd: 0, breakEvenCosts: undefined });
    const dear = parameters({ slippageBps: 0 });
    const lost = tradeOf({ side: 'long', entryPrice: 100, exitPrice: 99, feesUsd: 0.3 + 0.297 });
    expect(attributionOf([lost], dear)?.breakEvenCosts).toBeUndefined();
  });
});

function tradeOf(of: {
  readonly side: 'long' | 'short';
  readonly entryPrice: number;
  readonly exitPrice: number;
  readonly feesUsd: number;
}) {
  const grossUsd = grossOfTrade(of.side, of.entryPrice, of.exitPrice, 6);
  const feesUsd = usd(of.feesUsd);
  return trade(0, { ...of, grossUsd, feesUsd, netUsd: minus(grossUsd, feesUsd) });
}

type Closed = EventOf<'closed'>;
type Opened = EventOf<'opened'>;

function closedIn({ rows }: Replayed): readonly (readonly [Opened, Closed])[] {
  const opened = new Map(
    rows.flatMap(({ event }) => (event.kind === 'opened' ? [[event.position.tradeId, event] as const] : [])),
  );
  return rows.flatMap(({ event }) =>
    event.kind === 'closed' ? [[opened.get(event.trade.tradeId)!, event] as const] : [],
  );
}

function feesInRows(replayed: Replayed) {
  let [makerFeesUsd, takerFeesUsd] = [ZERO_USD, ZERO_USD];
  for (const [opened, closed] of closedIn(replayed)) {
    for (const { liquidity, feeUsd } of [...opened.fills, ...closed.fills]) {
      if (liquidity === 'maker') makerFeesUsd = plus(makerFeesUsd, feeUsd);
      else takerFeesUsd = plus(takerFeesUsd, feeUsd);
    }
  }
  return { makerFeesUsd, takerFeesUsd };
}

/** Between the prices that the decisions saw; a stop rests at its price, or was jumped over at the open. */
function edgeInRows(replayed: Replayed, symbols: readonly SymbolCandles[], set: BotParameters): Usd {
  const edges = closedIn(replayed).map(([{ position, decision }, closed]) => {
    const { side, quantity, stopPrice } = position;
    const { exitPrice, exitTimeMs, symbol } = closed.trade;
    const isMaker = closed.fills.some(({ liquidity }) => liquidity === 'maker');
    const isStop = exitPrice === takerExitPrice(side, stopPrice, set.slippageBps);
    const base =
      closed.decision?.price ?? (isMaker ? exitPrice : isStop ? stopPrice : openAt(symbol, exitTimeMs));
    return grossOfTrade(side, decision.price, base, quantity);
  });
  return edges.reduce<Usd>(plus, ZERO_USD);

  function openAt(symbol: string, timeMs: number): number {
    const { candles } = symbols.find((each) => each.symbol === symbol)!;
    return candles.open[candles.openTimeMs.indexOf(Math.floor(timeMs / MINUTE_MS) * MINUTE_MS)]!;
  }
}
