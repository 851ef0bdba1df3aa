/** Trades of one morning, each with another end. */
import type { ClosedTrade } from '../../lambda/core/ledger/closed-trade.ts';
import { EXIT_REASONS } from '../../lambda/core/reasons.ts';
import { MINUTE_MS, minus, usd } from '../../lambda/core/units.ts';
import { MORNING, closedTrade } from '../charts/samples.ts';

/** The `k`-th of them, six minutes after the one before it. */
export function closedTradeWith(k: number, changes: Partial<ClosedTrade> = {}): ClosedTrade {
  const [grossUsd, feesUsd, fundingUsd] = [usd(k % 3 === 0 ? 1.25 : -0.5), usd(0.6), usd(0)];
  return closedTrade({
    tradeId: k + 1,
    side: k % 2 === 0 ? 'long' : 'short',
    reason: EXIT_REASONS[k % EXIT_REASONS.length]!,
    entryTimeMs: MORNING + k * 6 * MINUTE_MS,
    exitTimeMs: MORNING + (k * 6 + 4) * MINUTE_MS,
    grossUsd,
    feesUsd,
    fundingUsd,
    netUsd: minus(grossUsd, feesUsd),
    ...changes,
  });
}
