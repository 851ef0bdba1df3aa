/**
 * Between loading and reconciling: does the bot change between paper and real money now?
 *
 * Invariants: nothing changes while anything is open or in flight; with real money preflight has the last word, and what
 * it refuses leaves the parameters in force as they were.
 */
import { changeMode, noteNotAllowed, paperBalance, turnsLive } from '../core/control/mode.ts';
import { modeOf } from '../core/bot-state.ts';
import type { BotState } from '../core/bot-state.ts';
import { isFlat } from '../core/control/epoch.ts';
import { noteParameters, type ParameterDecision } from '../core/control/parameter-changes.ts';
import { failuresOf } from '../core/preflight/preflight.ts';
import { MINUTE_MS } from '../core/units.ts';
import type { BotParameters } from '../config.ts';
import type { Preflight } from '../ports.ts';
import { parametersHeld } from './parameters-in-force.ts';

export interface ModeTerms {
  readonly decision: ParameterDecision;
  readonly parameters: BotParameters;
  readonly tickMs: number;
  /** Absent where the deployment does not allow live. */
  readonly preflight: Preflight | undefined;
}

export interface ModeInForce {
  readonly state: BotState;
  /** In force in this tick. */
  readonly parameters: BotParameters;
}

/** How often an account that was refused is looked at again. */
const LOOK_AGAIN_MINUTES = 5;

/** Notes what was decided about the parameters, and changes the mode where they say so. */
export async function applyModeChange(state: BotState, terms: ModeTerms): Promise<ModeInForce> {
  const { decision, parameters, tickMs, preflight } = terms;
  const noted = () => ({ state: noteParameters(state, decision, tickMs), parameters });
  if (parameters.mode === modeOf(state)) return noted();
  if (parameters.mode === 'live' && preflight === undefined) {
    const settled = noted();
    return turnsLive(decision) ? { ...settled, state: noteNotAllowed(settled.state, tickMs) } : settled;
  }
  if (!isFlat(state)) return noted();
  if (preflight === undefined || parameters.mode === 'paper') {
    const balanceUsd = paperBalance(parameters);
    return { parameters, state: changeMode(noted().state, { to: 'paper', balanceUsd, atMs: tickMs }) };
  }
  const held = parametersHeld(state);
  if (wasRefused(state) && (tickMs / MINUTE_MS) % LOOK_AGAIN_MINUTES !== 0)
    return { state, parameters: held };
  const report = await preflight(parameters);
  if (report.hasPassed && report.walletUsd !== undefined) {
    const { walletUsd: balanceUsd } = report;
    return { parameters, state: changeMode(noted().state, { to: 'live', balanceUsd, atMs: tickMs }) };
  }
  const bound = `${REFUSED_WORDS}: ${failuresOf(report).join('; ')}`;
  const refused: ParameterDecision = { kind: 'refused', violations: [{ key: 'mode', value: 'live', bound }] };
  return { state: noteParameters(state, refused, tickMs), parameters: held };
}

/** Begins the words of a refusal by preflight, by which it is known again. */
const REFUSED_WORDS = 'needs a preflight that has passed';

function wasRefused({ refusal }: BotState): boolean {
  return refusal?.text.includes(REFUSED_WORDS) ?? false;
}
