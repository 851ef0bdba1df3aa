/**
 * Time that passes only where everybody waits: what several functions do at once happens in one order, and in no time.
 */
import { setImmediate } from 'node:timers/promises';
import type { Clock } from '../../lambda/ports.ts';

interface Timer {
  readonly atMs: number;
  readonly wake: () => void;
}

export class VirtualTime implements Clock {
  private timeMs: number;
  /** By time; those of one time in the order in which they were set. */
  private readonly timers: Timer[] = [];

  constructor(startMs: number) {
    this.timeMs = startMs;
  }

  nowMs(): number {
    return this.timeMs;
  }

  sleep(durationMs: number): Promise<void> {
    const atMs = this.timeMs + Math.max(0, durationMs);
    return new Promise((resolve) => {
      const later = this.timers.findIndex((timer) => timer.atMs > atMs);
      this.timers.splice(later < 0 ? this.timers.length : later, 0, { atMs, wake: resolve });
    });
  }

  /** Lets time pass until nobody waits for an earlier moment. */
  async passUntil(untilMs: number): Promise<void> {
    for (;;) {
      // Everything that needs no time is done.
      await setImmediate();
      const [next] = this.timers;
      if (next === undefined || next.atMs > untilMs) break;
      this.timers.shift();
      this.timeMs = Math.max(this.timeMs, next.atMs);
      next.wake();
    }
    this.timeMs = Math.max(this.timeMs, untilMs);
  }
}
