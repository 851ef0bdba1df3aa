/**
 * Which parameters are in force in this tick?
 *
 * - Parameters are judged together, and against the markets too.
 * - Invalid ones leave the last valid ones in force.
 * - Parameters that nobody has written yet are the defaults; ones that are gone are invalid.
 * - A change of mode needs a flat bot: no open position, no order in flight.
 * - Changes wait while the outbox has no room for their row.
 */
import {
  DEFAULT_PARAMETERS,
  PARAMETER_NAMES,
  ParameterError,
  completeParameters,
  overridesOf,
  parseParameters,
  type BotParameters,
  type Overrides,
  type Violation,
} from '../config.ts';
import type { BotState } from '../core/bot-state.ts';
import { isFlat } from '../core/control/epoch.ts';
import type { Market } from '../core/market.ts';
import { changesBetween, noteParameters, type ParameterDecision } from '../core/control/parameter-changes.ts';
import { fits } from '../core/item-room.ts';
import type { ParameterReading } from '../ports.ts';

export interface InForce {
  readonly parameters: BotParameters;
  readonly decision: ParameterDecision;
}

/** Those in force before the ones that were read now. */
export function parametersHeld({ parameters = NONE }: BotState): BotParameters {
  return completeParameters(parameters);
}

const UNCHANGED: ParameterDecision = { kind: 'unchanged' };

/** @param state as it was loaded; a bot that is new has only defaults in force. */
export function parametersInForce(
  state: BotState,
  reading: ParameterReading,
  markets: readonly Market[],
): InForce {
  const held = state.parameters ?? NONE;
  switch (reading.status) {
    case 'missing':
      return parametersInForce(state, withoutDocument(state, reading.name), markets);
    case 'unavailable':
      // Invalid parameters may still be written.
      return { parameters: completeParameters(held), decision: keepRefusal(state) };
    case 'refused':
      return {
        parameters: completeParameters(held),
        decision: { kind: 'refused', violations: reading.violations },
      };
    case 'valid': {
      const { parameters } = reading;
      const overrides = overridesCached(parameters);
      if (isSame(held, overrides)) return { parameters, decision: UNCHANGED };
      return accept(state, held, { parameters, overrides }, markets);
    }
  }
}

/**
 * What a missing document stands for. A bot that never had other parameters than the defaults goes on with these; for
 * any other the defaults would be a change that nobody has asked for.
 */
function withoutDocument({ parameters }: Pick<BotState, 'parameters'>, name: string): ParameterReading {
  if (parameters === undefined) return { status: 'valid', parameters: DEFAULT_PARAMETERS };
  const bound = 'must exist: params set writes it anew, with the parameters in force';
  return { status: 'refused', violations: [{ key: name, value: null, bound }] };
}

function accept(
  state: BotState,
  held: Overrides,
  { parameters, overrides }: { readonly parameters: BotParameters; readonly overrides: Overrides },
  markets: readonly Market[],
): InForce {
  const before = completeParameters(held);
  const violations = [...marketViolations(overrides, markets), ...modeViolations(state, before, parameters)];
  if (violations.length > 0) return { parameters: before, decision: { kind: 'refused', violations } };
  const changes = changesBetween(PARAMETER_NAMES, before, parameters);
  const decision: ParameterDecision = { kind: 'accepted', overrides, changes };
  const noted = noteParameters(state, decision, state.tickMs ?? 0);
  if (!fits(noted)) return { parameters: before, decision: keepRefusal(state) };
  return { parameters, decision };
}

function marketViolations(overrides: Overrides, markets: readonly Market[]): readonly Violation[] {
  try {
    parseParameters(overrides, markets);
    return [];
  } catch (error) {
    if (error instanceof ParameterError) return error.violations;
    throw error;
  }
}

function modeViolations(state: BotState, before: BotParameters, after: BotParameters): readonly Violation[] {
  if (before.mode === after.mode || isFlat(state)) return [];
  const bound = 'changes only while nothing is open and nothing in flight';
  return [{ key: 'mode', value: after.mode, bound }];
}

const NONE: Overrides = {};

/** A rejection of which nothing new is known stays as it is. */
function keepRefusal({ refusal }: BotState): ParameterDecision {
  return refusal === undefined ? UNCHANGED : { kind: 'kept' };
}

const overridesOfParameters = new WeakMap<BotParameters, Overrides>();

/** Most ticks have the same objects, which need not be compared name by name. */
function overridesCached(parameters: BotParameters): Overrides {
  const known = overridesOfParameters.get(parameters);
  if (known !== undefined) return known;
  const written = overridesOf(parameters);
  const overrides = Object.keys(written).length === 0 ? NONE : written;
  overridesOfParameters.set(parameters, overrides);
  return overrides;
}

function isSame(left: Overrides, right: Overrides): boolean {
  return left === right || PARAMETER_NAMES.every((name) => left[name] === right[name]);
}
