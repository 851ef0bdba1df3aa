/**
 * The public candles of Binance USD-M on the loopback interface, in a time of the venue's own, and the way there for
 * clients that insist on the venue's own address.
 *
 * ccxt tells errors by the address it called, so that the address stays and only the bytes are redirected. Candles come
 * in the venue's own shapes: decimals as strings, times as numbers, the forming candle last and wild.
 */
import { nodeHttp, type HttpSend } from '../../lambda/adapters/market/node-http.ts';
import type { Clock } from '../../lambda/ports.ts';
import { MINUTE_MS, minuteStartMs } from '../../lambda/core/units.ts';
import { decimal, plainText } from './decimal.ts';
import { LoopbackServer } from '../harness/loopback-server.ts';

export interface Bar {
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
}

/** Nothing moves. */
export const QUIET: Bar = { open: 100, high: 100.01, low: 99.99, close: 100, volume: 10 };

/** Only those who take the forming candle for a closed one would see it. */
const WILD: Bar = { open: 100, high: 100_000, low: 0.01, close: 50_000, volume: 1e9 };

const LIMIT_DEFAULT = 500;

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
  private readonly bars = new Map<string, Bar | undefined>();
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
    this.bars.set(`${symbol} ${minuteMs}`, bar === undefined ? undefined : { ...QUIET, ...bar });
  }

  bar(symbol: string, minuteMs: number): Bar | undefined {
    const key = `${symbol} ${minuteMs}`;
    return this.bars.has(key) ? this.bars.get(key) : this.barOf(symbol, minuteMs);
  }

  /** The answer of `/fapi/v1/klines`. */
  protected klines(symbol: string, query: URLSearchParams): unknown {
    const limit = Number(query.get('limit') ?? LIMIT_DEFAULT);
    const formingMs = minuteStartMs(this.timeMs);
    const endMs = Math.min(formingMs, Number(query.get('endTime') ?? formingMs));
    const startMs = Number(query.get('startTime') ?? minuteStartMs(endMs) - (limit - 1) * MINUTE_MS);
    const rows: (readonly unknown[])[] = [];
    for (let ms = Math.ceil(startMs / MINUTE_MS) * MINUTE_MS; ms <= endMs; ms += MINUTE_MS) {
      const isLate = ms < formingMs && ms + MINUTE_MS + this.publishedAfterMs > this.timeMs;
      const bar = ms === formingMs ? this.formingOf(symbol) : this.bar(symbol, ms);
      if (bar !== undefined && !isLate && rows.length < limit) rows.push(kline(ms, bar));
    }
    return this.rowsOf === undefined ? rows : this.rowsOf(rows);
  }
}

/** A row of `/fapi/v1/klines`. */
export function kline(openTimeMs: number, { open, high, low, close, volume }: Bar): readonly unknown[] {
  const text = (value: number) => plainText(decimal(value));
  return [
    openTimeMs,
    text(open),
    text(high),
    text(low),
    text(close),
    text(volume),
    openTimeMs + MINUTE_MS - 1,
    (volume * close).toFixed(5),
    42,
    (volume / 2).toFixed(3),
    ((volume * close) / 2).toFixed(5),
    '0',
  ];
}
