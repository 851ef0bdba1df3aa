/**
 * The columns of a search: one row for each set, its searched parameters first.
 */
import { DEFAULT_PARAMETERS, type ParameterName } from '../../../lambda/config.ts';
import { dailyScore } from '../../../lambda/backtest/daily-results.ts';
import type { Found } from '../../research/search.ts';
import type { SweptSet } from '../../research/sweep.ts';
import type { Column } from './column.ts';

export interface SweepRow {
  readonly set: SweptSet;
  /** Median of the nearest sets, a day. */
  readonly neighboursUsd: number;
  /** Number of the verdict's rung; of the chosen set alone. */
  readonly rung: number | undefined;
}

type Judged = Pick<Found, 'sets'> & {
  readonly evidence: Pick<Found['evidence'], 'neighbourhood' | 'chosen'>;
  readonly verdict: Pick<Found['verdict'], 'number'>;
};

export function sweepRows({ sets, evidence, verdict }: Judged): readonly SweepRow[] {
  return sets.map((set, index) => ({
    set,
    neighboursUsd: evidence.neighbourhood[index]!,
    rung: index === evidence.chosen ? verdict.number : undefined,
  }));
}

/** @param names of the parameters that were searched. */
export function sweepColumns(names: readonly ParameterName[]): readonly Column<SweepRow>[] {
  return [
    ...names.map(parameterColumn),
    number(
      'neighbours_a_day_usd',
      'median of the nearest sets, by which sets are ranked',
      (row) => row.neighboursUsd,
    ),
    number('net_a_day_usd', 'mean net of a day, until ruin', ({ set }) => dailyScore(set.result)),
    usdColumn('gross_usd', 'by the prices of its fills, before fees and funding', 'grossUsd'),
    usdColumn('fees_usd', 'of entries and exits', 'feesUsd'),
    usdColumn('funding_usd', 'paid; negative where it was received', 'fundingUsd'),
    usdColumn('net_usd', 'gross − fees − funding', 'netUsd'),
    count('trades', 'closed', ({ set }) => set.result.trades),
    count('wins', 'with net > 0', ({ set }) => set.result.wins),
    count('ambiguous', 'stop and take-profit in one candle', ({ set }) => set.result.ambiguous),
    count('day_stops', 'days that were stopped', ({ set }) => set.result.dailyStops),
    count('active_days', 'with a trade', ({ set }) => set.result.activeDays),
    count('days_to_ruin', 'until nothing could be entered any more', ({ set }) => set.result.daysToRuin),
    count('rung', "of the verdict's ladder; of the chosen set alone", (row) => row.rung),
  ];
}

/** `maxHoldSeconds` is `max_hold_seconds`. */
function snakeCase(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

function parameterColumn(parameter: ParameterName): Column<SweepRow> {
  const named = { name: snakeCase(parameter), meaning: `the parameter ${parameter}` };
  const isText = typeof DEFAULT_PARAMETERS[parameter] === 'string';
  if (isText) return { ...named, type: 'text', valueOf: ({ set }) => String(set.parameters[parameter]) };
  return { ...named, type: 'number', valueOf: ({ set }) => Number(set.parameters[parameter]) };
}

type Of<Value> = (row: SweepRow) => Value | undefined;

function number(name: string, meaning: string, valueOf: Of<number>): Column<SweepRow> {
  return { name, type: 'number', meaning, valueOf };
}

function count(name: string, meaning: string, valueOf: Of<number>): Column<SweepRow> {
  return { name, type: 'integer', meaning, valueOf };
}

function usdColumn(
  name: string,
  meaning: string,
  key: 'grossUsd' | 'feesUsd' | 'fundingUsd' | 'netUsd',
): Column<SweepRow> {
  return { name, type: 'usd', meaning, valueOf: ({ set }) => set.result[key] };
}
