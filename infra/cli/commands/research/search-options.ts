/**
 * Options of every search: which sets, how many, on which days, in how many threads.
 */
import { InvalidArgumentError, Option, type Command } from 'commander';
import type { HeatAxes } from '../../../../lambda/backtest/search/heat-map.ts';
import {
  evenCandidates,
  gridCandidates,
  gridSize,
  randomCandidates,
  type Candidates,
} from '../../../../lambda/backtest/search/search-space.ts';
import { overridesOf, type BotParameters, type ParameterName } from '../../../../lambda/config.ts';
import { count } from '../../terminal/text-format.ts';
import { InputError } from '../../../input-error.ts';
import { SETS_MAX } from '../../../research/search-limits.ts';
import { parseRanges } from './search-ranges.ts';

export const METHODS = ['grid', 'even', 'random'] as const;
export type Method = (typeof METHODS)[number];

export interface SearchOptions {
  readonly range?: readonly string[];
  readonly method?: Method;
  readonly sets?: number;
  readonly searchSeed: number;
  readonly sealed: number;
  readonly jobs?: number;
  readonly heatMap?: string;
  readonly cloud?: true;
  readonly maxUsd: number;
  readonly follow?: string;
}

const SETS = 100;
const SEALED_MONTHS = 2;

export function withSearchOptions(command: Command): Command {
  return command
    .option(
      '--range <name=values>',
      'a parameter to search, as from..to:step, from..to or a,b,c; may be repeated',
      (value: string, before?: readonly string[]) => [...(before ?? []), value],
    )
    .addOption(
      new Option(
        '--method <name>',
        'every combination, sets that fill the space evenly, or by chance (default: grid where every range has steps, else even)',
      ).choices(METHODS),
    )
    .option(
      '--sets <n>',
      `how many sets, where it is no grid (default: ${SETS}; at most ${count(SETS_MAX.here)}, with --cloud ${count(SETS_MAX.cloud)})`,
      setsIn,
    )
    .option('--search-seed <n>', 'seed of the sets', wholeFrom(0, Number.MAX_SAFE_INTEGER), 1)
    .option(
      '--sealed <months>',
      'last calendar months that are not looked at: 0 for none',
      wholeFrom(0, 120),
      SEALED_MONTHS,
    )
    .option(
      '--heat-map <down,across>',
      'the two searched parameters of the heat map (default: the first two that are searched)',
    )
    .option('--jobs <n>', 'threads (default: one for each core)', wholeFrom(1, 64))
    .option('--cloud', 'try the sets in AWS, on the research stack of infra/stages.ts')
    .option('--max-usd <n>', 'with --cloud: what it may cost, else nothing is begun', dollars, USD_MAX)
    .addOption(
      new Option('--follow <id>', 'go on with a search that was begun with --cloud, on any machine')
        .argParser(searchId)
        .conflicts([...DECIDING]),
    );
}

/** What decides a search: one that is followed has it. */
const DECIDING = [
  'range',
  'method',
  'sets',
  'searchSeed',
  'sealed',
  'heatMap',
  'halve',
  'unseal',
  'chooseDays',
  'attemptDays',
  'set',
  'params',
  'symbols',
  'seed',
  'days',
  'from',
  'to',
  'funding',
  'sessions',
] as const;

/** More than this machine tries is told when it is known where they are tried. */
function setsIn(written: string): number {
  const sets = wholeFrom(1, Number.MAX_SAFE_INTEGER)(written);
  if (sets <= SETS_MAX.cloud) return sets;
  throw new InvalidArgumentError(
    `At most ${count(SETS_MAX.cloud)} are tried in one search. Search in parts, each with a --search-seed of its own: every one counts the tries of all.`,
  );
}

/** What nobody minds. */
const USD_MAX = 1;

function dollars(written: string): number {
  const value = Number(written);
  if (written.trim() !== '' && Number.isFinite(value) && value > 0) return value;
  throw new InvalidArgumentError('It must be an amount of dollars above 0, such as 2.5.');
}

function searchId(written: string): string {
  if (/^[0-9a-f]{12}$/.test(written)) return written;
  throw new InvalidArgumentError('It must be the id that the search has said: twelve digits of 0–9 and a–f.');
}

export interface Search extends Candidates {
  readonly method: Method;
  /** Names of the parameters that are searched. */
  readonly names: readonly ParameterName[];
  /** Two of them, for the heat map; `undefined` where one is searched. */
  readonly axes: HeatAxes | undefined;
}

/** @throws InputError where the ranges give no set, or too many. */
export function searchOf(options: SearchOptions, base: BotParameters): Search {
  const { range = [] } = options;
  if (range.length === 0) {
    throw new InputError('--range: name a parameter to search, such as --range targetPct=0.1..0.6:0.05');
  }
  const dimensions = parseRanges(range);
  const space = { dimensions, base: overridesOf(base) };
  const size = gridSize(space);
  const method = options.method ?? (size === undefined ? 'even' : 'grid');
  if (method === 'grid' && size === undefined) {
    throw new InputError('--method grid: every range needs a step, such as targetPct=0.1..0.3:0.05');
  }
  if (method === 'grid' && options.sets !== undefined) {
    throw new InputError('--sets: a grid has every combination; leave it out, or use --method even');
  }
  requireSetsMax(method === 'grid' ? size : undefined, options);
  const names = dimensions.map(({ name }) => name);
  const axes = heatAxesOf(options.heatMap, names);
  const found = candidatesOf(method, space, options);
  if (found.candidates.length === 0) {
    throw new InputError(`no combination of these ranges is a valid set: ${found.firstRefusal ?? 'none'}`);
  }
  return { ...found, method, names, axes };
}

/** @param combinations of a grid. @throws InputError for more than are tried where this search is. */
function requireSetsMax(
  combinations: number | undefined,
  { sets = SETS, cloud, follow }: SearchOptions,
): void {
  const isInCloud = cloud === true || follow !== undefined;
  const most = isInCloud ? SETS_MAX.cloud : SETS_MAX.here;
  if ((combinations ?? sets) <= most) return;
  const here = `at most ${count(most)} are tried ${isInCloud ? 'in one search' : 'on this machine'}`;
  const there = isInCloud ? '' : `, or --cloud, which tries ${count(SETS_MAX.cloud)}`;
  throw new InputError(
    combinations === undefined
      ? `--sets ${sets}: ${here}: take fewer${there}`
      : `these ranges have ${count(combinations)} combinations, and ${here}: use larger steps, or --method even --sets ${SETS}${there}`,
  );
}

/** @throws InputError where they are not two of the searched parameters. */
function heatAxesOf(written: string | undefined, names: readonly ParameterName[]): HeatAxes | undefined {
  const [first, second] = names;
  if (written === undefined) return first && second && [first, second];
  const given = written.split(',').map((name) => name.trim());
  const searched = `searched ${names.length === 1 ? 'is' : 'are'} ${names.join(', ')}`;
  const axes = given.map((name) => {
    const found = names.find((each) => each === name);
    if (found === undefined)
      throw new InputError(`--heat-map ${written}: ${name || 'nothing'} is not searched; ${searched}`);
    return found;
  });
  const [down, across, more] = axes;
  if (down === undefined || across === undefined || more !== undefined || down === across) {
    const example =
      first === undefined || second === undefined
        ? ': search another one, too'
        : `, such as ${first},${second}`;
    throw new InputError(`--heat-map ${written}: name two different parameters that are searched${example}`);
  }
  return [down, across];
}

function candidatesOf(
  method: Method,
  space: Parameters<typeof gridCandidates>[0],
  { sets = SETS, searchSeed }: SearchOptions,
): Candidates {
  if (method === 'grid') return gridCandidates(space);
  return method === 'even'
    ? evenCandidates(space, sets, searchSeed)
    : randomCandidates(space, sets, searchSeed);
}

export function wholeFrom(least: number, most: number): (written: string) => number {
  return (written) => {
    const value = Number(written);
    if (written.trim() === '' || !Number.isSafeInteger(value) || value < least || value > most) {
      throw new InvalidArgumentError(`It must be a whole number from ${least} to ${most}.`);
    }
    return value;
  };
}
