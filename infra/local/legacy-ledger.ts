/**
 * Writes our ledger in the format of the bot that came before this one: with the old keys, and `note`, which says where a
 * number means something else. `infra/imported/` reads that format.
 */
import type { BotState } from '../../lambda/core/bot-state.ts';
import type { LedgerRow } from '../../lambda/core/ledger/ledger-events.ts';
import type { ClosedTrade } from '../../lambda/core/ledger/closed-trade.ts';
import type { Position } from '../../lambda/core/ledger/position.ts';
import type { ExitReason } from '../../lambda/core/reasons.ts';
import { HOUR_MS, toDollars } from '../../lambda/core/units.ts';

export const LEGACY_NOTE =
  "the old bot's shape: pnl and dailyPnl are net here, after fees and funding; balance does not set aside the collateral of open positions; stopLoss is the hard stop; an id holds the symbol; tradesThisHour counts the last 3,600 s";

/** The old bot's codes of the exits that both have; the others keep our code. */
const OLD_REASONS: Readonly<Partial<Record<ExitReason, string>>> = {
  target: 'take-profit',
  'hard-stop': 'stop-loss',
  'quick-exit': 'quick-exit-breakeven',
};

/** Our ledger in the old shape; amounts in dollars, times in ms. @param rows of the item's epoch, complete. */
export function legacyLedgerOf({ ledger, tickMs }: BotState, rows: readonly LedgerRow[]) {
  const events = rows.map(({ event }) => event);
  const started = events.find((event) => event.kind === 'started');
  if (started === undefined) throw new Error(`ledger epoch ${ledger.epoch} has no first row`);
  const trades = events.flatMap((event) => (event.kind === 'closed' ? [event.trade] : []));
  const tradesById = new Map(trades.map((trade) => [trade.tradeId, trade]));
  const positions = events.flatMap((event) => (event.kind === 'opened' ? [event.position] : []));
  const nowMs = tickMs ?? started.atMs;
  return {
    note: LEGACY_NOTE,
    balance: toDollars(ledger.balanceUsd),
    initialBalance: toDollars(started.balanceUsd),
    dailyStartBalance: toDollars(ledger.dayStartBalanceUsd),
    dailyPnl: toDollars(ledger.realisedTodayUsd),
    consecutiveLosses: ledger.lossesInARow,
    positions: positions.map((entered) => legacyPosition(entered, tradesById.get(entered.tradeId))),
    lastReset: ledger.dayMs,
    tradesThisHour: ledger.entryTimesMs.filter((timeMs) => nowMs - timeMs < HOUR_MS).length,
    lastHourReset: nowMs - HOUR_MS,
    pausedUntil: ledger.pausedUntilMs,
  };
}

/** @param trade absent while the position is open: so are then the keys of its end. */
function legacyPosition(
  { tradeId, symbol, side, terms, ...entered }: Position,
  trade: ClosedTrade | undefined,
) {
  const position = {
    id: `pos-${entered.filledAtMs}-${symbol}-${tradeId}`,
    side: side === 'long' ? 'Long' : 'Short',
    entryPrice: entered.entryPrice,
    entryTime: entered.filledAtMs,
    collateral: terms.collateralUsd,
    leverage: terms.leverage,
    stopLoss: entered.stopPrice,
    takeProfit: entered.takeProfitPrice,
    minProfitTarget: terms.profitTargetUsd,
    maxProfitTarget: terms.profitCapUsd,
  };
  if (trade === undefined) return { ...position, status: 'open' };
  return {
    ...position,
    status: 'closed',
    exitPrice: trade.exitPrice,
    exitTime: trade.exitTimeMs,
    pnl: toDollars(trade.netUsd),
    reason: OLD_REASONS[trade.reason] ?? trade.reason,
  };
}
