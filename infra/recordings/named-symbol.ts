/**
 * Which symbol do the words of a name, or of a cell, begin with?
 *
 * - Coin and currency may be one word or two.
 * - A contract that ends on a day is another instrument than the perpetual: `BTCUSDT_250627`.
 * - Nothing that stands beside a symbol is dropped, unless it divides words.
 */
const QUOTES = ['USDT', 'USDC', 'FDUSD', 'BUSD', 'TUSD', 'USD', 'EUR', 'GBP', 'JPY', 'TRY', 'BRL'];
const WITH_QUOTE = new RegExp(`^[\\p{Lu}\\p{Lo}\\p{Nd}]+(?:${QUOTES.join('|')})$`, 'u');
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

/** What divides a symbol from the words beside it. Anything else belongs to it, and is no part of a symbol. */
const DIVIDER = /^[-_., ()[\]]*$/;
/** A name that begins with a sign is none: spreadsheets and commands would take it for something else. */
const BEGINNING = /^[_. ([]*$/;
const IN_DOLLARS = /USD$/;

export interface Word {
  readonly text: string;
  /** In capitals. */
  readonly upper: string;
  /** What stands before it, and behind it. */
  readonly joint: string;
  readonly behind: string;
}

export function wordsOf(text: string): readonly Word[] {
  const found = [...text.matchAll(/([^\p{L}\p{M}\p{N}]*)([\p{L}\p{M}\p{N}]+)/gu)];
  const rest = /[^\p{L}\p{M}\p{N}]*$/u.exec(text)?.[0] ?? '';
  return found.map(([, joint = '', word = ''], index) => ({
    text: word,
    upper: inCapitals(word),
    joint,
    behind: found[index + 1]?.[1] ?? rest,
  }));
}

/**
 * A symbol as exchanges write it, of one as people type it. Of a to z alone: what Unicode has for others may be the letters
 * of another symbol, such as S for ſ.
 */
export function inCapitals(word: string): string {
  return word.replaceAll(/[a-z]/g, (letter) => letter.toUpperCase());
}

interface Found {
  readonly symbol: string;
  /** How many words it takes. */
  readonly length: number;
  readonly isContract: boolean;
}

const isPairJoint = (joint: string | undefined) => joint !== undefined && /^[-_/]$/.test(joint);

/** The symbol that begins at a word, with what belongs to it after it. */
export function symbolAt(words: readonly Word[], at: number): Found | undefined {
  const [first, second] = [words[at], words[at + 1]];
  if (first === undefined) return undefined;
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
  // The currency in which it is settled, as in `BTC_USDT_USDT` or `BTC/USDT:USDT`.
  const settled = next();
  if (isPair && settled !== undefined && /^[-_/:]$/.test(settled.joint)) {
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

/** A symbol of so many words with what stands beside it, where that is no divider. */
export function withSigns(words: readonly Word[], at: number, length: number): string | undefined {
  const own = words.slice(at, at + length);
  const [joint, behind] = [own[0]?.joint ?? '', own.at(-1)?.behind ?? ''];
  const before = (at === 0 ? BEGINNING : DIVIDER).test(joint) ? '' : joint;
  const after = DIVIDER.test(behind) ? '' : behind;
  if (before === '' && after === '') return undefined;
  const inner = own.map((word, index) => `${index === 0 ? '' : word.joint}${word.text}`);
  return `${before}${inner.join('')}${after}`;
}

/** What markets are quoted in besides dollars, behind the name of a coin. */
const NO_DOLLARS = /^[\p{Lu}\p{Lo}\p{Nd}]{2,}?(BTC|ETH|BNB|EUR|GBP|JPY|TRY|BRL|AUD|KRW)(?:_\w+)?$/u;

/** What the prices of a market are in, where its name tells that they are not in dollars. */
export function foreignQuote(symbol: string): string | undefined {
  return NO_DOLLARS.exec(symbol)?.[1];
}

const PARTS = new RegExp(`^(.+?)(${QUOTES.join('|')})(?:_\\w+)?$`, 'u');

/** The coin of a symbol, and the money in which its price is. */
export function symbolParts(symbol: string): { readonly base?: string; readonly quote?: string } {
  const [, base, quote] = PARTS.exec(symbol) ?? [];
  return base === undefined || quote === undefined ? {} : { base, quote };
}
