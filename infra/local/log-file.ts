/**
 * The structured log of a local run: what the deployed bot writes to CloudWatch, in a file beside its ledger.
 *
 * Invariants: a line is written whole before the next tick, so that a kill loses none; the file is moved aside when it is
 * large, and one such file is kept.
 */
import { closeSync, openSync, renameSync, fstatSync, writeSync } from 'node:fs';
import { join } from 'node:path';

const LOG_BYTES_MAX = 10 * 1024 * 1024;

export function logFile(folder: string): string {
  return join(folder, 'log.jsonl');
}

export interface LogFile {
  readonly write: (line: string) => void;
  readonly close: () => void;
}

export function openLog(folder: string): LogFile {
  const file = logFile(folder);
  let descriptor = openSync(file, 'a');
  let bytes = fstatSync(descriptor).size;
  return {
    write: (line) => {
      bytes += writeSync(descriptor, `${line}\n`);
      if (bytes < LOG_BYTES_MAX) return;
      closeSync(descriptor);
      renameSync(file, join(folder, 'log.1.jsonl'));
      descriptor = openSync(file, 'a');
      bytes = 0;
    },
    close: () => closeSync(descriptor),
  };
}
