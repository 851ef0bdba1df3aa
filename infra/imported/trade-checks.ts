/**
 * What no ledger of any tool may hold, and how it is told: with the file, the place, what is there and what would be right.
 */
import type { z } from 'zod';
import { PARAMETER_USD_MAX } from '../../lambda/core/units.ts';
import { shown } from '../recordings/candle-file-error.ts';
import { InputError } from '../input-error.ts';
import type { ImportedTrade, TradePart } from './imported-trade.ts';

/** Each of them may be wrong in ten places, and every place is told. */
export const TRADES_MAX = 50_000;
const PROBLEMS_SHOWN = 5;
const TOO_MUCH = 'worth more than 10 million, which cannot be counted exactly';
const DOLLARS = /USD|^DAI$/;

export interface Problem {
  /** Such as `trades[3].exitTime` or `line 4, exit time`. */
  readonly where: string;
  readonly words: string;
  /** What is there; `undefined` for nothing. */
  readonly found: unknown;
}

/** The first of the problems, and how many more. */
export function refusal(title: string, problems: readonly Problem[]): InputError {
  const lines = problems
    .slice(0, PROBLEMS_SHOWN)
    .map(({ where, words, found }) => `  ${where}: ${words}; found ${foundWords(found)}`);
  const more = problems.length > lines.length ? [`  and ${problems.length - lines.length} more`] : [];
  return new InputError([title, ...lines, ...more]);
}

/** @throws InputError before any of them is looked at. */
export function refuseTooMany(count: number, file: string): void {
  if (count <= TRADES_MAX) return;
  throw new InputError(`${file} has ${count} trades, and \`import\` reads at most ${TRADES_MAX}`);
}

/** @param place in words, of a path in the value that was parsed. */
export function problemsOf(
  { issues }: z.ZodError,
  parsed: unknown,
  place: (path: readonly PropertyKey[]) => string,
): readonly Problem[] {
  return issues.map(({ path, message }) => ({
    where: place(path),
    words: message.replace('Invalid input: ', '').replace(/, received .*/, ''),
    found: valueAt(parsed, path),
  }));
}

/** A value as it is told: in quotation marks where it is a text. */
function foundWords(value: unknown): string {
  if (value === undefined) return 'nothing';
  return shown(JSON.stringify(value)).slice(1, -1).replaceAll('\\"', '"');
}

/** `strategy.Mine.trades[3].pair`. */
export function jsonPlace(path: readonly PropertyKey[]): string {
  const words = path.map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`)).join('');
  return words === '' ? 'the file' : words.replace(/^\./, '');
}

export function valueAt(json: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((value, key) => {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    const part: unknown = Reflect.get(value, key);
    return part;
  }, json);
}

/** A trade, and where each part of it stands. */
export interface PlacedTrade {
  readonly trade: ImportedTrade;
  readonly place: (part: TradePart) => Pick<Problem, 'where' | 'found'>;
}

/** @throws InputError naming what cannot have happened, what cannot be counted, and the ids that two trades have. */
export function checkTrades(title: string, file: string, placed: readonly PlacedTrade[]): void {
  const impossible = placed.flatMap(impossibleParts);
  if (impossible.length > 0) throw refusal(title, impossible);
  const first = new Map<string, PlacedTrade>();
  const doubled: Problem[] = [];
  for (const each of placed) {
    const earlier = first.get(each.trade.id);
    if (earlier === undefined) first.set(each.trade.id, each);
    else doubled.push({ ...each.place('id'), words: `that of ${earlier.place('id').where}` });
  }
  if (doubled.length > 0) throw refusal(`${file} has a trade twice; leave each once:`, doubled);
}

function impossibleParts({ trade, place }: PlacedTrade): readonly Problem[] {
  const { quantity, entryPrice, exitPrice, entryTimeMs, exitTimeMs, symbol } = trade;
  const problems: Problem[] = [];
  if (exitTimeMs < entryTimeMs) {
    problems.push({ ...place('exitTimeMs'), words: 'expected a time that is not before the entry' });
  }
  if (!(quantity * Math.max(entryPrice, exitPrice) <= PARAMETER_USD_MAX)) {
    problems.push({ ...place('quantity'), words: TOO_MUCH });
  }
  for (const part of ['recordedUsd', 'feesUsd', 'fundingUsd'] as const) {
    if (!(Math.abs(trade[part] ?? 0) <= PARAMETER_USD_MAX))
      problems.push({ ...place(part), words: TOO_MUCH });
  }
  if (symbol !== undefined && !isInDollars(symbol)) {
    problems.push({
      ...place('symbol'),
      words: 'expected a market whose results are in dollars, such as BTC/USDT',
    });
  }
  return problems;
}

/** Of a market whose name tells in what it is quoted, `ETH/BTC` or `BTC/USD:BTC`; any other is taken at its word. */
function isInDollars(symbol: string): boolean {
  const [, quote = '', settled = quote] = /^[^/]+\/([^/:]+)(?::([^/:-]+))?/.exec(symbol.toUpperCase()) ?? [];
  return quote === '' || [quote, settled].every((currency) => DOLLARS.test(currency));
}
