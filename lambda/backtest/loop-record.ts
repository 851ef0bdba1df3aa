/**
 * What an account in a loop has done so far.
 */
import { DENIAL_CODES, type DenialCode } from '../core/reasons.ts';
import { TradeTable } from './trade-table.ts';

export interface LoopRecord {
  /** In the order in which they closed. */
  readonly closed: TradeTable;
  /** Of each entry, by the number of its trade from 1: its symbol's place, and the index of its candle. */
  readonly entries: number[];
  readonly denials: CodeCounts<DenialCode>;
  dailyStops: number;
  /** Of each denial: its symbol's place, the index of its candle, and its code; absent where nobody asks. */
  deniedAt?: (readonly [index: number, k: number, code: DenialCode])[];
}

export function newRecord(symbols: readonly string[]): LoopRecord {
  return {
    closed: new TradeTable(symbols),
    entries: [],
    denials: new CodeCounts(DENIAL_CODES),
    dailyStops: 0,
  };
}

/** The same so far, that goes its own way from here. */
export function copyOfRecord({ closed, entries, denials, dailyStops, deniedAt }: LoopRecord): LoopRecord {
  return {
    closed: closed.copy(),
    entries: [...entries],
    denials: denials.copy(),
    dailyStops,
    ...(deniedAt && { deniedAt: [...deniedAt] }),
  };
}

/** How often each of some codes has come. */
export class CodeCounts<Code extends string> {
  readonly #codes: readonly Code[];
  readonly #counts: Int32Array;

  constructor(codes: readonly Code[], from?: CodeCounts<Code>) {
    this.#codes = codes;
    this.#counts = from === undefined ? new Int32Array(codes.length) : from.#counts.slice();
  }

  copy(): CodeCounts<Code> {
    return new CodeCounts(this.#codes, this);
  }

  add(code: Code): void {
    const index = this.#codes.indexOf(code);
    this.#counts[index] = this.#counts[index]! + 1;
  }

  /** Those that came, in the order of the codes. */
  get counted(): readonly (readonly [Code, number])[] {
    const all = this.#codes.map((code, index) => [code, this.#counts[index]!] as const);
    return all.filter(([, count]) => count > 0);
  }
}
