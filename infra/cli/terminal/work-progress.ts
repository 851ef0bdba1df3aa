/**
 * How far is a piece of work of many equal parts? After a second a bar with percent and time left in a terminal; elsewhere a
 * line every ten seconds.
 */
import type { Clock } from '../../../lambda/ports.ts';
import { SECOND_MS } from '../../../lambda/core/units.ts';
import { barBeside, linesAbove, openBars } from './progress.ts';
import { printAside } from './output.ts';
import { count, durationText } from './text-format.ts';

export interface WorkProgress {
  readonly update: (done: number, all: number) => void;
  readonly close: () => void;
}

const LINE_EVERY_MS = 10 * SECOND_MS;

/** From which on work is long. */
const LONG_MS = SECOND_MS;
const REDRAW_EVERY_MS = 100;
/** What stands beside the bar, in practice. */
const TEXT_WIDTH = 60;

/** @param what is counted, such as `sets`. */
export function openWorkProgress(what: string, clock: Clock): WorkProgress {
  const startedMs = clock.nowMs();
  if (!process.stdout.isTTY) return lineProgress(what, clock, startedMs);
  let bar: WorkProgress | undefined;
  let drawnMs = 0;
  const pace = paceOf(clock);
  return {
    update: (done, all) => {
      const nowMs = clock.nowMs();
      pace(done, all);
      if (nowMs - startedMs < LONG_MS || nowMs - drawnMs < REDRAW_EVERY_MS) return;
      drawnMs = nowMs;
      bar ??= openBar(what, pace);
      bar.update(done, all);
    },
    close: () => bar?.close(),
  };
}

function openBar(what: string, pace: Pace): WorkProgress {
  const format = `{bar} {percentage} % · {done} of {all} ${what} · {speed} ${what}/s · {timeLeft}`;
  const bars = openBars(format, barBeside(TEXT_WIDTH));
  const bar = bars.create(1, 0, { done: '0', all: '?', speed: '0', timeLeft: '' });
  return {
    update: (done, all) => {
      bar.setTotal(all);
      const { perSecond, timeLeft } = pace(done, all);
      bar.update(done, { done: count(done), all: count(all), speed: rateText(perSecond), timeLeft });
      // At once: work that waits for nothing leaves no time to a timer.
      bars.update();
    },
    close: linesAbove(bars).close,
  };
}

/** `1,234`, and `0.4` of what takes long each. */
function rateText(perSecond: number): string {
  return perSecond < 10 ? perSecond.toFixed(1) : count(Math.round(perSecond));
}

function lineProgress(what: string, clock: Clock, startedMs: number): WorkProgress {
  let toldMs = startedMs;
  const pace = paceOf(clock);
  return {
    update: (done, all) => {
      const nowMs = clock.nowMs();
      const { timeLeft } = pace(done, all);
      if (nowMs - toldMs < LINE_EVERY_MS) return;
      toldMs = nowMs;
      printAside(`${count(done)} of ${count(all)} ${what} · ${timeLeft}`);
    },
    close: () => {},
  };
}

type Pace = (done: number, all: number) => { readonly perSecond: number; readonly timeLeft: string };

/** By what is done from the first look on: who joins work that is half done has not done that half. */
function paceOf(clock: Clock): Pace {
  let first: { readonly done: number; readonly timeMs: number } | undefined;
  return (done, all) => {
    first ??= { done, timeMs: clock.nowMs() };
    const own = done - first.done;
    const elapsedMs = clock.nowMs() - first.timeMs;
    if (own === 0) return { perSecond: 0, timeLeft: 'time left unknown' };
    const left = durationText((elapsedMs / own) * (all - done));
    return { perSecond: (own / elapsedMs) * SECOND_MS, timeLeft: `${left} left` };
  };
}
