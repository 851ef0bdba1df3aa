/**
 * For which reasons does the exchange reject entries now, and does the operator know?
 *
 * Invariants:
 * - A reason is a code of ours, or the exchange's words: another number in them is no other reason.
 * - The bot sends one alert a UTC day for each reason, on whatever tick or watch step.
 * - A reason stands until an entry is accepted in each of its symbols, and for a day at most.
 * - An entry that was in doubt and never placed counts as rejected: nobody else would tell of it.
 */
import { agreementUnsignedAlert, entriesRejectedAlert } from '../alerts/alert-texts.ts';
import { raiseAlert, type BotState } from '../bot-state.ts';
import type { EntryOrder, Resolution } from '../order.ts';
import type { RejectionCode } from '../reasons.ts';
import type { EntryRejection } from '../standing-failures.ts';
import { DAY_MS, dayStartMs } from '../units.ts';
import { cutText } from '../words.ts';

/** No code of ours and no words of an exchange: the order had no answer. */
const UNANSWERED = 'unanswered';
const UNANSWERED_CAUSE = 'no clear answer came, and the exchange has never placed the order';

/** A post-only entry that the price has left behind is rejected in the course of business, now and then. */
const WOULD_CROSS: RejectionCode = 'would-cross';
const IN_A_ROW_MAX = 2;

/** These have an alert of their own, or halt the bot. */
const TOLD_OTHERWISE: readonly (string | undefined)[] = [
  'credentials',
  'region',
  'reduce-only-account',
  'hedge-mode',
] satisfies readonly RejectionCode[];

/** It has words of its own, and a command that ends it. */
const AGREEMENT_UNSIGNED: RejectionCode = 'agreement-unsigned';

/** Further reasons of a day share one: the item stays small, and so does the mail. */
const REASONS_MAX = 8;
const OTHER_REASON = 'other reasons';

const CAUSE_BYTES_MAX = 200;
const REASON_BYTES_MAX = 120;
/** Where it concerns more symbols, the last ones decide when it is over. */
const SYMBOLS_MAX = 10;

/** A number in an exchange's words, unless it is the code that they begin with. */
const NUMBERS = /(?<!code"?\s*:\s*"?-?[\d.]*)\d[\d.,]*/gi;

/** The reason of a rejection: the same whatever order, price or time the words name. */
export function reasonOf({ code, cause }: { readonly code?: RejectionCode; readonly cause: string }): string {
  return code ?? cutText(cause.replaceAll(NUMBERS, '#'), REASON_BYTES_MAX);
}

/** Whether the operator should know. */
export function isStanding({ reason, symbols, count }: EntryRejection): boolean {
  return symbols.length > 0 && (reason !== WOULD_CROSS || count > IN_A_ROW_MAX);
}

/** Whether the operator has, or gets, an alert about a failure of this code from elsewhere. */
export function isToldOtherwise(code: string | undefined): boolean {
  return TOLD_OTHERWISE.includes(code);
}

/** Whether the exchange rejects these for want of a signature. */
export function isUnsigned({ reason }: Pick<EntryRejection, 'reason'>): boolean {
  return reason === AGREEMENT_UNSIGNED;
}

/** The state after what became of an entry, at once or at a later look. */
export function noteEntry(
  state: BotState,
  { symbol }: Pick<EntryOrder, 'symbol'>,
  resolution: Resolution,
  atMs: number,
): BotState {
  switch (resolution.status) {
    case 'rejected':
      return noteRejection(state, { symbol, reason: reasonOf(resolution), cause: resolution.cause }, atMs);
    case 'never-placed':
      return noteRejection(state, { symbol, reason: UNANSWERED, cause: UNANSWERED_CAUSE }, atMs);
    case 'filled':
    case 'resting':
    case 'expired':
    case 'cancelled':
      return noteAcceptance(state, symbol);
    case 'unknown':
    case 'gone':
      return state;
  }
}

interface Rejected {
  readonly symbol: string;
  readonly reason: string;
  readonly cause: string;
}

function noteRejection(
  state: BotState,
  { symbol, reason: named, cause: words }: Rejected,
  atMs: number,
): BotState {
  const known = state.entryRejections ?? [];
  const isNew = known.every((rejection) => rejection.reason !== named);
  const reason = isNew && known.length >= REASONS_MAX ? OTHER_REASON : named;
  const cause = cutText(words, CAUSE_BYTES_MAX);
  const before = known.find((rejection) => rejection.reason === reason);
  const isAgain = before !== undefined && before.symbols.length > 0;
  const rejection: EntryRejection = {
    ...before,
    reason,
    symbols: [...new Set([...(before?.symbols ?? []), symbol])].slice(-SYMBOLS_MAX),
    count: isAgain ? before.count + 1 : 1,
    sinceMs: isAgain ? before.sinceMs : atMs,
    lastMs: atMs,
    cause,
  };
  const others = known.filter((other) => other !== before);
  const dayMs = dayStartMs(atMs);
  if (!isStanding(rejection) || rejection.alertedDayMs === dayMs)
    return { ...state, entryRejections: [...others, rejection] };
  const next = { ...state, entryRejections: [...others, { ...rejection, alertedDayMs: dayMs }] };
  if (isToldOtherwise(reason)) return next;
  const textOf = reason === AGREEMENT_UNSIGNED ? agreementUnsignedAlert : entriesRejectedAlert;
  return raiseAlert(next, { atMs, ...textOf(symbol, cause) });
}

function noteAcceptance(state: BotState, symbol: string): BotState {
  const known = state.entryRejections;
  if (known === undefined || known.every(({ symbols }) => !symbols.includes(symbol))) return state;
  const entryRejections = known.map((rejection) => ({
    ...rejection,
    symbols: rejection.symbols.filter((other) => other !== symbol),
  }));
  return { ...state, entryRejections };
}

/** Without the reasons that are over and were not told today, and those that have not come up for a day. */
export function withoutOldRejections(state: BotState, tickMs: number): BotState {
  if (state.entryRejections === undefined) return state;
  const { entryRejections: known, ...rest } = state;
  const kept = known.filter(
    ({ symbols, lastMs, alertedDayMs }) =>
      tickMs - lastMs < DAY_MS && (symbols.length > 0 || alertedDayMs === dayStartMs(tickMs)),
  );
  if (kept.length === known.length) return state;
  return kept.length === 0 ? rest : { ...rest, entryRejections: kept };
}
