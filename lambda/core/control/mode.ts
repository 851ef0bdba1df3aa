/**
 * `lambda/core/control/`: what the operator decides about a bot: paper or live, its parameters, a halt and its end,
 * a new epoch.
 *
 * Does the bot trade on paper or with real money, and why does that differ from its parameters?
 *
 * Invariants:
 * - Real money needs two consents: `mode` in the parameters, and `allowLive` of the deployment. One is not enough.
 * - The item says which mode is traded now.
 * - A change of mode needs a flat bot, and begins a new epoch.
 */
import type { BotParameters } from '../../config.ts';
import { liveNotAllowedAlert, modeChangedAlert } from '../alerts/alert-texts.ts';
import { modeOf, raiseAlert, type BotState, type Mode } from '../bot-state.ts';
import { beginEpoch, isFlat } from './epoch.ts';
import { EMPTY_ACCOUNT } from '../paper/paper-account.ts';
import type { ParameterDecision } from './parameter-changes.ts';
import { usd, type Usd } from '../units.ts';

/** Why the bot is on paper though one of the two consents is there; `undefined` when both are, or none. */
export function whyPaper(
  state: BotState,
  { mode }: BotParameters,
  isLiveAllowed: boolean,
): string | undefined {
  if (modeOf(state) === 'live') return undefined;
  if (mode === 'live') {
    if (!isLiveAllowed) return 'mode is live, and the deployment does not allow it';
    return isFlat(state)
      ? 'mode is live, and preflight has not let it through'
      : 'mode is live, and begins when nothing is open';
  }
  return isLiveAllowed ? 'the deployment allows live, and mode is paper' : undefined;
}

/** Whether the parameters that were just accepted changed the mode to live. */
export function turnsLive(decision: ParameterDecision): boolean {
  if (decision.kind !== 'accepted') return false;
  return decision.changes.some(({ name, to }) => name === 'mode' && to === 'live');
}

/** Alerts the operator that the deployment does not allow real money. */
export function noteNotAllowed(state: BotState, tickMs: number): BotState {
  return raiseAlert(state, { atMs: tickMs, ...liveNotAllowedAlert() });
}

/** The flat bot in another mode: a new epoch, and an alert. */
export function changeMode(
  state: BotState,
  { to, balanceUsd, atMs }: { readonly to: Mode; readonly balanceUsd: Usd; readonly atMs: number },
): BotState {
  const account = to === 'live' ? undefined : EMPTY_ACCOUNT;
  const begun = beginEpoch(state, { atMs, balanceUsd, account });
  const words = modeChangedAlert(modeOf(state), to, balanceUsd);
  return raiseAlert(begun, { atMs, ...words });
}

/** The balance of a paper epoch after a live one. */
export function paperBalance({ startingBalanceUsd }: BotParameters): Usd {
  return usd(startingBalanceUsd);
}
