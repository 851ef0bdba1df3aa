/**
 * `lambda/core/alerts/`: which alerts the operator gets, how many an hour, and their texts.
 *
 * Which alerts does the operator get, and how many an hour?
 *
 * Invariants:
 * - An alert's id is unique, and the same when the same tick is run again.
 * - At most `ALERTS_PER_HOUR` are sent in any hour. Nine of them are for alerts that can wait; those beyond that are
 *   counted, and the next alert names them.
 * - Answers to commands are sent while an hour has had fewer than six alerts: no flood of commands uses up the others.
 * - A day stop, a halt, an unprotected position, an account and commands that cannot be read are never held back. Three alerts
 *   an hour are reserved for them; only more than three of these make an hour exceed its limit.
 * - Alerts about the same subject are sent once an hour, those about money that moved once in 24 hours.
 * - Words are cut, and alerts that wait are bounded: the oldest are dropped, those that are never held back last, counted
 *   like those beyond the limit, and named by the next alert. They never keep the bot from anything.
 */
import { DAY_MS, HOUR_MS } from '../units.ts';
import { cutText, plainText, storedBytes } from '../words.ts';

/** Stable codes, shared by the bot's item, the topic, logs and tests. */
export const ALERT_KINDS = [
  'daily-stop',
  'paused',
  'halted',
  'unprotected',
  'parameters-refused',
  'credentials-refused',
  'region-refused',
  'entries-rejected',
  'account-unread',
  'commands-unread',
  'money-moved',
  'fees-unpriced',
  'missed-ticks',
  'mode-changed',
  'live-not-allowed',
  'flattened',
  'operator-command',
  'daily-summary',
  'item-too-large',
  'other',
] as const;
export type AlertKind = (typeof ALERT_KINDS)[number];

/** Plain sentences. */
export interface AlertText {
  readonly kind: AlertKind;
  readonly happened: string;
  readonly did: string;
  /** For the operator; a command stands in braces, such as `{resume --accept}`. */
  readonly todo: string;
}

/** A message to the operator, delivered at least once under a stable id. */
export interface Alert extends AlertText {
  readonly id: string;
  readonly atMs: number;
}

export interface NewAlert extends AlertText {
  readonly atMs: number;
  /** Alerts of a subject are sent once an hour, or once in 24; without one, each is sent. */
  readonly subject?: string;
}

/** The memory of sent alerts. */
export interface AlertLog {
  /** Number of the last alert. */
  readonly count: number;
  /** Times of those of the hour before the last one, oldest first. */
  readonly sentAtMs: readonly number[];
  /** When each subject was sent that is not sent again yet. */
  readonly told: Readonly<Record<string, number>>;
  /** Alerts beyond the limit, which the next one names. */
  readonly heldBack: Readonly<Partial<Record<AlertKind, number>>>;
}

export const EMPTY_ALERT_LOG: AlertLog = {
  count: 0,
  sentAtMs: [],
  told: {},
  heldBack: {},
};

export const ALERTS_PER_HOUR = 12;
const RESERVED_FOR_URGENT = 3;
const URGENT: readonly AlertKind[] = [
  'daily-stop',
  'halted',
  'unprotected',
  'account-unread',
  'commands-unread',
  'item-too-large',
];

/** Beyond those, for what nobody has asked for. */
const RESERVED_FROM_ANSWERS = 3;
const ANSWERS: readonly AlertKind[] = ['flattened', 'operator-command'];

const ONCE_A_DAY: readonly AlertKind[] = ['money-moved'];

const HAPPENED_BYTES_MAX = 700;
const DID_BYTES_MAX = 250;
const TODO_BYTES_MAX = 250;
const SUBJECT_BYTES_MAX = 60;
/** Further ones forget the oldest, which is then sent again. */
const SUBJECTS_MAX = ALERTS_PER_HOUR;

/** All alerts that wait. */
const ALERTS_BYTES_MAX = 8 * 1024;

export interface Admission {
  readonly log: AlertLog;
  /** `undefined` when it is held back, or its subject was sent within the hour. */
  readonly words: AlertText | undefined;
}

/** Whether an alert is sent now, with a note on those that were held back before it. */
export function limitAlertRate(log: AlertLog, { atMs, subject, ...text }: NewAlert): Admission {
  const words = cutWords(text);
  const { kind } = words;
  // An alert about an earlier moment is sent no earlier than the one before it.
  const nowMs = Math.max(atMs, log.sentAtMs.at(-1) ?? atMs);
  const isRecent = (timeMs: number) => timeMs > nowMs - HOUR_MS;
  const sentAtMs = log.sentAtMs.filter(isRecent);
  const isFresh = (told: string, timeMs: number) => timeMs > nowMs - quietMs(told);
  const told = Object.fromEntries(Object.entries(log.told).filter(([key, timeMs]) => isFresh(key, timeMs)));
  const key = subject === undefined ? undefined : keyOf(kind, subject);
  if (key !== undefined && told[key] !== undefined) return { log, words: undefined };
  const reserved = ANSWERS.includes(kind) ? RESERVED_FROM_ANSWERS : 0;
  if (!URGENT.includes(kind) && sentAtMs.length >= ALERTS_PER_HOUR - RESERVED_FOR_URGENT - reserved) {
    return { log: withUntold(log, kind), words: undefined };
  }
  const next: AlertLog = {
    ...log,
    count: log.count + 1,
    sentAtMs: [...sentAtMs, nowMs].slice(-ALERTS_PER_HOUR),
    told: key === undefined ? told : Object.fromEntries(newestOf({ ...told, [key]: nowMs })),
    heldBack: {},
  };
  return { log: next, words: withHeldBack(words, log.heldBack) };
}

function keyOf(kind: AlertKind, subject: string): string {
  return `${kind}: ${cutText(subject, SUBJECT_BYTES_MAX)}`;
}

/** For how long a subject that was sent is not sent again. */
function quietMs(key: string): number {
  return ONCE_A_DAY.some((kind) => key.startsWith(keyOf(kind, ''))) ? DAY_MS : HOUR_MS;
}

function newestOf(told: AlertLog['told']): readonly (readonly [key: string, timeMs: number])[] {
  return Object.entries(told)
    .toSorted(([, left], [, right]) => left - right)
    .slice(-SUBJECTS_MAX);
}

function cutWords({ kind, happened, did, todo }: AlertText): AlertText {
  return {
    kind,
    happened: cutText(plainText(happened), HAPPENED_BYTES_MAX),
    did: cutText(plainText(did), DID_BYTES_MAX),
    todo: cutText(plainText(todo), TODO_BYTES_MAX),
  };
}

/** One more alert that was not sent. */
export function withUntold(log: AlertLog, kind: AlertKind): AlertLog {
  return { ...log, heldBack: { ...log.heldBack, [kind]: (log.heldBack[kind] ?? 0) + 1 } };
}

export interface Waiting {
  readonly alerts: readonly Alert[];
  readonly log: AlertLog;
}

/** The alerts that go on waiting: where they are too many some are dropped, and counted. */
export function boundWaiting(waiting: Waiting, bytesMax = ALERTS_BYTES_MAX): Waiting {
  let bounded = waiting;
  while (bounded.alerts.length > 0 && storedBytes(bounded.alerts) > bytesMax) bounded = withoutOne(bounded);
  return bounded;
}

/** Without the alert that has waited longest, which is counted; an urgent one only where no other waits. */
function withoutOne({ alerts, log }: Waiting): Waiting {
  const dropped = alerts.find(({ kind }) => !URGENT.includes(kind)) ?? alerts[0];
  if (dropped === undefined) return { alerts, log };
  return { alerts: alerts.filter((alert) => alert !== dropped), log: withUntold(log, dropped.kind) };
}

function withHeldBack(words: AlertText, heldBack: AlertLog['heldBack']): AlertText {
  const counts = ALERT_KINDS.flatMap((kind) => {
    const count = heldBack[kind];
    return count === undefined ? [] : [`${count} × ${kind}`];
  });
  if (counts.length === 0) return words;
  const note = `Not sent before this one, because an hour has at most ${ALERTS_PER_HOUR} alerts and few may wait: ${counts.join(', ')}.`;
  return { ...words, happened: `${words.happened} ${note}` };
}
