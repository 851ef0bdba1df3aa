/**
 * A terminal is left as it was found, however a command ends.
 *
 * What shows no typed letters, hides the cursor or draws over lines would do so to the shell that comes after. Nothing is
 * done about SIGKILL, which no process hears.
 */
type Undo = () => void;

/** Those that end a process where nobody listens, and that a person, a closed window or a limit sends. */
const ENDING = [
  'SIGHUP',
  'SIGINT',
  'SIGQUIT',
  'SIGTERM',
  'SIGABRT',
  'SIGALRM',
  'SIGUSR2',
  'SIGXCPU',
] as const satisfies readonly NodeJS.Signals[];

const undone = new Set<Undo>();

/**
 * @param undo what was done to the terminal.
 * @returns ends it: undoes it now, once.
 */
export function leftAsFound(undo: Undo): () => void {
  if (undone.size === 0) {
    process.on('exit', undoAll);
    for (const name of ENDING) process.on(name, undoAndEnd);
  }
  undone.add(undo);
  return () => {
    if (!undone.delete(undo)) return;
    if (undone.size === 0) hearNothing();
    undo();
  };
}

/** The last one first, as for what lies on one another. */
function undoAll(): void {
  const undos = [...undone].toReversed();
  undone.clear();
  for (const undo of undos) undo();
}

/** Ends by the same signal: whoever waits for the process is told what has ended it. */
function undoAndEnd(name: NodeJS.Signals): void {
  // Whoever else listens decides how the command ends.
  if (process.listenerCount(name) > 1) return;
  hearNothing();
  undoAll();
  process.kill(process.pid, name);
}

function hearNothing(): void {
  process.off('exit', undoAll);
  for (const name of ENDING) process.off(name, undoAndEnd);
}
