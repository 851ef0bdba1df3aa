/**
 * Step Functions over the wire: the executions of one state machine, whose map runs over the bucket of the same account.
 *
 * As AWS has it: a name is taken once; who starts it again with the same input while it runs gets the same execution.
 */
import { z } from 'zod';
import type { FakeAws } from '../aws/fake-aws.ts';
import { failed, found, type JsonAnswer } from '../aws/protocols.ts';
import { MACHINE_ARN, type MapState } from './map-definition.ts';
import { runMap, type Invoke, type MapRun, type Permit } from './map-run.ts';

const startSchema = z.object({
  stateMachineArn: z.literal(MACHINE_ARN),
  name: z.string().regex(/^[\w-]{1,80}$/),
  input: z.string(),
});
const inputSchema = z.strictObject({ job: z.string(), batches: z.string() });
const executionSchema = z.object({ executionArn: z.string() });
const mapRunSchema = z.object({ mapRunArn: z.string() });

interface Started {
  readonly input: string;
  readonly mapRunArn: string;
  ended: number;
  done: Promise<void>;
  run: MapRun | undefined;
  /** AWS's words, of one that failed before its map began. */
  cause: string | undefined;
}

export class FakeJobs {
  /** Every name that was started, in order. */
  readonly started: string[] = [];
  readonly runs: MapRun[] = [];
  /** What a batch is done by. */
  invoke: Invoke;
  readonly #jobs = new Map<string, Started>();
  readonly #aws: FakeAws;
  readonly #map: MapState;
  readonly #permit: Permit;

  constructor(aws: FakeAws, map: MapState, invoke: Invoke, permit: Permit) {
    this.#aws = aws;
    this.#map = map;
    this.invoke = invoke;
    this.#permit = permit;
    const serve = (operation: string, answer: (body: unknown) => JsonAnswer) =>
      aws.answers.set(`AWSStepFunctions.${operation}`, (body) => answer(JSON.parse(body)));
    serve('StartExecution', (body) => this.#start(startSchema.parse(body)));
    serve('DescribeExecution', (body) => this.#describe(executionSchema.parse(body).executionArn));
    serve('ListMapRuns', (body) => this.#list(executionSchema.parse(body).executionArn));
    serve('DescribeMapRun', (body) => this.#counts(mapRunSchema.parse(body).mapRunArn));
  }

  #start({ name, input }: z.output<typeof startSchema>): JsonAnswer {
    const before = this.#jobs.get(name);
    if (before !== undefined) {
      return before.run === undefined && before.input === input
        ? found({ executionArn: arnOf(name), startDate: 1 })
        : failed('ExecutionAlreadyExists', name);
    }
    this.started.push(name);
    const id = `run-${this.started.length}`;
    const job: Started = {
      input,
      mapRunArn: `${MACHINE_ARN.replace('stateMachine', 'mapRun')}/Batches:${id}`,
      ended: 0,
      done: Promise.resolve(),
      run: undefined,
      cause: undefined,
    };
    this.#jobs.set(name, job);
    const run = runMap({
      map: this.#map,
      bucket: this.#aws.bucket,
      invoke: (event) => this.invoke(event),
      permit: this.#permit,
      input: inputSchema.parse(JSON.parse(input)),
      id,
      onEnded: (ended) => (job.ended = ended),
    });
    job.done = this.#await(job, run);
    return found({ executionArn: arnOf(name), startDate: 1 });
  }

  async #await(job: Started, run: Promise<MapRun>): Promise<void> {
    try {
      job.run = await run;
      this.runs.push(job.run);
    } catch (error) {
      job.cause = String(error);
    }
  }

  #describe(arn: string): JsonAnswer {
    const job = this.#jobs.get(arn.split(':').at(-1) ?? '');
    if (job === undefined) return failed('ExecutionDoesNotExist', arn);
    const common = { executionArn: arn, startDate: 1 };
    if (job.cause !== undefined)
      return found({ ...common, status: 'FAILED', error: 'States.Runtime', cause: job.cause });
    if (job.run === undefined) return found({ ...common, status: 'RUNNING' });
    const { status, error, manifest } = job.run;
    if (error !== undefined)
      return found({ ...common, status, error, cause: 'too many batches have failed' });
    const output = JSON.stringify({
      MapRunArn: job.mapRunArn,
      ResultWriterDetails: { Bucket: 'research-bucket', Key: manifest },
    });
    return found({ ...common, status, output });
  }

  #list(arn: string): JsonAnswer {
    const job = this.#jobs.get(arn.split(':').at(-1) ?? '');
    if (job === undefined) return failed('ExecutionDoesNotExist', arn);
    const common = { executionArn: arn, stateMachineArn: MACHINE_ARN, startDate: 1 };
    return found({ mapRuns: job.cause === undefined ? [{ ...common, mapRunArn: job.mapRunArn }] : [] });
  }

  #counts(arn: string): JsonAnswer {
    const job = this.#jobs.values().find(({ mapRunArn }) => mapRunArn === arn);
    if (job === undefined) return failed('ResourceNotFound', arn);
    const { succeeded = job.ended, failed: lost = 0, pending = 0 } = job.run?.counts ?? {};
    const itemCounts = {
      pending,
      running: 0,
      succeeded,
      failed: lost,
      timedOut: 0,
      aborted: 0,
      total: succeeded + lost + pending,
      resultsWritten: succeeded,
    };
    return found({ mapRunArn: arn, itemCounts });
  }
}

function arnOf(name: string): string {
  return `${MACHINE_ARN.replace(':stateMachine:', ':execution:')}:${name}`;
}
