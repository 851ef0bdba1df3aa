/**
 * Does the built worker answer as the map needs it, under AWS's own runtime client?
 *
 * A retry of the map knows an error by its name: what the runtime client posts is what Step Functions would match.
 */
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { RESEARCH, bundle, built } from '../../infra/bundle/bundle.ts';
import { bundleHash } from '../../infra/bundle/release.ts';
import { batchAnswerSchema } from '../../infra/research/cloud/batch-worker.ts';
import { answerKey, attemptJob, manifestKey, marketKey, type Job } from '../../infra/research/cloud/job.ts';
import { WORKER_MEMORY_MB } from '../../infra/research/cloud/worker-terms.ts';
import { parseJson } from '../../lambda/adapters/parse-json.ts';
import { FakeAws } from '../harness/aws/fake-aws.ts';
import { openForTest } from '../harness/loopback-server.ts';
import { BUCKET, mapOf } from '../harness/map/map-definition.ts';
import { folderOf } from '../harness/scalper-process.ts';
import { stageOf, synthesise } from '../infra/synthesis.ts';
import { GROUND, OBJECT, here, tasksOf } from '../research/cloud/cloud-ground.ts';
import { FunctionProcess, hasRuntimeClient, platformEnvironment } from './function-process.ts';

const FAR_MS = 8e15;

/** The function in its process, on a bucket that has the candles. */
async function worker() {
  const aws = await openForTest(new FakeAws());
  const folder = join(await folderOf(), RESEARCH);
  await bundle(RESEARCH, folder);
  const hash = bundleHash((await built(RESEARCH)).files);
  const running = new FunctionProcess({
    folder,
    environment: {
      ...platformEnvironment(WORKER_MEMORY_MB),
      BUCKET_NAME: BUCKET,
      WORKER: hash,
      AWS_ENDPOINT_URL: aws.baseUrl,
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
    },
  });
  onTestFinished(() => running.close());
  aws.bucket.uploads.set(marketKey(OBJECT.sha256), OBJECT.bytes);
  await running.start();
  const job = attemptJob(tasksOf(2), { ...GROUND, worker: hash });
  const upload = ({ name, manifest }: Job) =>
    aws.bucket.uploads.set(manifestKey(name), Buffer.from(manifest));
  const event = ({ name, batches }: Job) => ({ job: name, batch: parseJson(batches) });
  const invoke = async (of: unknown) => {
    const { kind, body } = await running.invoke({ event: of, deadlineMs: FAR_MS });
    return [kind, parseJson(body)] as const;
  };
  return { aws, job, upload, event, invoke };
}

describe.skipIf(!hasRuntimeClient())(
  'The worker in Lambda (skipped where `npm run lambda:install` has not been run)',
  () => {
    it('answers what threads find, and reads candles once', async () => {
      const { aws, job, upload, event, invoke } = await worker();
      upload(job);
      const expected = await here().attempt(tasksOf(2), { signal: new AbortController().signal });
      for (const time of ['first', 'second']) {
        const [kind, body] = await invoke(event(job));
        expect(kind, time).toBe('response');
        const { results } = batchAnswerSchema.parse(body);
        const found = new Map(results.map((one) => [one.key, 'trial' in one && one.trial]));
        expect(tasksOf(2).map((task) => found.get(answerKey(task)))).toEqual(expected);
      }
      expect(aws.requests.filter((request) => request.includes('/markets/'))).toHaveLength(1);
    });

    it('names an error that no retry mends as the definition does, and one of the bucket by another name', async () => {
      const { aws, job, upload, event, invoke } = await worker();
      const { research } = synthesise(stageOf({ research: { accountConcurrency: 1_000 } }));
      const never = mapOf(research!).ItemProcessor.States['Batch']?.Retry.filter(
        ({ MaxAttempts: attempts }) => attempts === 0,
      );
      expect(never?.map(({ ErrorEquals: names }) => names)).toEqual([['JobError']]);
      const absent = await invoke(event(job));
      expect(absent).toMatchObject(['error', { errorType: 'JobError' }]);
      expect(JSON.stringify(absent)).toContain('is not in the bucket');
      // As often as its client asks, and then some.
      upload(job);
      aws.bucket.throttled = 5;
      expect(await invoke(event(job))).toMatchObject(['error', { errorType: 'SlowDown' }]);
      // The same process goes on.
      expect(await invoke(event(job))).toMatchObject(['response', { index: 0 }]);
    });
  },
);
