/**
 * Ctrl-C as a signal that ends a run.
 */

/** A launcher and a terminal may each pass on the same Ctrl-C. */
const SAME_INTERRUPT_MS = 1_500;

/** Aborts on the first Ctrl-C; the second one ends the process at once. */
export function interruptible(): AbortSignal {
  const controller = new AbortController();
  const names = ['SIGINT', 'SIGTERM'] as const;
  const interrupt = () => {
    controller.abort();
    const leave = () => {
      for (const name of names) process.off(name, interrupt);
    };
    setTimeout(leave, SAME_INTERRUPT_MS).unref();
  };
  for (const name of names) process.on(name, interrupt);
  return controller.signal;
}
