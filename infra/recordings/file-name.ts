/**
 * `infra/recordings/`: files of recorded markets: what a name says, and rows of numbers from the bytes.
 *
 * What does the name of a file say?
 *
 * - Names of candles and of trades, of files, of members of an archive and in rows are read by one rule, in capitals or not.
 * - A contract that ends on a day is another instrument than the perpetual: `BTCUSDT_250627`.
 * - What a name does not say is left open. What it says twice, and differently, is a problem.
 */
import { botSymbol } from '../../lambda/adapters/symbol-names.ts';
import { INTERVAL, intervalAt } from './named-interval.ts';
import { type NamedPeriod, takePeriod } from './named-period.ts';

/** What is recorded, where a name says it. */
export type RecordingKind =
  'candles' | 'trades' | 'quotes' | `${'mark' | 'index' | 'premium'}-price candles` | 'other';

export interface FileName {
  readonly symbol?: string;
  /** Such as `1m`, however it is written. */
  readonly interval?: string;
  readonly kind?: RecordingKind;
  readonly period?: NamedPeriod;
  /** Volumes and sizes count contracts, not coins. */
  readonly countsContracts?: true;
  /** Why no row of the file can be used. */
  readonly problem?: string;
}

const ENDINGS = /(?:\.(?:csv|tsv|txt|json|parquet|feather|zip|gz))+$/i;
const COPY = /(?:\s*\(\d+\)|\s+-\s+copy|\s+copy)$/i;

const QUOTES = ['USDT', 'USDC', 'FDUSD', 'BUSD', 'TUSD', 'USD', 'EUR', 'GBP', 'JPY', 'TRY', 'BRL'];
const WITH_QUOTE = new RegExp(`^[\\p{Lu}\\p{Lo}\\p{Nd}]+(?:${QUOTES.join('|')})$`, 'u');
const IN_DOLLARS = /USD$/;

const KINDS: Readonly<Record<string, RecordingKind>> = {
  KLINES: 'candles',
  CANDLES: 'candles',
  CANDLESTICKS: 'candles',
  OHLCV: 'candles',
  TRADES: 'trades',
  AGGTRADES: 'trades',
  BOOKTICKER: 'quotes',
  QUOTES: 'quotes',
  MARK: 'mark-price candles',
  MARKPRICEKLINES: 'mark-price candles',
  INDEX: 'index-price candles',
  INDEXPRICEKLINES: 'index-price candles',
  PREMIUMINDEX: 'premium-price candles',
  PREMIUMINDEXKLINES: 'premium-price candles',
  FUNDINGRATE: 'other',
  BOOKDEPTH: 'other',
  METRICS: 'other',
  LIQUIDATIONSNAPSHOT: 'other',
};

/** Words that may stand before the currency of a market, and are no coin. */
const NO_COINS = [
  'BINANCE',
  'BYBIT',
  'OKX',
  'OKEX',
  'BITSTAMP',
  'COINBASE',
  'KRAKEN',
  'GEMINI',
  'BITFINEX',
  'IN',
  'FOR',
];
const DAY_OF_DELIVERY = /^\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])$/;
const NAMED_DAY_OF_DELIVERY = /^\d{1,2}(?:JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC)\d{2}$/;
/** The months in which a contract of Bybit that is settled in its coin ends, as in `BTCUSDU25`. */
const QUARTER_OF_DELIVERY = /^(.+USD)([HMUZ]\d{2})$/;
const PERPETUAL = ['PERP', 'SWAP', 'P'];

interface Word {
  readonly text: string;
  /** In capitals. */
  readonly upper: string;
  /** What stands before it. */
  readonly joint: string;
}

function wordsOf(text: string): readonly Word[] {
  return [...text.matchAll(/([^\p{L}\p{N}]*)([\p{L}\p{M}\p{N}]+)/gu)].map(([, joint = '', word = '']) => ({
    text: word,
    upper: word.toUpperCase(),
    joint,
  }));
}

interface Found {
  readonly symbol: string;
  /** How many words it takes. */
  readonly length: number;
  readonly isContract: boolean;
}

const isPairJoint = (joint: string | undefined) => joint !== undefined && /^[-_/]$/.test(joint);

/** The symbol that begins at a word, with what belongs to it after it. */
function symbolAt(words: readonly Word[], at: number): Found | undefined {
  const [first, second] = [words[at], words[at + 1]];
  if (first === undefined || first.upper in KINDS) return undefined;
  const [, ofCoin, quarter] = QUARTER_OF_DELIVERY.exec(first.upper) ?? [];
  if (ofCoin !== undefined) return { symbol: `${ofCoin}_${quarter}`, length: 1, isContract: true };
  const isPair =
    second !== undefined &&
    isPairJoint(second.joint) &&
    QUOTES.includes(second.upper) &&
    !QUOTES.includes(first.upper) &&
    !NO_COINS.includes(first.upper);
  const isWhole = WITH_QUOTE.test(first.upper) && !QUOTES.includes(first.upper);
  if (!isPair && !isWhole) return undefined;
  const pair = isPair ? `${first.upper}${second.upper}` : first.upper;
  let length = isPair ? 2 : 1;
  const next = () => words[at + length];
  // The currency in which it is settled, as in `BTC_USDT_USDT`.
  const settled = next();
  if (isPair && settled !== undefined && isPairJoint(settled.joint)) {
    if (settled.upper === second.upper) length += 1;
    else if (settled.upper === first.upper)
      return { symbol: `${pair}_${first.upper}`, length: length + 1, isContract: true };
  }
  const after = next();
  if (after === undefined || !/^[-_.]$/.test(after.joint)) return { symbol: pair, length, isContract: false };
  if (PERPETUAL.includes(after.upper)) {
    const symbol = IN_DOLLARS.test(pair) ? `${pair}_${after.upper}` : pair;
    return { symbol, length: length + 1, isContract: after.upper === 'SWAP' };
  }
  const isDated = DAY_OF_DELIVERY.test(after.upper) || NAMED_DAY_OF_DELIVERY.test(after.upper);
  if (isDated)
    return { symbol: `${pair}_${after.upper}`, length: length + 1, isContract: after.joint === '-' };
  return { symbol: pair, length, isContract: false };
}

interface Read {
  readonly symbols: readonly string[];
  readonly intervals: readonly string[];
  readonly kinds: readonly RecordingKind[];
  readonly isContract: boolean;
}

function readWords(words: readonly Word[]): Read {
  const symbols = new Set<string>();
  const intervals = new Set<string>();
  const kinds = new Set<RecordingKind>();
  let isContract = false;
  for (let at = 0; at < words.length;) {
    const found = symbolAt(words, at);
    if (found !== undefined) {
      symbols.add(found.symbol);
      isContract ||= found.isContract;
      at += found.length;
      const unsaid = intervalAt(words[at]?.text, words[at + 1]?.text, true);
      if (unsaid === undefined) continue;
      intervals.add(unsaid);
    } else {
      const kind = KINDS[words[at]?.upper ?? ''];
      if (kind !== undefined) kinds.add(kind);
      const interval =
        kind === undefined ? intervalAt(words[at]?.text, words[at + 1]?.text, false) : undefined;
      if (interval !== undefined) intervals.add(interval);
    }
    at += 1;
  }
  return { symbols: [...symbols], intervals: [...intervals], kinds: [...kinds], isContract };
}

function problemOf({ symbols, intervals }: Read, periodProblem: string | undefined): string | undefined {
  const [symbol, another] = symbols;
  if (another !== undefined) return `the name tells two symbols, ${symbols.join(' and ')}, and must tell one`;
  if (symbol?.includes('USD_') === true) {
    return `the name tells ${symbol}, a contract that is margined and settled in its coin: its sizes are not in coins, and it cannot be traded here`;
  }
  if (symbol !== undefined && !botSymbol.safeParse(symbol).success) {
    return `the name tells ${symbol}, which is not a symbol such as BTCUSDT`;
  }
  if (intervals.length > 1) return `the name tells two intervals, ${intervals.join(' and ')}`;
  return periodProblem;
}

/** The first word of a name such as `ETHBTC-1m-2025-05`, whose coins need not be known. */
function plainSymbol(bare: string): string {
  const [, head = '', interval = ''] = /^([^-]+)-([^-]+)(?:-|$)/.exec(bare) ?? [];
  if (!INTERVAL.test(interval) || head.toUpperCase() in KINDS) return '';
  const isKnown = readWords(wordsOf(head)).symbols.length > 0;
  return isKnown || !botSymbol.safeParse(head).success ? '' : head;
}

/** @param path of a file, or the name of a member of an archive. */
export function readFileName(path: string): FileName {
  const name = path.slice(path.search(/[^/\\]*$/)).normalize('NFC');
  const bare = name.replace(ENDINGS, '').replace(COPY, '').replace(ENDINGS, '');
  const head = plainSymbol(bare);
  const { rest, period, problem: periodProblem } = takePeriod(bare.slice(head.length));
  const words = readWords(wordsOf(rest));
  const read = head === '' ? words : { ...words, symbols: [...new Set([head, ...words.symbols])] };
  const problem = problemOf(read, periodProblem);
  const kind = read.kinds.find((each) => each !== 'candles') ?? read.kinds[0];
  const {
    symbols: [symbol],
    intervals: [interval],
  } = read;
  // Files of candlesticks of OKX are of one minute, and do not say so.
  const isCandlesticks = /candlesticks/i.test(rest);
  const said = interval ?? (isCandlesticks ? '1m' : undefined);
  return {
    ...(symbol !== undefined && { symbol }),
    ...(said !== undefined && { interval: said }),
    ...(kind !== undefined && { kind }),
    ...(period !== undefined && { period }),
    ...(read.isContract && { countsContracts: true }),
    ...(problem !== undefined && { problem }),
  };
}

const PARTS = new RegExp(`^(.+?)(${QUOTES.join('|')})(?:_\\w+)?$`, 'u');

/** The coin of a symbol, and the money in which its price is. */
export function symbolParts(symbol: string): { readonly base?: string; readonly quote?: string } {
  const [, base, quote] = PARTS.exec(symbol) ?? [];
  return base === undefined || quote === undefined ? {} : { base, quote };
}

function readRow(text: string): Read {
  return readWords(wordsOf(text.trim().replace(/:.*$/, '')));
}

/** What a text in a row says, such as `BTC/USDT` or `BTC-USDT-SWAP`. */
export function symbolInRow(text: string): string | undefined {
  const { symbols } = readRow(text);
  return symbols.length === 1 ? symbols[0] : undefined;
}

/** Whether the market that a text in a row says is one whose sizes count contracts. */
export function isContractInRow(text: string): boolean {
  return readRow(text).isContract;
}
