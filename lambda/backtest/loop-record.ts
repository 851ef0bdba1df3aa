/**
 * What an account in a loop has done so far.
 */
import { DENIAL_CODES, type DenialCode } from '../core/reasons.ts';
import { TradeTable } from './trade-table.ts';

export interface LoopRecord {
  /** In the order in which they closed. */
  readonly closed: TradeTable;
  /** By the number of its trade, from 1. */
  readonly entries: EntryTable;
  readonly denials: CodeCounts<DenialCode>;
  dailyStops: number;
  /** Of each denial: its symbol's place, the minute of its tick, and its code; absent where nobody asks. */
  deniedAt?: (readonly [index: number, minuteMs: number, code: DenialCode])[];
}

export function newRecord(symbols: readonly string[]): LoopRecord {
  return {
    closed: new TradeTable(symbols),
    entries: new EntryTable(),
    denials: new CodeCounts(DENIAL_CODES),
    dailyStops: 0,
  };
}

/** The same so far, that goes its own way from here. */
export function copyOfRecord({ closed, entries, denials, dailyStops, deniedAt }: LoopRecord): LoopRecord {
  return {
    closed: closed.copy(),
    entries: entries.copy(),
    denials: denials.copy(),
    dailyStops,
    ...(deniedAt && { deniedAt: [...deniedAt] }),
  };
}

export interface EntryRow {
  /** The symbol's place. */
  readonly symbolIndex: number;
  /** Index of the candle that opened then. */
  readonly k: number;
  /** The price and the tick that it was decided on. */
  readonly price: number;
  readonly tickMs: number;
}

const ENTRY_NUMBERS = 4;
const ENTRIES_AT_FIRST = 1_024;

/** Entries as numbers in one array. */
export class EntryTable {
  length = 0;
  #numbers: Float64Array<ArrayBuffer>;

  constructor(from?: EntryTable) {
    this.length = from === undefined ? 0 : from.length;
    this.#numbers =
      from === undefined ? new Float64Array(ENTRY_NUMBERS * ENTRIES_AT_FIRST) : from.#numbers.slice();
  }

  /** The same entries, that go their own way from here. */
  copy(): EntryTable {
    return new EntryTable(this);
  }

  push(symbolIndex: number, k: number, price: number, tickMs: number): void {
    let at = this.length * ENTRY_NUMBERS;
    if (at === this.#numbers.length) this.#grow();
    const numbers = this.#numbers;
    numbers[at++] = symbolIndex;
    numbers[at++] = k;
    numbers[at++] = price;
    numbers[at++] = tickMs;
    this.length += 1;
  }

  rows(): readonly EntryRow[] {
    const number = (row: number, place: number) => this.#numbers[row * ENTRY_NUMBERS + place]!;
    return Array.from({ length: this.length }, (_, row) => ({
      symbolIndex: number(row, 0),
      k: number(row, 1),
      price: number(row, 2),
      tickMs: number(row, 3),
    }));
  }

  /** Gives its room back at once, and has no entries any more. */
  release(): void {
    this.length = 0;
    this.#numbers = new Float64Array(this.#numbers.buffer.transfer(0));
  }

  /** In place where there is room: what was outgrown is given back at once. */
  #grow(): void {
    const { buffer } = this.#numbers;
    this.#numbers = new Float64Array(buffer.transfer(2 * buffer.byteLength));
  }
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
    const codes = this.#codes;
    // By hand: asked for every minute, the array's own search is slower.
    let index = 0;
    while (codes[index] !== code) index += 1;
    this.#counts[index] = this.#counts[index]! + 1;
  }

  /** Those that came, in the order of the codes. */
  get counted(): readonly (readonly [Code, number])[] {
    const all = this.#codes.map((code, index) => [code, this.#counts[index]!] as const);
    return all.filter(([, count]) => count > 0);
  }
}
