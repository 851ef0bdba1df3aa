/**
 * Records the tick's decision about the stored parameters.
 *
 * Invariants:
 * - An accepted set is a row, with every value that changed.
 * - Invalid parameters change nothing. The bot sends one alert for each different list of violations, and once an hour at most
 *   for one that comes again: its alert waits until the hour is over, and is not sent if it has ended by then.
 * - A rejection ends with the next valid set.
 */
import type { BotParameters, Overrides, ParameterName } from '../../config.ts';
import { parametersRefusedAlert, type RefusedValue } from '../alerts/alert-texts.ts';
import { raiseAlert, recordEvent, type BotState } from '../bot-state.ts';
import type { ParameterChange } from '../ledger/ledger-events.ts';
import { cutText, shortHash } from '../words.ts';

/** The decision about the stored parameters. */
export type ParameterDecision =
  | { readonly kind: 'unchanged' }
  /** The written parameters could not be read, or wait: an earlier rejection stays. */
  | { readonly kind: 'kept' }
  | { readonly kind: 'accepted'; readonly overrides: Overrides; readonly changes: readonly ParameterChange[] }
  | { readonly kind: 'refused'; readonly violations: readonly RefusedValue[] };

/** Every parameter whose value differs. */
export function changesBetween(
  names: readonly ParameterName[],
  before: BotParameters,
  after: BotParameters,
): readonly ParameterChange[] {
  return names
    .filter((name) => before[name] !== after[name])
    .map((name) => ({ name, from: before[name], to: after[name] }));
}

/** The state with the decision recorded. */
export function noteParameters(state: BotState, decision: ParameterDecision, tickMs: number): BotState {
  switch (decision.kind) {
    case 'unchanged':
      return withoutRefusal(state);
    case 'kept':
      return state;
    case 'accepted': {
      const { changes, overrides } = decision;
      const next = { ...withoutRefusal(state), parameters: overrides };
      return recordEvent(next, { kind: 'parameters-changed', atMs: tickMs, changes });
    }
    case 'refused':
      return noteRefusal(state, decision.violations, tickMs);
  }
}

function withoutRefusal(state: BotState): BotState {
  if (state.refusal === undefined) return state;
  const { refusal: _, ...rest } = state;
  return rest;
}

/** A longer text of a rejection is cut: the item has its limits. */
const TEXT_BYTES_MAX = 600;

/** Every key with its value and the bound that it breaks, in one line. */
export function violationWords(violations: readonly RefusedValue[]): string {
  const all = violations.map(
    ({ key, value, bound }) => `${key} = ${JSON.stringify(value) ?? 'nothing'}: ${bound}`,
  );
  return cutText(all.join('; '), TEXT_BYTES_MAX);
}

function noteRefusal(state: BotState, violations: readonly RefusedValue[], tickMs: number): BotState {
  const text = violationWords(violations);
  const { refusal: before } = state;
  const isSame = before?.text === text;
  if (isSame && before.isHeldBack !== true) return state;
  const words = parametersRefusedAlert(violations, 'the last valid parameters');
  const told = raiseAlert(state, { atMs: tickMs, subject: shortHash(text), ...words });
  const sinceMs = isSame ? before.sinceMs : tickMs;
  return { ...told, refusal: { sinceMs, text, ...(told === state && { isHeldBack: true }) } };
}
