/**
 * What is at stake: the open positions and what is in flight, each by its own terms?
 */
import { describe, expect, it } from 'vitest';
import { parseParameters } from '../../../lambda/config.ts';
import { stopPriceOf, termsOf } from '../../../lambda/core/ledger/position.ts';
import { exposureOf } from '../../../lambda/core/risk/entry-gates.ts';
import { addPosition, noStake, removePosition } from '../../../lambda/core/risk/limits.ts';
import { plus, usd } from '../../../lambda/core/units.ts';
import { botState, entryOrder, exitOrder, parameters, position, terms } from '../../harness/builders.ts';

const BTC = position();
/** 600 × 0.0036514000625, rounded up. */
const WORST = 2.19084004;

describe('the exposure', () => {
  it('the exposure takes an entry in flight at the price it will pay, and the stop it was decided with', () => {
    const decided = terms({ collateralUsd: 15, leverage: 10, recoveryStopPct: 2 });
    const state = botState({ orders: [entryOrder({ terms: decided, quantity: 1.5 })] });
    const exposure = exposureOf(state, parameters());
    expect(exposure.collateralUsd).toBe(usd(15));
    // 1.5 × 100.005 × 0.0211610255 = 3.17431253…, rounded up
    expect(exposure.worstUsd).toBe(317_431_254);
  });

  it('the exposure is counted up to ten of the largest positions that the parameters accept', () => {
    const size = { collateralUsd: 80_000, leverage: 125, maxPositions: 10, maxOpenCollateralUsd: 8e5 };
    const largest = parseParameters({ ...size, recoveryStopPct: 0.14, initialStopPct: 0.1 });
    const open = position({
      quantity: 100_000,
      entryPrice: 100,
      stopPrice: stopPriceOf('long', 100, termsOf(largest)),
      terms: termsOf(largest),
    });
    const positions = Array.from({ length: 10 }, (_, k) => ({ ...open, symbol: `S${k}` }));
    const exposure = exposureOf(botState({ ledger: { positions } }), largest);
    expect(exposure.collateralUsd).toBe(usd(800_000));
    // g = 1.0014 × 1.00005 − 1 = 0.00145007; 0.0005 × 2.00145007 = 0.001000725035; funding 0.0001
    // 10 × 10,000,000 × 0.002550795035 = 255,079.5035
    expect(exposure.worstUsd).toBeCloseTo(usd(255_079.5035), -3);
  });

  it('the exposure counts a position to the stop that really rests, where that is farther than planned', () => {
    const worstAt = (stopPrice: number) =>
      exposureOf(botState({ ledger: { positions: [position({ stopPrice })] } }), parameters()).worstUsd;
    // 600 × (1.0025 × 1.00005 − 1 + 0.0005 × 2.002550125 + 0.0001) = 2.19084…
    const planned = worstAt(99.75);
    expect(worstAt(99.8)).toBe(planned);
    // One percent away: 600 × (1.01 × 1.00005 − 1 + 0.0005 × 2.0100505 + 0.0001) = 6.69331515…, rounded up
    expect(worstAt(99)).toBe(plus(usd(6.69331515), usd(1e-8)));
  });

  it('the exposure does not include orders that close or protect', () => {
    const state = botState({ ledger: { positions: [BTC] }, orders: [exitOrder()] });
    const exposure = exposureOf(state, parameters());
    expect(exposure.symbols).toEqual(['BTC']);
    expect(exposure.collateralUsd).toBe(usd(30));
    expect(exposure.worstUsd).toBe(usd(WORST));
    expect(exposure.entriesInFlight).toEqual([]);
  });

  it('a stake that is taken off again leaves what the other positions have at stake', () => {
    const [stake, other] = [noStake(), noStake()];
    const smaller = position({ terms: { collateralUsd: 15 } });
    for (const each of [stake, other]) addPosition(each, BTC, usd(WORST));
    addPosition(stake, smaller, usd(1.5));
    expect(stake).toMatchObject({ positions: 2, collateralUsd: usd(45) });
    removePosition(stake, smaller, usd(1.5));
    expect(stake).toEqual(other);
    expect(other).toEqual({ positions: 1, collateralUsd: usd(30), worstUsd: usd(WORST) });
  });

  it('the exposure keeps the collateral of the terms a position was opened with', () => {
    const state = botState({ ledger: { positions: [position({ terms: { collateralUsd: 45 } })] } });
    expect(exposureOf(state, parameters({ collateralUsd: 10 })).collateralUsd).toBe(usd(45));
  });
});
