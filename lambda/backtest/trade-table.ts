/**
 * The trades of a loop, as numbers in two arrays: objects that are kept cost more than all the rest of the loop.
 *
 * Invariant: every trade is read back as it was written, to the last digit.
 */
import type { ClosedTrade } from '../core/ledger/closed-trade.ts';
import { EXIT_REASONS } from '../core/reasons.ts';
import { usdFromUnits } from '../core/units.ts';

const [NUMBERS, CODES] = [9, 4];
const ROWS_AT_FIRST = 1_024;

export class TradeTable {
  length = 0;
  #numbers: Float64Array<ArrayBuffer>;
  #codes: Int32Array<ArrayBuffer>;
  /** Of its tracks, in their order. */
  readonly #symbols: readonly string[];

  constructor(symbols: readonly string[], from?: TradeTable) {
    this.#symbols = symbols;
    this.length = from === undefined ? 0 : from.length;
    this.#numbers = from === undefined ? new Float64Array(NUMBERS * ROWS_AT_FIRST) : from.#numbers.slice();
    this.#codes = from === undefined ? new Int32Array(CODES * ROWS_AT_FIRST) : from.#codes.slice();
  }

  /** The same trades, that go their own way from here. */
  copy(): TradeTable {
    return new TradeTable(this.#symbols, this);
  }

  push(symbolIndex: number, trade: ClosedTrade): void {
    if (this.length * CODES === this.#codes.length) this.#grow();
    const [numbers, codes] = [this.#numbers, this.#codes];
    let at = this.length * NUMBERS;
    numbers[at++] = trade.quantity;
    numbers[at++] = trade.entryPrice;
    numbers[at++] = trade.entryTimeMs;
    numbers[at++] = trade.exitPrice;
    numbers[at++] = trade.exitTimeMs;
    numbers[at++] = trade.grossUsd;
    numbers[at++] = trade.feesUsd;
    numbers[at++] = trade.fundingUsd;
    numbers[at++] = trade.netUsd;
    at = this.length * CODES;
    codes[at++] = trade.tradeId;
    codes[at++] = symbolIndex;
    codes[at++] = EXIT_REASONS.indexOf(trade.reason);
    codes[at++] = (trade.side === 'long' ? 1 : 0) + (trade.ambiguous ? 2 : 0);
    this.length += 1;
  }

  /** In the order in which they were written. */
  trades(): readonly ClosedTrade[] {
    return Array.from({ length: this.length }, (_, row) => this.#tradeAt(row));
  }

  /** The same, each made when it is its turn: who keeps none of them needs no room for all. */
  each(visit: (trade: ClosedTrade) => void): void {
    for (let row = 0; row < this.length; row += 1) visit(this.#tradeAt(row));
  }

  #tradeAt(row: number): ClosedTrade {
    const number = (column: number) => this.#numbers[row * NUMBERS + column]!;
    const code = (column: number) => this.#codes[row * CODES + column]!;
    return {
      tradeId: code(0),
      symbol: this.#symbols[code(1)]!,
      side: (code(3) & 1) === 1 ? 'long' : 'short',
      quantity: number(0),
      entryPrice: number(1),
      entryTimeMs: number(2),
      exitPrice: number(3),
      exitTimeMs: number(4),
      reason: EXIT_REASONS[code(2)]!,
      grossUsd: usdFromUnits(number(5)),
      feesUsd: usdFromUnits(number(6)),
      fundingUsd: usdFromUnits(number(7)),
      netUsd: usdFromUnits(number(8)),
      ambiguous: (code(3) & 2) === 2,
    };
  }

  /** Gives its room back at once, and has no trades any more: the next loop of a thread does not wait for a collection. */
  release(): void {
    this.length = 0;
    this.#numbers = new Float64Array(this.#numbers.buffer.transfer(0));
    this.#codes = new Int32Array(this.#codes.buffer.transfer(0));
  }

  /** In place where there is room: what was outgrown is given back at once. */
  #grow(): void {
    const [numbers, codes] = [this.#numbers.buffer, this.#codes.buffer];
    this.#numbers = new Float64Array(numbers.transfer(2 * numbers.byteLength));
    this.#codes = new Int32Array(codes.transfer(2 * codes.byteLength));
  }
}
