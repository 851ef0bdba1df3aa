/**
 * Ctrl-C as a signal that ends a command.
 *
 * - The first one asks for an end, with what there is so far.
 * - One Ctrl-C may come twice: a terminal sends it to every process of its group, and npm, `timeout` and the launcher pass
 *   on what they get. How much later the copy comes is up to the machine. So the second one only sets a time in which the
 *   end has to come; the third one is certainly meant, and is the end.
 * - Where the output is lost, as when `head` has read enough, nobody waits for more: that asks for an end as well.
 */
import { constants } from 'node:os';
import { complain } from './output.ts';

/** After the second one: a person waits for two seconds at most. */
const END_WITHIN_MS = 1_500;

type Interruption = 'SIGINT' | 'SIGTERM';

/** The exit code is that of any process which such a signal has ended. */
function endNow(name: Interruption): never {
  complain('ended before it was done, because it was interrupted again');
  // oxlint-disable-next-line unicorn/no-process-exit -- whatever it waits for
  process.exit(128 + constants.signals[name]);
}

/** Aborts on the first Ctrl-C, or where the output is lost; the second one ends the process soon, the third one at once. */
export function interruptible(end: (name: Interruption) => void = endNow): AbortSignal {
  const controller = new AbortController();
  let heard = 0;
  const interrupt = (name: Interruption) => {
    heard += 1;
    controller.abort();
    if (heard === 2) setTimeout(() => end(name), END_WITHIN_MS).unref();
    else if (heard > 2) end(name);
  };
  process.on('SIGINT', interrupt);
  process.on('SIGTERM', interrupt);
  process.stdout.once('error', () => controller.abort());
  return controller.signal;
}
