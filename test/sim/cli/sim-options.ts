/**
 * What the command is asked for.
 */
import { Command, InvalidArgumentError, Option } from 'commander';

export interface SimOptions {
  readonly seed?: number;
  readonly seeds?: readonly [first: number, last: number];
  readonly fresh?: true | number;
  readonly kept?: true | number;
  readonly happenings?: string;
  readonly recorded?: readonly string[];
  readonly ticks?: number;
  readonly minutes: number;
  readonly jobs: number;
  readonly twiceEvery?: number;
  readonly requireCoverage?: true;
  readonly shrink?: true | string;
  readonly shrinkRuns: number;
  readonly shrinkSeconds: number;
  readonly patience: number;
  readonly json?: string;
  readonly trace?: string;
  readonly replay?: string;
  readonly picture?: string;
}

const SOURCES = ['seed', 'seeds', 'fresh', 'kept', 'happenings', 'replay'];

function source(name: string, option: Option): Option {
  return option.conflicts(SOURCES.filter((other) => other !== name));
}

export function simProgram(): Command {
  return new Command('sim')
    .description('Runs the whole bot in simulated worlds: each seed is a world, and what happens in it.')
    .addOption(
      source(
        'seed',
        new Option('--seed <n>', 'this seed; with --ticks also those after it').argParser(whole),
      ),
    )
    .addOption(source('seeds', new Option('--seeds <a..b>', 'all of these seeds').argParser(range)))
    .addOption(
      source(
        'fresh',
        new Option(
          '--fresh [date]',
          'seeds that no other day has (default without another choice)',
        ).argParser(date),
      ),
    )
    .addOption(source('kept', new Option('--kept [seed]', 'the kept seeds, or one of them').argParser(whole)))
    .addOption(source('happenings', new Option('--happenings <file>', 'one run, as --shrink has written it')))
    .addOption(
      source(
        'replay',
        new Option('--replay <file>', 'the run of a trace; stops at the first line that differs'),
      ),
    )
    .addOption(
      new Option(
        '--recorded <files...>',
        'markets of one-minute candles, called such as BTCUSDT-1m-2025-05.csv; the seed says where it begins',
      ).conflicts(['kept', 'happenings', 'replay']),
    )
    .addOption(
      new Option('--ticks <m>', 'seed after seed, until there are so many ticks and watch steps').argParser(
        positive,
      ),
    )
    .addOption(new Option('--minutes <n>', 'simulated minutes of each run').argParser(positive).default(240))
    .addOption(new Option('--jobs <n>', 'processes at once').argParser(positive).default(2))
    .addOption(
      new Option('--twice-every <n>', 'run the first of so many seeds twice: nothing may differ').argParser(
        positive,
      ),
    )
    .option('--require-coverage', 'fail where a fault never met the orders in a state in which it can')
    .option('--shrink [file]', 'of the first seed that breaks a rule, find the few happenings that it takes')
    .addOption(new Option('--shrink-runs <n>', 'attempts at most').argParser(positive).default(400))
    .addOption(new Option('--shrink-seconds <n>', 'seconds at most').argParser(positive).default(900))
    .addOption(
      new Option('--patience <seconds>', 'for one run on this machine').argParser(positive).default(600),
    )
    .option('--json <file>', 'write everything as JSON')
    .addOption(new Option('--trace <file>', 'write the whole trace of one run').conflicts('twiceEvery'))
    .option('--picture <file>', 'draw one run as an SVG')
    .addHelpText('after', '\nExit codes: 0 nothing found, 1 something was found, 2 the input cannot be used.')
    .exitOverride();
}

function whole(written: string): number {
  const value = Number(written);
  if (written.trim() === '' || !Number.isSafeInteger(value) || value < 0)
    throw new InvalidArgumentError('It must be a whole number from 0.');
  return value;
}

function positive(written: string): number {
  const value = whole(written);
  if (value === 0) throw new InvalidArgumentError('It must be above 0.');
  return value;
}

function range(written: string): readonly [number, number] {
  const [first = '', last = '', ...more] = written.split('..');
  const seeds = [whole(first), whole(last)] as const;
  if (more.length > 0 || seeds[0] > seeds[1])
    throw new InvalidArgumentError('Write first..last, such as 1..20.');
  return seeds;
}

/** Midnight of a day, in ms. */
function date(written: string): number {
  const ms = Date.parse(`${written}T00:00:00Z`);
  if (!/^\d{4}-\d\d-\d\d$/.test(written) || Number.isNaN(ms))
    throw new InvalidArgumentError('Write a day, such as 2026-01-31.');
  return ms;
}
