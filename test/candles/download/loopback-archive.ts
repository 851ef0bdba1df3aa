/**
 * Binance's public archive on the loopback interface, and what may go wrong on the way to it.
 *
 * Every file is a zip with one CSV, beside it the sum with the name. Each request is noted, so that a test can say what
 * was asked for, and how often.
 */
import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { MINUTE_MS } from '../../../lambda/core/units.ts';
import { klineRow, zipped, type Row } from '../../harness/candle-texts.ts';
import { LoopbackServer } from '../../harness/loopback-server.ts';

/** What happens to one request instead of an answer. */
export type Fault =
  | { readonly status: number; readonly headers?: Readonly<Record<string, string>>; readonly body?: string }
  /** Half of the answer, and the connection is gone. */
  | 'cut'
  /** The answer begins, and nothing follows. */
  | 'stalled'
  /** No answer at all. */
  | 'silent'
  /** Whole, and one byte is another one. */
  | 'damaged';

const FUTURES = 'data/futures/um';

/** So few candles a file as a test needs. */
export function candlesFrom(fromMs: number, minutes: number, price = 100): readonly Row[] {
  return Array.from({ length: minutes }, (_, k): Row => [
    fromMs + k * MINUTE_MS,
    price,
    price + 2,
    price - 1,
    price + 1,
    k === 0 ? 0 : 5,
  ]);
}

export class LoopbackArchive extends LoopbackServer {
  /** Names of the files that were asked for, in order; sums with `.CHECKSUM`. */
  readonly asked: string[] = [];
  readonly #files = new Map<string, Uint8Array>();
  readonly #faults = new Map<string, Fault[]>();
  #onAsked: ((name: string) => void) | undefined;
  #onStalled: (() => void) | undefined;

  /** Publishes the candles of a month or a day, and their sum. */
  async publish(
    period: string,
    { symbol = 'BTCUSDT', folder = FUTURES, minutes = 3, price = 100 } = {},
  ): Promise<string> {
    const isMonth = period.length === 'YYYY-MM'.length;
    const fromMs = Date.parse(isMonth ? `${period}-01T00:00Z` : `${period}T00:00Z`);
    const bare = `${symbol}-1m-${period}`;
    const text = `${candlesFrom(fromMs, minutes, price)
      .map((row) => klineRow(row))
      .join('\n')}\n`;
    const bytes = await zipped({ [`${bare}.csv`]: text });
    const path = `/${folder}/${isMonth ? 'monthly' : 'daily'}/klines/${symbol}/1m/${bare}.zip`;
    this.#files.set(path, bytes);
    this.sum(path, `${sha256(bytes)}  ${bare}.zip\n`);
    return path;
  }

  /** Another text where the sum is. */
  sum(path: string, text: string): void {
    this.#files.set(`${path}.CHECKSUM`, Buffer.from(text));
  }

  bytesOf(path: string): Uint8Array {
    const bytes = this.#files.get(path);
    if (bytes === undefined) throw new Error(`${path} was not published`);
    return bytes;
  }

  withdraw(path: string): void {
    this.#files.delete(path);
    this.#files.delete(`${path}.CHECKSUM`);
  }

  /** What becomes of the next requests for a file, one after the other. */
  failNext(name: string, ...faults: readonly Fault[]): void {
    this.#faults.set(name, [...(this.#faults.get(name) ?? []), ...faults]);
  }

  /** Told when nothing more will come of an answer. */
  onStalled(listener: () => void): void {
    this.#onStalled = listener;
  }

  /** Told of every request, before its answer. */
  onAsked(listener: (name: string) => void): void {
    this.#onAsked = listener;
  }

  protected serve(request: IncomingMessage, response: ServerResponse): void {
    const path = request.url ?? '';
    const name = path.slice(path.lastIndexOf('/') + 1);
    this.asked.push(name);
    this.#onAsked?.(name);
    const fault = this.#faults.get(name)?.shift();
    if (typeof fault === 'object') {
      response.writeHead(fault.status, fault.headers).end(fault.body);
      return;
    }
    const bytes = this.#files.get(path);
    if (bytes === undefined) {
      response.writeHead(404).end('<Error><Code>NoSuchKey</Code></Error>');
      return;
    }
    if (fault === 'silent') {
      this.#onStalled?.();
      return;
    }
    if (fault === 'cut' || fault === 'stalled') {
      response.writeHead(200, { 'content-length': bytes.length });
      response.write(bytes.subarray(0, bytes.length / 2), () => {
        if (fault === 'cut') response.destroy();
        else this.#onStalled?.();
      });
      return;
    }
    const sent = Uint8Array.from(bytes);
    if (fault === 'damaged') sent[40] = (sent[40] ?? 0) ^ 1;
    response.writeHead(200, { 'content-length': sent.length }).end(sent);
  }
}

export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
