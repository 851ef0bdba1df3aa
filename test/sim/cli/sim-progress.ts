/**
 * How far it is, and how much longer it takes: on a terminal only. Lines scroll above it, and are there without it, too.
 */
import { MultiBar } from 'cli-progress';
import { printAside, shownLine } from '../../../infra/cli/terminal/output.ts';

export interface Progress {
  readonly add: (done: number) => void;
  readonly line: (text: string) => void;
  readonly close: () => void;
}

export function openProgress(total: number, unit: string): Progress {
  if (!process.stderr.isTTY || total === 0) return { add: () => {}, line: printAside, close: () => {} };
  const bars = new MultiBar({
    format: `{bar} {value} of {total} ${unit}, {eta_formatted} left`,
    stream: process.stderr,
    barsize: 24,
    // Without it long lines above the bar are cut, and the bar with them.
    linewrap: true,
    barCompleteChar: '█',
    barIncompleteChar: '░',
    hideCursor: true,
    clearOnComplete: true,
    gracefulExit: false,
    etaBuffer: 20,
  });
  const bar = bars.create(total, 0);
  let value = 0;
  return {
    add: (done) => {
      value = Math.min(total, value + done);
      bar.update(value);
    },
    line: (text) => bars.log(`${shownLine(text)}\n`),
    close: () => {
      // Lines that were logged since the last redraw would be lost.
      bars.update();
      bars.stop();
    },
  };
}
