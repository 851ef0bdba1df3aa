/**
 * A stack on which sets of parameters are tried: a bucket, a function, and a Distributed Map that shares batches out.
 *
 * - It is there only where a stage asks for it, and knows nothing of bots: no table, no topic, no keys.
 * - Nothing in it is kept: what was uploaded and found goes after a month, and all of it with the stack.
 * - Its function has a part of the account's concurrency of its own, and never more: bots keep theirs, however many searches run.
 * - `infra/research/cloud/README.md` says what is in the bucket, and what a batch is.
 */
import { Arn, ArnFormat, Aws, CfnOutput, Duration, RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, Code, Function, Runtime } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { BlockPublicAccess, Bucket, BucketEncryption, ObjectOwnership } from 'aws-cdk-lib/aws-s3';
import {
  DefinitionBody,
  DistributedMap,
  JitterType,
  JsonPath,
  OutputType,
  ResultWriterV2,
  S3JsonLItemReader,
  StateMachine,
  StateMachineType,
  Timeout,
  Transformation,
} from 'aws-cdk-lib/aws-stepfunctions';
import { LambdaInvoke } from 'aws-cdk-lib/aws-stepfunctions-tasks';
import type { Construct } from 'constructs';
import { bundleHash, filesOf } from './bundle/release.ts';
import { acknowledgeRule, acknowledgeWildcards } from './constructs/acknowledged-rules.ts';
import { RESEARCH_OUTPUTS } from './constructs/parameter-names.ts';
import { ResearchPolicy } from './operator/research-policy.ts';
import { RESULTS_PREFIX, WORKER_MEMORY_MB } from './research/cloud/worker-terms.ts';
import type { Stage } from './stages.ts';

/** Batches take a minute at most by design; what takes five is given up. */
const WORKER_TIMEOUT = Duration.minutes(5);
/** The function ends before its step does, so that it is known what it was. */
const STEP_TIMEOUT = Duration.minutes(6);
/** In the names of its executions. */
const MAP_LABEL = 'Batches';
const JOB_TIMEOUT = Duration.hours(24);
const EXPIRES_AFTER = Duration.days(30);
/** The others are worth having: what is missing is tried by the next job. */
const TOLERATED_FAILURE_PERCENTAGE = 5;

export interface ResearchStackProps extends StackProps {
  readonly research: NonNullable<Stage['research']>;
  /** Folder of the built function, with index.mjs. */
  readonly bundlePath: string;
}

export class ResearchStack extends Stack {
  constructor(scope: Construct, id: string, props: ResearchStackProps) {
    const { research, bundlePath, ...others } = props;
    super(scope, id, others);
    const bucket = this.bucket();
    const worker = bundleHash(filesOf(bundlePath));
    const batchWorker = this.worker(bucket, { bundlePath, worker, workers: research.workers });
    const machine = this.machine(bucket, batchWorker, research.workers);
    const policy = new ResearchPolicy(this, 'Policy', { bucket, machine });
    this.output(RESEARCH_OUTPUTS.bucket, bucket.bucketName);
    this.output(RESEARCH_OUTPUTS.machine, machine.stateMachineArn);
    this.output(RESEARCH_OUTPUTS.worker, worker);
    this.output(RESEARCH_OUTPUTS.workers, String(research.workers));
    this.output(RESEARCH_OUTPUTS.policy, policy.managedPolicyArn);
  }

  private output(name: string, value: string): void {
    new CfnOutput(this, name, { value });
  }

  private bucket(): Bucket {
    const bucket = new Bucket(this, 'Bucket', {
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      encryption: BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      lifecycleRules: [{ expiration: EXPIRES_AFTER, abortIncompleteMultipartUploadAfter: Duration.days(1) }],
      // CloudFormation takes it away where it is empty.
      removalPolicy: RemovalPolicy.DESTROY,
    });
    acknowledgeRule(bucket, 'AwsSolutions-S1', NO_ACCESS_LOGS);
    return bucket;
  }

  private worker(bucket: Bucket, { bundlePath, worker, workers }: WorkerTerms): Function {
    const logGroup = new LogGroup(this, 'WorkerLogs', {
      retention: RetentionDays.ONE_MONTH,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const role = new Role(this, 'WorkerRole', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    logGroup.grantWrite(role);
    // What it reads, and nothing that it could write.
    const read = ['markets/*', 'jobs/*'].map((keys) => bucket.arnForObjects(keys));
    role.addToPolicy(new PolicyStatement({ actions: ['s3:GetObject'], resources: read }));
    acknowledgeWildcards(role, read, BY_PREFIX);
    // Otherwise what is not there is told as forbidden.
    role.addToPolicy(new PolicyStatement({ actions: ['s3:ListBucket'], resources: [bucket.bucketArn] }));
    return new Function(this, 'Worker', {
      description: `Kallisti: tries sets of parameters, ${worker}`,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      handler: 'index.handler',
      code: Code.fromAsset(bundlePath),
      memorySize: WORKER_MEMORY_MB,
      timeout: WORKER_TIMEOUT,
      retryAttempts: 0,
      reservedConcurrentExecutions: workers,
      logGroup,
      role,
      environment: { BUCKET_NAME: bucket.bucketName, WORKER: worker },
    });
  }

  private machine(bucket: Bucket, worker: Function, workers: number): StateMachine {
    const batch = new LambdaInvoke(this, 'Batch', {
      lambdaFunction: worker,
      payloadResponseOnly: true,
      taskTimeout: Timeout.duration(STEP_TIMEOUT),
      // The last retry has them, too.
      retryOnServiceExceptions: false,
    });
    batch.addRetry({
      errors: ['Lambda.TooManyRequestsException'],
      interval: Duration.seconds(2),
      backoffRate: 2,
      maxAttempts: 12,
      maxDelay: Duration.seconds(60),
      jitterStrategy: JitterType.FULL,
    });
    // A job or a set that is wrong stays so.
    batch.addRetry({ errors: ['JobError'], maxAttempts: 0 });
    // What a second try may mend: the platform, the network, a bucket that throttles.
    batch.addRetry({
      errors: ['States.Timeout', 'States.TaskFailed'],
      interval: Duration.seconds(2),
      backoffRate: 2,
      maxAttempts: 3,
      jitterStrategy: JitterType.FULL,
    });
    // The same bucket: the two types differ in an option that may be undefined.
    const mapped = Bucket.fromBucketName(this, 'MappedBucket', bucket.bucketName);
    const map = new DistributedMap(this, 'Batches', {
      label: MAP_LABEL,
      itemReader: new S3JsonLItemReader({ bucket: mapped, key: JsonPath.stringAt('$.batches') }),
      itemSelector: { job: JsonPath.stringAt('$.job'), batch: JsonPath.objectAt('$$.Map.Item.Value') },
      maxConcurrency: workers,
      toleratedFailurePercentage: TOLERATED_FAILURE_PERCENTAGE,
      mapExecutionType: StateMachineType.STANDARD,
      // Dropped without a word where cdk.json lacks its flag: a test looks for it in the template.
      resultWriterV2: new ResultWriterV2({
        bucket: mapped,
        prefix: RESULTS_PREFIX,
        writerConfig: { outputType: OutputType.JSONL, transformation: Transformation.COMPACT },
      }),
    }).itemProcessor(batch);
    const machine = new StateMachine(this, 'Jobs', {
      definitionBody: DefinitionBody.fromChainable(map),
      stateMachineType: StateMachineType.STANDARD,
      timeout: JOB_TIMEOUT,
    });
    acknowledgeRule(machine, 'AwsSolutions-SF1', NO_SECOND_HISTORY);
    acknowledgeRule(machine, 'AwsSolutions-SF2', NO_TRACE);
    const { resourceName: name } = Arn.split(machine.stateMachineArn, ArnFormat.COLON_RESOURCE_NAME);
    const executions = `arn:${this.partition}:states:${this.region}:${this.account}:execution:${name}`;
    acknowledgeWildcards(
      machine,
      [
        `arn:${Aws.PARTITION}:s3:::${bucket.bucketName}/*`,
        `${worker.functionArn}:*`,
        `${executions}:*`,
        `${executions}/${MAP_LABEL}:*`,
      ],
      OF_THE_MAP,
    );
    return machine;
  }
}

const NO_ACCESS_LOGS =
  'It holds candles that anybody may load, and results of tries: who has read them is worth no second bucket of logs.';
const NO_SECOND_HISTORY =
  'A standard execution keeps its own history for 90 days, and that of every batch: a log of the same is paid for, and needs rights on all logs of the account.';
const NO_TRACE = 'One step calls one function: there is no way through services that a trace would show.';
const BY_PREFIX =
  'Objects are named by what they hold: the prefix is all that is known of them before they are there.';
const OF_THE_MAP =
  'A map starts and stops executions of its own, whose names AWS makes; it reads and writes objects that are named by what they hold, and may call each version of the one function.';

interface WorkerTerms {
  readonly bundlePath: string;
  readonly worker: string;
  readonly workers: number;
}
