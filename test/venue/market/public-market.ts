/**
 * The public candles of Binance USD-M on the loopback interface, in a time of the venue's own, and the way there for
 * clients that insist on the venue's own address.
 *
 * ccxt tells errors by the address it called, so that the address stays and only the bytes are redirected. Candles come
 * in the venue's own shapes: decimals as strings, times as numbers, the forming candle last and wild.
 */
import { nodeHttp, type HttpSend } from '../../../lambda/adapters/market/node-http.ts';
import type { Clock } from '../../../lambda/ports.ts';
import { DAY_MS, MINUTE_MS, minuteStartMs } from '../../../lambda/core/units.ts';
import { LoopbackServer } from '../../harness/loopback-server.ts';
import { intervalOf, type CandleInterval } from './candle-intervals.ts';
import { joined, kline, type Bar, type Joined } from './candle-rows.ts';
import { ONBOARD_MS } from './exchange-info.ts';
import type { Places } from './listings.ts';
import { Refusal } from '../refusals.ts';
import type { WireParams } from '../wire/wire-params.ts';

/** Nothing moves. */
export const QUIET: Bar = { open: 100, high: 100.01, low: 99.99, close: 100, volume: 10 };

/** Only those who take the forming candle for a closed one would see it. */
const WILD: Bar = { open: 100, high: 100_000, low: 0.01, close: 50_000, volume: 1e9 };

const LIMIT_DEFAULT = 500;
const LIMIT_MAX = 1_500;

export abstract class PublicMarket extends LoopbackServer implements Clock {
  /** The venue's time. */
  abstract timeMs: number;
  /** How long a closed candle stays unpublished. */
  publishedAfterMs = 0;
  /** The candle of every minute that has no other. */
  barOf: (symbol: string, minuteMs: number) => Bar | undefined = () => QUIET;
  /** The candle of the minute that has begun. */
  forming: Bar = WILD;
  /** The same for each symbol, where they differ. */
  formingOf: (symbol: string) => Bar = () => this.forming;
  /** Rows as they are, instead of the ones that the bars make. */
  rowsOf: ((rows: readonly (readonly unknown[])[]) => readonly (readonly unknown[])[]) | undefined;
  /** By symbol and minute. */
  private readonly bars = new Map<string, Map<number, Bar | undefined>>();
  private readonly http = nodeHttp();

  /** Sends what is meant for the venue here, as the bot does: for `ccxtTransport({ send })`. */
  readonly send: HttpSend = (url, request) => this.http(this.redirected(url), request);

  /** The same over Node's own `fetch`: for a client as it is. */
  readonly fetch = (url: string, init?: RequestInit): Promise<Response> => fetch(this.redirected(url), init);

  private redirected(url: string): string {
    return url.replace(/^https:\/\/[^/]+/, this.baseUrl);
  }

  nowMs(): number {
    return this.timeMs;
  }

  /** The candle of one minute; `undefined` for none. */
  set(symbol: string, minuteMs: number, bar: Partial<Bar> | undefined): void {
    const ofSymbol = this.bars.get(symbol) ?? new Map<number, Bar | undefined>();
    ofSymbol.set(minuteMs, bar === undefined ? undefined : { ...QUIET, ...bar });
    this.bars.set(symbol, ofSymbol);
  }

  bar(symbol: string, minuteMs: number): Bar | undefined {
    const ofSymbol = this.bars.get(symbol);
    return ofSymbol?.has(minuteMs) === true ? ofSymbol.get(minuteMs) : this.barOf(symbol, minuteMs);
  }

  /** How many places a market writes its prices and its quantities with. */
  protected abstract placesOf(symbol: string): Places;

  /** The answer of `/fapi/v1/klines`. @throws Refusal */
  klines(symbol: string, params: WireParams): unknown {
    const interval = intervalOf(params.required('interval'));
    if (interval === undefined) throw new Refusal(-1120);
    const limit = params.integer('limit') ?? LIMIT_DEFAULT;
    if (limit < 1 || limit > LIMIT_MAX)
      throw new Refusal(-1130, "Data sent for parameter 'limit' is not valid.");
    const { openOf, endOf } = interval;
    const lastMs = openOf(Math.min(params.integer('endTime') ?? this.timeMs, this.timeMs));
    const fromMs = Math.max(params.integer('startTime') ?? countedBack(interval, lastMs, limit), ONBOARD_MS);
    const rows: (readonly unknown[])[] = [];
    let openMs = openOf(fromMs);
    if (openMs < fromMs) openMs = endOf(openMs);
    for (; openMs <= lastMs && rows.length < limit; openMs = endOf(openMs)) {
      const span = { openMs, endMs: endOf(openMs) };
      const candle = this.isPublished(span.endMs) ? this.joined(symbol, span) : undefined;
      if (candle !== undefined) rows.push(kline(span, candle, this.placesOf(symbol)));
    }
    return this.rowsOf === undefined ? rows : this.rowsOf(rows);
  }

  /** The last 24 hours, less the minute that has begun; `undefined` where no minute of them has a candle. */
  lastDay(symbol: string): Joined | undefined {
    const endMs = minuteStartMs(this.timeMs);
    return this.joined(symbol, { openMs: endMs - DAY_MS, endMs });
  }

  /** A candle that is not closed is there at once. */
  private isPublished(endMs: number): boolean {
    return endMs > this.timeMs || endMs + this.publishedAfterMs <= this.timeMs;
  }

  private joined(
    symbol: string,
    { openMs, endMs }: { readonly openMs: number; readonly endMs: number },
  ): Joined | undefined {
    const formingMs = minuteStartMs(this.timeMs);
    const bars: Bar[] = [];
    for (let ms = openMs; ms < Math.min(endMs, formingMs + 1); ms += MINUTE_MS) {
      const bar = ms === formingMs ? this.formingOf(symbol) : this.bar(symbol, ms);
      if (bar !== undefined) bars.push(bar);
    }
    return joined(bars);
  }
}

/** When the first of so many candles began, of which the last began at `lastMs`. */
function countedBack({ openOf }: CandleInterval, lastMs: number, count: number): number {
  let openMs = lastMs;
  for (let k = 1; k < count; k += 1) openMs = openOf(openMs - 1);
  return openMs;
}
