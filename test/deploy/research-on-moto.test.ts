/**
 * What does another hand than ours make of the stack of searches?
 *
 * The real `cdk bootstrap` and `cdk deploy` to moto's server: its CloudFormation resolves the template, and its S3, IAM, Lambda and Step
 * Functions have what came of it. The worker that was uploaded runs on candles in its bucket.
 *
 * What moto does not do: it keeps an execution and never runs it, because it refuses a map that reads lines of JSON; it drops the policy,
 * the lifecycle and the privacy of the bucket; it tells no outputs. `test/harness/map/` runs the map, and the template has the rest.
 */
import { join } from 'node:path';
import {
  GetTemplateCommand,
  ListStackResourcesCommand,
  CloudFormationClient,
} from '@aws-sdk/client-cloudformation';
import { DescribeStateMachineCommand, SFNClient } from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { z } from 'zod';
import { RESEARCH, bundle } from '../../infra/bundle/bundle.ts';
import { bundleHash } from '../../infra/bundle/release.ts';
import { batchAnswerSchema } from '../../infra/research/cloud/batch-worker.ts';
import { answerKey, attemptJob, batchesKey, manifestKey, marketKey } from '../../infra/research/cloud/job.ts';
import { JobExecutions } from '../../infra/research/cloud/job-executions.ts';
import { ResearchBucket } from '../../infra/research/cloud/research-bucket.ts';
import { RESULTS_PREFIX } from '../../infra/research/cloud/worker-terms.ts';
import { parseJson } from '../../lambda/adapters/parse-json.ts';
import { mapIn } from '../harness/map/map-definition.ts';
import { folderOf, startProgram } from '../harness/scalper-process.ts';
import { MOTO_MISSING, hasMoto, startMoto, type MotoServer } from '../moto/moto-server.ts';
import { GROUND, OBJECT, here, tasksOf } from '../research/cloud/cloud-ground.ts';
import { PAPER_BOT } from '../infra/synthesis.ts';
import { cdk } from './cdk-process.ts';
import { REGION, said } from './rehearsal-account.ts';
import { assetsOf, filesIn, unpacked, unzipped } from './uploads.ts';

const STACK = 'Kallisti-Research';
const ASSETS = `cdk-hnb659fds-assets-123456789012-${REGION}`;
const KEYS = { AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test', AWS_REGION: REGION };

it('the stack of searches is deployed to moto, or its absence is said', () => {
  if (!hasMoto()) console.warn(`The stack of searches is deployed to no other hand's AWS: ${MOTO_MISSING}`);
});

describe.skipIf(!hasMoto())('In moto (skipped where `npm run moto:install` has not installed it)', () => {
  let moto: MotoServer;
  let folder = '';
  /** What each resource is called there, by its logical id without its digits. */
  let names: ReadonlyMap<string, string>;

  beforeAll(async () => {
    moto = await startMoto();
    folder = await folderOf();
    await bundle(RESEARCH, join(folder, RESEARCH));
    const stage = {
      name: 'Kallisti',
      region: REGION,
      bots: [PAPER_BOT],
      research: { accountConcurrency: 1_000, workers: 7 },
    };
    const assembly = `node test/deploy/rehearsed-app.ts ${folder} '${JSON.stringify(stage)}'`;
    // moto finds a template in a bucket by an address of this name alone.
    const endpoint = moto.endpoint.replace('127.0.0.1', 'localhost');
    const options = { endpoint, assembly, env: { AWS_REGION: REGION } };
    const output = ['--output', join(folder, 'cdk.out')];
    for (const args of [['bootstrap'], ['deploy', STACK, '--require-approval', 'never']]) {
      const ended = await cdk([...args, ...output], options);
      expect(ended.code, said(ended)).toBe(0);
    }
    const client = new CloudFormationClient(reached());
    const { StackResourceSummaries: listed = [] } = await client.send(
      new ListStackResourcesCommand({ StackName: STACK }),
    );
    client.destroy();
    names = new Map(
      listed.map(({ LogicalResourceId: id = '', PhysicalResourceId: name = '' }) => [
        id.replace(/[0-9A-F]{8}$/, ''),
        name,
      ]),
    );
  });

  afterAll(() => moto.close());

  const reached = () => ({
    endpoint: moto.endpoint,
    region: REGION,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
  const nameOf = (id: string): string => {
    const name = names.get(id);
    if (name === undefined) throw new Error(`${id} was not made: there are ${[...names.keys()].join()}`);
    return name;
  };
  /** The project's own, as a command has them. */
  const clients = () => {
    for (const [name, value] of Object.entries(KEYS)) vi.stubEnv(name, value);
    vi.stubEnv('AWS_ENDPOINT_URL', moto.endpoint);
    const bucket = new ResearchBucket(nameOf('Bucket'), REGION);
    const executions = new JobExecutions(nameOf('Jobs'), { region: REGION, resultsPrefix: RESULTS_PREFIX });
    onTestFinished(async () => {
      await bucket.close();
      await executions.close();
    });
    return { bucket, executions };
  };

  it('bucket, worker, map, roles and policy are made, and the map has the names that they were given', async () => {
    const client = new SFNClient(reached());
    onTestFinished(() => client.destroy());
    const machine = await client.send(new DescribeStateMachineCommand({ stateMachineArn: nameOf('Jobs') }));
    const map = mapIn(machine.definition ?? '');
    expect(map.ItemReader.Parameters.Bucket).toBe(nameOf('Bucket'));
    expect(map.ResultWriter.Parameters).toEqual({ Bucket: nameOf('Bucket'), Prefix: RESULTS_PREFIX });
    expect(map.MaxConcurrency).toBe(7);
    expect(map.ItemProcessor.States['Batch']?.Resource).toBe(
      `arn:aws:lambda:${REGION}:123456789012:function:${nameOf('Worker')}`,
    );
    expect(machine.roleArn).toBe(`arn:aws:iam::123456789012:role/${nameOf('JobsRole')}`);
    expect(nameOf('Policy')).toMatch(/^arn:aws:iam::123456789012:policy\//);
  });

  it('a job is uploaded, started once however often it is asked for, and found while it runs', async () => {
    const { bucket, executions } = clients();
    const job = attemptJob(tasksOf(5), GROUND);
    expect(await bucket.put(batchesKey(job.name), job.batches)).toBe(true);
    expect(await bucket.put(batchesKey(job.name), job.batches)).toBe(false);
    expect(await executions.find(job.name)).toBeUndefined();
    await executions.start(job.name);
    await executions.start(job.name);
    expect(await executions.find(job.name)).toEqual({
      status: 'running',
      cause: undefined,
      results: undefined,
    });
    // Nobody has begun its map.
    expect(await executions.counts(job.name)).toBeUndefined();
  });

  it('the worker that was uploaded tries a batch on candles in the bucket, and finds what threads find', async () => {
    const client = new CloudFormationClient(reached());
    onTestFinished(() => client.destroy());
    const { bucket } = clients();
    const built = await filesIn(join(folder, RESEARCH));
    const ground = { ...GROUND, worker: bundleHash(built) };
    const job = attemptJob(tasksOf(2), ground);
    await bucket.put(marketKey(OBJECT.sha256), OBJECT.bytes);
    await bucket.put(manifestKey(job.name), job.manifest);
    const [key] = (await assetsOf(join(folder, 'cdk.out'), [STACK], 'zip')).keys();
    const assets = new ResearchBucket(ASSETS, REGION);
    onTestFinished(() => assets.close());
    const zip = await assets.get(key ?? '');
    if (zip === undefined) throw new Error(`${key} was not uploaded`);
    const template = await client.send(new GetTemplateCommand({ StackName: STACK }));
    expect(template.TemplateBody).toContain(key);
    const event = JSON.stringify({ job: job.name, batch: parseJson(job.batches) });
    const call = `const { handler } = await import('./index.mjs'); console.log(JSON.stringify(await handler(${event})));`;
    const { code, stdout, stderr } = await startProgram(
      process.execPath,
      ['--input-type=module', '--eval', call],
      {
        folder: await unpacked({ files: await unzipped(zip) }),
        env: {
          ...KEYS,
          AWS_ENDPOINT_URL: moto.endpoint,
          BUCKET_NAME: nameOf('Bucket'),
          WORKER: ground.worker,
        },
      },
    ).ended;
    expect(code, stderr).toBe(0);
    const { results } = batchAnswerSchema.parse(JSON.parse(stdout));
    const expected = await here().attempt(tasksOf(2), { signal: new AbortController().signal });
    const found = new Map(results.map((one) => [one.key, 'trial' in one && one.trial]));
    expect(tasksOf(2).map((task) => found.get(answerKey(task)))).toEqual(expected);
    expect(z.string().parse(results[0]?.key)).toMatch(/^[0-9a-f]{64}$/);
  });
});
