/**
 * A client's wait for an answer, which ends when the line has fallen silent and not by a clock: a busy machine is slow,
 * and takes no answer for a lost one.
 *
 * The timeouts are the client's own; only when they are due is decided here.
 */
import { vi } from 'vitest';
import type { BadLine } from './dynamo-faults.ts';

/** Known by its length among all timeouts of the process, and never over by itself. */
export const PATIENCE_MS = 20 * 86_400_000 + 1;

type Timer = ReturnType<typeof setTimeout>;

/** For one test: all requests with this patience that meet silence on the line are given up, once the others are answered. */
export function givesUpOnSilence(line: BadLine): void {
  const { setTimeout: begin, clearTimeout: end } = globalThis;
  const waiting = new Map<Timer, () => void>();
  let silent = 0;
  const look = () => {
    if (silent === 0 || waiting.size > silent) return;
    silent = 0;
    const all = [...waiting];
    waiting.clear();
    for (const [timer, giveUp] of all) {
      end(timer);
      giveUp();
    }
  };
  line.onSilence = () => {
    silent += 1;
    look();
  };
  vi.stubGlobal(
    'setTimeout',
    (callback: (...rest: unknown[]) => void, durationMs?: number, ...rest: unknown[]) => {
      const timer = begin(callback, durationMs, ...rest);
      if (durationMs === PATIENCE_MS) waiting.set(timer, callback);
      return timer;
    },
  );
  vi.stubGlobal('clearTimeout', (timer: Timer) => {
    end(timer);
    if (waiting.delete(timer)) look();
  });
}
