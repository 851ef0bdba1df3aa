/**
 * The fingerprint of a result: its trades and its money, whoever made them, on whatever machine.
 *
 * It is the SHA-256 of the rows below, each ended by a newline. Fields are divided by commas. Amounts are dollars with all
 * eight decimals, prices and quantities the shortest decimal that is read back as the same double, times ms since 1970.
 *
 * - `result,1`: the version of this text.
 * - `trade,SYMBOL,side,quantity,entry time,entry price,exit time,exit price,reason,gross,fees,funding,net`, then
 *   `ambiguous` or nothing: one row a trade, in the order in which they closed.
 * - `open,SYMBOL,side,quantity,entry time,entry price,entry fee,funding`: one row a position that is open at the end, in the
 *   order in which they were opened.
 * - `balance,amount`: at the end, without what is open.
 */
import { createHash } from 'node:crypto';
import { exactDollars, plainDecimal } from '../core/text/decimal-text.ts';
import type { ClosedTrade } from '../core/ledger/closed-trade.ts';
import type { Position } from '../core/ledger/position.ts';
import type { Usd } from '../core/units.ts';

export interface HashedResult {
  readonly trades: readonly ClosedTrade[];
  readonly open: readonly Position[];
  readonly balanceUsd: Usd;
}

/** 64 hexadecimal digits. */
export function resultHash(result: HashedResult): string {
  const digest = createHash('sha256');
  for (const row of resultRows(result)) digest.update(`${row}\n`);
  return digest.digest('hex');
}

/** What is hashed. */
export function* resultRows({ trades, open, balanceUsd }: HashedResult): Generator<string> {
  yield 'result,1';
  for (const trade of trades) yield tradeRow(trade);
  for (const position of open) yield openRow(position);
  yield `balance,${exactDollars(balanceUsd)}`;
}

function tradeRow(trade: ClosedTrade): string {
  const { symbol, side, quantity, entryTimeMs, entryPrice, exitTimeMs, exitPrice, reason } = trade;
  const { grossUsd, feesUsd, fundingUsd, netUsd, ambiguous } = trade;
  const entry = `${symbol},${side},${plainDecimal(quantity)},${entryTimeMs},${plainDecimal(entryPrice)}`;
  const money = [grossUsd, feesUsd, fundingUsd, netUsd].map(exactDollars).join(',');
  return `trade,${entry},${exitTimeMs},${plainDecimal(exitPrice)},${reason},${money},${ambiguous ? 'ambiguous' : ''}`;
}

function openRow(position: Position): string {
  const { symbol, side, quantity, filledAtMs, entryPrice, entryFeeUsd, fundingUsd } = position;
  const entry = `${symbol},${side},${plainDecimal(quantity)},${filledAtMs},${plainDecimal(entryPrice)}`;
  return `open,${entry},${exactDollars(entryFeeUsd)},${exactDollars(fundingUsd)}`;
}
