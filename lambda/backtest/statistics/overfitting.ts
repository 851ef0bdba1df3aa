/**
 * Does choosing the best trial work at all? The probability of backtest overfitting.
 *
 * Combinatorially symmetric cross-validation. Bailey, Borwein, López de Prado, Zhu (2017): the days are cut into equal
 * blocks; in each choice of half of them the best trial is chosen, and ranked among all trials in the other half.
 *
 * Invariants:
 * - Every trial has a value for every day: 0 on a day without trades.
 * - λ = 0 counts as overfitted: the best was no better than the middle.
 * - Of several best trials the first is chosen; its rank is the number of trials that did not do better than it.
 */
import { medianOf, type Series } from './moments.ts';

/** What trials are compared by: the mean of the days, or the mean over their deviation. */
export type Criterion = 'mean' | 'sharpe';

export interface Overfitting {
  /** Share of the choices whose best was no better than the middle elsewhere; near 0.5, choosing is worth nothing. */
  readonly probability: number;
  /** Median logit of the best one's relative rank elsewhere; above 0 where choosing works. */
  readonly medianLogit: number;
  /** Share of the choices whose best lost elsewhere. */
  readonly lossProbability: number;
  /** Performance elsewhere on performance where it was chosen, least squares; `undefined` where that never varies. */
  readonly slope: number | undefined;
  readonly intercept: number | undefined;
  readonly blocks: number;
  readonly choices: number;
  /** First days that do not fit into equal blocks. */
  readonly daysDropped: number;
}

interface Options {
  /** Even, at least 2. */
  readonly blocks?: number;
  readonly criterion?: Criterion;
}

/**
 * @param trials the daily returns of each, all of one length.
 * @throws RangeError for an odd number of blocks, trials of different lengths, or fewer days than two a block.
 */
export function overfittingOf(
  trials: readonly Series[],
  { blocks = 16, criterion = 'sharpe' }: Options = {},
): Overfitting {
  const days = trials[0]?.length ?? 0;
  const daysDropped = days % blocks;
  const blockDays = (days - daysDropped) / blocks;
  checkShape(trials, blocks, blockDays);
  const sums = blockSums(trials, { blocks, blockDays, daysDropped });
  const halfDays = (blockDays * blocks) / 2;
  // Made once: there are thousands of choices.
  const [total, squared] = [new Float64Array(CHUNK), new Float64Array(CHUNK)];
  const terms = { trials: trials.length, criterion, halfDays, total, squared };
  const [half, rest] = [new Float64Array(trials.length), new Float64Array(trials.length)];
  const compared: Compared[] = [];
  for (const choice of halvesWithFirst(blocks)) {
    perform(half, sums, choice, terms);
    perform(rest, sums, complement(choice, blocks), terms);
    compared.push(compare(half, rest), compare(rest, half));
  }
  const logits = compared.map(({ logit }) => logit);
  const elsewhere = compared.map(({ outside }) => outside);
  const choices = compared.length;
  return {
    probability: logits.filter((logit) => logit <= 0).length / choices,
    medianLogit: medianOf(logits),
    lossProbability: elsewhere.filter((value) => value < 0).length / choices,
    ...lineThrough(
      compared.map(({ inside }) => inside),
      elsewhere,
    ),
    blocks,
    choices,
    daysDropped,
  };
}

/** The best trial of one half of the blocks: what it did there and elsewhere, and the logit of its relative rank elsewhere. */
interface Compared {
  readonly inside: number;
  readonly outside: number;
  readonly logit: number;
}

function compare(inside: Float64Array, outside: Float64Array): Compared {
  const best = indexOfMax(inside);
  const own = outside[best]!;
  let rank = 0;
  for (const other of outside) if (other <= own) rank += 1;
  const relative = rank / (outside.length + 1);
  return { inside: inside[best]!, outside: own, logit: Math.log(relative / (1 - relative)) };
}

function checkShape(trials: readonly Series[], blocks: number, blockDays: number): void {
  if (!Number.isInteger(blocks) || blocks < 2 || blocks % 2 !== 0) {
    throw new RangeError(`the days are cut into an even number of blocks, and ${blocks} is none`);
  }
  if (trials.length < 2) throw new RangeError(`choosing needs two trials, and there are ${trials.length}`);
  if (blockDays < 2) throw new RangeError(`${blocks} blocks need ${2 * blocks} days`);
  const days = trials[0]!.length;
  const other = trials.findIndex(({ length }) => length !== days);
  if (other !== -1) {
    throw new RangeError(`trial ${other} has ${trials[other]!.length} days, and the first has ${days}`);
  }
}

/** Σx and Σx² of each block, by block: of all trials beside each other, since they are added together. */
interface BlockSums {
  readonly sum: readonly Float64Array[];
  readonly squares: readonly Float64Array[];
}

function blockSums(
  trials: readonly Series[],
  { blocks, blockDays, daysDropped }: { blocks: number; blockDays: number; daysDropped: number },
): BlockSums {
  const ofBlocks = () => Array.from({ length: blocks }, () => new Float64Array(trials.length));
  const [sum, squares] = [ofBlocks(), ofBlocks()];
  for (const [trial, returns] of trials.entries()) {
    for (let i = 0; i < blocks * blockDays; i += 1) {
      const value = returns[daysDropped + i]!;
      const block = Math.floor(i / blockDays);
      sum[block]![trial]! += value;
      squares[block]![trial]! += value ** 2;
    }
  }
  return { sum, squares };
}

/** Every half of the blocks that has the first one; the others are their complements. */
function* halvesWithFirst(blocks: number): Generator<readonly number[]> {
  const size = blocks / 2;
  const choice = Array.from({ length: size }, (_, i) => i);
  for (;;) {
    yield choice;
    let moved = size - 1;
    while (moved > 0 && choice[moved] === blocks - size + moved) moved -= 1;
    if (moved === 0) return;
    choice[moved]! += 1;
    for (let i = moved + 1; i < size; i += 1) choice[i] = choice[i - 1]! + 1;
  }
}

function complement(choice: readonly number[], blocks: number): readonly number[] {
  const rest: number[] = [];
  for (let block = 0; block < blocks; block += 1) if (!choice.includes(block)) rest.push(block);
  return rest;
}

interface Performance {
  readonly trials: number;
  readonly criterion: Criterion;
  readonly halfDays: number;
  /** Room for sums of `CHUNK` trials. */
  readonly total: Float64Array;
  readonly squared: Float64Array;
}

/** Trials that are added at once: their sums fit into a fast memory. */
const CHUNK = 1_024;

/** Writes what each trial is compared by, in these blocks. */
function perform(
  into: Float64Array,
  { sum, squares }: BlockSums,
  blocks: readonly number[],
  { trials, criterion, halfDays, total, squared }: Performance,
): void {
  for (let from = 0; from < trials; from += CHUNK) {
    const count = Math.min(CHUNK, trials - from);
    total.fill(0, 0, count);
    squared.fill(0, 0, count);
    for (const block of blocks) {
      const [sums, ofSquares] = [sum[block]!, squares[block]!];
      for (let i = 0; i < count; i += 1) {
        total[i]! += sums[from + i]!;
        squared[i]! += ofSquares[from + i]!;
      }
    }
    for (let i = 0; i < count; i += 1) {
      const mean = total[i]! / halfDays;
      into[from + i] =
        criterion === 'mean' ? mean : ratioOf(mean, total[i]!, { squared: squared[i]!, halfDays });
    }
  }
}

/** A trial that did not trade has earned nothing, and neither ratio nor deviation. */
function ratioOf(
  mean: number,
  total: number,
  { squared, halfDays }: { readonly squared: number; readonly halfDays: number },
): number {
  if (total === 0) return 0;
  const variance = (squared - total * mean) / (halfDays - 1);
  return mean / Math.sqrt(Math.max(0, variance));
}

function indexOfMax(values: Float64Array): number {
  let best = 0;
  for (let i = 1; i < values.length; i += 1) if (values[i]! > values[best]!) best = i;
  return best;
}

function lineThrough(x: readonly number[], y: readonly number[]): Pick<Overfitting, 'slope' | 'intercept'> {
  const meanX = x.reduce((sum, value) => sum + value, 0) / x.length;
  const meanY = y.reduce((sum, value) => sum + value, 0) / y.length;
  let [across, along] = [0, 0];
  for (let i = 0; i < x.length; i += 1) {
    across += (x[i]! - meanX) * (y[i]! - meanY);
    along += (x[i]! - meanX) ** 2;
  }
  if (along === 0) return { slope: undefined, intercept: undefined };
  const slope = across / along;
  return { slope, intercept: meanY - slope * meanX };
}
