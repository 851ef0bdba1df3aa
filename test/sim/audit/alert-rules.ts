/**
 * Does the operator hear of everything that she has to hear of?
 *
 * - An alert leaves the outbox when the topic has it, or when it is counted and the next one says so.
 * - An id stands for one alert, however often it is sent.
 * - Who halts says so in the same commit; so does who pauses, stops the day, flattens, or sums a day up.
 * - The same words are not said again and again, unless as many rows or commands call for them, and an hour has no more alerts
 *   that can wait than were promised.
 */
import { z } from 'zod';
import type { Commit } from './commit-rules.ts';
import { HOUR_MS, type Looking } from './findings.ts';
import type { RecordedAlert, RecordedRow, RecordedState } from './recorded-items.ts';

const messageSchema = z.object({ id: z.string().min(1) });

/** The alert that belongs to a row. */
const TOLD_BY: Readonly<Partial<Record<RecordedRow['event']['kind'], string>>> = {
  paused: 'paused',
  stopped: 'daily-stop',
  'day-summarised': 'daily-summary',
};
/** What is told at once, however many there are. */
const URGENT: readonly string[] = [
  'daily-stop',
  'halted',
  'unprotected',
  'account-unread',
  'commands-unread',
  'item-too-large',
];
/** Within an hour: what ends and begins again is told anew. A halt may do so as often as it is accepted. */
const SAME_WORDS_MAX = 5;
const WAITING_AN_HOUR = 9;
/** Answers a command: each sender hears that it is obeyed, and then that all is closed, whoever said the same before. */
const ANSWER = 'flattened';

/** What one epoch of one table has told. */
interface Told {
  readonly byWords: Map<string, readonly number[]>;
  waitingMs: readonly number[];
  /** When rows called for an alert of a kind. */
  readonly calledMs: Map<string, readonly number[]>;
  lastMs: number;
}

export class AlertRules {
  private readonly looking: Looking;
  private readonly published: readonly { readonly https: string }[];
  private read = 0;
  /** What was sent, by its id. */
  private readonly sent = new Map<string, string>();
  /** What the rows of the next commit call for. */
  private due: { readonly kind: string; readonly atMs: number }[] = [];
  private readonly told = new Map<string, Told>();

  /** @param published everything that the topic was given so far; it grows. */
  constructor(looking: Looking, published: readonly { readonly https: string }[]) {
    this.looking = looking;
    this.published = published;
  }

  look(): void {
    const { say } = this.looking;
    for (; this.read < this.published.length; this.read += 1) {
      const text = this.published[this.read]?.https ?? '';
      const { id } = messageSchema.parse(JSON.parse(text));
      const before = this.sent.get(id);
      if (before !== undefined && before !== text) say('alert-id-reused', `${id} was sent with other words`);
      this.sent.set(id, before ?? text);
    }
  }

  isPublished(alertId: string): boolean {
    this.look();
    return this.sent.has(alertId);
  }

  /** Whether any alert of a kind has reached the topic. */
  hasTold(kind: string): boolean {
    this.look();
    return [...this.sent.keys()].some((id) => id.endsWith(`-${kind}`));
  }

  /** Before the commit that brings it is judged. */
  row({ event }: RecordedRow): void {
    const kind =
      event.kind === 'operator-command' && event.command.kind === 'flatten' ? ANSWER : TOLD_BY[event.kind];
    if (kind !== undefined) this.due.push({ kind, atMs: event.atMs });
  }

  /** All that is due is judged, or it is of a copy, whose rows were told of where they were made. */
  forgetDue(): void {
    this.due = [];
  }

  committed({ state, before, table }: Commit): void {
    const { say } = this.looking;
    const { outbox, ledger, version } = state;
    const { halted } = ledger;
    const known = new Set(before?.outbox.alerts.map(({ id }) => id));
    const isNewCause = halted !== null && halted.cause !== before?.ledger.halted?.cause;
    // A new epoch of a halted bot has been told of in the one before.
    if (isNewCause && !outbox.alerts.some(({ id, kind }) => kind === 'halted' && !known.has(id))) {
      say('halted-untold', `version ${version} halts without an alert: ${halted.cause}`);
    }
    const fresh = outbox.alerts.filter(({ id }) => !known.has(id));
    for (const due of this.due) {
      if (fresh.some(({ kind }) => kind === due.kind) || isCounted(due, state)) continue;
      say('row-untold', `version ${version} has no alert ${due.kind}`);
    }
    this.judgeRepeats(`${table} ${ledger.epoch}`, fresh);
    this.forgetDue();
    const kept = new Set(outbox.alerts.map(({ id }) => id));
    for (const alert of before?.outbox.alerts ?? []) {
      if (kept.has(alert.id) || isCounted(alert, state) || this.isPublished(alert.id)) continue;
      say('alert-lost', `${alert.id} left the outbox with version ${version}, and was not published`);
    }
  }

  private judgeRepeats(series: string, fresh: readonly RecordedAlert[]): void {
    const { say } = this.looking;
    const told = this.told.get(series) ?? {
      byWords: new Map<string, readonly number[]>(),
      waitingMs: [],
      calledMs: new Map<string, readonly number[]>(),
      lastMs: 0,
    };
    this.told.set(series, told);
    for (const { kind, atMs } of this.due)
      told.calledMs.set(kind, [...(told.calledMs.get(kind) ?? []), atMs]);
    for (const { id, kind: written, laterKind: kind = written, happened, atMs } of fresh) {
      const words = `${kind} ${happened}`;
      const nowMs = Math.max(atMs, told.lastMs);
      const isRecent = (timeMs: number) => timeMs > nowMs - HOUR_MS;
      const inHour = (timesMs: readonly number[] = []) => [...timesMs.filter(isRecent), nowMs];
      const same = inHour(told.byWords.get(words));
      told.lastMs = nowMs;
      told.byWords.set(words, same);
      const called = told.calledMs.get(kind)?.filter(isRecent).length ?? 0;
      const sameMax = kind === ANSWER ? SAME_WORDS_MAX + called : Math.max(SAME_WORDS_MAX, called);
      if (same.length > sameMax && kind !== 'halted') say('alert-repeated', `${id}: ${happened}`);
      if (URGENT.includes(kind)) continue;
      told.waitingMs = inHour(told.waitingMs);
      if (told.waitingMs.length > WAITING_AN_HOUR)
        say('alerts-too-many', `${told.waitingMs.length} by ${id}`);
    }
  }
}

/** Whether a dropped alert is counted, or a later one tells of it. */
export function isCounted(
  { kind, laterKind = kind }: Pick<RecordedAlert, 'kind' | 'laterKind'>,
  state: RecordedState,
): boolean {
  const { heldBack = {}, laterHeldBack = {} } = state.alertLog ?? {};
  const count = (heldBack[laterKind] ?? 0) + (laterHeldBack[laterKind] ?? 0);
  return count > 0 || state.outbox.alerts.some(({ happened }) => happened.includes(`× ${laterKind}`));
}
