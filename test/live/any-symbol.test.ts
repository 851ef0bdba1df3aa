/**
 * Is a market of any name that the exchange has traded like any other: its orders, ids, rows and words?
 */
import { expect, it } from 'vitest';
import { CALM, PROTECTED, standing } from './fault-harness.ts';
import { liveHarness, nextMinute, rowsOf, stateOf } from './live-harness.ts';

it.each(['4USDT', '币安人生USDT', '1000SHIBUSDT', 'XAUUSDT'])(
  'a position in %s is opened, protected, closed and booked',
  async (symbol) => {
    const harness = await liveHarness({ symbols: [symbol], parameters: { ...CALM, maxHoldSeconds: 180 } });
    harness.venue.state.hasSignedAgreement = true;
    nextMinute(harness, { [symbol]: 0.1 });
    await harness.watchedTick();
    expect(await standing(harness)).toBe(PROTECTED);
    const [{ clientOrderId } = { clientOrderId: '' }] = (await stateOf(harness)).orders;
    expect(clientOrderId).toMatch(/^[.A-Z:/a-z0-9_-]{1,36}$/);
    for (let k = 0; k < 5; k += 1) {
      nextMinute(harness);
      await harness.watchedTick();
    }
    expect(await standing(harness)).toBe('flat');
    const closed = (await rowsOf(harness)).flatMap(({ event }) =>
      event.kind === 'closed' ? [event.trade] : [],
    );
    expect(closed).toMatchObject([{ symbol }]);
    expect(harness.venue.books.positionsInWords()).toEqual([]);
    const { balanceUsd } = (await stateOf(harness)).ledger;
    expect((Number(balanceUsd) / 1e8).toFixed(8)).toBe(Number(harness.venue.books.walletText()).toFixed(8));
    expect(harness.alerts).toEqual([]);
  },
);
