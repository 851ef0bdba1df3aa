/**
 * Is a flood of commands removed in the time that it takes?
 *
 * When all is calm, each tick removes a thousand of them, or two megabytes of large ones.
 */
import { isOfFlood } from '../world/desk.ts';
import { MINUTE_MS, type Looking } from './findings.ts';

/** Some large ones take a tick each; and the first ticks may have something else to mend. */
const LEAST_MS = 15 * MINUTE_MS;
const AFTER_MS = 5 * MINUTE_MS;
const REMOVED_A_MINUTE = 1_000;
/** Two requests of a tick read a megabyte each, and the last one of each whole. */
const BYTES_A_MINUTE = 2_000_000;

export class FloodRules {
  private readonly looking: Looking;
  private untilMs: number | undefined;
  private lastCount = 0;

  constructor(looking: Looking) {
    this.looking = looking;
  }

  /** While something happens, nothing lasts. */
  forget(): void {
    this.untilMs = undefined;
  }

  /**
   * @param waiting ids of the commands that wait.
   * @param bytes how large these are together; asked for where a flood begins.
   */
  look(waiting: readonly string[], bytes: () => number): void {
    const count = waiting.filter(isOfFlood).length;
    if (count === 0) {
      this.forget();
      return;
    }
    // Another has come meanwhile.
    if (count > this.lastCount) this.forget();
    this.lastCount = count;
    const { nowMs, say } = this.looking;
    this.untilMs ??= nowMs() + Math.max(LEAST_MS, AFTER_MS + drainsMs(waiting.length, bytes()));
    if (nowMs() > this.untilMs) say('flood-not-drained', `${waiting.length} commands wait`, '');
  }
}

/** Small ones and large ones may lie behind each other. */
function drainsMs(count: number, bytes: number): number {
  return (Math.ceil(count / REMOVED_A_MINUTE) + Math.ceil(bytes / BYTES_A_MINUTE)) * MINUTE_MS;
}
