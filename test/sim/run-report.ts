/**
 * What came of one seed.
 */
import type { OrderState } from './order-states.ts';
import type { Happening } from './swarm/happening.ts';

/** What must never be, and was. */
export interface Violation {
  /** Of the run, in ms since its beginning. */
  readonly atMs: number;
  /** A stable name, such as `order-sent-twice`. */
  readonly rule: string;
  /** What exactly, in a sentence. */
  readonly words: string;
}

export interface RunReport {
  readonly seed: number;
  readonly minutes: number;
  readonly ticks: number;
  readonly watchSteps: number;
  readonly invocations: number;
  /** Accepted by the venue. */
  readonly trades: number;
  /** By class, how often it was met. */
  readonly met: Readonly<Record<string, number>>;
  /** By class and state of the orders. */
  readonly coverage: Readonly<Record<string, Partial<Readonly<Record<OrderState, number>>>>>;
  /** The longest time that a position was without a stop, by what kept it so, in ms. */
  readonly nakedMs: Readonly<Record<string, number>>;
  readonly violations: readonly Violation[];
  /** Of the trace. */
  readonly digest: string;
  readonly traceLines: number;
  /** The last lines of the trace until a rule was broken, or the end; where they were kept. */
  readonly tail: readonly string[];
  readonly happenings: readonly Happening[];
}
