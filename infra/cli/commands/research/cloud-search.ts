/**
 * The cloud as a search uses it: what is deployed, what it costs, how far it is.
 */
import { machineClock } from '../../../../lambda/adapters/machine.ts';
import { DAY_MS } from '../../../../lambda/core/units.ts';
import { cdkLine, commandLine } from '../../../../lambda/adapters/command-line.ts';
import { RESEARCH } from '../../../bundle/bundle.ts';
import { functionsAtOnce } from '../../../concurrency.ts';
import { RESEARCH_OUTPUTS, researchStackName } from '../../../constructs/parameter-names.ts';
import { InputError } from '../../../input-error.ts';
import { searchPrice, secondsOf } from '../../../price/search-price.ts';
import { pricesSince } from '../../../price/region-prices.ts';
import { concurrencyOf } from '../../../remote/deployment-facts.ts';
import { findOutputs } from '../../../remote/stack-outputs.ts';
import { CloudTrials } from '../../../research/cloud/cloud-trials.ts';
import { JobExecutions } from '../../../research/cloud/job-executions.ts';
import type { MarketObject } from '../../../research/cloud/market-object.ts';
import { ResearchBucket } from '../../../research/cloud/research-bucket.ts';
import { RESULTS_PREFIX } from '../../../research/cloud/worker-terms.ts';
import { KEPT_DAYS_MAX } from '../../../research/search-limits.ts';
import type { TriedPortion } from '../../../research/search-portions.ts';
import type { Trials } from '../../../research/trial-pool.ts';
import { STAGE, parseStage } from '../../../stages.ts';
import { printAsideFitted } from '../../terminal/output.ts';
import { count, counted } from '../../terminal/text-format.ts';
import { openWorkProgress, type WorkProgress } from '../../terminal/work-progress.ts';

/** A search stack that is deployed, and fits this clone. */
export interface Cloud {
  readonly bucket: ResearchBucket;
  readonly executions: JobExecutions;
  /** The hash of the worker. */
  readonly worker: string;
  readonly workers: number;
  readonly region: string;
  readonly close: () => Promise<void>;
}

/** @throws InputError where there is none, where it has another worker, or where bots would lose their share. */
export async function openCloud(): Promise<Cloud> {
  const { name, region, bots } = parseStage(STAGE);
  const stack = researchStackName(name);
  const outputs = await findOutputs(stack, region);
  if (outputs === undefined) {
    throw new InputError(
      `--cloud: the stack ${stack} in ${region} does not exist: write research: { accountConcurrency: 1000 } into infra/stages.ts, with the number that Service Quotas says of Lambda, and deploy it: ${cdkLine(`deploy ${stack}`)}`,
    );
  }
  const output = (what: keyof typeof RESEARCH_OUTPUTS): string => {
    const value = outputs.get(RESEARCH_OUTPUTS[what]);
    if (value !== undefined) return value;
    throw new InputError(
      `--cloud: the stack ${stack} has no output ${RESEARCH_OUTPUTS[what]}: deploy it again`,
    );
  };
  const [worker, workers] = [output('worker'), Number(output('workers'))];
  await requireOwnWorker(worker, stack);
  const { unreserved } = await concurrencyOf(region);
  const needed = functionsAtOnce(bots);
  if (unreserved < needed) {
    throw new InputError(
      `--cloud: ${workers} functions are kept for workers, and Lambda leaves ${unreserved} to the others, where the bots need ${needed}: set fewer workers in infra/stages.ts, or ask for more, which is free (Service Quotas, AWS Lambda, Concurrent executions)`,
    );
  }
  const bucket = new ResearchBucket(output('bucket'), region);
  const executions = new JobExecutions(output('machine'), { region, resultsPrefix: RESULTS_PREFIX });
  const close = async () => {
    await bucket.close();
    await executions.close();
  };
  return { bucket, executions, worker, workers, region, close };
}

/** Otherwise there would be other results, and nobody would know why. */
async function requireOwnWorker(deployed: string, stack: string): Promise<void> {
  const [{ built }, { bundleHash }] = await Promise.all([
    import('../../../bundle/bundle.ts'),
    import('../../../bundle/release.ts'),
  ]);
  const own = bundleHash((await built(RESEARCH)).files);
  if (own === deployed) return;
  throw new InputError(
    `--cloud: the worker that is deployed is ${deployed}, and this clone's is ${own}: deploy it with ${cdkLine(`deploy ${stack}`)}`,
  );
}

/** @throws InputError where the results would not fit into the memory of this command. */
export function requireRoom(portions: readonly TriedPortion[]): void {
  const days = portions.reduce((sum, { tries, spanMs }) => sum + (tries * spanMs) / DAY_MS, 0);
  if (days <= KEPT_DAYS_MAX) return;
  const millions = (number: number) => `${count(Math.ceil(number / 1e6))} million`;
  throw new InputError(
    `--cloud: nothing was begun. The sets have ${millions(days)} days of results, and a command keeps at most ${millions(KEPT_DAYS_MAX)}: search fewer sets or days, or in parts, each with a --search-seed of its own`,
  );
}

/** Says what a search costs, before anything of it begins. @throws InputError above the limit. */
export function requirePrice(
  portions: readonly TriedPortion[],
  { symbols, maxUsd }: { readonly symbols: number; readonly maxUsd: number },
  { workers, region }: Pick<Cloud, 'workers' | 'region'>,
): void {
  const { tries, batches, usd, minutes } = searchPrice(portions, { symbols, workers, region });
  const price = usd < 0.01 ? 'less than 0.01' : `about ${usd.toFixed(2)}`;
  const time = minutes < 1 ? 'less than a minute' : `about ${count(Math.ceil(minutes))} minutes`;
  const sentence = `${counted(tries, 'try', 'tries')} in ${counted(batches, 'batch', 'batches')}, at most ${count(workers)} at once: ${price} USD and ${time} (list prices of ${pricesSince(region)} or later, without free tiers)`;
  if (usd > maxUsd) {
    throw new InputError(`--max-usd ${maxUsd}: nothing was begun. ${sentence}. Search less, or allow more`);
  }
  printAsideFitted([`${sentence}.`]);
}

/** How a search goes on from its id. */
export function followCommand(by: string, id: string): string {
  return commandLine(`${by} --follow ${id}`);
}

/** Tries in AWS, with their progress. */
export function cloudTrials(
  cloud: Cloud,
  {
    market,
    local,
    symbols,
  }: { readonly market: MarketObject; readonly local: Trials; readonly symbols: number },
): { readonly pool: Trials; readonly close: () => void } {
  const { bucket, executions, worker } = cloud;
  const shown = new Map<string, WorkProgress>();
  let told = '';
  const close = () => {
    for (const progress of shown.values()) progress.close();
    shown.clear();
  };
  const pool = new CloudTrials(
    {
      bucket,
      executions,
      local,
      onProgress: (job, { ended, all }) => {
        if (!shown.has(job)) {
          close();
          shown.set(job, openWorkProgress('batches', machineClock));
        }
        shown.get(job)?.update(ended, all);
      },
      onUnreached: (words) => {
        if (words !== told)
          printAsideFitted([`${words} It is asked again; the job goes on without this machine.`]);
        told = words;
      },
    },
    market,
    { worker, secondsOf: secondsOf(symbols) },
  );
  return { pool, close };
}
