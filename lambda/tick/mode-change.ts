/**
 * Between loading and reconciling: does the bot change between paper and real money now?
 *
 * - Only a flat bot changes: no open position, no order in flight.
 * - With real money preflight has the last word. An account that it rejects changes nothing in the parameters in force.
 */
import {
  changeMode,
  changePlace,
  isElsewhere,
  noteNotAllowed,
  paperBalance,
  turnsLive,
  type NewMode,
} from '../core/control/mode.ts';
import { currencyToBegin } from '../core/control/currency-change.ts';
import { modeOf, type BotState } from '../core/bot-state.ts';
import { isFlat } from '../core/control/epoch.ts';
import { admit } from '../core/item-room.ts';
import { noteParameters, type ParameterDecision } from '../core/control/parameter-changes.ts';
import { failuresOf } from '../core/preflight/preflight.ts';
import { currencyNamed, ledgerCurrency } from '../core/settlement.ts';
import { MINUTE_MS } from '../core/units.ts';
import type { BotParameters } from '../config.ts';
import type { Preflight } from '../ports.ts';
import { parametersHeld } from './parameters-in-force.ts';

export interface ModeTerms {
  readonly decision: ParameterDecision;
  readonly parameters: BotParameters;
  readonly tickMs: number;
  /** Unique to the invocation: it marks an epoch that begins. */
  readonly beginnerId: string;
  /** Of the bot, which settle in one currency. */
  readonly symbols: readonly string[];
  /** Absent where the deployment allows neither live nor demo. */
  readonly preflight: Preflight | undefined;
}

export interface ModeInForce {
  readonly state: BotState;
  /** In force in this tick. */
  readonly parameters: BotParameters;
}

/** How often preflight looks again at an account that it has rejected. */
const LOOK_AGAIN_MINUTES = 5;

/** Notes the decision about the parameters, and changes the mode where they say so. */
export async function applyModeChange(state: BotState, terms: ModeTerms): Promise<ModeInForce> {
  const { decision, parameters, tickMs, preflight, symbols, beginnerId } = terms;
  const currency = currencyNamed(symbols) ?? ledgerCurrency(state.ledger);
  const begins = { atMs: tickMs, beginnerId, currency };
  const noted = () => ({ state: noteParameters(state, decision, tickMs), parameters });
  if (parameters.mode === modeOf(state)) return noted();
  if (parameters.mode === 'live' && preflight === undefined) {
    const current = noted();
    return turnsLive(decision) ? { ...current, state: noteNotAllowed(current.state, tickMs) } : current;
  }
  if (!isFlat(state)) return noted();
  if (preflight === undefined || parameters.mode === 'paper') {
    const mode: NewMode = { to: 'paper', balanceUsd: paperBalance(parameters), ...begins };
    return { parameters, state: whereRoom(noted().state, mode) };
  }
  const held = heldMeanwhile(state, decision, tickMs);
  if (wasRejected(state) && (tickMs / MINUTE_MS) % LOOK_AGAIN_MINUTES !== 0) return held;
  const report = await preflight(parameters);
  if (report.hasPassed && report.walletUsd !== undefined) {
    const mode: NewMode = { to: 'live', balanceUsd: report.walletUsd, ...begins };
    return { parameters, state: whereRoom(noted().state, mode) };
  }
  const bound = `${REJECTED_WORDS}: ${failuresOf(report).join('; ')}`;
  const refused: ParameterDecision = { kind: 'refused', violations: [{ key: 'mode', value: 'live', bound }] };
  return { ...held, state: noteParameters(held.state, refused, tickMs) };
}

/**
 * What is in force while preflight says no: the parameters before. A bot that has just begun has none, and takes the
 * written ones, but for the mode.
 */
function heldMeanwhile(state: BotState, decision: ParameterDecision, tickMs: number): ModeInForce {
  if (state.version > 0 || decision.kind !== 'accepted') return { state, parameters: parametersHeld(state) };
  const { mode: _, ...overrides } = decision.overrides;
  const changes = decision.changes.filter(({ name }) => name !== 'mode');
  const begun =
    changes.length === 0 ? state : noteParameters(state, { ...decision, overrides, changes }, tickMs);
  return { state: begun, parameters: parametersHeld(begun) };
}

/**
 * The flat bot on paper whose deployment was changed between the exchange and its demo, or to symbols that settle in another
 * currency.
 *
 * @throws while the outbox has no room for the row of a new epoch: nothing is decided in the old one at other prices.
 */
export function applyPlaceChange(
  state: BotState,
  {
    parameters,
    tickMs,
    beginnerId,
    symbols,
    isDemo,
  }: Pick<ModeTerms, 'parameters' | 'tickMs' | 'beginnerId' | 'symbols'> & { readonly isDemo: boolean },
): BotState {
  const currency = currencyToBegin(state, symbols);
  if (!isElsewhere(state, isDemo) && currency === undefined) return state;
  const place = { isDemo, balanceUsd: paperBalance(parameters), atMs: tickMs, beginnerId };
  const changed = admit(state, changePlace(state, { ...place, ...(currency && { currency }) }));
  if (changed !== state) return changed;
  throw new Error(`bot ${state.botId}: no new epoch begins before the rows of this one are delivered`);
}

/** The bot in its new mode; in the old one while the outbox has no room for the row of a new epoch. */
function whereRoom(state: BotState, mode: NewMode): BotState {
  return admit(state, changeMode(state, mode));
}

/** Begins the text of a rejection by preflight, which is recognised by it. */
const REJECTED_WORDS = 'needs a preflight that has passed';

function wasRejected({ refusal }: BotState): boolean {
  return refusal?.text.includes(REJECTED_WORDS) ?? false;
}
