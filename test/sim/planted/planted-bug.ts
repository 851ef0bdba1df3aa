/**
 * One mistake that somebody might make in the bot, and the runs in which it can show.
 */
import { classOf } from '../swarm/happening-class.ts';
import type { DrawnRun } from '../swarm/drawing.ts';
import type { Happening } from '../swarm/happening.ts';
import type { Scenario } from '../swarm/happening-file.ts';

export interface PlantedBug {
  readonly name: string;
  readonly file: string;
  readonly from: string;
  readonly to: string;
  /** What it would have cost its owner. */
  readonly cost: string;
  /** In other runs it cannot show: they count, and are not made. @default - it may show in any */
  readonly shows?: (run: DrawnRun) => boolean;
  /** A run that was made to find it: it is made before the seeds of a range, and counts as the first. @default - none */
  readonly finder?: Scenario;
}

/** Something of these classes happens. */
export const meets =
  (classes: RegExp) =>
  ({ happenings }: DrawnRun): boolean =>
    happenings.some((happening) => classes.test(classOf(happening)));

/** Entries rest, by the parameters that it begins with or by others. */
export function entersPostOnly({ terms, happenings }: DrawnRun): boolean {
  const isAsked = (one: Happening) => one.kind === 'parameters' && one.document?.includes('maker') === true;
  return terms.parameters.entryStyle === 'maker' || happenings.some(isAsked);
}

const DAY_MS = 86_400_000;

/** A day ends in it. */
export function meetsMidnight({ terms: { startMs }, endMs }: DrawnRun): boolean {
  return Math.floor(startMs / DAY_MS) < Math.floor((startMs + endMs) / DAY_MS);
}

const FUNDING_MS = DAY_MS / 3;

/** Funding is charged in it. */
export function meetsFunding({ terms: { startMs }, endMs }: DrawnRun): boolean {
  return Math.floor(startMs / FUNDING_MS) < Math.floor((startMs + endMs) / FUNDING_MS);
}
