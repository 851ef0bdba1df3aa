/**
 * Candles of an exchange without an archive, page by page, through ccxt.
 *
 * - Every minute of the period is asked for once: what a page does not reach is asked for by the next one, and an hour
 *   or more that is missing at its head is asked for again.
 * - What an exchange answers beside the question, such as its newest candles, is no part of the period.
 * - A missing minute stays missing, and is counted.
 */
import { gzipSync } from 'node:zlib';
import type { CcxtClient } from '../../../lambda/adapters/market/ccxt-client.ts';
import { candlesOf } from '../../../lambda/adapters/market/ccxt-market-mapping.ts';
import { failureOf, VenueError } from '../../../lambda/adapters/market/venue-error.ts';
import type { CandleRow } from '../../../lambda/core/market.ts';
import { HOUR_MS, MINUTE_MS, utcMinute } from '../../../lambda/core/units.ts';
import type { Announcement, CandleSource, Loaded } from './candle-source.ts';
import type { NewFile } from './new-file.ts';
import { patiently, type Outlook, type Patience } from './patience.ts';
import type { WantedFile } from './wanted-files.ts';

const HEADER = 'ts,open,high,low,close,volume';
const GAP_ASKED_AGAIN_MS = HOUR_MS;
const WARNINGS_SHOWN = 3;

export interface ExchangeTerms extends Patience {
  readonly client: CcxtClient;
  readonly symbol: string;
  /** ccxt's name of it. */
  readonly ccxtSymbol: string;
  /** How much of a file is there, from 0 to 1. */
  readonly onPart?: (part: number) => void;
}

interface Page {
  /** In the order of time, within the minutes that were asked for. */
  readonly rows: readonly CandleRow[];
  readonly warnings: readonly string[];
  /** Of all that was answered, also where nobody asked for it. */
  readonly newestMs: number | undefined;
}

export class ExchangeCandles implements CandleSource {
  readonly exchange: string;
  readonly symbol: string;
  readonly ending = '.csv.gz';
  readonly name: string;
  readonly monthLateMs = 0;
  readonly #terms: ExchangeTerms;

  constructor(terms: ExchangeTerms) {
    this.exchange = terms.client.id;
    this.symbol = terms.symbol;
    this.name = terms.client.id;
    this.#terms = terms;
  }

  /** Nobody knows before it is asked for. */
  announced(): Promise<Announcement> {
    return Promise.resolve({ is: 'there' });
  }

  async load({ fromMs, toMs, period }: WantedFile, _: Announcement, file: NewFile): Promise<Loaded> {
    const rows: CandleRow[] = [];
    const warnings: string[] = [];
    const take = (page: Page) => {
      rows.push(...page.rows);
      warnings.push(...page.warnings);
    };
    for (let atMs = fromMs; atMs < toMs;) {
      const endMs = Math.min(toMs, atMs + this.#terms.client.pageCandles * MINUTE_MS);
      const page = await this.#page(atMs, endMs);
      const [first] = page.rows;
      if (atMs === fromMs && first === undefined) {
        const nothing = await this.#nothingIn(page, endMs, toMs);
        if (nothing !== undefined) return { nothing };
      }
      if (first !== undefined && first.openTimeMs - atMs >= GAP_ASKED_AGAIN_MS)
        take(await this.#page(atMs, first.openTimeMs));
      take(page);
      const last = page.rows.at(-1);
      atMs = last === undefined ? endMs : last.openTimeMs + MINUTE_MS;
      this.#terms.onPart?.((atMs - fromMs) / (toMs - fromMs));
    }
    if (rows.length === 0) return { nothing: `no candle of ${period}` };
    await file.write(gzipSync(csvOf(rows)));
    const more = warnings.length - WARNINGS_SHOWN;
    return {
      missingMinutes: (toMs - fromMs) / MINUTE_MS - rows.length,
      warnings: [
        ...warnings.slice(0, WARNINGS_SHOWN),
        ...(more > 0 ? [`${more} more candles are left out`] : []),
      ],
    };
  }

  /** Why a period that begins without candles has none at all: it was before the market, or is kept no longer. */
  async #nothingIn(first: Page, firstEndMs: number, toMs: number): Promise<string | undefined> {
    const lastMs = Math.max(firstEndMs, toMs - this.#terms.client.pageCandles * MINUTE_MS);
    const last = lastMs < toMs ? await this.#page(lastMs, toMs) : first;
    if (last.rows.length > 0) return undefined;
    const newestMs = last.newestMs ?? first.newestMs;
    if (newestMs === undefined) return 'it has no candles of it';
    return `it answers with other candles instead, up to ${utcMinute(newestMs)}: it keeps none so old`;
  }

  async #page(fromMs: number, toMs: number): Promise<Page> {
    const { client, ccxtSymbol } = this.#terms;
    this.#terms.signal.throwIfAborted();
    const ask = async () => {
      const limit = (toMs - fromMs) / MINUTE_MS;
      try {
        return candlesOf(await client.fetchOHLCV(ccxtSymbol, '1m', fromMs, limit), toMs);
      } catch (error) {
        throw failureOf(error);
      }
    };
    const { rows, refused, newestMs } = await patiently(ask, outlookOfVenue, this.#terms);
    return { rows: rows.filter(({ openTimeMs }) => openTimeMs >= fromMs), warnings: refused, newestMs };
  }
}

const PASSING: readonly VenueError['kind'][] = [
  'no-answer',
  'connection-lost',
  'rate-limited',
  'unavailable',
  'unexpected-answer',
];

function outlookOfVenue(error: unknown): Outlook {
  if (!(error instanceof VenueError)) return { mayPass: false, retryAfterMs: 0 };
  return { mayPass: PASSING.includes(error.kind), retryAfterMs: error.retryAfterMs };
}

function csvOf(rows: readonly CandleRow[]): string {
  const lines = rows.map(
    ({ openTimeMs, open, high, low, close, volume }) =>
      `${openTimeMs},${open},${high},${low},${close},${volume}`,
  );
  return `${[HEADER, ...lines].join('\n')}\n`;
}
