/**
 * Does a client of public data fail at once where its minute is used up, and go on when there is room again?
 */
import { binanceusdm } from 'ccxt';
import { expect, it, onTestFinished, vi } from 'vitest';
import { marketClientOf } from '../../../lambda/adapters/market/ccxt-market-client.ts';
import { ccxtTransport } from '../../../lambda/adapters/market/ccxt-transport.ts';
import { MINUTE_MS } from '../../../lambda/core/units.ts';
import { NOON } from '../../harness/builders.ts';
import { openForTest } from '../../harness/loopback-server.ts';
import { quietVenue } from '../../venue/binance-venue.ts';

/** A weight of 10 a minute. */
class SlowExchange extends binanceusdm {
  override describe(): unknown {
    return this.deepExtend(super.describe(), { rateLimit: MINUTE_MS / 10 });
  }
}

it('a quote for which the minute has no room fails at once, is not sent, and comes a minute later', async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: NOON });
  onTestFinished(() => void vi.useRealTimers());
  const venue = await openForTest(quietVenue(NOON));
  const client = marketClientOf(SlowExchange, { transport: ccxtTransport({ send: venue.send }) });
  const quotes = async () => client.fapiPublicGetTickerBookTicker?.({});
  await Promise.all([quotes(), quotes()]);
  await expect(quotes()).rejects.toMatchObject({ kind: 'rate-limited', retryAfterMs: MINUTE_MS });
  expect(venue.asked('bookTicker')).toHaveLength(2);
  vi.setSystemTime(NOON + MINUTE_MS);
  await quotes();
  expect(venue.asked('bookTicker')).toHaveLength(3);
});
