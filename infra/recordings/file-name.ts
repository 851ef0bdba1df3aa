/**
 * `infra/recordings/`: files of recorded markets: what a name says, and rows of numbers from the bytes.
 *
 * What does the name of a file say?
 *
 * - Names of candles and of trades, of files, of members of an archive and in rows are read by one rule, in capitals or not.
 * - What a name does not say is left open. What it says twice, and differently, is a problem.
 */
import { botSymbol } from '../../lambda/adapters/symbol-names.ts';
import { CandleFileError, shown } from './candle-file-error.ts';
import { INTERVAL, intervalAt, type NamedPeriod, takePeriod } from './named-period.ts';
import { symbolAt, withSigns, type Word, wordsOf } from './named-symbol.ts';

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

interface Read {
  readonly symbols: readonly string[];
  readonly intervals: readonly string[];
  readonly kinds: readonly RecordingKind[];
  readonly isContract: boolean;
  /** A symbol with what stands beside it and does not belong there. */
  readonly noSymbol?: string;
}

function readWords(words: readonly Word[]): Read {
  const symbols = new Set<string>();
  const intervals = new Set<string>();
  const kinds = new Set<RecordingKind>();
  let isContract = false;
  let noSymbol: string | undefined;
  for (let at = 0; at < words.length;) {
    const kind = KINDS[words[at]?.upper ?? ''];
    const found = kind === undefined ? symbolAt(words, at) : undefined;
    if (found !== undefined) {
      symbols.add(found.symbol);
      noSymbol ??= withSigns(words, at, found.length);
      isContract ||= found.isContract;
      at += found.length;
      const unsaid = intervalAt(words[at]?.text, words[at + 1]?.text, true);
      if (unsaid === undefined) continue;
      intervals.add(unsaid);
    } else {
      if (kind !== undefined) kinds.add(kind);
      const interval =
        kind === undefined ? intervalAt(words[at]?.text, words[at + 1]?.text, false) : undefined;
      if (interval !== undefined) intervals.add(interval);
    }
    at += 1;
  }
  return {
    symbols: [...symbols],
    intervals: [...intervals],
    kinds: [...kinds],
    isContract,
    ...(noSymbol !== undefined && { noSymbol }),
  };
}

function problemOf(
  { symbols, intervals, noSymbol }: Read,
  periodProblem: string | undefined,
): string | undefined {
  const [symbol, another] = symbols;
  if (noSymbol !== undefined) return notSymbol('the name tells', noSymbol);
  if (another !== undefined) return `the name tells two symbols, ${symbols.join(' and ')}, and must tell one`;
  if (symbol?.includes('USD_') === true) {
    return `the name tells ${symbol}, a contract that is margined and settled in its coin: its sizes are not in coins, and it cannot be traded here`;
  }
  if (symbol !== undefined && !botSymbol.safeParse(symbol).success)
    return notSymbol('the name tells', symbol);
  if (intervals.length > 1)
    return `the name tells two intervals, ${intervals.join(' and ')}, and must tell one`;
  return periodProblem;
}

/** @param speaker who says it, with a verb. */
export function notSymbol(speaker: string, written: string): string {
  return `${speaker} ${shown(written)}, which is not a symbol such as BTCUSDT`;
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

/** @throws CandleFileError where the name says that no row of the file can be used. */
export function nameOfFile(file: string, written = file): FileName {
  const name = readFileName(written);
  if (name.problem !== undefined) throw new CandleFileError({ file }, name.problem);
  return name;
}

/** What the only file in an archive says as well. @throws CandleFileError where both say something, and differ. */
export function nameWithMember(file: string, name: FileName, filename: string): FileName {
  const member = nameOfFile(file, filename);
  const said = [
    [name.symbol, member.symbol],
    [name.interval, member.interval],
    [name.kind, member.kind],
    [name.period?.words, member.period?.words],
  ] as const;
  const [outside, inside] =
    said.find(([left, right]) => left !== undefined && right !== undefined && left !== right) ?? [];
  if (outside === undefined) return { ...member, ...name };
  const problem = `the name tells ${outside}, and ${filename} in it tells ${inside}: they must tell the same`;
  throw new CandleFileError({ file }, problem);
}

/** What a text in a row says, such as `BTC/USDT` or `BTC-USDT-SWAP`; the text itself where that is no symbol. */
export function symbolInRow(text: string): string | undefined {
  const { symbols, noSymbol } = readWords(wordsOf(text));
  return noSymbol !== undefined || symbols.length > 1 ? text : symbols[0];
}

/** Whether the market that a text in a row says is one whose sizes count contracts. */
export function isContractInRow(text: string): boolean {
  return readWords(wordsOf(text)).isContract;
}
