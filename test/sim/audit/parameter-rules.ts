/**
 * Are the parameters in force those of one document, whole?
 *
 * - Those of the item are one of the documents that were ever stored, to the last value, and one within the documented bounds.
 *   A bot that begins with an account that is rejected takes all of it but `mode`: it trades on paper until that is mended.
 * - When all is calm, they are those of the last one. A bot on paper takes none that asks for real money while something is
 *   open: on paper, or in the account, which may be anybody's.
 * - A later release has parameters of its own. This one drops them from the item.
 */
import { z } from 'zod';
import { LATER_PARAMETER } from '../world/other-release.ts';
import type { Commit } from './commit-rules.ts';
import { MINUTE_MS, Patience, SECOND_MS, type Looking } from './findings.ts';
import { sameness, type RecordedState } from './recorded-items.ts';
import { DOCUMENTED } from './usual-parameters.ts';

const TWO_TICKS_MS = 2 * MINUTE_MS + 15 * SECOND_MS;
/** An account that was rejected is looked at again as often as this. */
const LOOK_AGAIN_MS = 5 * MINUTE_MS;
const OUTBOX_FULL = 50;

const documentSchema = z.record(z.string(), z.union([z.number(), z.string()]));
type Values = z.infer<typeof documentSchema>;

/** How much is open in the account. */
type Account = Readonly<Record<'positions' | 'openOrders' | 'openAlgos', { readonly size: number }>>;

export interface ParameterTerms extends Looking {
  /** Every document that was stored, oldest first. */
  readonly documents: () => readonly string[];
  readonly venue: Account;
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
    const begins = before === undefined && state.account !== null;
    const isOne = this.terms
      .documents()
      .some((document) => isOf(document, parameters) || (begins && isButForMode(document, parameters)));
    if (!isOne) this.terms.say('parameters-of-nobody', `${sameness(parameters)} in version ${state.version}`);
  }

  /** While something happens, nothing lasts. */
  forget(): void {
    this.patience.forget();
  }

  look(state: RecordedState): void {
    const { outbox, version, account, refusal } = state;
    const parameters = known(state) ?? {};
    const { nowMs, say, documents, venue } = this.terms;
    const last = documents().at(-1);
    const asksForMoney = account !== null && last !== undefined && valuesOf(last)?.['mode'] === 'live';
    const isHeldBack = asksForMoney && (!isFlat(state) || !isEmpty(venue));
    const isTaken = last === undefined || isOf(last, parameters);
    const isWrong = !isTaken && !isHeldBack && outbox.rows.length < OUTBOX_FULL;
    const boundMs = TWO_TICKS_MS + (asksForMoney ? LOOK_AGAIN_MS : 0);
    if (this.patience.lasting('parameters', isWrong, nowMs()) <= boundMs) return;
    const why = refusal === undefined ? '' : `, and refuses others: ${refusal.text}`;
    say('parameters-not-taken', `version ${version} has ${sameness(parameters)}${why}`, 'calm');
  }
}

function isFlat({ ledger, orders }: RecordedState): boolean {
  return ledger.positions.length + orders.length === 0;
}

function isEmpty({ positions, openOrders, openAlgos }: Account): boolean {
  return positions.size === 0 && openOrders.size === 0 && openAlgos.size === 0;
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

/** The first of a bot that is written live, and whose account is rejected: it begins on paper. */
function isButForMode(document: string, parameters: Values): boolean {
  const { mode, ...values } = valuesOf(document) ?? {};
  return mode === 'live' && isOf(JSON.stringify(values), parameters);
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
