/**
 * Ctrl-C as a signal that ends a run.
 *
 * One Ctrl-C may come twice: a terminal sends it to every process of its group, and npm, `timeout` and the launcher pass
 * on what they get. How much later the copy comes is up to the machine. So the second one is taken for a copy, however
 * late it is; the third one is certainly meant.
 */

/** Of one interruption. */
const COPIES_MAX = 2;

/** Aborts on the first Ctrl-C; the third one ends the process at once. */
export function interruptible(): AbortSignal {
  const controller = new AbortController();
  const names = ['SIGINT', 'SIGTERM'] as const;
  let heard = 0;
  const interrupt = () => {
    heard += 1;
    controller.abort();
    if (heard < COPIES_MAX) return;
    // The next one does what it does to any process.
    for (const name of names) process.off(name, interrupt);
  };
  for (const name of names) process.on(name, interrupt);
  return controller.signal;
}
