/**
 * Reads the lines of a bot's structured log.
 */
import { open } from 'node:fs/promises';
import { commandLine } from '../../lambda/adapters/command-line.ts';
import { fileFailureWords } from '../files/system-error.ts';
import { InputError } from '../input-error.ts';
import { logFile } from './log-file.ts';
import { readableLine } from '../log-line.ts';

export interface LogSource {
  /** The lines since the last call; at the first, all that exist. */
  next(): Promise<readonly string[]>;
}

/** @throws InputError when the folder has no log. */
export function logOfFolder(folder: string): LogSource {
  let at = 0;
  return {
    next: async () => {
      const handle = await open(logFile(folder)).catch((error: unknown) => {
        throw new InputError(`${folder}: there is no log here yet; \`${commandLine('start')}\` writes one`, {
          cause: error,
        });
      });
      try {
        const { size } = await handle.stat();
        // Begun anew, or moved aside.
        if (size < at) at = 0;
        const { buffer, bytesRead } = await handle
          .read(Buffer.alloc(size - at), 0, size - at, at)
          .catch((error: unknown) => {
            throw new InputError(`${logFile(folder)} cannot be read: ${fileFailureWords(error)}`, {
              cause: error,
            });
          });
        const text = buffer.toString('utf8', 0, bytesRead);
        // A line that is being written waits for its end.
        const whole = text.slice(0, text.lastIndexOf('\n') + 1);
        at += Buffer.byteLength(whole);
        return whole
          .split('\n')
          .filter((line) => line !== '')
          .map(readableLine);
      } finally {
        await handle.close();
      }
    },
  };
}
