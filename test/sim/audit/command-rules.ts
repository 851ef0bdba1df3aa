/**
 * Is each command obeyed once, and no old one again?
 *
 * A table that was restored holds commands that waited when its backup was made. One that is younger than the clocks of
 * senders may be off by is what somebody wants now; one that is older was obeyed in the table that was left.
 */
import { MINUTE_MS, type Looking } from './findings.ts';
import type { RecordedRow } from './recorded-items.ts';

/** Ten minutes for clocks, and a tick. */
const LATE_MS = 12 * MINUTE_MS;

export class CommandRules {
  private readonly looking: Looking;
  /** Tables in which it was obeyed, by its id. */
  private readonly obeyed = new Map<string, Set<string>>();

  constructor(looking: Looking) {
    this.looking = looking;
  }

  row({ event }: RecordedRow, table: string): void {
    if (event.kind !== 'operator-command') return;
    const { say } = this.looking;
    const { id, kind, issuedAtMs } = event.command;
    const tables = this.obeyed.get(id) ?? new Set();
    this.obeyed.set(id, tables);
    const lateMs = event.atMs - issuedAtMs;
    if (tables.has(table)) say('command-obeyed-twice', `${kind} ${id} in ${table}`);
    else if (tables.size > 0 && lateMs > LATE_MS && !this.isCopied)
      say('command-obeyed-again', `${kind} ${id} in ${table}, ${lateMs} ms after it was issued`);
    tables.add(table);
  }

  private isCopied = false;

  /** The rows of a copy, read as they lie there, are nobody's deeds. */
  copied(read: () => void): void {
    this.isCopied = true;
    read();
    this.isCopied = false;
  }
}
