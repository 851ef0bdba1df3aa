/**
 * Does a look read all markets at first, within the hour and after a surprise, and else those that matter?
 */
import { describe, expect, it } from 'vitest';
import { AccountLook } from '../../../lambda/adapters/trading/account-look.ts';
import type { Snapshot, VenueOrder } from '../../../lambda/adapters/trading/venue-dialect.ts';
import { MINUTE_MS, SECOND_MS } from '../../../lambda/core/units.ts';
import { NOON } from '../../harness/builders.ts';

const EMPTY: Snapshot = { wallets: new Map(), positions: [], orders: [], conditional: [] };

/** The orders of these markets, or of all. */
function shown(all: Snapshot, symbols: readonly string[] | undefined): Snapshot {
  return { ...all, orders: all.orders.filter(({ symbol }) => symbols?.includes(symbol) ?? true) };
}

const resting = (symbol: string): VenueOrder => ({
  id: symbol,
  clientOrderId: symbol,
  symbol,
  status: 'open',
  filledQuantity: 0,
  becameId: undefined,
  closes: undefined,
  forcedBy: undefined,
});

function looking(resting: readonly VenueOrder[] = []) {
  const clock = { timeMs: NOON, nowMs: () => clock.timeMs };
  const asked: string[] = [];
  let there: Snapshot = { ...EMPTY, orders: [...resting] };
  let failure: Error | undefined;
  const look = new AccountLook(
    {
      look: (symbols) => {
        asked.push(symbols?.join(',') ?? 'all');
        return failure === undefined ? Promise.resolve(shown(there, symbols)) : Promise.reject(failure);
      },
    },
    clock,
  );
  const failing = async (message: string) => {
    failure = new Error(message);
    await expect(look.at(['BTC'])).rejects.toThrow(message);
    failure = undefined;
  };
  const cancelAll = () => {
    there = EMPTY;
  };
  return { clock, look, asked, failing, cancelAll };
}

describe('a look', () => {
  it('a look is at all markets at first, and then at those that are named, each once', async () => {
    const { look, asked } = looking();
    expect((await look.at(['BTC'])).covers(['ETH'])).toBe(true);
    const second = await look.at(['BTC', 'ETH', 'BTC']);
    expect(asked).toEqual(['all', 'BTC,ETH']);
    expect([['ETH'], ['BTC', 'SOL'], []].map((symbols) => second.covers(symbols))).toEqual([
      true,
      false,
      true,
    ]);
  });

  it('a look that fails is at all markets again, until it succeeds', async () => {
    const { look, asked, failing } = looking();
    await failing('away');
    await failing('still away');
    await look.at(['BTC']);
    await look.at(['BTC']);
    expect(asked).toEqual(['all', 'all', 'all', 'BTC']);
  });

  it('a look each minute is at all markets within every hour, and not more often', async () => {
    const { clock, look, asked } = looking();
    const complete: number[] = [];
    for (let minute = 0; minute <= 180; minute += 1) {
      // A tick is sometimes late.
      clock.timeMs = NOON + minute * MINUTE_MS + (minute % 7) * SECOND_MS;
      await look.at(['BTC']);
      if (asked.at(-1) === 'all') complete.push(clock.timeMs);
    }
    const gaps = complete.slice(1).map((timeMs, at) => (timeMs - complete[at]!) / MINUTE_MS);
    expect(gaps).toHaveLength(3);
    expect(Math.max(...gaps)).toBeLessThanOrEqual(60);
    expect(Math.min(...gaps)).toBeGreaterThan(55);
  });

  it('a look after a surprise is at all markets, once in each minute', async () => {
    const { clock, look, asked, failing } = looking();
    await look.at(['BTC']);
    look.surprise();
    // The minute has had its look at everything.
    await look.at(['BTC']);
    clock.timeMs += MINUTE_MS;
    await look.at(['BTC']);
    await look.at(['BTC']);
    clock.timeMs += MINUTE_MS;
    await failing('away');
    await look.at(['BTC']);
    clock.timeMs += MINUTE_MS;
    await look.at(['BTC']);
    await look.at(['BTC']);
    expect(asked).toEqual(['all', 'BTC', 'all', 'BTC', 'BTC', 'all', 'BTC', 'BTC']);
  });

  it('a look once more is at no less than the one before, and at all markets where this minute has not seen them', async () => {
    const { clock, look, asked } = looking();
    await look.at(['BTC']);
    await look.again(['BTC']);
    await look.at(['BTC']);
    await look.again(['BTC']);
    clock.timeMs += 2 * MINUTE_MS;
    await look.at(['BTC']);
    expect(asked).toEqual(['all', 'all', 'BTC', 'BTC', 'all']);
  });

  it('a look once more after one at some markets is at all of them', async () => {
    const { clock, look, asked } = looking();
    await look.at(['BTC']);
    clock.timeMs += MINUTE_MS;
    await look.at(['BTC']);
    await look.again(['BTC']);
    expect(asked).toEqual(['all', 'BTC', 'all']);
  });

  it('a look at some markets has the orders of the others as they were seen last', async () => {
    const { clock, look, cancelAll } = looking(['BTC', 'ETH', 'SOL'].map(resting));
    const symbolsAt = async (symbols: readonly string[]) =>
      (await look.at(symbols)).snapshot.orders.map(({ symbol }) => symbol);
    expect(await symbolsAt(['BTC'])).toEqual(['BTC', 'ETH', 'SOL']);
    expect(await symbolsAt(['BTC', 'ETH'])).toEqual(['BTC', 'ETH', 'SOL']);
    cancelAll();
    // Its own market is read, and so is one that is named; of the third it is not known yet.
    expect(await symbolsAt(['BTC', 'ETH'])).toEqual(['SOL']);
    look.surprise();
    clock.timeMs += MINUTE_MS;
    expect(await symbolsAt(['BTC'])).toEqual([]);
    expect(await symbolsAt(['BTC'])).toEqual([]);
  });
});
