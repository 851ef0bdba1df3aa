/**
 * Does the operator hear that the parameters are refused as they are stored?
 *
 * - A refusal in other words is told in its commit, or counted. Only where she has heard the same words within the hour may it
 *   wait: parameters that come and go are no news each time.
 * - One that waits is told when that hour is over, while it is still refused and the parameters can be read.
 */
import { isCounted } from './alert-rules.ts';
import type { Commit } from './commit-rules.ts';
import { HOUR_MS, MINUTE_MS, Patience, SECOND_MS, type Looking } from './findings.ts';
import type { OlderRelease } from './older-release.ts';

const KIND = 'parameters-refused';
/** What preflight has refused is looked at every five minutes; then two ticks, and what their requests take. */
const TOLD_LATE_MS = 7 * MINUTE_MS + 15 * SECOND_MS;

export class RefusalRules {
  private readonly looking: Looking;
  private readonly older: OlderRelease;
  /** When words were told last, in whichever table: the operator is the same. */
  private readonly toldMs = new Map<string, number>();
  /** Tables whose refusal waits to be told, by its words. */
  private readonly waiting = new Map<string, string>();
  private readonly patience = new Patience();

  constructor(looking: Looking, older: OlderRelease) {
    this.looking = looking;
    this.older = older;
  }

  /** What is going on: who cannot read the parameters does not know that they are still refused. That they are gone can be read. */
  note(causes: readonly string[]): void {
    if (causes.some((cause) => /^ssm (?!gone)/.test(cause))) this.patience.forget();
  }

  committed({ state, before, table }: Commit): void {
    const { nowMs, say } = this.looking;
    const text = state.refusal?.text;
    const known = new Set(before?.outbox.alerts.map(({ id }) => id));
    const sent = state.outbox.alerts.find(
      ({ id, kind, laterKind = kind }) => laterKind === KIND && !known.has(id),
    );
    // The older release does not know that it waits, and tells it no more.
    const isForgotten = this.older.mayWorkAt(nowMs());
    if (isForgotten || text === undefined || text !== this.waiting.get(table)) this.waiting.delete(table);
    if (text === undefined) return;
    const toldMs = this.toldMs.get(text) ?? -Infinity;
    if (sent !== undefined) this.toldMs.set(text, sent.atMs);
    if (sent !== undefined || isCounted({ kind: KIND }, state)) {
      this.waiting.delete(table);
      return;
    }
    const isHeard = nowMs() - toldMs < HOUR_MS + MINUTE_MS;
    if (text !== before?.refusal?.text) {
      if (!isHeard) say('refusal-untold', `version ${state.version} has no alert ${KIND}`);
      else if (!isForgotten) this.waiting.set(table, text);
    }
    const isOver = this.waiting.has(table) && !isHeard;
    if (this.patience.lasting(table, isOver, nowMs()) > TOLD_LATE_MS)
      say('refusal-untold', `version ${state.version} has not told for an hour: ${text}`, text);
  }
}
