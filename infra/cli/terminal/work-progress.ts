/**
 * How far is a piece of work of many equal parts? A bar with percent, speed and time left in a terminal; elsewhere a
 * line every ten seconds.
 */
import type { Clock } from '../../../lambda/ports.ts';
import { SECOND_MS } from '../../../lambda/core/units.ts';
import { linesAbove, openBars } from './progress.ts';
import { printAside } from './output.ts';
import { count, durationText } from './text-format.ts';

export interface WorkProgress {
  readonly update: (done: number, all: number) => void;
  readonly close: () => void;
}

const LINE_EVERY_MS = 10 * SECOND_MS;

/** @param what is counted, such as `sets`. */
export function openWorkProgress(what: string, clock: Clock): WorkProgress {
  const startedMs = clock.nowMs();
  if (!process.stdout.isTTY) return lineProgress(what, clock, startedMs);
  const bars = openBars(`{bar} {percentage} % · {done} of {all} ${what} · {timeLeft}`);
  const bar = bars.create(1, 0, { done: '0', all: '?', timeLeft: '' });
  return {
    update: (done, all) => {
      bar.setTotal(all);
      const timeLeft = timeLeftText(clock.nowMs() - startedMs, done, all);
      bar.update(done, { done: count(done), all: count(all), timeLeft });
    },
    close: linesAbove(bars).close,
  };
}

function lineProgress(what: string, clock: Clock, startedMs: number): WorkProgress {
  let toldMs = startedMs;
  return {
    update: (done, all) => {
      const nowMs = clock.nowMs();
      if (nowMs - toldMs < LINE_EVERY_MS) return;
      toldMs = nowMs;
      printAside(`${count(done)} of ${count(all)} ${what} · ${timeLeftText(nowMs - startedMs, done, all)}`);
    },
    close: () => {},
  };
}

function timeLeftText(elapsedMs: number, done: number, all: number): string {
  return `${durationText((elapsedMs / Math.max(1, done)) * (all - done))} left`;
}
