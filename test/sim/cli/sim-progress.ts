/**
 * How far it is, and how much longer it takes: on a terminal only.
 */
import { SingleBar } from 'cli-progress';

export interface Progress {
  readonly add: (done: number) => void;
  readonly close: () => void;
}

export function openProgress(total: number, unit: string): Progress {
  if (!process.stderr.isTTY || total === 0) return { add: () => {}, close: () => {} };
  const bar = new SingleBar({
    format: `{bar} {value} of {total} ${unit}, {eta_formatted} left`,
    stream: process.stderr,
    barsize: 24,
    barCompleteChar: '█',
    barIncompleteChar: '░',
    hideCursor: true,
    clearOnComplete: true,
    gracefulExit: false,
    etaBuffer: 20,
  });
  bar.start(total, 0);
  let value = 0;
  return {
    add: (done) => {
      value = Math.min(total, value + done);
      bar.update(value);
    },
    close: () => bar.stop(),
  };
}
