/**
 * Where in the plane of two parameters is the result above zero, and where below?
 *
 * A cell is the median of the scores of all sets in it, whatever their other parameters are. A colour is centred on
 * zero. Invariant: a cell without a set is unknown, not zero.
 */
import type { BotParameters, ParameterName } from '../../config.ts';
import { medianOf } from '../statistics/moments.ts';

export interface HeatMap {
  readonly across: HeatAxis;
  readonly down: HeatAxis;
  /** By row from the top, by column from the left. */
  readonly cells: readonly (readonly (number | undefined)[])[];
}

/** The parameter whose values stand below each other, and the one whose values stand side by side. */
export type HeatAxes = readonly [down: ParameterName, across: ParameterName];

export interface HeatAxis {
  readonly name: ParameterName;
  /** A value, or from where to where; in order. */
  readonly labels: readonly string[];
}

interface Scored {
  readonly parameters: BotParameters;
  /** What is coloured, such as the median of its neighbours. */
  readonly score: number;
}

/** More values than these are put together. */
const VALUES_MAX = 12;
const BINS = 8;
/** A value at the edge of a bin belongs to it, whatever doubles make of it. */
const ROUNDING = 1e-9;

/** @returns `undefined` without a set. */
export function heatMap(sets: readonly Scored[], [down, across]: HeatAxes): HeatMap | undefined {
  if (sets.length === 0) return undefined;
  const [columns, rows] = [binsOf(sets, across), binsOf(sets, down)];
  const scores = rows.labels.map(() => columns.labels.map((): number[] => []));
  for (const { parameters, score } of sets) {
    scores[rows.binOf(parameters[down])]?.[columns.binOf(parameters[across])]?.push(score);
  }
  return {
    across: { name: across, labels: columns.labels },
    down: { name: down, labels: rows.labels },
    cells: scores.map((row) => row.map((cell) => (cell.length === 0 ? undefined : medianOf(cell)))),
  };
}

interface Bins {
  readonly labels: readonly string[];
  readonly binOf: (value: number | string) => number;
}

function binsOf(sets: readonly Scored[], name: ParameterName): Bins {
  const values = [...new Set(sets.map(({ parameters }) => parameters[name]))];
  const numbers = values.filter((value) => typeof value === 'number').toSorted((a, b) => a - b);
  const isNumeric = numbers.length === values.length;
  if (!isNumeric || numbers.length <= VALUES_MAX) {
    const ordered: readonly (number | string)[] = isNumeric ? numbers : values;
    return { labels: ordered.map(String), binOf: (value) => ordered.indexOf(value) };
  }
  const [from, to] = [numbers[0]!, numbers[numbers.length - 1]!];
  const width = (to - from) / BINS;
  const edge = (bin: number) => Number((from + bin * width).toPrecision(3));
  return {
    labels: Array.from({ length: BINS }, (_, bin) => `${edge(bin)}–${edge(bin + 1)}`),
    binOf: (value) => Math.min(BINS - 1, Math.floor((Number(value) - from) / width + ROUNDING)),
  };
}
