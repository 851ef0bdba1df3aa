/**
 * Is no command removed that no commit has consumed?
 *
 * Of a flood one stands for all that go with it. Among those is no stop that somebody could still be waiting for: the bot is
 * stopped, or it was too late to be obeyed. That may be so where an older release was deployed while it waited: the item then
 * says of no command that it was left, and what is ten minutes older than that release's last tick counts as an old one. So does
 * what is ten minutes older than the first tick of a restored table.
 *
 * Of commands to resume beyond those that a tick takes one stands for all as well, where a stop was taken with the others.
 */
import { z } from 'zod';
import type { TwinItem } from '../twins/twin-item.ts';
import { isOfFlood } from '../world/desk.ts';
import { MINUTE_MS, type Looking } from './findings.ts';
import type { OlderRelease } from './older-release.ts';
import { attribute, type RecordedState } from './recorded-items.ts';

/** What senders' clocks may be off by. */
const LATE_MS = 10 * MINUTE_MS;
const TAKEN_AT_ONCE = 20;

export interface RemovalTerms extends Looking {
  readonly botId: string;
  readonly waitingCommands: (table: string) => readonly string[];
  readonly older: Pick<OlderRelease, 'lastMs'>;
}

/** What the commits of one table have consumed. */
interface Consumed {
  readonly ids: Set<string>;
  /** Those of the last commit. One that is left again after it was removed is consumed again. */
  last: readonly string[];
  /** One was consumed while a flood lay there: it stands for all. It may be one that somebody meant. */
  isFloodTaken: boolean;
  /** They waited when as many were consumed as a tick takes. */
  readonly beyond: Set<string>;
}

const commandSchema = z.looseObject({
  kind: z.string(),
  issuedBy: z.string().optional(),
  issuedAtMs: z.number().optional(),
});

export class RemovalRules {
  private readonly terms: RemovalTerms;
  private readonly consumedIn = new Map<string, Consumed>();
  /** When a restored table was first committed to; `undefined` until then. */
  private readonly beganMs = new Map<string, number | undefined>();

  constructor(terms: RemovalTerms) {
    this.terms = terms;
  }

  /** What lies in a table that was restored. */
  copied(table: string, state: RecordedState): void {
    this.consume(table, state);
    this.beganMs.set(table, undefined);
  }

  committed(table: string, state: RecordedState): void {
    if (this.beganMs.has(table) && this.beganMs.get(table) === undefined)
      this.beganMs.set(table, this.terms.nowMs());
    this.consume(table, state);
  }

  private consume(table: string, { consumedCommandIds }: RecordedState): void {
    const consumed = this.consumedOf(table);
    const fresh = consumedCommandIds.filter((id) => !consumed.last.includes(id));
    for (const id of fresh) consumed.ids.add(id);
    consumed.last = consumedCommandIds;
    if (fresh.length === 0) return;
    const waiting = this.terms.waitingCommands(table);
    if (waiting.some(isOfFlood)) consumed.isFloodTaken = true;
    if (consumedCommandIds.length >= TAKEN_AT_ONCE) for (const id of waiting) consumed.beyond.add(id);
  }

  /** @param state that the table has now. */
  deleted(table: string, item: TwinItem, state: RecordedState | undefined): void {
    const { botId, say } = this.terms;
    const [pk, sk = ''] = [attribute(item, 'pk'), attribute(item, 'sk')];
    const { ids, isFloodTaken, beyond } = this.consumedOf(table);
    if (pk !== `commands#${botId}` || ids.has(sk)) return;
    if (isFloodTaken && (isStopped(state) || !this.mayBeAwaited(table, item))) return;
    if (beyond.has(sk) && isStopped(state) && readCommand(item)?.kind === 'resume') return;
    say('command-lost', `${sk} was removed, and no commit has obeyed it`);
  }

  /** One that nobody can read is a stop, of any time. */
  private mayBeAwaited(table: string, item: TwinItem): boolean {
    const command = readCommand(item);
    if (command === undefined) return true;
    const { kind, issuedAtMs = Infinity } = command;
    const readMs = Math.max(this.terms.older.lastMs(), this.beganMs.get(table) ?? -Infinity);
    return kind !== 'resume' && issuedAtMs >= readMs - LATE_MS;
  }

  private consumedOf(table: string): Consumed {
    const known = this.consumedIn.get(table) ?? {
      ids: new Set(),
      last: [],
      isFloodTaken: false,
      beyond: new Set(),
    };
    this.consumedIn.set(table, known);
    return known;
  }
}

function isStopped(state: RecordedState | undefined): boolean {
  return state !== undefined && state.ledger.operatorPausedSinceMs !== null;
}

/** `undefined` where nobody can. */
export function readCommand(item: TwinItem): z.infer<typeof commandSchema> | undefined {
  return commandSchema.safeParse(jsonOf(attribute(item, 'body'))).data;
}

function jsonOf(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch {
    return undefined;
  }
}
