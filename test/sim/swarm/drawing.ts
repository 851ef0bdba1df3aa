/**
 * What all happenings are drawn with: a time, a window, a market; and the run that they make.
 */
import { SECOND_MS } from '../../../lambda/core/units.ts';
import type { Chance } from '../world/random-streams.ts';
import type { WorldTerms } from '../world/world.ts';
import type { Happening } from './happening.ts';

export type Temper = 'calm' | 'single' | 'aimed' | 'mixed' | 'hellish';

/** Everything that a seed has drawn. */
export interface DrawnRun {
  /** `cells`: what happens is made for cells that are seldom met. */
  readonly temper: Temper | 'cells';
  readonly terms: Omit<WorldTerms, 'plan' | 'keptMax'>;
  /** Nothing is wrong any more from then on, in ms since the beginning. */
  readonly faultsEndMs: number;
  readonly endMs: number;
  /** How long a person takes to look after a halt. */
  readonly personAfterMs: number;
  readonly happenings: readonly Happening[];
}

/** From when to when, and in which markets. */
export interface Span {
  readonly fromMs: number;
  readonly toMs: number;
  readonly symbols: readonly string[];
}

export type Draw = (chance: Chance, span: Span) => Happening;

export const at = (chance: Chance, { fromMs, toMs }: Span): number => chance.integer(fromMs, toMs - 1);

/** Ends with the span. */
export function windowOf(chance: Chance, span: Span, maxMs: number) {
  const atMs = at(chance, span);
  const forMs = Math.round(chance.skewed(SECOND_MS, maxMs));
  return { atMs, forMs: Math.max(1, Math.min(forMs, span.toMs - atMs)) };
}

export function symbolOf(chance: Chance, { symbols }: Span): string {
  return symbols[chance.integer(0, symbols.length - 1)] ?? '';
}
