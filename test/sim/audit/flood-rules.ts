/**
 * Is a flood of commands removed in the time that it takes?
 *
 * When all is calm, each tick removes a thousand of them, or some megabytes.
 */
import { isOfFlood } from '../world/desk.ts';
import { MINUTE_MS, type Looking } from './findings.ts';

/** Some large ones take a tick each; and the first ticks may have something else to mend. */
const LEAST_MS = 15 * MINUTE_MS;
const AFTER_MS = 5 * MINUTE_MS;
const REMOVED_A_MINUTE = 1_000;

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

  /** @param waiting ids of the commands that wait. */
  look(waiting: readonly string[]): void {
    const count = waiting.filter(isOfFlood).length;
    if (count === 0) {
      this.forget();
      return;
    }
    // Another has come meanwhile.
    if (count > this.lastCount) this.forget();
    this.lastCount = count;
    const { nowMs, say } = this.looking;
    const drainsMs = AFTER_MS + Math.ceil(waiting.length / REMOVED_A_MINUTE) * MINUTE_MS;
    this.untilMs ??= nowMs() + Math.max(LEAST_MS, drainsMs);
    if (nowMs() > this.untilMs) say('flood-not-drained', `${waiting.length} commands wait`, '');
  }
}
