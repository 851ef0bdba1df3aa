/**
 * Everything that happened in a world, line by line; and one number that stands for all of it.
 *
 * The same seed gives the same lines, on every machine.
 */
import { createHash } from 'node:crypto';

/** Characters that are hashed at once: a call for each line takes longer than what it hashes. */
const HASHED_AT_ONCE = 16_384;

export class Trace {
  private readonly hash = createHash('sha256');
  private unhashed = '';
  private readonly nowMs: () => number;
  private readonly last: string[] = [];
  private readonly keptMax: number;
  length = 0;
  /** Told of each line. */
  onLine: ((line: string) => void) | undefined;

  /** @param keptMax how many of the last lines are kept to be shown. */
  constructor(nowMs: () => number, keptMax: number) {
    this.nowMs = nowMs;
    this.keptMax = keptMax;
  }

  note(words: string): void {
    const line = `${new Date(this.nowMs()).toISOString().slice(5, 23)} ${words}`;
    this.unhashed += `${line}\n`;
    if (this.unhashed.length > HASHED_AT_ONCE) this.catchUp();
    this.length += 1;
    this.onLine?.(line);
    if (this.keptMax === 0) return;
    this.last.push(line);
    if (this.last.length > 2 * this.keptMax) this.last.splice(0, this.last.length - this.keptMax);
  }

  /** The last lines. */
  get tail(): readonly string[] {
    return this.last.slice(-this.keptMax);
  }

  /** Of all lines so far. */
  digest(): string {
    this.catchUp();
    return this.hash.copy().digest('hex').slice(0, 16);
  }

  private catchUp(): void {
    this.hash.update(this.unhashed);
    this.unhashed = '';
  }
}
