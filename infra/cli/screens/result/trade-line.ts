/**
 * A closed trade on one line, while a run goes on.
 */
import type { ClosedTrade } from '../../../../lambda/core/ledger/closed-trade.ts';
import { MINUTE_MS, minus, plus, type Usd } from '../../../../lambda/core/units.ts';
import type { TickReport } from '../../../../lambda/tick-report.ts';
import { gain, minute, money } from '../../terminal/text-format.ts';
import { fundingWords } from './figure-lines.ts';

/** With costs and funding. */
const TRADE_WIDTH = 125;

/** One closed trade on one line, with the balance it left; where that is narrow, without its costs. */
export function tradeLine(trade: ClosedTrade, balanceUsd: Usd, width = Infinity): string {
  const { exitTimeMs, entryTimeMs, symbol, side, reason, grossUsd, feesUsd, fundingUsd, netUsd } = trade;
  const minutes = Math.round((exitTimeMs - entryTimeMs) / MINUTE_MS);
  const isWide = width >= TRADE_WIDTH;
  const costs = [
    `gross ${money(grossUsd).padStart(6)}`,
    `fees ${money(feesUsd)}`,
    ...(fundingUsd === 0 ? [] : [fundingWords(fundingUsd)]),
  ];
  const cells = [
    isWide ? minute(exitTimeMs) : minute(exitTimeMs).slice('2025-'.length),
    symbol.padEnd(7),
    side.padEnd(5),
    `${minutes} min`.padStart(6),
    reason.padEnd(16),
    ...(isWide ? costs : []),
    gain(netUsd, `net ${money(netUsd).padStart(6)}`),
    `balance ${money(balanceUsd)}`,
  ];
  return cells.join(' ');
}

/** The trades that a tick closed, each with the balance after it. */
export function closedTradeLines({ rows, state }: TickReport, width: number): readonly string[] {
  const trades = rows
    .map(({ event }) => event)
    .flatMap((event) => (event.kind === 'closed' ? [event.trade] : []));
  let balanceUsd = trades.reduce((before, { netUsd }) => minus(before, netUsd), state.ledger.balanceUsd);
  return trades.map((trade) => {
    balanceUsd = plus(balanceUsd, trade.netUsd);
    return tradeLine(trade, balanceUsd, width);
  });
}
