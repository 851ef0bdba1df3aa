/**
 * Closed trades in few bytes. Money is exact.
 */
import type { DrawnTrade } from '../../../lambda/charts/drawing/drawn-trade.ts';
import type { ClosedTrade } from '../../../lambda/core/ledger/closed-trade.ts';
import type { Side } from '../../../lambda/core/market.ts';
import { isExitReason } from '../../../lambda/core/reasons.ts';
import { minus, usdFromUnits } from '../../../lambda/core/units.ts';
import {
  decimalsOf,
  differences,
  numbersOf,
  packColumns,
  sums,
  ticksOf,
  unpackColumns,
  type Column,
} from './packed-columns.ts';

export interface PackedTrades {
  /** Of the markets; a trade has a place in them. */
  readonly names: readonly string[];
  /** Why they were left, likewise. */
  readonly reasons: readonly string[];
  readonly priceDecimals: number;
  readonly quantityDecimals: number;
  readonly bytes: Uint8Array;
}

const SIDES: readonly Side[] = ['long', 'short'];

export function packTrades(trades: readonly DrawnTrade[]): PackedTrades {
  const names = [...new Set(trades.map(({ symbol }) => symbol))];
  const reasons = [...new Set(trades.map(({ reason }) => reason))];
  const column = (valueOf: (trade: DrawnTrade) => number): Column => Float64Array.from(trades, valueOf);
  const [entries, exits] = [column(({ entryPrice }) => entryPrice), column(({ exitPrice }) => exitPrice)];
  const quantities = column(({ quantity }) => quantity);
  const priceDecimals = decimalsOf([entries, exits]);
  const quantityDecimals = decimalsOf([quantities]);
  const entryTicks = ticksOf(entries, priceDecimals);
  const bytes = packColumns([
    differences(column(({ tradeId }) => tradeId)),
    column(({ symbol }) => names.indexOf(symbol)),
    column(({ side }) => SIDES.indexOf(side)),
    column(({ reason }) => reasons.indexOf(reason)),
    column(({ ambiguous }) => (ambiguous ? 1 : 0)),
    differences(column(({ entryTimeMs }) => entryTimeMs)),
    column(({ entryTimeMs, exitTimeMs }) => exitTimeMs - entryTimeMs),
    differences(entryTicks),
    ticksOf(exits, priceDecimals).map((tick, k) => tick - entryTicks[k]!),
    ticksOf(quantities, quantityDecimals),
    column(({ grossUsd }) => grossUsd),
    column(({ feesUsd }) => feesUsd),
    column(({ fundingUsd }) => fundingUsd),
  ]);
  return { names, reasons, priceDecimals, quantityDecimals, bytes };
}

/** Those of our own. @throws RangeError for a reason that is none of ours. */
export function unpackClosedTrades(packed: PackedTrades): readonly ClosedTrade[] {
  const trades = unpackTrades(packed);
  if (!trades.every(isClosed)) throw new RangeError('a trade was left for a reason that is not known here');
  return trades;
}

function isClosed(trade: DrawnTrade): trade is ClosedTrade {
  return isExitReason(trade.reason);
}

export function unpackTrades({
  names,
  reasons,
  priceDecimals,
  quantityDecimals,
  bytes,
}: PackedTrades): readonly DrawnTrade[] {
  const [ids, symbolAt, sideAt, reasonAt, ambiguous, entered, held, entries, exits, quantities, ...amounts] =
    unpackColumns(bytes);
  const [gross, fees, funding] = amounts;
  if (
    ids === undefined ||
    symbolAt === undefined ||
    sideAt === undefined ||
    reasonAt === undefined ||
    ambiguous === undefined ||
    entered === undefined ||
    held === undefined ||
    entries === undefined ||
    exits === undefined ||
    quantities === undefined ||
    gross === undefined ||
    fees === undefined ||
    funding === undefined
  )
    throw new RangeError('packed trades have thirteen columns');
  const [tradeIds, entryTimes, entryTicks] = [sums(ids), sums(entered), sums(entries)];
  const entryPrices = numbersOf(entryTicks, priceDecimals);
  const exitPrices = numbersOf(
    exits.map((moved, k) => entryTicks[k]! + moved),
    priceDecimals,
  );
  const coins = numbersOf(quantities, quantityDecimals);
  return Array.from({ length: ids.length }, (_, k) => {
    const [grossUsd, feesUsd, fundingUsd] = [
      usdFromUnits(gross[k]!),
      usdFromUnits(fees[k]!),
      usdFromUnits(funding[k]!),
    ];
    return {
      tradeId: tradeIds[k]!,
      symbol: names[symbolAt[k]!]!,
      side: SIDES[sideAt[k]!]!,
      quantity: coins[k]!,
      entryPrice: entryPrices[k]!,
      entryTimeMs: entryTimes[k]!,
      exitPrice: exitPrices[k]!,
      exitTimeMs: entryTimes[k]! + held[k]!,
      reason: reasons[reasonAt[k]!]!,
      grossUsd,
      feesUsd,
      fundingUsd,
      netUsd: minus(minus(grossUsd, feesUsd), fundingUsd),
      ambiguous: ambiguous[k] === 1,
    };
  });
}
