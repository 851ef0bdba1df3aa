/**
 * The results of another tool's trades after costs, computed in the same way for every tool.
 *
 * - Gross is that of the recorded prices and quantities.
 * - Fees are what the tool recorded; where it recorded none, every fill is taken for a taker fill.
 * - Funding is what the tool recorded, and is left out where it recorded none: nobody knows it.
 * - The recorded prices are those of the fills, unless slippage is asked for.
 */
import {
  feeOfFill,
  grossOfTrade,
  slippageOfEntry,
  slippageOfExit,
  takerEntryPrice,
  takerExitPrice,
  type CostParameters,
} from '../../../lambda/core/fill-model.ts';
import { breakEvenWinRate } from '../../../lambda/core/ledger/win-rate.ts';
import { ZERO_USD, minus, plus, toDollars, usd, type Usd } from '../../../lambda/core/units.ts';
import type { ImportedLedger, ImportedTrade } from '../../imported/imported-trade.ts';
import { InputError } from '../../input-error.ts';

export type ImportCosts = Pick<CostParameters, 'takerFeePct' | 'slippageBps'>;

/** One trade, booked again. */
export interface RebookedTrade {
  readonly trade: ImportedTrade;
  /** From the recorded prices, before any cost. */
  readonly grossUsd: Usd;
  readonly slippageUsd: Usd;
  readonly feesUsd: Usd;
  /** Positive when it was paid; `undefined` where it was not recorded. */
  readonly fundingUsd: Usd | undefined;
  readonly netUsd: Usd;
  /** What the tool should have recorded; `undefined` where it recorded no P&L, or none that can be told. */
  readonly expectedUsd: number | undefined;
  /** Whether it recorded that; `undefined` like the amount. */
  readonly agrees: boolean | undefined;
}

/** The sum of results; a win is a result above zero. */
export interface Earnings {
  readonly trades: number;
  readonly wins: number;
  readonly totalUsd: Usd;
  /** A fraction; `undefined` without trades. */
  readonly winRate: number | undefined;
  /** L / (W + L) of the mean win and the mean other result; `undefined` when either is missing. */
  readonly breakEvenWinRate: number | undefined;
}

export interface ImportedResult {
  readonly trades: readonly RebookedTrade[];
  readonly before: Earnings;
  readonly after: Earnings;
  readonly feesUsd: Usd;
  /** Trades whose fees the tool recorded. */
  readonly feesRecorded: number;
  /** Of the trades of which it is recorded; `undefined` where it is of none. */
  readonly fundingUsd: Usd | undefined;
  readonly fundingRecorded: number;
  readonly slippageUsd: Usd;
  readonly byReason: ReadonlyMap<string, { readonly before: Earnings; readonly after: Earnings }>;
  /** The sum of the recorded P&L; `undefined` where that of a trade is missing. */
  readonly recordedUsd: number | undefined;
  /** Trades whose recorded P&L could be compared, and those of them where it differs. */
  readonly compared: number;
  readonly misrecorded: readonly RebookedTrade[];
  /** The balance that the trades leave; `undefined` while positions are open, whose collateral it may leave out. */
  readonly expectedBalanceUsd: number | undefined;
}

/** More than rounding: an amount of a tool is a double, ours a whole number of 1e-8 USD. */
export const DIFFERENCE_USD = 1e-6;
/** Of a trade of which no reason is recorded. */
export const NO_REASON = 'not recorded';

/** @throws InputError where the amounts cannot be summed exactly. */
export function resultOfImport(ledger: ImportedLedger, costs: ImportCosts): ImportedResult {
  try {
    return summedUp(ledger, costs);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new InputError(`the results of these trades cannot be summed: ${error.message}`, { cause: error });
  }
}

function summedUp(ledger: ImportedLedger, costs: ImportCosts): ImportedResult {
  const { openTrades, balance } = ledger;
  const trades = ledger.trades.map((trade) => rebooked(trade, ledger, costs));
  const reasons = Map.groupBy(trades, ({ trade }) => trade.reason ?? NO_REASON);
  const recorded = ledger.trades.flatMap(({ recordedUsd }) => recordedUsd ?? []);
  const funding = trades.flatMap(({ fundingUsd }) => fundingUsd ?? []);
  const recordedUsd = recorded.reduce((total, each) => total + each, 0);
  return {
    trades,
    ...beforeAndAfter(trades),
    feesUsd: sumOf(trades.map(({ feesUsd }) => feesUsd)),
    feesRecorded: ledger.trades.filter(({ feesUsd }) => feesUsd !== undefined).length,
    fundingUsd: funding.length === 0 ? undefined : sumOf(funding),
    fundingRecorded: funding.length,
    slippageUsd: sumOf(trades.map(({ slippageUsd }) => slippageUsd)),
    byReason: new Map([...reasons].map(([reason, some]) => [reason, beforeAndAfter(some)])),
    recordedUsd: recorded.length === trades.length ? recordedUsd : undefined,
    compared: trades.filter(({ agrees }) => agrees !== undefined).length,
    misrecorded: trades.filter(({ agrees }) => agrees === false),
    expectedBalanceUsd: balance && openTrades === 0 ? balance.initialUsd + recordedUsd : undefined,
  };
}

function rebooked(trade: ImportedTrade, ledger: ImportedLedger, costs: ImportCosts): RebookedTrade {
  const { takerFeePct, slippageBps } = costs;
  const { side, entryPrice, exitPrice, quantity } = trade;
  const grossUsd = grossOfTrade(side, entryPrice, exitPrice, quantity);
  const paid = takerEntryPrice(side, entryPrice, slippageBps);
  const received = takerExitPrice(side, exitPrice, slippageBps);
  const slippageUsd = plus(
    slippageOfEntry(side, entryPrice, paid, quantity),
    slippageOfExit(side, exitPrice, received, quantity),
  );
  const feesUsd =
    trade.feesUsd === undefined
      ? plus(feeOfFill(paid, quantity, takerFeePct), feeOfFill(received, quantity, takerFeePct))
      : usd(trade.feesUsd);
  const fundingUsd = trade.fundingUsd === undefined ? undefined : usd(trade.fundingUsd);
  return {
    trade,
    grossUsd,
    slippageUsd,
    feesUsd,
    fundingUsd,
    netUsd: minus(minus(minus(grossUsd, slippageUsd), feesUsd), fundingUsd ?? ZERO_USD),
    ...comparison(trade, toDollars(grossUsd), ledger),
  };
}

/** The recorded P&L beside that of its own prices and costs. */
function comparison(
  { recordedUsd, feesUsd, fundingUsd = 0, quantity, entryPrice, exitPrice }: ImportedTrade,
  grossUsd: number,
  { recordedIs, amountStepUsd, quantityStep }: ImportedLedger,
): Pick<RebookedTrade, 'expectedUsd' | 'agrees'> {
  const costsUsd = recordedIs === 'gross' ? 0 : feesUsd === undefined ? undefined : feesUsd + fundingUsd;
  if (recordedUsd === undefined || costsUsd === undefined)
    return { expectedUsd: undefined, agrees: undefined };
  const expectedUsd = grossUsd - costsUsd;
  // The P&L is rounded by half a step, and so are the fees in a net one; the quantity may be, beside an exact P&L.
  const stepsUsd = amountStepUsd * (recordedIs === 'gross' ? 0.5 : 1);
  const perUnitUsd = Math.abs(exitPrice - entryPrice) + Math.abs(costsUsd) / quantity;
  const roundedUsd = DIFFERENCE_USD + stepsUsd + (quantityStep / 2) * perUnitUsd;
  return { expectedUsd, agrees: Math.abs(recordedUsd - expectedUsd) <= roundedUsd };
}

function beforeAndAfter(trades: readonly RebookedTrade[]) {
  return {
    before: earningsOf(trades.map(({ grossUsd }) => grossUsd)),
    after: earningsOf(trades.map(({ netUsd }) => netUsd)),
  };
}

export function earningsOf(results: readonly Usd[]): Earnings {
  const wins = results.filter((result) => result > 0);
  const others = results.filter((result) => result <= 0);
  const mean = (some: readonly Usd[]) => toDollars(sumOf(some)) / some.length;
  return {
    trades: results.length,
    wins: wins.length,
    totalUsd: sumOf(results),
    winRate: results.length === 0 ? undefined : wins.length / results.length,
    breakEvenWinRate:
      wins.length === 0 || others.length === 0
        ? undefined
        : breakEvenWinRate(mean(wins), Math.abs(mean(others))),
  };
}

function sumOf(amounts: readonly Usd[]): Usd {
  return amounts.reduce<Usd>(plus, ZERO_USD);
}
