/**
 * What is concluded of an order that the exchange shows badly, or not at all?
 */
import { describe, expect, it } from 'vitest';
import type { Lookup } from '../../../../lambda/adapters/trading/orders/order-lookup.ts';
import { acceptableUntilMs, resolve } from '../../../../lambda/adapters/trading/orders/order-resolution.ts';
import type { Snapshot, VenueDialect } from '../../../../lambda/adapters/trading/venue-dialect.ts';
import { MINUTE_MS } from '../../../../lambda/core/units.ts';
import { NOON, entryOrder, exitOrder, stopOrder } from '../../../harness/builders.ts';
import { scriptedDialect, venueOrder } from '../scripted-dialect.ts';

const NOTHING: Snapshot = { wallets: new Map(), positions: [], orders: [], conditional: [] };

function lookup(answers: Partial<VenueDialect>, changes: Partial<Lookup> = {}): Lookup {
  return {
    dialect: scriptedDialect({ find: () => Promise.resolve(undefined), ...answers }),
    snapshot: NOTHING,
    nowMs: NOON,
    bookedIds: new Set(),
    openQuantity: () => 6,
    isLive: () => true,
    cancel: () => Promise.resolve(),
    ...changes,
  };
}

const IN_DOUBT = { status: 'unknown', sendBeforeMs: NOON } as const;

describe('A stop', () => {
  it('a stop in a state that nobody has heard of is neither there nor over', async () => {
    const find = () => Promise.resolve(venueOrder({ status: 'unknown' }));
    expect(await resolve(stopOrder(), lookup({ find }))).toBeUndefined();
  });

  it.each([
    ['in doubt', 'unknown', { status: 'resting', confirmedAtMs: NOON + 7_001 }],
    ['that rested', 'resting', undefined],
  ] as const)('a stop %s that the second look shows is there', async (_, status, resolution) => {
    const stop = stopOrder({ status, sendBeforeMs: NOON });
    const conditional = [venueOrder({ clientOrderId: stop.clientOrderId })];
    const look = () => Promise.resolve({ ...NOTHING, conditional });
    const nowMs = acceptableUntilMs(stop) + 1;
    expect(await resolve(stop, lookup({ look }, { nowMs }))).toEqual(resolution);
  });

  it.each([
    ['when the exchange placed it', { createdAtMs: NOON - 500 }, NOON - 500],
    ['now, where it does not say when that was', {}, NOON],
  ])('a stop in doubt that rests has done so since %s', async (_, told, confirmedAtMs) => {
    const stop = stopOrder({ status: 'unknown' });
    const rests = venueOrder({ clientOrderId: stop.clientOrderId, ...told });
    const resolution = { status: 'resting', confirmedAtMs };
    expect(await resolve(stop, lookup({ find: () => Promise.resolve(rests) }))).toEqual(resolution);
    const snapshot = { ...NOTHING, conditional: [rests] };
    expect(await resolve(stop, lookup({}, { snapshot }))).toEqual(resolution);
  });

  it.each([
    ['when the exchange says that it did', venueOrder({ status: 'canceled', updatedAtMs: NOON - 500 }), -500],
    ['now, where it does not say when that was', venueOrder({ status: 'canceled' }), 0],
    ['now, where the exchange has no such order', undefined, 0],
  ])('a stop that rested has ended %s', async (_, found, ms) => {
    const look = () => Promise.resolve(NOTHING);
    const stop = stopOrder({ sendBeforeMs: NOON - MINUTE_MS });
    const ended = await resolve(stop, lookup({ find: () => Promise.resolve(found), look }));
    expect(ended).toEqual({ status: 'expired', endedAtMs: NOON + ms });
  });
});

describe('An entry', () => {
  const held = { symbol: 'BTCUSDT', side: 'long', quantity: 4, isHedged: false } as const;

  it('an entry without a trace, beside a position without a trade, is never placed only after a minute', async () => {
    const entry = entryOrder(IN_DOUBT);
    const look = () => Promise.resolve({ ...NOTHING, positions: [{ ...held, symbol: entry.symbol }] });
    const answers = { look, tradesSince: () => Promise.resolve([]) };
    const afterMs = (durationMs: number) =>
      resolve(entry, lookup(answers, { nowMs: acceptableUntilMs(entry) + durationMs }));
    expect(await afterMs(1)).toBeUndefined();
    expect(await afterMs(MINUTE_MS)).toBeUndefined();
    expect(await afterMs(MINUTE_MS + 1)).toEqual({ status: 'never-placed' });
  });
});

describe('An exit', () => {
  it('an exit without a trace, whose position is smaller, is never placed only after a minute', async () => {
    const exit = exitOrder(IN_DOUBT);
    const answers = { look: () => Promise.resolve(NOTHING), tradesSince: () => Promise.resolve([]) };
    const afterMs = (durationMs: number) =>
      resolve(exit, lookup(answers, { nowMs: acceptableUntilMs(exit) + durationMs }));
    expect(await afterMs(1)).toBeUndefined();
    expect(await afterMs(MINUTE_MS)).toBeUndefined();
    expect(await afterMs(MINUTE_MS + 1)).toEqual({ status: 'never-placed' });
  });
});
