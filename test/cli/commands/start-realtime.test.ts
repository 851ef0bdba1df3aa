/**
 * Does a real-time run begin, or end before it begins, without touching the run that is kept?
 */
import { describe, expect, it } from 'vitest';
import {
  connectRealtime,
  realtimeMarket,
  startedMsOf,
} from '../../../infra/cli/commands/trade/start-realtime.ts';
import { openRealtimeVenue } from '../../../infra/market/realtime-venue.ts';
import { LOCAL_BOT } from '../../../infra/local/run-record.ts';
import { MemoryLedger } from '../../../lambda/adapters/memory-ledger.ts';
import { newPaperBot } from '../../../lambda/core/bot-state.ts';
import { usd } from '../../../lambda/core/units.ts';
import { quietVenue } from '../../venue/binance-venue.ts';
import { openForTest } from '../../harness/loopback-server.ts';
import { NOON } from '../../harness/builders.ts';

const REQUEST = { exchange: 'binanceusdm', symbols: ['BTCUSDT'], folder: 'nowhere' };

it('an interrupt while it connects is no failure', async () => {
  const signal = AbortSignal.abort();
  expect(await connectRealtime({ ...REQUEST, signal })).toBeUndefined();
});

it('an exchange that does not exist is refused', async () => {
  const { signal } = new AbortController();
  await expect(connectRealtime({ ...REQUEST, exchange: 'binanceusd', signal })).rejects.toThrow(
    'did you mean',
  );
});

it('the market of a real-time run has the exchange’s name, and no candles that could differ', async () => {
  const machineClock = await openForTest(quietVenue(NOON + 2_000));
  const transport = { send: machineClock.send };
  const symbols = ['BTCUSDT', 'ETHUSDT'];
  const venue = await openRealtimeVenue({
    id: 'binanceusdm',
    symbols,
    machineClock,
    transport,
    isPaced: false,
  });
  const market = realtimeMarket(venue);
  expect(market).toMatchObject({ kind: 'live binanceusdm', seed: undefined, fromMs: NOON, toMs: NOON });
  expect(market.symbols.map(({ symbol, candles }) => [symbol, candles.length])).toEqual([
    ['BTCUSDT', 0],
    ['ETHUSDT', 0],
  ]);
  expect(realtimeMarket(venue, NOON - 7)).toMatchObject({ fromMs: NOON - 7 });
});

describe('the beginning of a run', () => {
  it('the beginning of a run is that of its ledger, and unknown while there is none', async () => {
    const store = new MemoryLedger();
    expect(await startedMsOf(store)).toBeUndefined();
    const bot = newPaperBot(LOCAL_BOT, 1, usd(2000), NOON);
    await store.commit({ ...bot, version: 1 }, 0);
    expect(await startedMsOf(store)).toBeUndefined();
    await store.append(LOCAL_BOT, bot.outbox.rows);
    expect(await startedMsOf(store)).toBe(NOON);
  });
});
