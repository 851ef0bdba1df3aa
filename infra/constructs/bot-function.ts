/**
 * `infra/constructs/`: the parts of the AWS stacks: function, schedule, alarms, topic, dashboard, network.
 *
 * One bot's function: its platform, its permissions, and the queue of its failures.
 *
 * Its role allows the calls of a tick and nothing else; a test lists every action and resource.
 */
import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { Grant, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, Code, Function, Runtime } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { commandsPartition } from '../../lambda/adapters/dynamo/command-items.ts';
import { botPartition, ledgerPartition } from '../../lambda/adapters/dynamo/dynamo-items.ts';
import { secretNames } from '../../lambda/adapters/aws/secret-names.ts';
import { hasAccount, type BotStage } from '../stages.ts';
import { EVENT_AGE_MAX } from './minute-schedule.ts';
import { parametersName } from './parameter-names.ts';
import { keyUseOf, parameterArn } from './secrets-key.ts';
import type { StaticEgress } from './static-egress.ts';
import type { LedgerTable } from './ledger-table.ts';

/** A wait for the turn of a minute, the watch up to the next decision or through a missing one, and what ends it. */
const TIMEOUT_SECONDS = 130;

/** The same of a bot that may not have two functions at once: a tick ends before the next one begins. */
const ALONE_TIMEOUT_SECONDS = 55;

export function timeoutSeconds({ reservedConcurrency }: Pick<BotStage, 'reservedConcurrency'>): number {
  return reservedConcurrency === 1 ? ALONE_TIMEOUT_SECONDS : TIMEOUT_SECONDS;
}

/**
 * A small space for new objects, in MB. A tick makes few that last: collecting often, in memory that is reused, is
 * quicker than collecting seldom in memory that is touched for the first time. `npm run bench:lambda` shows it.
 */
export const NODE_OPTIONS = '--max-semi-space-size=2';

export interface BotFunctionProps {
  readonly bot: BotStage;
  /** Folder of the built function, with index.mjs. */
  readonly bundlePath: string;
  /** Which code that is. */
  readonly release: string;
  readonly table: LedgerTable;
  readonly alerts: ITopic;
  /** What encrypts the exchange's keys. @default - Parameter Store's own key */
  readonly secretsKeyArn?: string | undefined;
  /** @default - the function reaches the exchange from an address that changes */
  readonly egress?: StaticEgress | undefined;
  /** What the bot may ask the exchange for in a minute. @default - it is judged as one alone among strangers */
  readonly requestWeightMax?: number | undefined;
}

export class BotFunction extends Construct {
  readonly function: Function;
  readonly logGroup: LogGroup;
  /** Events that failed, and events that never reached the function, each with its error in its attributes. */
  readonly deadLetters: Queue;

  constructor(scope: Construct, id: string, props: BotFunctionProps) {
    super(scope, id);
    const { bot, bundlePath, release, table, alerts, egress, requestWeightMax } = props;
    // The ledger is the record; logs may go when the bot goes.
    this.logGroup = new LogGroup(this, 'Logs', {
      retention: RetentionDays.THREE_MONTHS,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.deadLetters = new Queue(this, 'DeadLetters', {
      enforceSSL: true,
      // What a new queue has anyway; written out, nobody has to know that.
      encryption: QueueEncryption.SQS_MANAGED,
      retentionPeriod: Duration.days(14),
    });
    const role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    this.logGroup.grantWrite(role);
    egress?.grantUse(role);
    this.function = new Function(this, 'Function', {
      description: `Kallisti ${bot.id}: one tick a minute, ${release}`,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      handler: 'index.handler',
      code: Code.fromAsset(bundlePath),
      memorySize: bot.memoryMb,
      timeout: Duration.seconds(timeoutSeconds(bot)),
      // The next minute brings the next tick; a late one would only meet it.
      retryAttempts: 0,
      maxEventAge: EVENT_AGE_MAX,
      deadLetterQueue: this.deadLetters,
      logGroup: this.logGroup,
      role,
      environment: {
        ...environmentOf(bot, table, alerts),
        RELEASE: release,
        ...(requestWeightMax !== undefined && { REQUEST_WEIGHT_MAX: String(requestWeightMax) }),
      },
      ...(bot.reservedConcurrency !== undefined && {
        reservedConcurrentExecutions: bot.reservedConcurrency,
      }),
      ...egress?.placement,
    });
    egress?.denyToCode(this, role, this.function);
    this.grant(props);
  }

  private grant({ bot, table, alerts, secretsKeyArn }: BotFunctionProps): void {
    const { id } = bot;
    // Its own partitions: one bot's function cannot touch the ledger of another.
    const [item, commands, rows] = [botPartition(id), commandsPartition(id), ledgerPartition(id)];
    this.grantPartitions(table, ['dynamodb:Query'], [item, commands, rows]);
    this.grantPartitions(table, ['dynamodb:GetItem', 'dynamodb:PutItem'], [item, rows]);
    // Nothing that it has booked, and not its memory.
    this.grantPartitions(table, ['dynamodb:DeleteItem'], [commands]);
    this.grantRead('ssm:GetParameter', [parametersName(bot.id)]);
    if (hasAccount(bot)) this.grantSecrets(secretNames(id, bot.demo), secretsKeyArn);
    alerts.grantPublish(this.function);
  }

  private grantPartitions(
    table: LedgerTable,
    actions: readonly string[],
    partitions: readonly string[],
  ): void {
    Grant.addToPrincipal({
      grantee: this.function,
      actions: [...actions],
      resourceArns: [table.tableArn],
      conditions: { 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': partitions } },
    });
  }

  /**
   * SSM's own key, aws/ssm, lets every principal of the account decrypt what it may read, so that no permission on a key
   * is needed there.
   */
  private grantSecrets(secrets: readonly string[], keyArn: string | undefined): void {
    const call = 'ssm:GetParameters';
    this.grantRead(call, secrets);
    if (keyArn === undefined) return;
    const uses = keyUseOf(this, { keyArn, calls: [call], secrets });
    for (const use of uses) this.function.addToRolePolicy(use);
  }

  private grantRead(action: string, parameterNames: readonly string[]): void {
    Grant.addToPrincipal({
      grantee: this.function,
      actions: [action],
      resourceArns: parameterNames.map((name) => parameterArn(this, name)),
    });
  }
}

function environmentOf(bot: BotStage, table: LedgerTable, alerts: ITopic): Record<string, string> {
  return {
    BOT_ID: bot.id,
    BOT_SYMBOLS: bot.symbols.join(','),
    EXCHANGE_ID: bot.exchange,
    TABLE_NAME: table.tableName,
    PARAMETERS_NAME: parametersName(bot.id),
    ALERT_TOPIC_ARN: alerts.topicArn,
    ALLOW_LIVE: String(bot.allowLive),
    ...(bot.demo && { EXCHANGE_DEMO: 'true' }),
    ALIGN_TO_MINUTE: String(bot.alignToMinute),
    NODE_OPTIONS,
  };
}
