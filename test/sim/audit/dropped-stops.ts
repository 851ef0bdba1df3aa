/**
 * Does the sender of a stop hear of it where the bot removes it because it came too late?
 *
 * A pause or flatten that a commit consumes has a row, or has had one: then it was left again. One without a row was dropped, and
 * mail names its sender; once an hour for each sender and kind, and where mail is held back, in a count. In a flood one stands
 * for all, and the flood is told of instead. An older release leaves out of the item what it does not know, such as a count of mail
 * that was held back.
 */
import type { TwinItem } from '../twins/twin-item.ts';
import { isOfFlood } from '../world/desk.ts';
import { isCounted } from './alert-rules.ts';
import type { Commit } from './commit-rules.ts';
import { HOUR_MS, MINUTE_MS, type Looking } from './findings.ts';
import type { OlderRelease } from './older-release.ts';
import { readCommand } from './removal-rules.ts';

/** Once an hour, by the times of ticks. */
const TOLD_AGAIN_MS = HOUR_MS + MINUTE_MS;

export interface DroppedStopTerms extends Looking {
  readonly older: Pick<OlderRelease, 'mayWorkAt'>;
  /** Ids of the commands that wait in a table. */
  readonly waiting: (table: string) => readonly string[];
}

export class DroppedStops {
  private readonly terms: DroppedStopTerms;
  /** How mail names each stop that was left, by its id. */
  private readonly nameOf = new Map<string, string>();
  /** Those that have a row, as `TABLE ID`. */
  private readonly rows = new Set<string>();
  /** Those that were dropped before, in any table: a copy may remember it, and is silent. */
  private readonly dropped = new Set<string>();
  /** When a name was told last. */
  private readonly toldMs = new Map<string, number>();

  constructor(terms: DroppedStopTerms) {
    this.terms = terms;
  }

  left(id: string, item: TwinItem): void {
    const { kind, issuedBy } = readCommand(item) ?? {};
    if (kind === 'pause' || kind === 'flatten') this.nameOf.set(id, `A ${kind} by ${issuedBy} `);
  }

  obeyed(table: string, id: string): void {
    this.rows.add(`${table} ${id}`);
  }

  committed({ table, state, before }: Commit): void {
    const { nowMs, say, waiting, older } = this.terms;
    const known = new Set(before?.consumedCommandIds);
    const isAnswered = (id: string) => this.rows.has(`${table} ${id}`) || this.dropped.has(id);
    for (const id of state.consumedCommandIds) {
      if (known.has(id) || isAnswered(id)) continue;
      const name = this.nameOf.get(id);
      if (name === undefined) continue;
      if (state.outbox.alerts.some(({ happened }) => happened.startsWith(name)))
        this.toldMs.set(name, nowMs());
      if (waiting(table).some(isOfFlood)) continue;
      this.dropped.add(id);
      const isTold = nowMs() - (this.toldMs.get(name) ?? -Infinity) < TOLD_AGAIN_MS;
      if (isTold || older.mayWorkAt(nowMs()) || isCounted({ kind: 'operator-command' }, state)) continue;
      say('stop-dropped-untold', `${id} was removed by version ${state.version}, and nobody is told`);
    }
  }
}
