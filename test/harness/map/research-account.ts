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
import { askedOf, grantedTo, grantedToPeople, type Asked, type Granted } from './granted.ts';
import { BUCKET, MACHINE_ARN, WORKER_ARN, mapOf, type MapState } from './map-definition.ts';

interface Synthesised {
  readonly map: MapState;
  /** Of whoever searches, and of the roles of worker and map. */
  readonly people: Granted;
  readonly worker: Granted;
  readonly jobs: Granted;
}

let synthesised: Synthesised | undefined;

/** Of the template, which is made once. */
function definition(): Synthesised {
  if (synthesised !== undefined) return synthesised;
  const { research: stack } = synthesise(stageOf({ research: { accountConcurrency: 1000 } }));
  if (stack === undefined) throw new Error('the stage has no research stack');
  synthesised = {
    map: mapOf(stack),
    people: grantedToPeople(stack),
    worker: grantedTo(stack, 'WorkerRole'),
    jobs: grantedTo(stack, 'JobsRole'),
  };
  return synthesised;
}

/** What IAM would refuse of what commands have asked so far. */
export function refusedCalls({ aws }: ResearchAccount): readonly string[] {
  const { people } = definition();
  return askedOf(aws).flatMap((asked) =>
    people.allows(asked) ? [] : [`${asked.action}  ${asked.resource}`],
  );
}

/** What the policy for people allows, and none of these accounts was asked for. */
export function unusedPermissions(accounts: readonly ResearchAccount[]): readonly string[] {
  return definition().people.unusedBy(accounts.flatMap(({ aws }) => askedOf(aws)));
}

function requireGranted(granted: Granted, asked: Asked): void {
  if (!granted.allows(asked)) throw new Error(`AccessDenied: ${asked.action} on ${asked.resource}`);
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
  const { map, worker: ofWorker, jobs: ofJobs } = definition();
  const object = (key: string) => `arn:aws:s3:::${BUCKET}/${key}`;
  const batchWorker = new BatchWorker({
    worker,
    read: async (key) => {
      requireGranted(ofWorker, { action: 's3:GetObject', resource: object(key) });
      return aws.bucket.uploads.get(key);
    },
  });
  const jobs = new FakeJobs(
    aws,
    { ...map, MaxConcurrency: workers },
    (event) => batchWorker.answer(event),
    (action, key) => {
      requireGranted(ofJobs, { action, resource: key === undefined ? WORKER_ARN : object(key) });
    },
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
