/**
 * An account on the loopback interface with a research stack: what a command asks of it, and the worker behind it.
 */
import { BatchWorker } from '../../../infra/research/cloud/batch-worker.ts';
import { RESEARCH_OUTPUTS, researchStackName } from '../../../infra/constructs/parameter-names.ts';
import { STAGE } from '../../../infra/stages.ts';
import { stageOf, synthesise } from '../../infra/synthesis.ts';
import { ACCOUNT_SETTINGS, type FakeAws } from '../aws/fake-aws.ts';
import { found } from '../aws/protocols.ts';
import { FakeJobs } from './fake-jobs.ts';
import { BUCKET, MACHINE_ARN, mapOf, type MapState } from './map-definition.ts';

let synthesised: MapState | undefined;

/** Of the template, which is made once. */
function definition(): MapState {
  if (synthesised !== undefined) return synthesised;
  const { research: stack } = synthesise(stageOf({ research: { accountConcurrency: 1000 } }));
  if (stack === undefined) throw new Error('the stage has no research stack');
  synthesised = mapOf(stack);
  return synthesised;
}

export interface ResearchAccount {
  readonly aws: FakeAws;
  readonly jobs: FakeJobs;
  readonly batchWorker: BatchWorker;
  /** With which the clients of AWS go there. */
  readonly env: Readonly<Record<string, string>>;
  /** Of functions that nobody has reserved; what Lambda says. */
  unreserved: number;
}

/** @param aws that is open. @param worker hash of its bundle */
export function researchAccount(
  aws: FakeAws,
  { worker, workers = 3 }: { readonly worker: string; readonly workers?: number },
): ResearchAccount {
  const batchWorker = new BatchWorker({ worker, read: async (key) => aws.bucket.uploads.get(key) });
  const jobs = new FakeJobs(aws, { ...definition(), MaxConcurrency: workers }, (event) =>
    batchWorker.answer(event),
  );
  aws.cloudFormation.add(researchStackName(STAGE.name), {
    [RESEARCH_OUTPUTS.bucket]: BUCKET,
    [RESEARCH_OUTPUTS.machine]: MACHINE_ARN,
    [RESEARCH_OUTPUTS.worker]: worker,
    [RESEARCH_OUTPUTS.workers]: String(workers),
  });
  const services = ['S3', 'SFN', 'CLOUDFORMATION', 'LAMBDA'];
  const endpoints = services.map((service) => [`AWS_ENDPOINT_URL_${service}`, aws.baseUrl] as const);
  const account: ResearchAccount = {
    aws,
    jobs,
    batchWorker,
    env: {
      ...Object.fromEntries(endpoints),
      AWS_REGION: 'ap-northeast-1',
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
    },
    unreserved: 900,
  };
  aws.answers.set(ACCOUNT_SETTINGS, () =>
    found({
      AccountLimit: { ConcurrentExecutions: 1000, UnreservedConcurrentExecutions: account.unreserved },
    }),
  );
  return account;
}
