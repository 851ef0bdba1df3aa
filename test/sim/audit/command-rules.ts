/**
 * Is each command obeyed once, and no old one again?
 *
 * A table that was restored holds commands that waited when its backup was made. One that is younger than the clocks of
 * senders may be off by is what somebody wants now; one that is older was obeyed in the table that was left. A stop counts as
 * young that was so when the table was restored: left there again, it cannot be known from one that is new.
 *
 * The bot remembers forty commands at most, and forgets stops first: one that is left again, with forty others obeyed since ten minutes
 * before it, is obeyed again. A resume waits for room instead.
 *
 * An older release drops the memory of commands. A stop that somebody leaves again after it was obeyed is then obeyed again, if
 * it was young enough when that release came, or later: nobody can know it from one that is new. A resume is obeyed again by that
 * release itself, and while it is young where that release has obeyed it first. Whoever has left nothing again is obeyed once by any release.
 */
import type { TwinItem } from '../twins/twin-item.ts';
import type { Commit } from './commit-rules.ts';
import { DroppedStops, type DroppedStopTerms } from './dropped-stops.ts';
import { MINUTE_MS, type Looking } from './findings.ts';
import type { OlderRelease } from './older-release.ts';
import { attribute, type RecordedRow } from './recorded-items.ts';

/** Ten minutes for clocks, and a tick. */
const LATE_MS = 12 * MINUTE_MS;
/** Of what cannot be read: it may be a stop, and nobody can know how old it is. */
const NO_TIME_MS = 0;
/** How many commands the bot remembers. */
const REMEMBERED = 40;

export class CommandRules {
  private readonly looking: Looking;
  private readonly older: OlderRelease;
  private readonly dropped: DroppedStops;
  /** When commands were obeyed, by table. */
  private readonly timesMs = new Map<string, number[]>();
  /** When it was obeyed last, by its id and table. */
  private readonly obeyed = new Map<string, Map<string, number>>();
  /** When it was left last, by table and id. */
  private readonly leftMs = new Map<string, number>();
  /** When a table was restored. */
  private readonly copiedMs = new Map<string, number>();

  constructor(terms: Omit<DroppedStopTerms, 'older'>, older: OlderRelease) {
    this.looking = terms;
    this.older = older;
    this.dropped = new DroppedStops({ ...terms, older });
  }

  /** Somebody has put it into a table. */
  left(table: string, item: TwinItem): void {
    const id = attribute(item, 'sk') ?? '';
    this.leftMs.set(`${table} ${id}`, this.looking.nowMs());
    this.dropped.left(id, item);
  }

  committed(commit: Commit): void {
    this.dropped.committed(commit);
  }

  row({ event }: RecordedRow, table: string): void {
    if (event.kind !== 'operator-command') return;
    const { say, nowMs } = this.looking;
    const { id, kind, issuedAtMs } = event.command;
    this.dropped.obeyed(table, id);
    const tables = this.obeyed.get(id) ?? new Map<string, number>();
    this.obeyed.set(id, tables);
    if (this.isCopied) {
      tables.set(table, nowMs());
      return;
    }
    const isStop = kind !== 'resume';
    const fromMs = isStop ? (this.copiedMs.get(table) ?? Infinity) : Infinity;
    const lateMs = Math.min(event.atMs, fromMs) - issuedAtMs;
    const isLate = lateMs > LATE_MS && !(isStop && issuedAtMs === NO_TIME_MS);
    const obeyedMs = tables.get(table) ?? -Infinity;
    const isLeftAgain = (this.leftMs.get(`${table} ${id}`) ?? -Infinity) > obeyedMs;
    const isDisplaced = isStop && isLeftAgain && this.obeyedBeside(table, obeyedMs) >= REMEMBERED;
    const isForgotten = isStop
      ? issuedAtMs > this.older.sinceMs() - LATE_MS
      : this.older.mayWorkAt(obeyedMs) && event.atMs - issuedAtMs <= LATE_MS;
    this.timesMs.set(table, [...(this.timesMs.get(table) ?? []), nowMs()]);
    if (
      tables.has(table) &&
      !isDisplaced &&
      !(isLeftAgain && (isForgotten || this.older.mayWorkAt(event.atMs)))
    )
      say('command-obeyed-twice', `${kind} ${id} in ${table}`);
    else if (!tables.has(table) && tables.size > 0 && isLate)
      say('command-obeyed-again', `${kind} ${id} in ${table}, ${lateMs} ms after it was issued`);
    tables.set(table, nowMs());
  }

  /** How many others were obeyed since so long before it that they were remembered when it was. */
  private obeyedBeside(table: string, obeyedMs: number): number {
    const fromMs = obeyedMs - LATE_MS;
    return (this.timesMs.get(table) ?? []).filter((timeMs) => timeMs >= fromMs).length - 1;
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
