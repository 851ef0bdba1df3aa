/**
 * Does a real-time run trade once a minute, go on through everything that happens to a network, and end cleanly?
 */
import { describe, expect, it } from 'vitest';
import { InputError } from '../../infra/input-error.ts';
import { RunFeed } from '../../infra/local-page/run-feed.ts';
import { LOCAL_BOT } from '../../infra/local/run-record.ts';
import type { LedgerEvent } from '../../lambda/core/ledger/ledger-events.ts';
import { MINUTE_MS } from '../../lambda/core/units.ts';
import { NOON } from '../harness/builders.ts';
import { Reader, about } from '../local-page/run-pages.ts';
import { at, inWords, letEnter, realtimeHarness } from './realtime-harness.ts';

/** As long as a timer can be. */
const FOREVER_MS = 2 ** 31 - 1;

type Opened = Extract<LedgerEvent, { readonly kind: 'opened' }>;

describe('a real-time run', () => {
  it('a real-time run ticks two seconds after every minute, beginning with the next', async () => {
    const { run, venue, ...here } = methodsOf(await realtimeHarness());
    const ticks = await run(3);
    expect(inWords(ticks)).toEqual([
      '12:00 BTCUSDT momentum',
      '12:01 BTCUSDT momentum',
      '12:02 BTCUSDT momentum',
    ]);
    expect([venue.timeMs, here.harness.machineMs]).toEqual([at(2) + 2_000, at(2) + 2_000]);
    expect(ticks.every(({ missedMinutes, warnings }) => missedMinutes === 0 && warnings.length === 0)).toBe(
      true,
    );
  });

  it('a real-time run enters at the ask, slipped, and rests its stop and its take-profit by the venue’s steps', async () => {
    const { run, venue, harness: here } = methodsOf(await realtimeHarness());
    letEnter(venue, NOON);
    expect(inWords(await run(1))).toEqual(['12:00 BTCUSDT entered']);
    const opened = (await here.events()).find((event): event is Opened => event.kind === 'opened');
    const { position, atMs } = opened!;
    // 100.22 × 1.00005; 600 / 100.225011 in steps of 0.001; stop and take-profit in steps of 0.1
    expect(position.entryPrice).toBeCloseTo(100.225011, 6);
    expect(atMs).toBe(NOON + 1_950);
    expect([position.quantity, position.stopPrice, position.takeProfitPrice]).toEqual([5.986, 100, 100.4]);
  });

  it('a real-time run lets resting orders meet the candles of every minute', async () => {
    const { run, venue, harness: here } = methodsOf(await realtimeHarness());
    letEnter(venue, NOON);
    venue.set('BTCUSDT', at(2), { open: 100.2, high: 100.45, low: 100.15, close: 100.2 });
    await run(4);
    expect(await here.closed()).toEqual(['12:02:59.999 target 100.400']);
  });

  it('a real-time run ends between two ticks when it is interrupted, at once while it waits', async () => {
    const { run, harness: here } = methodsOf(await realtimeHarness());
    here.onSecond = (machineMs) => {
      if (machineMs > at(1) + 30_000) here.interrupt.abort();
    };
    expect(inWords(await run(Infinity))).toHaveLength(2);
    expect(here.machineMs).toBeLessThan(at(1) + 32_000);
  });

  it('a real-time run breaks off what the exchange does not answer when it is interrupted', async () => {
    const { run, venue, harness: here } = methodsOf(await realtimeHarness());
    here.onSecond = (machineMs) => {
      if (machineMs >= at(1)) venue.fail({ path: 'fapi', fault: { kind: 'silence' }, times: Infinity });
    };
    // Once a request has arrived that is never answered, and that no deadline ends: it would be waited for forever.
    venue.onFault = () => here.interrupt.abort();
    const patient = await here.connect(['BTCUSDT'], { deadlineMs: FOREVER_MS });
    expect(inWords(await run(Infinity, { venue: patient }))).toEqual([
      '12:00 BTCUSDT momentum',
      '12:01 no-quote',
    ]);
  });

  it('a real-time run shows its candles to who looks on, each once, and its trades', async () => {
    const { run, venue, harness: here } = methodsOf(await realtimeHarness());
    letEnter(venue, NOON);
    venue.set('BTCUSDT', at(2), { open: 100.2, high: 100.45, low: 100.15, close: 100.2 });
    const feed = new RunFeed(about({ symbols: ['BTCUSDT'], fromMs: NOON, toMs: undefined }));
    const reader = new Reader();
    const ticks = await run(4, {
      onViews: (views) => feed.views(views),
      onTick: (tick) => {
        if (tick.outcome.kind === 'done') feed.tick(tick.outcome.report);
        here.ticks.push(tick);
        reader.read(feed);
      },
    });
    expect(inWords(ticks)[0]).toBe('12:00 BTCUSDT entered');
    const { trades, candles } = reader.state;
    expect(trades.map(({ reason }) => reason)).toEqual(['target']);
    const { openTimeMs, length } = candles.get('BTCUSDT')!;
    const times = [...openTimeMs.subarray(0, length)];
    expect(times.slice(-3)).toEqual([at(0), at(1), at(2)]);
    expect(new Set(times).size).toBe(length);
  });

  it('a real-time run that was interrupted before it begins does nothing', async () => {
    const { run, harness: here } = methodsOf(await realtimeHarness());
    const venue = await here.connect();
    here.interrupt.abort();
    expect(await run(Infinity, { venue })).toEqual([]);
    expect((await here.store.load(LOCAL_BOT)).state).toBeUndefined();
  });

  it('a real-time run writes the structured log of the handler', async () => {
    const { run } = methodsOf(await realtimeHarness());
    const lines: string[] = [];
    await run(1, { log: (line) => lines.push(line) });
    expect(lines.map((line): unknown => JSON.parse(line))).toEqual([
      expect.objectContaining({ message: 'tick', tick: '2026-01-05T12:00:00.000Z', eventLagSeconds: 2 }),
    ]);
  });
});

describe('minutes that were missed', () => {
  it('minutes that were missed because the machine slept are met by the next tick, worst first', async () => {
    const { run, venue, harness: here } = methodsOf(await realtimeHarness());
    letEnter(venue, NOON);
    venue.set('BTCUSDT', at(10), { open: 100.2, high: 100.45, low: 99.9, close: 100.2 });
    here.onSecond = (machineMs) => {
      if (machineMs > at(1) + 20_000 && machineMs < at(1) + 22_000) here.pass(30 * MINUTE_MS);
    };
    const ticks = await run(3);
    expect(ticks.map(({ minuteMs, missedMinutes }) => [minuteMs, missedMinutes])).toEqual([
      [at(0), 0],
      [at(1), 0],
      [at(31), 29],
    ]);
    expect(await here.closed()).toEqual(['12:10:59.999 hard-stop 99.995']);
  });

  it('minutes that were missed are joined by one that is almost over: the next one is waited for', async () => {
    const { run, venue, harness: here } = methodsOf(await realtimeHarness());
    here.onSecond = (machineMs) => {
      if (machineMs > at(0) + 44_000 && machineMs < at(0) + 45_500) here.pass(10 * MINUTE_MS);
    };
    expect(inWords(await run(2))).toEqual(['12:00 BTCUSDT momentum', '12:11 BTCUSDT momentum']);
    expect(venue.timeMs).toBe(at(11) + 2_000);
  });

  it('minutes that were missed because the exchange was away are met when it is back, while the ticks go on', async () => {
    const { run, venue, harness: here } = methodsOf(await realtimeHarness());
    letEnter(venue, NOON);
    venue.set('BTCUSDT', at(3), { open: 100.2, high: 100.25, low: 99.9, close: 100.2 });
    here.onSecond = (machineMs) => {
      if (machineMs > at(1) + 10_000 && machineMs < at(5))
        venue.fail({ path: 'fapi', fault: { kind: 'reset' }, times: Infinity });
      else venue.faults.clear();
    };
    const ticks = await run(6);
    expect(ticks.map(({ warnings }) => warnings.map(({ kind }) => kind).join())).toEqual([
      '',
      '',
      'failed',
      'failed',
      'failed',
      '',
    ]);
    expect(inWords(ticks).slice(2, 5)).toEqual(['12:02 no-quote', '12:03 no-quote', '12:04 no-quote']);
    expect(await here.closed()).toEqual(['12:03:59.999 hard-stop 99.995']);
  });

  it('minutes that were missed between two runs are met by the second, also when they are more than a page', async () => {
    const { run, venue, harness: here } = methodsOf(await realtimeHarness());
    letEnter(venue, NOON);
    await run(1);
    venue.set('BTCUSDT', at(20), { open: 100.2, high: 100.25, low: 99.9, close: 100.2 });
    here.pass(1_500 * MINUTE_MS);
    const [tick] = await run(1);
    expect(tick!.missedMinutes).toBe(1_500);
    expect(await here.closed()).toEqual(['12:20:59.999 hard-stop 99.995']);
  });
});

describe('a clock', () => {
  it.each([
    ['ahead', 12_000],
    ['behind', -95_000],
  ])('a clock %s of the venue’s is corrected, so that the last candle has closed', async (_, aheadMs) => {
    const { run, venue } = methodsOf(await realtimeHarness(NOON - 15_000 + aheadMs, -aheadMs));
    letEnter(venue, NOON);
    expect(inWords(await run(2))).toEqual(['12:00 BTCUSDT entered', '12:01 BTCUSDT volume']);
    expect(venue.timeMs).toBe(at(1) + 2_000);
  });

  it('a clock that is set back while the run waits is not waited for', async () => {
    const { run, venue, harness: here } = methodsOf(await realtimeHarness());
    let isSetBack = false;
    here.onSecond = (machineMs) => {
      if (isSetBack || machineMs < at(0) + 30_000) return;
      isSetBack = true;
      here.pass(-10 * MINUTE_MS);
    };
    const ticks = await run(2);
    expect(inWords(ticks)).toEqual(['12:00 BTCUSDT momentum', '11:51 repeated-tick']);
    expect(venue.timeMs).toBe(at(-9) + 2_000);
  });
});

describe('a tick that fails', () => {
  it('a tick that fails is printed, and the next minute tries again', async () => {
    const { run, harness: here } = methodsOf(await realtimeHarness());
    const { store } = here;
    const load = store.load.bind(store);
    let loads = 0;
    store.load = (botId) => {
      loads += 1;
      return loads === 2 ? Promise.reject(new Error('the table is away')) : load(botId);
    };
    const ticks = await run(2);
    expect(ticks[0]!.outcome).toMatchObject({ kind: 'failed', error: { message: 'the table is away' } });
    expect(inWords(ticks)).toEqual(['12:00 failed', '12:01 BTCUSDT momentum']);
  });

  it('a tick that fails because the region is refused ends the run: it would not get better', async () => {
    const { run, venue, harness: here } = methodsOf(await realtimeHarness());
    here.onSecond = (machineMs) => {
      if (machineMs > at(1))
        venue.fail({ path: 'fapi', fault: { kind: 'status', status: 451 }, times: Infinity });
    };
    await expect(run(10)).rejects.toThrow(InputError);
    expect(inWords(here.ticks)).toEqual(['12:00 BTCUSDT momentum', '12:01 no-quote']);
  });
});

/** The harness and its parts under short names. */
function methodsOf(here: Awaited<ReturnType<typeof realtimeHarness>>) {
  return { harness: here, venue: here.venue, run: here.run.bind(here) };
}
