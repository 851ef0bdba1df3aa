/**
 * Did the backtest do what the bot did, to the last digit?
 */
import { expect } from 'vitest';
import type { AccountResult, BacktestResult } from '../../lambda/backtest/backtest.ts';
import type { OracleResult } from '../oracle/bar-model.ts';
import { expectSame, positionInDollars, tradeInDollars } from './oracle-comparison.ts';
import type { Replayed } from './paper-bot.ts';

/** Trades with what each was decided on, denials, days and money. */
export function expectSameAsBot(account: AccountResult, { rows, denied, dailyStops, state }: Replayed): void {
  const trades = rows.flatMap(({ event }) => (event.kind === 'closed' ? [event.trade] : []));
  const entries = rows.flatMap(({ event }) => (event.kind === 'opened' ? [event.decision] : []));
  const { positions: open, balanceUsd } = state.ledger;
  expect({ ...account }).toEqual({ trades, entries, denied, dailyStops, open, balanceUsd });
}

export function expectSameHolds({ held }: BacktestResult, replayed: Replayed): void {
  expect(held).toEqual(replayed.held);
}

/** But for rounding money to 1e-8 dollars. */
export function expectSameAsOracle(account: AccountResult, oracle: OracleResult): void {
  const { trades, denied, dailyStops, open } = account;
  const inDollars = { trades: trades.map(tradeInDollars), open: open.map(positionInDollars) };
  expectSame({ ...inDollars, denied, dailyStops }, oracle);
}
