/**
 * Close, start recovery, or hold? The first rule that holds decides.
 *
 * Invariants:
 * - Rules see the tick's price only, in the order below, which is the strategy's.
 * - Nothing is allocated, because the same function scans years of candles.
 */
import { direction, type TradingSessions } from '../market.ts';
import { netIfClosed, type Position } from '../ledger/position.ts';
import type { CostParameters } from '../fill-model.ts';
import type { ExitReason } from '../reasons.ts';
import { judgeRecovery } from '../risk/recovery.ts';
import { isEnding } from '../trading-sessions.ts';
import { SECOND_MS, fractionOfPct, usd, type Usd } from '../units.ts';

/** Reasons by which a tick's own rules close a position: all but those that other parts of the bot give. */
export type RuleExit = Exclude<ExitReason, 'daily-stop' | 'liquidated' | 'flatten' | 'unprotected'>;

export type ExitVerdict = RuleExit | 'start-recovery' | 'hold';

/** When a position is judged. */
export interface JudgedAt {
  /** Scheduled time of this tick; ages are differences of scheduled times. */
  readonly tickMs: number;
  /** Of the market; absent where it has none. */
  readonly sessions: TradingSessions | undefined;
}

/** The action for an open position that could be closed at `price` (bid for a long, ask for a short). */
export function judgeExit(
  position: Position,
  price: number,
  { tickMs, sessions }: JudgedAt,
  cost: CostParameters,
): ExitVerdict {
  return judgeExitAt(position, price, netIfClosed(position, price, cost), tickMs, sessions);
}

/** The same where the net of a close at `price` is known already. */
export function judgeExitAt(
  position: Position,
  price: number,
  netUsd: Usd,
  tickMs: number,
  sessions: TradingSessions | undefined,
): ExitVerdict {
  const { terms, entryPrice, side, recoverySinceMs } = position;
  const moved = direction(side) * (price / entryPrice - 1);
  const ageSeconds = (tickMs - position.decidedAtMs) / SECOND_MS;
  const even = terms.breakeven === 'net' ? netUsd >= 0 : moved >= 0;

  if (moved >= fractionOfPct(terms.targetPct) || netUsd >= usd(terms.profitTargetUsd)) return 'target';
  if (moved <= -fractionOfPct(terms.recoveryStopPct)) return 'hard-stop';
  if (isEnding(sessions, tickMs, terms.sessionEndSeconds)) return 'session-end';
  if (ageSeconds >= terms.maxHoldSeconds) return 'max-hold';

  const recovery = judgeRecovery(terms, recoverySinceMs, moved, even, tickMs);
  if (recovery === 'recovered' || recovery === 'recovery-timeout' || recovery === 'start-recovery')
    return recovery;

  if (ageSeconds >= terms.quickExitSeconds && even) return 'quick-exit';
  return 'hold';
}
