/**
 * A function that dies at the calls it is told to, just before or just after a call has its effect.
 *
 * Invariant: once it is dead nothing has an effect any more, whoever catches the first failure.
 */

export interface Crash {
  /** From 0. */
  readonly atCall: number;
  /** `after`: the call had its effect, and its answer is lost. */
  readonly phase: 'before' | 'after';
}

export class Crashed extends Error {}

export class CrashPoints {
  private readonly crashes: readonly Crash[];
  /** Calls so far. */
  calls = 0;
  isDead = false;

  constructor(crashes: readonly Crash[]) {
    this.crashes = crashes;
  }

  /** Passes a call on. @param before what happens while the function waits for the call, even when it dies of it */
  async pass<T>(
    effect: () => Promise<T>,
    before?: (atCall: number) => Promise<void> | undefined,
  ): Promise<T> {
    if (this.isDead) throw new Crashed();
    const atCall = this.calls;
    // At once: calls that are made together have numbers of their own.
    this.calls += 1;
    const happens = before?.(atCall);
    if (happens !== undefined) await happens;
    const due = this.crashes.find((crash) => crash.atCall === atCall);
    if (due !== undefined) this.isDead = true;
    if (due?.phase === 'before') throw new Crashed();
    const result = await effect();
    if (due?.phase === 'after') throw new Crashed();
    return result;
  }
}

/** Every way to die once at these calls. */
export function crashesAt(calls: readonly number[]): readonly Crash[] {
  return calls.flatMap((atCall): readonly Crash[] => [
    { atCall, phase: 'before' },
    { atCall, phase: 'after' },
  ]);
}

/** Every way to die once at one of so many calls. */
export function everyCrash(calls: number): readonly Crash[] {
  return crashesAt(Array.from({ length: calls }, (_, atCall) => atCall));
}
