/** Is an execution what AWS says of it, whatever it says, and is it started once? */
import { describe, expect, it, vi } from 'vitest';
import { FakeAws } from '../../harness/aws/fake-aws.ts';
import { failed, found } from '../../harness/aws/protocols.ts';
import { openForTest } from '../../harness/loopback-server.ts';
import { MACHINE_ARN } from '../../harness/map/map-definition.ts';
import { clients } from './cloud-ground.ts';

const JOB = 'a'.repeat(64);
const EXECUTION = `${MACHINE_ARN.replace(':stateMachine:', ':execution:')}:${JOB}`;
const MAP_RUN = `${MACHINE_ARN.replace(':stateMachine:', ':mapRun:')}/Batches:run-7`;
const COMMON = { executionArn: EXECUTION, startDate: 1 };

/** @param answers of Step Functions, by operation. */
async function executionsOf(answers: Readonly<Record<string, object>>) {
  const aws = await openForTest(new FakeAws());
  for (const [operation, answer] of Object.entries(answers))
    aws.answers.set(`AWSStepFunctions.${operation}`, () => found(answer));
  vi.stubEnv('AWS_ENDPOINT_URL_SFN', aws.baseUrl);
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'test');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'test');
  return { aws, executions: clients().executions };
}

const MAP_RUNS = {
  mapRuns: [{ ...COMMON, stateMachineArn: MACHINE_ARN, mapRunArn: MAP_RUN }],
};

describe('An execution', () => {
  it.each([
    ['RUNNING', 'running'],
    ['PENDING_REDRIVE', 'running'],
    ['SUCCEEDED', 'succeeded'],
    ['FAILED', 'failed'],
    ['TIMED_OUT', 'failed'],
    ['ABORTED', 'failed'],
  ])('that is %s is %s', async (status, expected) => {
    const { executions } = await executionsOf({
      DescribeExecution: { ...COMMON, status },
      ListMapRuns: MAP_RUNS,
    });
    expect((await executions.find(JOB))?.status).toBe(expected);
  });

  it('that has failed says why, in the words of AWS, and where its map has written all the same', async () => {
    const { aws, executions } = await executionsOf({
      DescribeExecution: { ...COMMON, status: 'FAILED', error: 'States.Runtime', cause: 'no file' },
      ListMapRuns: MAP_RUNS,
    });
    expect(await executions.find(JOB)).toEqual({
      status: 'failed',
      cause: 'FAILED: States.Runtime: no file',
      results: 'results/run-7/manifest.json',
    });
    aws.answers.set('AWSStepFunctions.DescribeExecution', () => found({ ...COMMON, status: 'TIMED_OUT' }));
    aws.answers.set('AWSStepFunctions.ListMapRuns', () => found({ mapRuns: [] }));
    expect(await executions.find(JOB)).toEqual({ status: 'failed', cause: 'TIMED_OUT', results: undefined });
  });

  it('that succeeded says where its results are, and one that nobody has started is none', async () => {
    const output = JSON.stringify({ ResultWriterDetails: { Bucket: 'b', Key: 'results/x/manifest.json' } });
    const { aws, executions } = await executionsOf({
      DescribeExecution: { ...COMMON, status: 'SUCCEEDED', output },
    });
    expect((await executions.find(JOB))?.results).toBe('results/x/manifest.json');
    aws.answers.set('AWSStepFunctions.DescribeExecution', () => failed('ExecutionDoesNotExist', JOB));
    expect(await executions.find(JOB)).toBeUndefined();
  });

  it('counts every batch that has ended, however, and as failed all that did not succeed', async () => {
    const { executions } = await executionsOf({
      ListMapRuns: MAP_RUNS,
      DescribeMapRun: {
        mapRunArn: MAP_RUN,
        itemCounts: {
          pending: 3,
          running: 5,
          succeeded: 7,
          failed: 11,
          timedOut: 13,
          aborted: 17,
          total: 56,
        },
      },
    });
    expect(await executions.counts(JOB)).toEqual({ ended: 48, failed: 41, all: 56 });
  });

  it('that another command has started meanwhile, and that has ended, is not started again', async () => {
    const { aws, executions } = await executionsOf({ StartExecution: COMMON });
    await executions.start(JOB);
    aws.answers.set('AWSStepFunctions.StartExecution', () => failed('ExecutionAlreadyExists', JOB));
    await executions.start(JOB);
    aws.answers.set('AWSStepFunctions.StartExecution', () => failed('AccessDeniedException', 'no'));
    await expect(executions.start(JOB)).rejects.toThrow(
      'the job aaaaaaaaaaaa: these credentials may not read or write it',
    );
  });
});
