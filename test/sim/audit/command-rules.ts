/**
 * Is each command obeyed once, and no old one again?
 *
 * A table that was restored holds commands that waited when its backup was made. One that is younger than the clocks of
 * senders may be off by is what somebody wants now; one that is older was obeyed in the table that was left. A stop counts as
 * young that was so when the table was restored: left there again, it cannot be known from one that is new.
 *
 * An older release drops the memory of commands. A stop that is left again is then obeyed again, if it was young enough when
 * that release came, or later: nobody can know it from one that is new. A resume is not, but by that release itself.
 */
import type { Happening } from '../swarm/happening.ts';
import { MINUTE_MS, type Looking } from './findings.ts';
import type { RecordedRow } from './recorded-items.ts';

/** Ten minutes for clocks, and a tick. */
const LATE_MS = 12 * MINUTE_MS;
/** Of what cannot be read: it may be a stop, and nobody can know how old it is. */
const NO_TIME_MS = 0;

export class CommandRules {
  private readonly looking: Looking;
  /** Tables in which it was obeyed, by its id. */
  private readonly obeyed = new Map<string, Set<string>>();
  /** When a table was restored. */
  private readonly copiedMs = new Map<string, number>();
  /** When an older release last came. */
  private forgottenMs = Infinity;
  /** Until then the older release obeys, which knows no memory of commands. */
  private olderUntilMs = -Infinity;

  constructor(looking: Looking) {
    this.looking = looking;
  }

  onHappening(happening: Happening): void {
    if (happening.kind !== 'release' || happening.release !== 'older') return;
    this.forgottenMs = this.looking.nowMs();
    this.olderUntilMs = Math.max(this.olderUntilMs, this.forgottenMs + happening.forMs);
  }

  row({ event }: RecordedRow, table: string): void {
    if (event.kind !== 'operator-command') return;
    const { say } = this.looking;
    const { id, kind, issuedAtMs } = event.command;
    const tables = this.obeyed.get(id) ?? new Set();
    this.obeyed.set(id, tables);
    const isStop = kind !== 'resume';
    const fromMs = isStop ? (this.copiedMs.get(table) ?? Infinity) : Infinity;
    const lateMs = Math.min(event.atMs, fromMs) - issuedAtMs;
    const isLate = lateMs > LATE_MS && !(isStop && issuedAtMs === NO_TIME_MS);
    const isByOlder = event.atMs >= this.forgottenMs - MINUTE_MS && event.atMs <= this.olderUntilMs;
    const isForgotten = (isStop && issuedAtMs > this.forgottenMs - LATE_MS) || isByOlder;
    if (tables.has(table) && !isForgotten) say('command-obeyed-twice', `${kind} ${id} in ${table}`);
    else if (!tables.has(table) && tables.size > 0 && isLate && !this.isCopied)
      say('command-obeyed-again', `${kind} ${id} in ${table}, ${lateMs} ms after it was issued`);
    tables.add(table);
  }

  private isCopied = false;

  /** The rows of a copy, read as they lie there, are nobody's deeds. */
  copied(table: string, read: () => void): void {
    this.copiedMs.set(table, this.looking.nowMs());
    this.isCopied = true;
    read();
    this.isCopied = false;
  }
}
