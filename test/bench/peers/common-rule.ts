/**
 * The rule that all peers trade: the bot's signal, entered at the next open in both directions; target 0.15 %, hard stop
 * 0.25 %, five minutes at most, one position, 600 USD a trade. No costs, no other exits, no rail that would deny anything.
 */
import { parseParameters } from '../../../lambda/config.ts';
import { COSTLESS } from '../costless.ts';

const [TARGET_PCT, STOP_PCT, HOLD_SECONDS] = [0.15, 0.25, 300];
export const [TARGET, STOP, HOLD_MS] = [TARGET_PCT / 100, STOP_PCT / 100, HOLD_SECONDS * 1000];
export const NOTIONAL_USD = 600;

/** Rails are asked as ever, and let everything through. */
const OPEN_RAILS = {
  startingBalanceUsd: 1e7,
  dailyLossUsd: 1e7,
  dailyLossPct: 100,
  lossStreak: 1000,
  pauseMinutes: 0,
  maxTradesPerHour: 600,
};
/** Recovery begins where the hard stop ends it, and breakeven is asked when the hold is over. */
const ONE_EXIT_EACH = {
  targetPct: TARGET_PCT,
  recoveryStopPct: STOP_PCT,
  initialStopPct: STOP_PCT - 1e-9,
  maxHoldSeconds: HOLD_SECONDS,
  quickExitSeconds: HOLD_SECONDS,
};
const SIZE = { collateralUsd: NOTIONAL_USD / 20, leverage: 20, maxPositions: 1 };

/** The parameters with which the bot trades it. */
export const COMMON_RULE = parseParameters({ ...COSTLESS, ...OPEN_RAILS, ...ONE_EXIT_EACH, ...SIZE });
