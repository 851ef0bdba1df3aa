/**
 * dynalite in a process of its own, so that it does not take turns with what is measured.
 *
 * It keeps everything in memory, and ends with the process that started it.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { openEmbeddedDynamo } from '../../infra/local/embedded-dynamodb.ts';

export interface DynaliteProcess {
  readonly endpoint: string;
  close(): Promise<void>;
}

/** @throws Error when it ends before it has opened. */
export async function startDynalite(): Promise<DynaliteProcess> {
  const child = fork(fileURLToPath(import.meta.url));
  const exited = once(child, 'exit');
  const [endpoint] = await Promise.race([once(child, 'message'), exited.then(() => [])]);
  return {
    endpoint: z.url({ error: 'dynalite did not start' }).parse(endpoint),
    close: async () => {
      child.disconnect();
      await exited;
    },
  };
}

if (import.meta.main) {
  const { endpoint } = await openEmbeddedDynamo();
  process.once('disconnect', () => process.exit());
  process.send?.(endpoint);
}
