/**
 * Stands in for the public side of Binance USD-M on the loopback interface, in a time of its own.
 *
 * It answers what ccxt asks for in the venue's own shapes (decimals as strings, times as numbers, the forming candle
 * last), and fails as scripted. The addresses that ccxt uses stay as they are; only the bytes are redirected, because
 * ccxt tells errors by the address.
 */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { onTestFinished } from 'vitest';
import { nodeHttp, type HttpSend } from '../../lambda/adapters/node-http.ts';
import type { Clock } from '../../lambda/ports.ts';
import { MINUTE_MS, minuteStartMs } from '../../lambda/core/units.ts';
import { exchangeInfo } from './exchange-info.ts';
import { misbehave, respond, type Fault } from './faults.ts';

export interface Bar {
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
}

interface ScriptedFault {
  readonly path: string;
  readonly symbol: string | undefined;
  readonly fault: Fault;
  times: number;
}

interface Book {
  readonly bid: number;
  readonly ask: number;
  /** Of its last change; 50 ms ago if absent. */
  readonly timeMs?: number;
}

/** Nothing moves. */
export const QUIET: Bar = { open: 100, high: 100.01, low: 99.99, close: 100, volume: 10 };

/** Only those who take the forming candle for a closed one would see it. */
const WILD: Bar = { open: 100, high: 100_000, low: 0.01, close: 50_000, volume: 1e9 };

export class BinanceStandIn implements Clock {
  /** The venue's time. */
  timeMs: number;
  /** Path and query of every request, in order. */
  readonly requests: string[] = [];
  /** How long a closed candle stays unpublished. */
  publishedAfterMs = 0;
  /** The candle of every minute that has no other. */
  barOf: (symbol: string, minuteMs: number) => Bar | undefined = () => QUIET;
  /** Rows as they are, instead of the ones that the bars make. */
  rowsOf: ((rows: readonly (readonly unknown[])[]) => readonly (readonly unknown[])[]) | undefined;
  private readonly bars = new Map<string, Bar | undefined>();
  private readonly books = new Map<string, Book>();
  private readonly faults: ScriptedFault[] = [];
  private readonly server = createServer((request, response) => this.serve(request, response));
  private readonly http = nodeHttp();
  private port = 0;

  constructor(timeMs: number) {
    this.timeMs = timeMs;
  }

  nowMs(): number {
    return this.timeMs;
  }

  async open(): Promise<void> {
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
    const address = this.server.address();
    if (typeof address === 'object' && address !== null) this.port = address.port;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }

  /** Sends what is meant for the venue here. */
  readonly send: HttpSend = (url, request) =>
    this.http(url.replace(/^https:\/\/[^/]+/, `http://127.0.0.1:${this.port}`), request);

  /** The candle of one minute; `undefined` for none. */
  set(symbol: string, minuteMs: number, bar: Partial<Bar> | undefined): void {
    this.bars.set(`${symbol} ${minuteMs}`, bar === undefined ? undefined : { ...QUIET, ...bar });
  }

  quote(symbol: string, book: Book): void {
    this.books.set(symbol, book);
  }

  /** Scripts what happens to the next requests of a path, or to those for one symbol. */
  fail(
    path: string,
    fault: Fault,
    { times = Infinity, symbol }: { times?: number; symbol?: string } = {},
  ): void {
    this.faults.push({ path, symbol, fault, times });
  }

  recover(): void {
    this.faults.length = 0;
  }

  /** The requests of a path. */
  asked(path: string): readonly string[] {
    return this.requests.filter((request) => request.includes(path));
  }

  private serve({ url = '' }: IncomingMessage, response: ServerResponse): void {
    this.requests.push(url);
    const { pathname, searchParams } = new URL(url, 'http://venue');
    const symbol = searchParams.get('symbol') ?? '';
    const scripted = this.faults.find(
      (fault) => fault.times > 0 && pathname.includes(fault.path) && (fault.symbol ?? symbol) === symbol,
    );
    const answer = JSON.stringify(this.answer(pathname, searchParams));
    if (scripted === undefined) {
      respond(response, 200, answer);
      return;
    }
    scripted.times -= 1;
    misbehave(scripted.fault, response, answer);
  }

  private answer(path: string, query: URLSearchParams): unknown {
    const symbol = query.get('symbol') ?? '';
    switch (path) {
      case '/fapi/v1/exchangeInfo':
        return exchangeInfo(this.timeMs);
      case '/fapi/v1/time':
        return { serverTime: this.timeMs };
      case '/fapi/v1/klines':
        return this.klines(symbol, query);
      case '/fapi/v1/ticker/bookTicker':
        return this.bookTicker(symbol);
      default:
        return { code: -5000, msg: `Path ${path}, Method GET is invalid` };
    }
  }

  private klines(symbol: string, query: URLSearchParams): unknown {
    const limit = Number(query.get('limit') ?? 500);
    const formingMs = minuteStartMs(this.timeMs);
    const startMs = Number(query.get('startTime') ?? formingMs - (limit - 1) * MINUTE_MS);
    const rows: (readonly unknown[])[] = [];
    for (let ms = Math.ceil(startMs / MINUTE_MS) * MINUTE_MS; ms <= formingMs; ms += MINUTE_MS) {
      const isLate = ms < formingMs && ms + MINUTE_MS + this.publishedAfterMs > this.timeMs;
      const bar = ms === formingMs ? WILD : this.bar(symbol, ms);
      if (bar !== undefined && !isLate && rows.length < limit) rows.push(kline(ms, bar));
    }
    return this.rowsOf === undefined ? rows : this.rowsOf(rows);
  }

  private bar(symbol: string, minuteMs: number): Bar | undefined {
    const key = `${symbol} ${minuteMs}`;
    return this.bars.has(key) ? this.bars.get(key) : this.barOf(symbol, minuteMs);
  }

  private bookTicker(symbol: string): unknown {
    const { bid, ask, timeMs } = this.books.get(symbol) ?? { bid: 99.995, ask: 100.005 };
    return {
      symbol,
      bidPrice: String(bid),
      bidQty: '33.592',
      askPrice: String(ask),
      askQty: '1.427',
      time: timeMs ?? this.timeMs - 50,
      lastUpdateId: 4_012_345,
    };
  }
}

/** A stand-in at that time, gone when the test has finished. */
export async function standIn(timeMs: number): Promise<BinanceStandIn> {
  const venue = new BinanceStandIn(timeMs);
  await venue.open();
  onTestFinished(() => venue.close());
  return venue;
}

/** A row of `/fapi/v1/klines`. */
export function kline(openTimeMs: number, { open, high, low, close, volume }: Bar): readonly unknown[] {
  const decimals = (value: number) => value.toFixed(2);
  return [
    openTimeMs,
    decimals(open),
    decimals(high),
    decimals(low),
    decimals(close),
    volume.toFixed(3),
    openTimeMs + MINUTE_MS - 1,
    (volume * close).toFixed(5),
    42,
    (volume / 2).toFixed(3),
    ((volume * close) / 2).toFixed(5),
    '0',
  ];
}
