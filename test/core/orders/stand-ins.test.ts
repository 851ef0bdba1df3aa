/**
 * Is a position whose stop does not rest protected while another one rests in its place, and since when?
 */
import { describe, expect, it } from 'vitest';
import type { BotState } from '../../../lambda/core/bot-state.ts';
import type { Resolution } from '../../../lambda/core/order.ts';
import { bookResolution } from '../../../lambda/core/orders/outcome-booking.ts';
import { unprotectedSinceMs } from '../../../lambda/core/orders/unprotected-spans.ts';
import { NOON, parameters, position, stopOrder } from '../../harness/builders.ts';
import { ETH, liveBot, reconciledWith } from '../../harness/booking.ts';

const CONTEXT = { market: undefined, parameters: parameters(), ambiguous: false };
const WAITING = stopOrder({ status: 'intended' });
const span = (fromMs: number, toMs: number) => ({ fromMs: NOON + fromMs, toMs: NOON + toMs });
const noted = (...spans: readonly ReturnType<typeof span>[]) => [{ tradeId: 1, spans }];

/** Without a stop since noon. */
const naked = (): BotState => ({
  ...liveBot([WAITING]),
  unprotectedSoFar: [{ tradeId: 1, spans: [], sinceMs: NOON }],
});
const stopOf = ({ orders }: BotState) => orders.find(({ leg }) => leg === 'stop')!;
const resolved = (state: BotState, resolution: Resolution) =>
  bookResolution(state, stopOf(state), resolution, CONTEXT);

/** The account shows a stop of somebody else in these symbols, so many ms after noon. */
const shown = (state: BotState, ms: number, ...standIns: readonly string[]) =>
  reconciledWith(state, { standIns, lookedAtMs: NOON + ms });
const stoodIn = () => shown(naked(), 7_000, 'BTC');

describe('a stop of somebody else', () => {
  it('a stop of somebody else protects from when it was seen first until it is gone', () => {
    expect(stoodIn().unprotectedSoFar).toEqual(noted(span(0, 7_000)));
    const again = shown(stoodIn(), 8_000, 'BTC');
    expect(stopOf(again)).toStrictEqual({ ...WAITING, hasStandIn: true, confirmedAtMs: NOON + 7_000 });
    const gone = shown(again, 9_000);
    expect(gone.unprotectedSoFar).toEqual([{ ...noted(span(0, 7_000))[0], sinceMs: NOON + 9_000 }]);
    expect(stopOf(gone)).toStrictEqual(WAITING);
  });

  it('a stop of somebody else protects nothing in another symbol', () => {
    const two = { ...naked(), orders: [WAITING, stopOrder({ ...ETH, status: 'intended' })] };
    expect(shown(two, 7_000, 'ETH').orders).toEqual([
      WAITING,
      { ...two.orders[1], hasStandIn: true, confirmedAtMs: NOON + 7_000 },
    ]);
  });

  it('a stop of somebody else gives way to the own one once that rests, which tells the time of the first', () => {
    const own = shown(resolved(stoodIn(), { status: 'resting', confirmedAtMs: NOON + 8_000 }), 9_000, 'BTC');
    expect(stopOf(own)).toStrictEqual(stopOrder({ confirmedAtMs: NOON + 7_000 }));
    expect(own.unprotectedSoFar).toEqual(noted(span(0, 7_000)));
    const earlier = liveBot([stopOrder({ hasStandIn: true })]);
    expect(stopOf(shown(earlier, 9_000))).toStrictEqual(stopOrder());
  });

  it('a stop of somebody else stays as it was last seen while the account cannot be read', () => {
    const state = stoodIn();
    const unread = reconciledWith(state, { unreadable: { cause: 'HTTP 503' } });
    expect(unread.orders).toBe(state.orders);
  });

  it('a stop of somebody else of which nobody says when it was seen is none to be noted', () => {
    const seen = reconciledWith(naked(), { standIns: ['BTC'] });
    expect(stopOf(seen)).toStrictEqual({ ...WAITING, hasStandIn: true });
    expect(seen.unprotectedSoFar).toEqual(naked().unprotectedSoFar);
    // Nor is it news a second time.
    expect(reconciledWith(seen, { standIns: ['BTC'] }).orders).toBe(seen.orders);
  });
});

describe('a stop that the exchange says is there, and shows nowhere', () => {
  const told = () => resolved(naked(), { status: 'unknown', cause: '', hasStandIn: true });

  it('a stop that the exchange only tells of is none until it is seen, by its own time', () => {
    expect(unprotectedSinceMs(told(), position())).toBe(NOON);
    const rests = resolved(told(), { status: 'resting', confirmedAtMs: NOON + 6_100 });
    expect(rests.unprotectedSoFar).toEqual(noted(span(0, 6_100)));
  });

  it('a stop that the exchange only tells of is none until another one is seen in its place', () => {
    expect(shown(told(), 6_500, 'BTC').unprotectedSoFar).toEqual(noted(span(0, 6_500)));
  });

  it('a stop that the exchange only tells of is none where the account shows none, on and on', () => {
    const gone = shown(told(), 6_500);
    expect(unprotectedSinceMs(gone, position())).toBe(NOON);
    expect(stopOf(gone)).not.toHaveProperty('hasStandIn');
  });
});
