/**
 * A real-time run in virtual time: the real loop, handler and ccxt over a venue on the loopback interface.
 *
 * Sleeping moves the machine's clock on; the venue's own clock goes with it.
 */
import { LOCAL_BOT } from '../../infra/local/run-record.ts';
import { runRealtime, type RealtimeRunOptions, type RealtimeTick } from '../../infra/local/realtime-run.ts';
import { openRealtimeVenue, type RealtimeVenue } from '../../infra/market/realtime-venue.ts';
import type { TransportOptions } from '../../lambda/adapters/market/ccxt-transport.ts';
import { MemoryLedger } from '../../lambda/adapters/memory-ledger.ts';
import { parseParameters } from '../../lambda/config.ts';
import type { LedgerEvent } from '../../lambda/core/ledger/ledger-events.ts';
import { MINUTE_MS } from '../../lambda/core/units.ts';
import { rowsIn } from '../harness/stored-bot.ts';
import { type BinanceVenue, quietVenue } from '../venue/binance-venue.ts';
import { openForTest } from '../harness/loopback-server.ts';
import { NOON } from '../harness/builders.ts';

export const at = (minutes: number) => NOON + minutes * MINUTE_MS;

/** Most of what is shown here is about ticks. */
const UNWATCHED = parseParameters({ watchIntervalSeconds: 0 });

export class RealtimeHarness {
  readonly venue: BinanceVenue;
  readonly store = new MemoryLedger();
  readonly ticks: RealtimeTick[] = [];
  readonly interrupt = new AbortController();
  machineMs: number;
  /** What else happens at a second of the machine's time. */
  onSecond: (machineMs: number) => void = () => {};
  private readonly venueAheadMs: number;

  constructor(venue: BinanceVenue, machineMs: number) {
    this.venue = venue;
    this.machineMs = machineMs;
    this.venueAheadMs = venue.timeMs - machineMs;
  }

  /** Time passes, for the machine and the venue. */
  pass(durationMs: number): void {
    this.machineMs += durationMs;
    const venueMs = this.machineMs + this.venueAheadMs;
    // Where a test sets the clocks back.
    if (venueMs < this.venue.timeMs) this.venue.state.timeMs = venueMs;
    else this.venue.timeMs = venueMs;
  }

  connect(
    symbols: readonly string[] = ['BTCUSDT'],
    transport: TransportOptions = {},
  ): Promise<RealtimeVenue> {
    return openRealtimeVenue({
      id: 'binanceusdm',
      symbols,
      isPaced: false,
      transport: { send: this.venue.send, signal: this.interrupt.signal, ...transport },
      machineClock: { nowMs: () => this.machineMs },
      pause: () => Promise.resolve(),
    });
  }

  /** Runs for so many ticks. */
  async run(ticksMax: number, changes: Partial<RealtimeRunOptions> = {}): Promise<readonly RealtimeTick[]> {
    const before = this.ticks.length;
    const venue = changes.venue ?? (await this.connect());
    await runRealtime({
      venue,
      parameters: UNWATCHED,
      store: this.store,
      ticksMax,
      signal: this.interrupt.signal,
      sleep: (durationMs) => {
        this.pass(durationMs);
        this.onSecond(this.machineMs);
        return Promise.resolve();
      },
      onTick: (tick) => this.ticks.push(tick),
      ...changes,
    });
    return this.ticks.slice(before);
  }

  async events(): Promise<readonly LedgerEvent[]> {
    return (await rowsIn(this.store, 1, LOCAL_BOT)).map(({ event }) => event);
  }

  /** `12:10:59.999 hard-stop 99.995`: when, why and at which price each trade closed. */
  async closed(): Promise<readonly string[]> {
    return (await this.events()).flatMap((event) => {
      if (event.kind !== 'closed') return [];
      const { exitTimeMs, reason, exitPrice } = event.trade;
      return [`${new Date(exitTimeMs).toISOString().slice(11, 23)} ${reason} ${exitPrice.toFixed(3)}`];
    });
  }
}

/** A quarter of a minute before noon, unless said otherwise; the venue's clock may be ahead of the machine's. */
export async function realtimeHarness(machineMs = NOON - 15_000, venueAheadMs = 0): Promise<RealtimeHarness> {
  return new RealtimeHarness(await openForTest(quietVenue(machineMs + venueAheadMs)), machineMs);
}

/** The minute before `minuteMs` moves enough, on enough volume, to be entered long at `minuteMs`, at 100.20/100.22. */
export function letEnter(venue: BinanceVenue, minuteMs: number): void {
  venue.set('BTCUSDT', minuteMs - MINUTE_MS, {
    open: 100,
    high: 100.21,
    low: 100,
    close: 100.21,
    volume: 30,
  });
  venue.barOf = (_, ms) =>
    ms < minuteMs
      ? { open: 100, high: 100.01, low: 99.99, close: 100, volume: 10 }
      : { open: 100.21, high: 100.25, low: 100.15, close: 100.2, volume: 10 };
  venue.quote('BTCUSDT', { bid: 100.2, ask: 100.22 });
}

/** `BTCUSDT entered`, `BTCUSDT momentum`, or why nothing was considered, for each tick. */
export function inWords(ticks: readonly RealtimeTick[]): readonly string[] {
  return ticks.map(({ minuteMs, outcome }) => {
    const time = new Date(minuteMs).toISOString().slice(11, 16);
    if (outcome.kind === 'failed') return `${time} failed`;
    const { verdicts, noEntry } = outcome.report;
    const words = verdicts.map((verdict) => {
      if (verdict.kind === 'held') return `${verdict.symbol} ${verdict.reason}`;
      return `${verdict.symbol} ${verdict.kind}${verdict.kind === 'denied' ? ` ${verdict.code}` : ''}`;
    });
    return `${time} ${words.join(', ') || noEntry}`;
  });
}
