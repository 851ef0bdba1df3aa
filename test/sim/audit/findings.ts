/**
 * What an auditor has found: each violation once, under a stable name.
 */
import type { Violation } from '../run-report.ts';

export const SECOND_MS = 1_000;
export const MINUTE_MS = 60 * SECOND_MS;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;

/** @param occasion by which one occurrence is told from the next; the words, if absent. */
export type Say = (rule: string, words: string, occasion?: string) => void;

/** What rules look with. */
export interface Looking {
  /** Of the world. */
  readonly nowMs: () => number;
  readonly say: Say;
}

export function findings(
  startMs: number,
  nowMs: () => number,
  report: (violation: Violation) => void,
): Looking {
  const said = new Set<string>();
  const say: Say = (rule, words, occasion = words) => {
    const key = `${rule} ${occasion}`;
    if (said.has(key)) return;
    said.add(key);
    report({ atMs: nowMs() - startMs, rule, words });
  };
  return { nowMs, say };
}

/** Something that may be so for a while, and not for longer. */
export class Patience {
  private readonly sinceMs = new Map<string, number>();

  /** For how long it has been so, in ms; 0 where it is not. */
  lasting(what: string, isSo: boolean, nowMs: number): number {
    if (!isSo) {
      this.sinceMs.delete(what);
      return 0;
    }
    const sinceMs = this.sinceMs.get(what) ?? nowMs;
    this.sinceMs.set(what, sinceMs);
    return nowMs - sinceMs;
  }

  /** What begins so, and is not among these, is over. */
  keepOnly(prefix: string, these: ReadonlySet<string>): void {
    for (const what of this.sinceMs.keys()) {
      if (what.startsWith(`${prefix} `) && !these.has(what)) this.sinceMs.delete(what);
    }
  }

  forget(): void {
    this.sinceMs.clear();
  }
}
