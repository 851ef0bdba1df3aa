/**
 * Runs a target on broken input, as often as the suite can afford or as a long run asks.
 *
 * `npm run fuzz -- --runs 100000` makes the runs long; a failure prints the smallest input, and the command that repeats
 * it. `SCALPER_FUZZ_RUNS` and `SCALPER_FUZZ_SEED` are what the command sets.
 */
import fc from 'fast-check';
import { expect } from 'vitest';

const LONG_RUNS = process.env['SCALPER_FUZZ_RUNS'];
const SEED = process.env['SCALPER_FUZZ_SEED'];

/** What a target made of an input: the name of the project's error, or `taken`. */
export type Verdict = string;

/** The project's own errors. A person who meets one is told what is wrong, and where. */
const NAMED = new Set([
  'CandleFileError',
  'ClockError',
  'EnvironmentError',
  'EventError',
  'InputError',
  'ItemError',
  'ParameterError',
  'StageError',
  'StoreError',
  'VenueFailure',
]);

/** Words of a library or of the language, which tell a person nothing. */
const RAW_WORDS =
  /ZodError|"code": ?"invalid|invalid_type|\bat file:|\n\s+at \S+ \(|\[object Object\]|node_modules/;

/** Expects an error of the project, with words for a person. */
export function expectNamed(error: unknown): string {
  if (!(error instanceof Error)) throw new Error(`what was thrown is no error: ${String(error)}`);
  if (!NAMED.has(error.name)) throw error;
  expect(error.message).not.toMatch(RAW_WORDS);
  expect(error.message.trim()).not.toBe('');
  return error.name;
}

/** What `read` makes of an input; an error without a name is thrown on. */
export async function verdictOf(read: () => unknown): Promise<Verdict> {
  try {
    await read();
    return 'taken';
  } catch (error) {
    return expectNamed(error);
  }
}

export interface Fuzzed<Input> {
  /** Its name in reports. */
  readonly target: string;
  readonly input: fc.Arbitrary<Input>;
  /** How often in the suite. */
  readonly runs: number;
  /** By how much slower than the fastest targets: a long run makes so many times fewer. */
  readonly slowness?: number;
  readonly meets: (input: Input) => Verdict | Promise<Verdict>;
}

/** @returns how often each verdict came. @throws with the smallest input that breaks it, and how to repeat it. */
export async function fuzz<Input>({
  target,
  input,
  runs,
  slowness = 1,
  meets,
}: Fuzzed<Input>): Promise<ReadonlyMap<Verdict, number>> {
  const verdicts = new Map<Verdict, number>();
  const property = fc.asyncProperty(input, async (drawn) => {
    const verdict = await meets(drawn);
    verdicts.set(verdict, (verdicts.get(verdict) ?? 0) + 1);
  });
  const numRuns = LONG_RUNS === undefined ? runs : Math.ceil(Number(LONG_RUNS) / slowness);
  const seed = SEED === undefined ? {} : { seed: Number(SEED) };
  const details = await fc.check(property, { numRuns, ...seed });
  if (details.failed) {
    const repeat = `npm run fuzz -- --runs ${LONG_RUNS ?? runs * slowness} --seed ${details.seed} '${target}'`;
    throw new Error(`${await fc.asyncDefaultReportMessage(details)}\n\nTo repeat it: ${repeat}`, {
      cause: details.errorInstance,
    });
  }
  if (LONG_RUNS !== undefined) {
    const words = [...verdicts].map(([verdict, count]) => `${verdict} ${count}`).join(', ');
    console.log(`fuzz ${target}: ${details.numRuns} inputs (${words}), seed ${details.seed}`);
  }
  return verdicts;
}
