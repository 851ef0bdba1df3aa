/**
 * The options of a program that `npm run` starts: `--help` names them, and one that cannot be used ends it with a sentence.
 */
import { parseArgs, type ParseArgsConfig } from 'node:util';

/** Who gives options that cannot be used, or asks for help, gets the words and this code. */
const UNUSABLE = 2;

interface Program {
  /** After `npm run`. */
  readonly name: string;
  /** What it does, as a sentence without its end. */
  readonly does: string;
}

/** What the options and files of the command line are. Ends the process where help is asked for, or an option is not known. */
export function argumentsOf<const Config extends ParseArgsConfig>({ name, does }: Program, config: Config) {
  const usage = `npm run ${name} -- ${optionWords(config)}\n  ${does}\n`;
  if (process.argv.slice(2).some((word) => word === '--help' || word === '-h')) {
    process.stdout.write(usage);
    // oxlint-disable-next-line unicorn/no-process-exit -- the program begins after its options
    process.exit(0);
  }
  try {
    return parseArgs(config);
  } catch (error) {
    // Node goes on with how a file of that name would be given.
    const [what] = (error instanceof Error ? error.message : String(error)).split('. ');
    return refused(`${what}\n\n${usage}`);
  }
}

function optionWords({ options = {}, allowPositionals = false }: ParseArgsConfig): string {
  const words = Object.entries(options).map(([name, { type, multiple = false, default: standard }]) => {
    const value = type === 'boolean' ? '' : ` ${[standard ?? '…'].flat().join('|')}`;
    return `[--${name}${value}]${multiple ? '…' : ''}`;
  });
  return [...words, ...(allowPositionals ? ['[FILES…]'] : [])].join(' ');
}

interface Bounds {
  readonly least: number;
  readonly most?: number;
  readonly isWhole?: boolean;
}

/** The number that an option has. Ends the process where it has none within the bounds. */
export function numberOption(name: string, text: string, bounds: Bounds): number {
  const { least, most = Infinity, isWhole = true } = bounds;
  const number = text.trim() === '' ? Number.NaN : Number(text);
  if (number >= least && number <= most && (!isWhole || Number.isInteger(number))) return number;
  const kind = isWhole ? 'a whole number' : 'a number';
  return refused(`--${name} ${text}: must be ${[kind, ...rangeWords(least, most)].join(', ')}\n`);
}

function rangeWords(least: number, most: number): readonly string[] {
  if (most !== Infinity) return [`from ${least} to ${most}`];
  return least === -Infinity ? [] : [`${least} or more`];
}

/** Ends the process with what is wrong. */
export function refused(words: string): never {
  process.stderr.write(words);
  // oxlint-disable-next-line unicorn/no-process-exit -- nothing has begun
  process.exit(UNUSABLE);
}
