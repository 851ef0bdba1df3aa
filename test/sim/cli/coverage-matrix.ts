/**
 * Which fault has met the orders in which state, and which never has?
 */
import { ORDER_STATES, type OrderState } from '../order-states.ts';
import type { RunReport } from '../run-report.ts';
import { classOf } from '../swarm/happening-class.ts';
import { whyImpossible } from '../impossible-cells.ts';

export interface Cell {
  readonly fault: string;
  readonly state: OrderState;
}

export interface Coverage {
  /** By class: how often it was drawn, and how often it was met. */
  readonly faults: readonly FaultCoverage[];
  /** What can be, and was not. */
  readonly neverHit: readonly Cell[];
  /** What was declared impossible, and was hit. */
  readonly yetHit: readonly Cell[];
}

export interface FaultCoverage {
  readonly fault: string;
  readonly drawn: number;
  readonly met: number;
  readonly byState: Readonly<Record<OrderState, number>>;
}

/** @param known faults beside those that were drawn or met */
export function coverageOf(reports: readonly RunReport[], known: readonly string[] = []): Coverage {
  const drawn = Map.groupBy(
    reports.flatMap(({ happenings }) => happenings),
    classOf,
  );
  const named = reports.flatMap(({ met, coverage }) => [...Object.keys(met), ...Object.keys(coverage)]);
  const faults = [...new Set([...known, ...drawn.keys(), ...named])]
    .toSorted()
    .map((fault): FaultCoverage => ({
      fault,
      drawn: drawn.get(fault)?.length ?? 0,
      met: sum(reports, ({ met }) => met[fault]),
      byState: statesOf((state) => sum(reports, ({ coverage }) => coverage[fault]?.[state])),
    }));
  const cells = faults.flatMap(({ fault, byState }) =>
    ORDER_STATES.map((state) => ({
      fault,
      state,
      isHit: byState[state] > 0,
      isPossible: whyImpossible(fault, state) === undefined,
    })),
  );
  return {
    faults,
    neverHit: cells.filter(({ isHit, isPossible }) => isPossible && !isHit).map(cellOf),
    yetHit: cells.filter(({ isHit, isPossible }) => !isPossible && isHit).map(cellOf),
  };
}

function cellOf({ fault, state }: Cell): Cell {
  return { fault, state };
}

function sum(reports: readonly RunReport[], count: (report: RunReport) => number | undefined): number {
  return reports.reduce((total, report) => total + (count(report) ?? 0), 0);
}

function statesOf(count: (state: OrderState) => number): Readonly<Record<OrderState, number>> {
  return {
    idle: count('idle'),
    entering: count('entering'),
    naked: count('naked'),
    protected: count('protected'),
    exiting: count('exiting'),
    'in-doubt': count('in-doubt'),
    halted: count('halted'),
    'closed-day': count('closed-day'),
  };
}

/** Longest time without a stop, by what kept it so, and in which seed. */
export interface LongestNaked {
  readonly cause: string;
  readonly ms: number;
  readonly seed: number;
}

export function longestNaked(reports: readonly RunReport[]): readonly LongestNaked[] {
  const longest = new Map<string, LongestNaked>();
  for (const { seed, nakedMs } of reports) {
    for (const [cause, ms] of Object.entries(nakedMs)) {
      if (ms > (longest.get(cause)?.ms ?? -1)) longest.set(cause, { cause, ms, seed });
    }
  }
  return [...longest.values()].toSorted((left, right) => right.ms - left.ms);
}
