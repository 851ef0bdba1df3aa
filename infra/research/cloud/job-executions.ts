/**
 * The executions of the research stack's state machine: a job each, by its name.
 *
 * Invariant: a job is started once, however often it is asked for. AWS takes a name once in 90 days.
 */
import type { DescribeExecutionOutput, SFNClient } from '@aws-sdk/client-sfn';
import { z } from 'zod';
import { parseJson } from '../../../lambda/adapters/parse-json.ts';
import { inAws } from '../../remote/aws-errors.ts';
import { clientOptions } from '../../remote/client-options.ts';
import { batchesKey, shortName } from './job.ts';

export interface Execution {
  readonly status: 'running' | 'succeeded' | 'failed';
  /** Why it failed, in AWS's words. */
  readonly cause: string | undefined;
  /** Where the map's writer has left its manifest; `undefined` where no batch was begun. */
  readonly results: string | undefined;
}

export interface BatchCounts {
  readonly ended: number;
  readonly failed: number;
  readonly all: number;
}

const outputSchema = z.looseObject({ ResultWriterDetails: z.looseObject({ Key: z.string() }) });

export class JobExecutions {
  readonly #machineArn: string;
  readonly #prefix: string;
  readonly #client: Promise<SFNClient>;

  /** @param resultsPrefix under which the map writes. */
  constructor(machineArn: string, { region, resultsPrefix }: { region: string; resultsPrefix: string }) {
    this.#machineArn = machineArn;
    this.#prefix = resultsPrefix;
    this.#client = clientIn(region);
  }

  /** Goes on with one that was started already. */
  async start(job: string): Promise<void> {
    const { StartExecutionCommand } = await import('@aws-sdk/client-sfn');
    const client = await this.#client;
    const input = JSON.stringify({ job, batches: batchesKey(job) });
    await inAws(this.#named(job), async () => {
      try {
        await client.send(new StartExecutionCommand({ stateMachineArn: this.#machineArn, name: job, input }));
      } catch (error) {
        // Another command was faster, and it has ended meanwhile.
        if (!(error instanceof Error) || error.name !== 'ExecutionAlreadyExists') throw error;
      }
    });
  }

  /** `undefined` where the job was never started. */
  async find(job: string): Promise<Execution | undefined> {
    const { DescribeExecutionCommand } = await import('@aws-sdk/client-sfn');
    const client = await this.#client;
    const found = await inAws(this.#named(job), async () =>
      client
        .send(new DescribeExecutionCommand({ executionArn: this.#arnOf(job) }))
        .catch((error: unknown) => {
          if (error instanceof Error && error.name === 'ExecutionDoesNotExist') return undefined;
          throw error;
        }),
    );
    if (found === undefined) return undefined;
    const status = STATUS[found.status ?? 'RUNNING'];
    if (status === 'running') return { status, cause: undefined, results: undefined };
    return { status, cause: causeOf(found), results: await this.#resultsOf(job, found) };
  }

  /** How many batches have ended; `undefined` where the map has not begun. */
  async counts(job: string): Promise<BatchCounts | undefined> {
    const { DescribeMapRunCommand } = await import('@aws-sdk/client-sfn');
    const client = await this.#client;
    const mapRunArn = await this.#mapRunOf(job);
    if (mapRunArn === undefined) return undefined;
    const { itemCounts: counts } = await inAws(this.#named(job), () =>
      client.send(new DescribeMapRunCommand({ mapRunArn })),
    );
    const { total = 0, succeeded = 0, failed = 0, timedOut = 0, aborted = 0 } = counts ?? {};
    const lost = failed + timedOut + aborted;
    return { ended: succeeded + lost, failed: lost, all: total };
  }

  async close(): Promise<void> {
    (await this.#client).destroy();
  }

  async #resultsOf(job: string, { output }: DescribeExecutionOutput): Promise<string | undefined> {
    const { data } = outputSchema.safeParse(parseJson(output ?? ''));
    if (data !== undefined) return data.ResultWriterDetails.Key;
    // An execution that has failed has no output, and its map has written all the same.
    const mapRunArn = await this.#mapRunOf(job);
    return mapRunArn && `${this.#prefix}/${mapRunArn.split(':').at(-1)}/manifest.json`;
  }

  async #mapRunOf(job: string): Promise<string | undefined> {
    const { ListMapRunsCommand } = await import('@aws-sdk/client-sfn');
    const client = await this.#client;
    const { mapRuns = [] } = await inAws(this.#named(job), () =>
      client.send(new ListMapRunsCommand({ executionArn: this.#arnOf(job) })),
    );
    return mapRuns[0]?.mapRunArn;
  }

  #arnOf(job: string): string {
    return `${this.#machineArn.replace(':stateMachine:', ':execution:')}:${job}`;
  }

  #named(job: string): string {
    return `the job ${shortName(job)}`;
  }
}

const STATUS = {
  RUNNING: 'running',
  PENDING_REDRIVE: 'running',
  SUCCEEDED: 'succeeded',
  FAILED: 'failed',
  TIMED_OUT: 'failed',
  ABORTED: 'failed',
} as const satisfies Readonly<Record<string, Execution['status']>>;

function causeOf({ status, error, cause }: DescribeExecutionOutput): string {
  const words: readonly (string | undefined)[] = [status, error, cause];
  return words.filter((word) => word !== undefined && word !== '').join(': ');
}

async function clientIn(region: string): Promise<SFNClient> {
  const { SFNClient: Client } = await import('@aws-sdk/client-sfn');
  return new Client(clientOptions(region));
}
