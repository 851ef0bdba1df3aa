/**
 * Lets invocations run at once, one call at a time, in an order that is written down and can be gone through.
 */
import { setImmediate } from 'node:timers/promises';
import type { Ports } from '../../lambda/ports.ts';
import type { TickReport } from '../../lambda/tick-report.ts';
import { wrapPorts, type Call } from '../harness/port-wrapper.ts';

/** Which of the invocations that wait goes on, one choice after another. */
export class Schedule {
  private readonly planned: readonly number[];
  readonly taken: { readonly choice: number; readonly of: number }[] = [];

  constructor(planned: readonly number[]) {
    this.planned = planned;
  }

  choose(of: number): number {
    const choice = (this.planned[this.taken.length] ?? 0) % of;
    this.taken.push({ choice, of });
    return choice;
  }

  /** The next one in the order of a search in depth; `undefined` after the last. */
  get next(): Schedule | undefined {
    const last = this.taken.findLastIndex(({ choice, of }) => choice + 1 < of);
    if (last < 0) return undefined;
    const kept = this.taken.slice(0, last).map(({ choice }) => choice);
    return new Schedule([...kept, this.taken[last]!.choice + 1]);
  }
}

export interface Racer {
  readonly tick: (changes: { readonly ports: Ports }) => Promise<TickReport>;
  readonly ports: Ports;
}

/** Lets the racers run, one call at a time, in the order of the schedule. */
export async function race(
  racers: readonly Racer[],
  schedule: Schedule,
  gates: readonly Call['step'][],
): Promise<readonly TickReport[]> {
  const waiting: (() => void)[][] = racers.map(() => []);
  const reports: (TickReport | undefined)[] = racers.map(() => undefined);
  const runs = racers.map(async ({ tick, ports }, index) => {
    const gated = wrapPorts(ports, async (call, effect) => {
      if (gates.includes(call.step)) {
        const { promise, resolve } = Promise.withResolvers<undefined>();
        waiting[index]!.push(() => resolve(undefined));
        await promise;
      }
      return effect();
    });
    reports[index] = await tick({ ports: gated });
  });
  for (;;) {
    // Until everyone waits or is done.
    await setImmediate();
    const ready = waiting.filter((calls) => calls.length > 0);
    if (ready.length === 0) break;
    ready[schedule.choose(ready.length)]!.shift()!();
  }
  await Promise.all(runs);
  return reports.flatMap((report) => (report === undefined ? [] : [report]));
}
