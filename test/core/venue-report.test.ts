/**
 * Which of a venue's activities may wait, what is funding together, and how old are its candles?
 */
import { describe, expect, it } from 'vitest';
import { sessionsOf } from '../../lambda/core/trading-sessions.ts';
import { MINUTE_MS, ZERO_USD, usd } from '../../lambda/core/units.ts';
import {
  canWait,
  candleAgeMs,
  withFundingTogether,
  type VenueActivity,
} from '../../lambda/core/venue-report.ts';
import { NOON, at, candles, entryOrder, fillOf, view } from '../harness/builders.ts';

const AT = { timeMs: NOON, symbol: 'BTC' } as const;
const FILL: VenueActivity = {
  kind: 'fill',
  timeMs: NOON,
  fill: fillOf(entryOrder()),
  ambiguous: false,
  basePrice: 100,
};
const GONE: VenueActivity = {
  ...AT,
  kind: 'closed-elsewhere',
  quantity: 6,
  fills: [],
  by: 'other',
  isShared: false,
};
const LATE: VenueActivity = { ...AT, kind: 'late-cost', paidUsd: usd(7), venueId: '1' };
const funding = (timeMs: number, paid: number, changes: { symbol?: string; venueId?: string } = {}) =>
  ({ kind: 'funding', symbol: 'BTC', timeMs, paidUsd: usd(paid), ...changes }) as const;

describe('an activity of a real account', () => {
  it.each<[VenueActivity, boolean]>([
    [{ kind: 'transfer', timeMs: NOON, amountUsd: usd(1), venueId: '1' }, true],
    [LATE, true],
    [{ kind: 'fee-priced', timeMs: NOON, venueId: '1', paidUsd: ZERO_USD }, true],
    [funding(NOON, 1, { venueId: '1' }), true],
    [funding(NOON, 1), false],
    [FILL, false],
    [{ kind: 'resolved', timeMs: NOON, clientOrderId: 'a', resolution: { status: 'never-placed' } }, false],
    [GONE, false],
  ])('an activity of a real account may wait, or not: $0.kind, $1', (activity, may) => {
    expect(canWait(activity)).toBe(may);
  });
});

describe('the funding of a simulated account', () => {
  it('the funding of a simulated account is one sum for each position, in the place of the last', () => {
    const [eth, last] = [funding(NOON + 1, 4, { symbol: 'ETH' }), funding(NOON + 2, 2)];
    const together = withFundingTogether([funding(NOON, 1), FILL, eth, last, GONE, LATE]);
    expect(together).toEqual([FILL, eth, { ...last, paidUsd: usd(3) }, GONE, LATE]);
  });

  it('the funding of a real account stays as the exchange lists it', () => {
    const real = [funding(NOON, 1, { venueId: '1' }), funding(NOON, 2, { venueId: '2' })];
    expect(withFundingTogether([...real, funding(NOON, 4)])).toEqual([...real, funding(NOON, 4)]);
  });
});

describe('the age of the candles', () => {
  const seen = (...times: readonly string[]) =>
    view({ candles: candles(times.map((time) => `${time} 1 1 1 1 1`).join('\n')) });

  it('the age of the candles is that of the symbol whose newest is the oldest', () => {
    expect(candleAgeMs([seen('11:57', '11:59'), seen('11:58')], NOON)).toBe(NOON - at('11:58'));
    expect(candleAgeMs([seen('11:59'), seen()], NOON)).toBe(NOON - at('11:59'));
  });

  it('the age of the candles does not count closed hours, and a closed market lacks none', () => {
    const sessions = sessionsOf(
      [
        { startMs: at('08:00'), endMs: at('10:00') },
        { startMs: at('11:58'), endMs: at('13:00') },
      ],
      { startMs: 0, endMs: Infinity },
    );
    const market = { ...seen('09:59'), market: { symbol: 'XAU', sessions } };
    expect(candleAgeMs([market], at('11:57'))).toBeUndefined();
    expect(candleAgeMs([market, seen('11:56')], at('11:57'))).toBe(MINUTE_MS);
    expect(candleAgeMs([market], at('11:58'))).toBe(MINUTE_MS);
    expect(candleAgeMs([market], NOON)).toBe(3 * MINUTE_MS);
  });

  it('the age of the candles is unknown where there are none', () => {
    expect(candleAgeMs([seen()], NOON)).toBeUndefined();
    expect(candleAgeMs([], NOON)).toBeUndefined();
  });
});
