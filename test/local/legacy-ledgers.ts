/**
 * Ledgers as the old bot wrote them, small enough to check by hand: 600 USD of notional each.
 */
type Json = Readonly<Record<string, unknown>>;

/** The keys of the old bot's file and of its positions, in their order. */
export const OLD_KEYS = [
  'balance',
  'initialBalance',
  'dailyStartBalance',
  'dailyPnl',
  'consecutiveLosses',
  'positions',
  'lastReset',
  'tradesThisHour',
  'lastHourReset',
  'pausedUntil',
];
export const OLD_POSITION_KEYS = [
  'id',
  'side',
  'entryPrice',
  'entryTime',
  'collateral',
  'leverage',
  'stopLoss',
  'takeProfit',
  'minProfitTarget',
  'maxProfitTarget',
  'status',
  'exitPrice',
  'exitTime',
  'pnl',
  'reason',
];

let made = 0;

/** A long of 6 units from 100 to 100.15: +0.90 before costs; another trade each time. */
export function oldTrade(changes: Json = {}): Json {
  made += 1;
  return {
    id: `pos-1770343826136-${made}`,
    side: 'Long',
    entryPrice: 100,
    entryTime: Date.parse('2026-02-06T02:10Z'),
    collateral: 30,
    leverage: 20,
    stopLoss: 99.82,
    takeProfit: 100.15,
    minProfitTarget: 30,
    maxProfitTarget: 70,
    status: 'closed',
    exitPrice: 100.15,
    exitTime: Date.parse('2026-02-06T02:12Z'),
    pnl: 0.9,
    reason: 'take-profit',
    ...changes,
  };
}

/** +0.90, +0.30 and −1.08 before costs; the fees of each are 0.60 and a little. */
export const THREE_TRADES = [
  oldTrade(),
  oldTrade({ id: 'pos-2', side: 'Short', exitPrice: 99.95, pnl: 0.3, reason: 'quick-exit-breakeven' }),
  oldTrade({ id: 'pos-3', exitPrice: 99.82, pnl: -1.08, reason: 'stop-loss' }),
];

export function oldLedger(positions: readonly unknown[] = THREE_TRADES, changes: Json = {}): string {
  const ledger = {
    balance: 2000.12,
    initialBalance: 2000,
    dailyStartBalance: 2000,
    dailyPnl: 0.12,
    consecutiveLosses: 1,
    positions,
    lastReset: 1_770_343_689_243,
    tradesThisHour: 3,
    lastHourReset: 1_770_384_749_131,
    pausedUntil: 0,
  };
  return JSON.stringify({ ...ledger, ...changes });
}
