/**
 * Stands in for the public side of Binance USD-M on the loopback interface, in a time of its own.
 *
 * It answers what ccxt asks for in the venue's own shapes (decimals as strings, times as numbers, the forming candle
 * last), and fails as scripted. The addresses that ccxt uses stay as they are; only the bytes are redirected, because
 * ccxt tells errors by the address.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { onTestFinished } from 'vitest';
import { exchangeInfo } from './exchange-info.ts';
import { misbehave, respond, type Fault } from './faults.ts';
import { PublicVenue } from './public-venue.ts';

/** What is told where no symbol is named. */
const LISTED = ['BTCUSDT', 'ETHUSDT', 'SOLUSDT'];

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

export class BinanceStandIn extends PublicVenue {
  timeMs: number;
  /** Path and query of every request, in order. */
  readonly requests: string[] = [];
  private readonly books = new Map<string, Book>();
  private readonly faults: ScriptedFault[] = [];

  constructor(timeMs: number) {
    super();
    this.timeMs = timeMs;
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

  protected serve({ url = '' }: IncomingMessage, response: ServerResponse): void {
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
        return symbol === '' ? LISTED.map((one) => this.bookTicker(one)) : this.bookTicker(symbol);
      default:
        return { code: -5000, msg: `Path ${path}, Method GET is invalid` };
    }
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
