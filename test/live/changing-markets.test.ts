/**
 * What becomes of a trade whose market changes under it, or is gone for a while?
 */
import { describe, expect, it } from 'vitest';
import { SECOND_MS } from '../../lambda/core/units.ts';
import type { MarketChange } from '../venue/market/exchange-info.ts';
import { UNPROTECTED_MAX_MS } from './exchange-audit.ts';
import {
  SYMBOL,
  calmHarness,
  enter,
  minute,
  nextMinute,
  settle,
  stateOf,
  type LiveHarness,
} from './fault-harness.ts';
import { expectTold, faultLine, faultTable } from './fault-table.ts';

/** Minutes for which it lasts. */
const LASTS_MINUTES = 4;

const CHANGES: Readonly<Record<string, { readonly to: MarketChange; readonly back: MarketChange }>> = {
  'has another tick': { to: { tick: '1' }, back: { tick: '0.10' } },
  'has a larger step': { to: { step: '0.004' }, back: { step: '0.001' } },
  'has a larger minimum': { to: { minNotional: '5000' }, back: { minNotional: '100' } },
  'takes smaller market orders': { to: { maxMarketQuantity: '0.002' }, back: { maxMarketQuantity: '120' } },
  'takes smaller orders': { to: { maxQuantity: '0.002' }, back: { maxQuantity: '1000' } },
  'has a narrow band': {
    to: { priceUp: '1.0005', priceDown: '0.9995' },
    back: { priceUp: '1.05', priceDown: '0.95' },
  },
  'takes no conditional order': { to: { maxAlgoOrders: 0 }, back: { maxAlgoOrders: 200 } },
  'takes no resting order': { to: { maxOrders: 0 }, back: { maxOrders: 200 } },
  'is closed for a while': { to: { status: 'BREAK' }, back: { status: 'TRADING' } },
  'is being settled, and comes back': { to: { status: 'SETTLING' }, back: { status: 'TRADING' } },
  'is not listed for a while': { to: { isListed: false }, back: { isListed: true } },
};

/** Those in which nothing can be closed while they last. */
const KEEPS_OPEN = new Set([
  'has a larger step',
  'is closed for a while',
  'is being settled, and comes back',
  'is not listed for a while',
]);

describe('A trade', () => {
  const table = faultTable('the market');

  const change = ({ venue }: LiveHarness, to: MarketChange) =>
    venue.happen({ kind: 'market', symbol: SYMBOL, change: to });

  const cases = Object.keys(CHANGES).flatMap((name) =>
    (['before its entry', 'while it is open'] as const).map((when) => ({ name, when })),
  );

  it.each(cases)(
    'a trade whose market $name $when is protected, and ends settled',
    async ({ name, when }) => {
      const harness = await calmHarness({
        parameters: { quickExitSeconds: 60, maxHoldSeconds: 60, maxTradesPerHour: 3 },
      });
      const { to, back } = CHANGES[name]!;
      if (when === 'while it is open') await enter(harness);
      nextMinute(harness, { [SYMBOL]: when === 'before its entry' ? 0.1 : 0 });
      const sinceMs = harness.venue.timeMs;
      change(harness, to);
      await harness.watchedTick().catch(() => undefined);
      for (let more = 1; more < LASTS_MINUTES; more += 1) {
        nextMinute(harness, { [SYMBOL]: 0.1 });
        await harness.watchedTick().catch(() => undefined);
      }
      change(harness, back);
      await settle(harness);
      const line = await faultLine(harness, `${name} ${when}`, sinceMs);
      table.add(line);
      expect(line.sinceStopsAcceptedMs).toBeLessThanOrEqual(UNPROTECTED_MAX_MS);
      expect(harness.venue.books.duplicates()).toEqual([]);
      expect((await stateOf(harness)).ledger.positions).toEqual([]);
      if (KEEPS_OPEN.has(name) && when === 'while it is open') expectTold(line);
      await harness.venue.close();
    },
  );

  it('a trade whose market never changes is protected at once', async () => {
    const harness = await calmHarness();
    await enter(harness);
    await minute(harness);
    expect(harness.venue.books.longestUnprotectedMs()).toBeLessThan(SECOND_MS);
  });
});
