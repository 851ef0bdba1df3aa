/**
 * How far is a download? A bar in a terminal; elsewhere a line for each file.
 */
import { SECOND_MS } from '../../../lambda/core/units.ts';
import type { Clock } from '../../../lambda/ports.ts';
import { barBeside, linesAbove, openBars, type Progress } from './progress.ts';
import { screenWidth } from './columns.ts';
import { print, shownLine } from './output.ts';
import { bytesText, count, durationText } from './text-format.ts';

export interface DownloadProgress extends Pick<Progress, 'line' | 'close'> {
  /** A file is about to be loaded; so many are to follow it. */
  readonly begin: (name: string, left: number) => void;
  readonly bytes: (bytes: number) => void;
  /** How much of the file is there, from 0 to 1. */
  readonly part: (part: number) => void;
  /** @param text a line of the file. */
  readonly end: (text: string, wasLoaded: boolean) => void;
}

const NARROW = '{bar} {percentage} % · {done} of {files} files · {size} · {speed}/s · {timeLeft}';
const WIDE = `${NARROW} · {name}`;
/** What the text takes of them at most, in practice. */
const NARROW_TEXT = 70;
const WIDE_TEXT = 110;

export function openDownloadProgress(clock: Clock): DownloadProgress {
  if (!process.stdout.isTTY) {
    const nothing = () => {};
    return { begin: nothing, bytes: nothing, part: nothing, end: print, line: print, close: nothing };
  }
  const isWide = screenWidth() > WIDE_TEXT;
  const bars = openBars(isWide ? WIDE : NARROW, barBeside(isWide ? WIDE_TEXT : NARROW_TEXT));
  const startedMs = clock.nowMs();
  let [done, left, loaded, size, part, name] = [0, 0, 0, 0, 0, ''];
  const bar = bars.create(1, 0, {
    done: '0',
    files: '?',
    size: bytesText(0),
    speed: bytesText(0),
    timeLeft: '',
    name,
  });
  const show = () => {
    const files = done + left;
    const elapsedMs = clock.nowMs() - startedMs;
    bar.setTotal(Math.max(1, files));
    bar.update(done + part, {
      done: count(done),
      files: count(files),
      size: bytesText(size),
      speed: bytesText(elapsedMs === 0 ? 0 : (size / elapsedMs) * SECOND_MS),
      timeLeft: timeLeft(elapsedMs, loaded + part, left - part),
      name: shownLine(name),
    });
  };
  return {
    ...linesAbove(bars),
    begin: (next, following) => {
      [name, left, part] = [next, following + 1, 0];
      show();
    },
    bytes: (bytes) => {
      size += bytes;
      show();
    },
    part: (loadedPart) => {
      part = loadedPart;
      show();
    },
    end: (_, wasLoaded) => {
      done += 1;
      left -= 1;
      part = 0;
      if (wasLoaded) loaded += 1;
      show();
    },
  };
}

/** What was there already took no time, and says nothing of the rest. */
function timeLeft(elapsedMs: number, loaded: number, left: number): string {
  return loaded === 0 ? 'time left unknown' : `${durationText((elapsedMs / loaded) * left)} left`;
}
