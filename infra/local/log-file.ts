/**
 * The structured log of a local run, in a file beside its ledger; the deployed bot writes the same lines to CloudWatch.
 *
 * - A line is written whole before the next tick, so that a kill loses none.
 * - A large file is moved aside; one such file stays.
 */
import { closeSync, renameSync, fstatSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { openOwnToAppend } from '../files/owner-only.ts';

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
  let descriptor = openOwnToAppend(file);
  let bytes = fstatSync(descriptor).size;
  return {
    write: (line) => {
      bytes += writeSync(descriptor, `${line}\n`);
      if (bytes < LOG_BYTES_MAX) return;
      closeSync(descriptor);
      renameSync(file, join(folder, 'log.1.jsonl'));
      descriptor = openOwnToAppend(file);
      bytes = 0;
    },
    close: () => closeSync(descriptor),
  };
}
