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
  const logits: number[] = [];
  const chosen: number[] = [];
  const elsewhere: number[] = [];
  for (const choice of halves(blocks)) {
    const inside = performances(sums, choice, { criterion, halfDays });
    const outside = performances(sums, complement(choice, blocks), { criterion, halfDays });
    const best = indexOfMax(inside);
    const own = outside[best]!;
    let rank = 0;
    for (const other of outside) if (other <= own) rank += 1;
    const relative = rank / (trials.length + 1);
    logits.push(Math.log(relative / (1 - relative)));
    chosen.push(inside[best]!);
    elsewhere.push(own);
  }
  const choices = logits.length;
  return {
    probability: logits.filter((logit) => logit <= 0).length / choices,
    medianLogit: medianOf(logits),
    lossProbability: elsewhere.filter((value) => value < 0).length / choices,
    ...lineThrough(chosen, elsewhere),
    blocks,
    choices,
    daysDropped,
  };
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

/** Σx and Σx² of each block, of each trial. */
interface BlockSums {
  readonly sum: Float64Array;
  readonly squares: Float64Array;
}

function blockSums(
  trials: readonly Series[],
  { blocks, blockDays, daysDropped }: { blocks: number; blockDays: number; daysDropped: number },
): readonly BlockSums[] {
  return trials.map((returns) => {
    const sum = new Float64Array(blocks);
    const squares = new Float64Array(blocks);
    for (let i = 0; i < blocks * blockDays; i += 1) {
      const value = returns[daysDropped + i]!;
      const block = Math.floor(i / blockDays);
      sum[block]! += value;
      squares[block]! += value ** 2;
    }
    return { sum, squares };
  });
}

/** Every half of the blocks, in lexicographic order. */
function* halves(blocks: number): Generator<readonly number[]> {
  const size = blocks / 2;
  const choice = Array.from({ length: size }, (_, i) => i);
  for (;;) {
    yield choice;
    let moved = size - 1;
    while (moved >= 0 && choice[moved] === blocks - size + moved) moved -= 1;
    if (moved < 0) return;
    choice[moved]! += 1;
    for (let i = moved + 1; i < size; i += 1) choice[i] = choice[i - 1]! + 1;
  }
}

function complement(choice: readonly number[], blocks: number): readonly number[] {
  const rest: number[] = [];
  for (let block = 0; block < blocks; block += 1) if (!choice.includes(block)) rest.push(block);
  return rest;
}

function performances(
  sums: readonly BlockSums[],
  blocks: readonly number[],
  { criterion, halfDays }: { criterion: Criterion; halfDays: number },
): Float64Array {
  return Float64Array.from(sums, ({ sum, squares }) => {
    let [total, squared] = [0, 0];
    for (const block of blocks) {
      total += sum[block]!;
      squared += squares[block]!;
    }
    const mean = total / halfDays;
    if (criterion === 'mean') return mean;
    const variance = (squared - total * mean) / (halfDays - 1);
    // A trial that did not trade has earned nothing, and neither ratio nor deviation.
    if (total === 0) return 0;
    return mean / Math.sqrt(Math.max(0, variance));
  });
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
