/**
 * Are the parameters in force those of one document, whole?
 *
 * - Those of the item are one of the documents that were ever stored, to the last value, and one within the documented bounds.
 * - When all is calm, they are those of the last one.
 * - A later release has parameters of its own. This one drops them from the item.
 */
import { z } from 'zod';
import { LATER_PARAMETER } from '../world/other-release.ts';
import type { Commit } from './commit-rules.ts';
import { MINUTE_MS, Patience, SECOND_MS, type Looking } from './findings.ts';
import { sameness, type RecordedState } from './recorded-items.ts';
import { DOCUMENTED } from './usual-parameters.ts';

const TWO_TICKS_MS = 2 * MINUTE_MS + 15 * SECOND_MS;
const OUTBOX_FULL = 50;

const documentSchema = z.record(z.string(), z.union([z.number(), z.string()]));
type Values = z.infer<typeof documentSchema>;

export interface ParameterTerms extends Looking {
  /** Every document that was stored, oldest first. */
  readonly documents: () => readonly string[];
}

export class ParameterRules {
  private readonly terms: ParameterTerms;
  private readonly patience = new Patience();

  constructor(terms: ParameterTerms) {
    this.terms = terms;
  }

  committed({ state, before }: Commit): void {
    const parameters = known(state);
    if (parameters === undefined || sameness(parameters) === sameness(before && known(before))) return;
    const isOne = this.terms.documents().some((document) => isOf(document, parameters));
    if (!isOne) this.terms.say('parameters-of-nobody', `${sameness(parameters)} in version ${state.version}`);
  }

  /** While something happens, nothing lasts. */
  forget(): void {
    this.patience.forget();
  }

  look(state: RecordedState): void {
    const { outbox, version } = state;
    const parameters = known(state) ?? {};
    const { nowMs, say, documents } = this.terms;
    const last = documents().at(-1);
    const isWrong = last !== undefined && outbox.rows.length < OUTBOX_FULL && !isOf(last, parameters);
    if (this.patience.lasting('parameters', isWrong, nowMs()) > TWO_TICKS_MS)
      say('parameters-not-taken', `version ${version} has ${sameness(parameters)}`, 'calm');
  }
}

/** What no document of this release can have asked for is left out, where a later one has written the item. */
function known({ parameters, addedLater }: RecordedState): Values | undefined {
  if (parameters === undefined || addedLater === undefined) return parameters;
  return Object.fromEntries(Object.entries(parameters).filter(([name]) => name !== LATER_PARAMETER));
}

function isOf(document: string, parameters: Values): boolean {
  const values = valuesOf(document);
  if (values === undefined || !isValid(values)) return false;
  const names = new Set([...Object.keys(values), ...Object.keys(parameters)]);
  return [...names].every((name) => {
    const usual = DOCUMENTED[name];
    return (values[name] ?? usual) === (parameters[name] ?? usual);
  });
}

function valuesOf(document: string): Values | undefined {
  try {
    return documentSchema.parse(JSON.parse(document));
  } catch {
    return undefined;
  }
}

/** Of what the documents of a world may break: a name that is none, and amounts below their bounds. */
function isValid({ ...values }: Values): boolean {
  const { leverage = 1, collateralUsd = 1 } = values;
  const isKnown = Object.keys(values).every((name) => name in DOCUMENTED);
  return isKnown && Number(leverage) >= 1 && Number(collateralUsd) > 0;
}
