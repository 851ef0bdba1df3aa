/**
 * `lambda/core/alerts/`: which alerts the operator gets, how many an hour, and their texts.
 *
 * What is its owner told, and how often?
 *
 * Invariants: an alert has an id that is the same when the same tick is run again, and no other alert has; it says what
 * happened, what the bot did and what to do. In any hour at most `ALERTS_PER_HOUR` are sent: whatever can wait gets
 * nine of them, and what it is too many is counted and told by the next one. A stopped day, a halt and an unprotected
 * position are never held back: three are kept for them, and an hour is louder only when more than three of those
 * happen in it. What is about the same thing is told once in an hour.
 */
import { HOUR_MS } from '../units.ts';

/** Stable codes, shared by the bot's item, the topic, logs and tests. */
export const ALERT_KINDS = [
  'daily-stop',
  'paused',
  'halted',
  'unprotected',
  'parameters-refused',
  'credentials-refused',
  'region-refused',
  'missed-ticks',
  'mode-changed',
  'live-not-allowed',
  'flattened',
  'daily-summary',
] as const;
export type AlertKind = (typeof ALERT_KINDS)[number];

/** Plain sentences. */
export interface AlertText {
  readonly kind: AlertKind;
  readonly happened: string;
  readonly did: string;
  /** What the operator should do; a command stands in braces, such as `{resume --accept}`. */
  readonly todo: string;
}

/** A message to the bot's owner, delivered at least once under a stable id. */
export interface Alert extends AlertText {
  readonly id: string;
  readonly atMs: number;
}

export interface NewAlert extends AlertText {
  readonly atMs: number;
  /** What it is about, where that may come up again and again: then it is told once in an hour. */
  readonly subject?: string;
}

/** What is remembered of the alerts that were sent. */
export interface AlertLog {
  /** Number of the last alert. */
  readonly count: number;
  /** Times of those of the hour before the last one, oldest first. */
  readonly sentAtMs: readonly number[];
  /** When each subject of that hour was told. */
  readonly told: Readonly<Record<string, number>>;
  /** Alerts that were too many, and that the next one has to tell of. */
  readonly heldBack: Readonly<Partial<Record<AlertKind, number>>>;
}

export const EMPTY_ALERT_LOG: AlertLog = {
  count: 0,
  sentAtMs: [],
  told: {},
  heldBack: {},
};

export const ALERTS_PER_HOUR = 12;
const KEPT_FOR_URGENT = 3;
const URGENT: readonly AlertKind[] = ['daily-stop', 'halted', 'unprotected'];

export interface Admission {
  readonly log: AlertLog;
  /** `undefined` when it is held back, or told already. */
  readonly words: AlertText | undefined;
}

/** Whether an alert is sent now, and what it has to tell besides. */
export function limitAlertRate(log: AlertLog, { atMs, subject, ...words }: NewAlert): Admission {
  const { kind } = words;
  // What is told of an earlier moment is sent no earlier than the one before.
  const nowMs = Math.max(atMs, log.sentAtMs.at(-1) ?? atMs);
  const isRecent = (timeMs: number) => timeMs > nowMs - HOUR_MS;
  const sentAtMs = log.sentAtMs.filter(isRecent);
  const told = Object.fromEntries(Object.entries(log.told).filter(([, timeMs]) => isRecent(timeMs)));
  const key = subject === undefined ? undefined : `${kind}: ${subject}`;
  if (key !== undefined && told[key] !== undefined) return { log, words: undefined };
  if (!URGENT.includes(kind) && sentAtMs.length >= ALERTS_PER_HOUR - KEPT_FOR_URGENT) {
    const heldBack = { ...log.heldBack, [kind]: (log.heldBack[kind] ?? 0) + 1 };
    return { log: { ...log, heldBack }, words: undefined };
  }
  const next: AlertLog = {
    ...log,
    count: log.count + 1,
    sentAtMs: [...sentAtMs, nowMs],
    told: key === undefined ? told : { ...told, [key]: nowMs },
    heldBack: {},
  };
  return { log: next, words: withHeldBack(words, log.heldBack) };
}

function withHeldBack(words: AlertText, heldBack: AlertLog['heldBack']): AlertText {
  const counts = ALERT_KINDS.flatMap((kind) => {
    const count = heldBack[kind];
    return count === undefined ? [] : [`${count} × ${kind}`];
  });
  if (counts.length === 0) return words;
  const note = `Not sent before this one, because an hour has at most ${ALERTS_PER_HOUR} alerts: ${counts.join(', ')}.`;
  return { ...words, happened: `${words.happened} ${note}` };
}
