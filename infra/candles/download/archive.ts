/**
 * Where does Binance's public archive keep candles, and is a file from it the one that it published?
 *
 * - Beside each file lies its sum, with its name: the sum of another file is none.
 * - Nothing else of the archive is believed: a file counts when its bytes have that sum.
 */
import { DAY_MS } from '../../../lambda/core/units.ts';
import { shown } from '../../recordings/candle-file-error.ts';
import { download, DownloadError, type BeginWait } from './archive-requests.ts';
import { fileNameOf, type Announcement, type CandleSource, type Loaded } from './candle-source.ts';
import type { NewFile } from './new-file.ts';
import { patiently, type Outlook, type Patience } from './patience.ts';
import type { WantedFile } from './wanted-files.ts';

export const ARCHIVE_URL = 'https://data.binance.vision';

/** By ccxt's ids. COIN-M is left out: its sizes are contracts, and nothing here can be traded with them. */
const FOLDERS: Readonly<Record<string, string>> = { binance: 'spot', binanceusdm: 'futures/um' };

/** Thirty times a month of one-minute candles. */
const FILE_BYTES_MAX = 64 * 1024 * 1024;
/** One line. */
const SUM_BYTES_MAX = 4 * 1024;

/** Months are published on the first Monday of the next month; some come weeks later. */
const MONTH_LATE_MS = 45 * DAY_MS;

export interface ArchiveTerms extends Patience {
  readonly exchange: string;
  readonly symbol: string;
  /** Without a slash at its end. */
  readonly baseUrl: string;
  readonly wait?: BeginWait;
  readonly onBytes?: (bytes: number) => void;
}

export function hasArchive(exchange: string): boolean {
  return Object.hasOwn(FOLDERS, exchange);
}

export class BinanceArchive implements CandleSource {
  readonly exchange: string;
  readonly symbol: string;
  readonly ending = '.zip';
  readonly name: string;
  readonly monthLateMs = MONTH_LATE_MS;
  readonly #terms: ArchiveTerms;
  #hasAnswered = false;

  constructor(terms: ArchiveTerms) {
    this.exchange = terms.exchange;
    this.symbol = terms.symbol;
    this.name = `the archive of ${terms.exchange}`;
    this.#terms = terms;
  }

  async announced(wanted: WantedFile): Promise<Announcement> {
    const name = fileNameOf(this, wanted);
    const url = `${this.#urlOf(wanted)}.CHECKSUM`;
    const text = await patiently(() => this.#textOf(url), this.#outlookOf, this.#terms);
    this.#hasAnswered = true;
    return text === undefined ? { is: 'none' } : { is: 'there', sha256: sumIn(text, name, url) };
  }

  async load(wanted: WantedFile, announced: Announcement, file: NewFile): Promise<Loaded> {
    const url = this.#urlOf(wanted);
    const sum = announced.is === 'there' ? announced.sha256 : undefined;
    const attempt = async (): Promise<Loaded> => {
      await file.restart();
      const isThere = await download(url, this.#downloadTerms(FILE_BYTES_MAX), async (chunk) => {
        await file.write(chunk);
        this.#terms.onBytes?.(chunk.length);
      });
      if (!isThere) throw new DownloadError(`${url} is not there, and its sum is: try again later`, {});
      const { sha256 } = file;
      if (sha256 === sum) return { warnings: [] };
      const words = `${url} came with the sum ${sha256}, and the archive says ${sum}: nothing of it is kept`;
      throw new DownloadError(words, { mayPass: true });
    };
    return patiently(attempt, this.#outlookOf, this.#terms);
  }

  /** Where nobody has answered yet, there is no network to come back: a person is told at once. */
  readonly #outlookOf = (error: unknown): Outlook => {
    if (!(error instanceof DownloadError)) return { mayPass: false, retryAfterMs: 0 };
    const { mayPass, retryAfterMs, isUnreachable } = error;
    return { mayPass: mayPass && (this.#hasAnswered || !isUnreachable), retryAfterMs };
  };

  async #textOf(url: string): Promise<string | undefined> {
    const chunks: Uint8Array[] = [];
    const isThere = await download(url, this.#downloadTerms(SUM_BYTES_MAX), (chunk) => {
      chunks.push(chunk);
      return Promise.resolve();
    });
    return isThere ? Buffer.concat(chunks).toString('utf8') : undefined;
  }

  #downloadTerms(mostBytes: number) {
    const { signal, wait } = this.#terms;
    return { signal, mostBytes, ...(wait && { wait }) };
  }

  #urlOf(wanted: WantedFile): string {
    const { baseUrl, exchange, symbol } = this.#terms;
    const rhythm = wanted.kind === 'month' ? 'monthly' : 'daily';
    const place = `data/${FOLDERS[exchange]}/${rhythm}/klines/${encodeURIComponent(symbol)}/1m`;
    return `${baseUrl}/${place}/${encodeURIComponent(fileNameOf(this, wanted))}`;
  }
}

/** The sum in a line of `sha256sum`. @throws DownloadError where it is no such line, or that of another file. */
function sumIn(text: string, name: string, url: string): string {
  const [, sum, named] = /^([0-9a-f]{64}) [ *](\S+)\s*$/i.exec(text) ?? [];
  if (sum === undefined) {
    const words = `${url} holds ${shown(text.trim())}, which is no sum and a name: is something on the way, such as a login page?`;
    throw new DownloadError(words, {});
  }
  if (named === name) return sum.toLowerCase();
  throw new DownloadError(`${url} holds the sum of ${shown(named ?? '')}, and must hold that of ${name}`, {});
}
