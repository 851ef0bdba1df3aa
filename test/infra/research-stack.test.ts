/**
 * Is the stack of searches there only where it is asked for, private, bounded, and allowed what it does and nothing else?
 */
import { describe, expect, it } from 'vitest';
import { RESEARCH_CALLS } from '../../infra/operator/research-calls.ts';
import { WORKER_MEMORY_MB } from '../../infra/research/cloud/worker-terms.ts';
import { parseStage } from '../../infra/stages.ts';
import { mapOf } from '../harness/map/map-definition.ts';
import { permissionsOf, plain, researchPolicyOf } from './permissions.ts';
import { actionsOf } from './sdk-calls.ts';
import { PAPER_BOT, resourcesOf, stageOf, synthesise, type SynthesisedStack } from './synthesis.ts';

const research = (workers?: number): SynthesisedStack => {
  const asked = { accountConcurrency: 1000, ...(workers !== undefined && { workers }) };
  const { research: stack } = synthesise(stageOf({ research: asked }));
  if (stack === undefined) throw new Error('it was asked for, and is not there');
  return stack;
};

describe('The stack of searches', () => {
  it('is absent unless a stage asks for it, and changes nothing of the others', () => {
    const [without, with_] = [
      synthesise(stageOf()),
      synthesise(stageOf({ research: { accountConcurrency: 1000 } })),
    ];
    expect(without.research).toBeUndefined();
    expect(with_.trader.json).toEqual(without.trader.json);
    expect(with_.ledger.json).toEqual(without.ledger.json);
  });

  it('has a bucket that is private, encrypted, asked by TLS alone, and empties itself', () => {
    const { template } = research();
    template.hasResourceProperties('AWS::S3::Bucket', {
      BucketEncryption: {
        ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
      },
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
      OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
      LifecycleConfiguration: {
        Rules: [
          {
            AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 },
            ExpirationInDays: 30,
            Status: 'Enabled',
          },
        ],
      },
    });
    template.hasResourceProperties('AWS::S3::BucketPolicy', {
      PolicyDocument: {
        Statement: [
          {
            Action: 's3:*',
            Effect: 'Deny',
            Principal: { AWS: '*' },
            Condition: { Bool: { 'aws:SecureTransport': 'false' } },
          },
        ],
      },
    });
  });

  it('shares batches out by a map that writes what was found, runs as many at once as there are workers, and tries again what may be mended', () => {
    const map = mapOf(research(40));
    expect(map).toMatchObject({
      MaxConcurrency: 40,
      ToleratedFailurePercentage: 5,
      ItemReader: { ReaderConfig: { InputType: 'JSONL' }, Parameters: { 'Key.$': '$.batches' } },
      ItemSelector: { 'job.$': '$.job', 'batch.$': '$$.Map.Item.Value' },
      ResultWriter: {
        Resource: 'arn:aws:states:::s3:putObject',
        Parameters: { Prefix: 'results' },
        WriterConfig: { OutputType: 'JSONL', Transformation: 'COMPACT' },
      },
    });
    const { Batch: batch } = map.ItemProcessor.States;
    expect(batch?.TimeoutSeconds).toBe(360);
    expect(batch?.Retry.map((retry) => [retry.ErrorEquals, retry.MaxAttempts])).toEqual([
      [['Lambda.TooManyRequestsException'], 12],
      [['JobError'], 0],
      [['States.Timeout', 'States.TaskFailed'], 3],
    ]);
    // The whole input is what the function gets.
    expect(batch).not.toHaveProperty('Parameters');
  });

  it('runs its workers on a part of the account that is theirs alone, by a whole processor, for less time than their step', () => {
    research(40).template.hasResourceProperties('AWS::Lambda::Function', {
      ReservedConcurrentExecutions: 40,
      MemorySize: WORKER_MEMORY_MB,
      Timeout: 300,
      Architectures: ['arm64'],
      Runtime: 'nodejs24.x',
    });
  });
});

describe('Permissions of searches', () => {
  it('are these: a worker reads markets and jobs; the map reads and writes the bucket, calls the worker, and starts its own batches', () => {
    const executions = 'arn:aws:states:ap-northeast-1:ACCOUNT:execution';
    expect(permissionsOf(research())).toEqual([
      'WorkerRole  logs:CreateLogStream  WorkerLogs',
      'WorkerRole  logs:PutLogEvents  WorkerLogs',
      'WorkerRole  s3:GetObject  Bucket/jobs/*',
      'WorkerRole  s3:GetObject  Bucket/markets/*',
      'WorkerRole  s3:ListBucket  Bucket',
      'JobsRole  s3:AbortMultipartUpload  arn:aws:s3:::Bucket/*',
      'JobsRole  s3:GetObject  arn:aws:s3:::Bucket/*',
      'JobsRole  s3:ListMultipartUploadParts  arn:aws:s3:::Bucket/*',
      'JobsRole  s3:PutObject  arn:aws:s3:::Bucket/*',
      'JobsRole  lambda:InvokeFunction  Worker',
      'JobsRole  lambda:InvokeFunction  Worker:*',
      'JobsRole  states:StartExecution  Jobs',
      `JobsRole  states:DescribeExecution  ${executions}:name of Jobs:*`,
      `JobsRole  states:StopExecution  ${executions}:name of Jobs:*`,
      `JobsRole  states:RedriveExecution  ${executions}:name of Jobs/Batches:*`,
    ]);
    expect([...resourcesOf(research(), 'AWS::IAM::Role').keys()].map(plain)).toEqual([
      'WorkerRole',
      'JobsRole',
    ]);
  });

  it('of whoever searches are a policy that is attached to nobody, and reaches no bot', () => {
    const states = 'arn:aws:states:ap-northeast-1:ACCOUNT';
    expect(researchPolicyOf(research()).toSorted()).toEqual([
      'cloudformation:DescribeStacks  arn:aws:cloudformation:ap-northeast-1:ACCOUNT:stack/Kallisti-Research/*',
      'lambda:GetAccountSettings  *',
      's3:GetObject  Bucket/*',
      's3:ListBucket  Bucket',
      's3:PutObject  Bucket/jobs/*',
      's3:PutObject  Bucket/markets/*',
      's3:PutObject  Bucket/searches/*',
      `states:DescribeExecution  ${states}:execution:name of Jobs:*`,
      `states:DescribeMapRun  ${states}:mapRun:name of Jobs/*:*`,
      `states:ListMapRuns  ${states}:execution:name of Jobs:*`,
      'states:StartExecution  Jobs',
    ]);
  });

  it('are those of every call that the code makes, and of no other', () => {
    // To ask whether an object is there is to read it, for IAM.
    const calls = new Set(
      [...actionsOf('infra/research')].map((action) => action.replace('HeadObject', 'GetObject')),
    );
    const elsewhere = ['cloudformation:DescribeStacks', 'lambda:GetAccountSettings', 's3:ListBucket'];
    expect([...calls, ...elsewhere].toSorted()).toEqual(RESEARCH_CALLS.map(([action]) => action).toSorted());
  });
});

describe('A stage with searches', () => {
  const staged =
    (accountConcurrency: number, workers: number, bots: number = 1) =>
    () =>
      parseStage({
        name: 'Kallisti',
        region: 'ap-northeast-1',
        research: { accountConcurrency, workers },
        bots: Array.from({ length: bots }, (_, k) => ({ ...PAPER_BOT, id: `paper-${k}` })),
      });

  it.each([
    [
      'in a new account',
      10,
      1,
      1,
      /research: Lambda runs 10 functions of this account at once, the bots need 2 of them, and AWS lets nobody reserve its last 100: no worker fits\. Leave research out, or ask for more, which is free \(Service Quotas/,
    ],
    [
      'with more workers than there is room',
      200,
      101,
      1,
      /research: .*: 101 workers do not fit\. Set workers to 100 or less/,
    ],
    [
      'whose bots would lose their share',
      200,
      81,
      60,
      /the bots need 120 of them.*: 81 workers do not fit\. Set workers to 80 or less/,
    ],
    ['with no worker', 1000, 0, 1, /research\.workers: .*>=1/],
  ])('%s is refused in a sentence', (_, account, workers, bots, message) => {
    expect(staged(account, workers, bots)).toThrow(message);
  });

  it('fits where every bot keeps two functions', () => {
    expect(staged(200, 80, 60)().research).toEqual({ accountConcurrency: 200, workers: 80 });
    expect(stageOf({ research: { accountConcurrency: 1000 } }).research?.workers).toBe(100);
  });
});
