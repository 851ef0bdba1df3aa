/**
 * Does the operator hear of everything that she has to hear of?
 *
 * - An alert leaves the outbox when the topic has it, or when it is counted and the next one says so.
 * - An id stands for one alert, however often it is sent.
 * - Who halts says so in the same commit.
 */
import { z } from 'zod';
import type { Commit } from './commit-rules.ts';
import type { Looking } from './findings.ts';
import type { RecordedAlert, RecordedState } from './recorded-items.ts';

const messageSchema = z.object({ id: z.string().min(1) });

export class AlertRules {
  private readonly looking: Looking;
  private readonly published: readonly { readonly https: string }[];
  private read = 0;
  /** What was sent, by its id. */
  private readonly sent = new Map<string, string>();

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

  committed({ state, before }: Commit): void {
    const { say } = this.looking;
    const { outbox, ledger, version } = state;
    const { halted } = ledger;
    const known = new Set(before?.outbox.alerts.map(({ id }) => id));
    const isNewCause = halted !== null && halted.cause !== before?.ledger.halted?.cause;
    // A new epoch of a halted bot has been told of in the one before.
    if (isNewCause && !outbox.alerts.some(({ id, kind }) => kind === 'halted' && !known.has(id))) {
      say('halted-untold', `version ${version} halts without an alert: ${halted.cause}`);
    }
    const kept = new Set(outbox.alerts.map(({ id }) => id));
    for (const alert of before?.outbox.alerts ?? []) {
      if (kept.has(alert.id) || isCounted(alert, state) || this.isPublished(alert.id)) continue;
      say('alert-lost', `${alert.id} left the outbox with version ${version}, and was not published`);
    }
  }
}

/** Whether a dropped alert is counted, or a later one tells of it. */
function isCounted({ kind, laterKind = kind }: RecordedAlert, { alertLog, outbox }: RecordedState): boolean {
  const { heldBack = {}, laterHeldBack = {} } = alertLog ?? {};
  const count = (heldBack[laterKind] ?? 0) + (laterHeldBack[laterKind] ?? 0);
  return count > 0 || outbox.alerts.some(({ happened }) => happened.includes(`× ${laterKind}`));
}
