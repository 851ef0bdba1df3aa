/**
 * What an account in a loop holds of one symbol: nothing, or a position as the bot would book it.
 *
 * Invariants:
 * - No rule of trading is written here; each step asks the core's.
 * - Opening, judging and closing allocate no position: one is changed in place.
 */
import type { BotParameters } from '../config.ts';
import { feeOfFill, fundingOfPosition, slippageOfEntry, takerEntryPrice } from '../core/fill-model.ts';
import { closedTradeOf, type Close, type ClosedTrade } from '../core/ledger/closed-trade.ts';
import {
  netIfClosed,
  resultOfClose,
  stopPriceOf,
  takeProfitPriceOf,
  type Position,
  type PositionTerms,
} from '../core/ledger/position.ts';
import type { Market, Side } from '../core/market.ts';
import { fundingDue, nothingDueBeforeMs, type RecordedFunding } from '../core/paper/funding-due.ts';
import { worstOfPosition } from '../core/risk/limits.ts';
import { quantityAt } from '../core/risk/sizing.ts';
import { ZERO_USD, fractionOfPct, plus, type Usd } from '../core/units.ts';
import type { Track } from './track.ts';

type OpenPosition = { -readonly [Key in keyof Position]: Position[Key] };

/** What is traded, and by which rules. */
export interface HeldMarket {
  readonly market: Market;
  /** Absent where the rate is assumed. */
  readonly funding: RecordedFunding | undefined;
  readonly terms: PositionTerms;
  readonly parameters: BotParameters;
}

export interface Exit extends Close {
  readonly feePct: number;
}

export class Held {
  isOpen = false;
  /** What was open last, where nothing is. */
  readonly position: OpenPosition;
  /** Its worst loss, as it is at stake. */
  worstUsd = ZERO_USD;
  /** What a close at the open of this minute would leave. */
  netUsd = ZERO_USD;
  readonly #of: HeldMarket;
  /** Funding is charged up to before this moment, and none is due before the other one. */
  #fundedToMs = NaN;
  #fundingFromMs = NaN;

  constructor(of: HeldMarket, from?: Held) {
    this.#of = of;
    this.position = from === undefined ? nothingYet(of) : { ...from.position };
    if (from === undefined) return;
    this.isOpen = from.isOpen;
    this.worstUsd = from.worstUsd;
    this.netUsd = from.netUsd;
    this.#fundedToMs = from.#fundedToMs;
    this.#fundingFromMs = from.#fundingFromMs;
  }

  /** The same, that goes its own way from here. */
  copy(): Held {
    return new Held(this.#of, this);
  }

  /**
   * @param price at which it is decided. @param dueMs the scheduled time of the tick. @param fillMs that of the fill.
   * @returns whether the market takes so little.
   */
  open(tradeId: number, side: Side, price: number, dueMs: number, fillMs: number): boolean {
    const { market, funding, terms, parameters } = this.#of;
    const entryPrice = takerEntryPrice(side, price, parameters.slippageBps);
    const quantity = quantityAt(entryPrice, terms, market);
    if (quantity === undefined) return false;
    const { position } = this;
    position.tradeId = tradeId;
    position.side = side;
    position.quantity = quantity;
    position.entryPrice = entryPrice;
    position.entryFeeUsd = feeOfFill(entryPrice, quantity, parameters.takerFeePct);
    position.fundingUsd = ZERO_USD;
    position.decidedAtMs = dueMs;
    position.filledAtMs = fillMs;
    position.recoverySinceMs = undefined;
    position.stopPrice = stopPriceOf(side, entryPrice, terms, market);
    position.takeProfitPrice = takeProfitPriceOf(side, entryPrice, terms, market);
    position.slippageUsd = slippageOfEntry(side, price, entryPrice, quantity);
    this.isOpen = true;
    this.worstUsd = worstOfPosition(position, parameters);
    this.netUsd = ZERO_USD;
    this.#fundedToMs = fillMs + 1;
    this.#fundingFromMs = nothingDueBeforeMs(funding, this.#fundedToMs);
    return true;
  }

  /** What came due up to this moment, missed times included, at this price. */
  payFunding(price: number, timeMs: number): void {
    if (timeMs < this.#fundingFromMs) return;
    const { funding, parameters } = this.#of;
    const { position } = this;
    const { side, quantity } = position;
    for (const { rate = fractionOfPct(parameters.fundingPct) } of fundingDue(
      funding,
      this.#fundedToMs,
      timeMs,
    )) {
      position.fundingUsd = plus(position.fundingUsd, fundingOfPosition(side, price, quantity, rate));
    }
    this.#fundedToMs = timeMs + 1;
    this.#fundingFromMs = nothingDueBeforeMs(funding, this.#fundedToMs);
  }

  /** What a close at this price would leave. */
  value(price: number): Usd {
    this.netUsd = netIfClosed(this.position, price, this.#of.parameters);
    return this.netUsd;
  }

  close(exit: Exit): ClosedTrade {
    const { position } = this;
    const { exitPrice, feePct } = exit;
    this.isOpen = false;
    const exitFeeUsd = feeOfFill(exitPrice, position.quantity, feePct);
    return closedTradeOf(position, exit, resultOfClose(position, exitPrice, exitFeeUsd));
  }
}

/** Of the symbols that have a price now. @param held by the places of the tracks. */
export function unrealisedUsd(tracks: readonly Track[], held: readonly Held[]): Usd {
  let sumUsd = ZERO_USD;
  for (const { isPriced, index } of tracks) {
    const { isOpen, netUsd } = held[index]!;
    if (isPriced && isOpen) sumUsd = plus(sumUsd, netUsd);
  }
  return sumUsd;
}

function nothingYet({ market, terms }: HeldMarket): OpenPosition {
  return {
    tradeId: 0,
    symbol: market.symbol,
    side: 'long',
    quantity: NaN,
    entryPrice: NaN,
    entryFeeUsd: ZERO_USD,
    fundingUsd: ZERO_USD,
    decidedAtMs: NaN,
    filledAtMs: NaN,
    recoverySinceMs: undefined,
    stopPrice: NaN,
    takeProfitPrice: NaN,
    terms,
    slippageUsd: ZERO_USD,
  };
}
