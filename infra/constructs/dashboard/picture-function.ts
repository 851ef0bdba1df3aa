/**
 * The function that draws the bots of a stack for the dashboard, and the widgets that ask it.
 *
 * It may read the bots' items, commands and rows, and write its log: nothing else. Whoever looks at the dashboard calls it
 * with rights of their own.
 */
import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { CustomWidget, type IWidget } from 'aws-cdk-lib/aws-cloudwatch';
import { Grant, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, Code, Function, Runtime } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { commandsPartition } from '../../../lambda/adapters/dynamo/command-items.ts';
import { botPartition, ledgerPartition } from '../../../lambda/adapters/dynamo/dynamo-items.ts';
import type { LedgerTable } from '../ledger-table.ts';
import { FULL_WIDTH, heading } from './widgets.ts';

/** Reading and drawing two thousand rows takes a tenth of it. */
const TIMEOUT = Duration.seconds(10);
export const PICTURE_MEMORY_MB = 512;
const WIDGET_HEIGHT = 15;

export interface PictureFunctionProps {
  readonly bots: readonly string[];
  readonly table: LedgerTable;
  /** Folder of the built function, with index.mjs. */
  readonly bundlePath: string;
}

export class PictureFunction extends Construct {
  readonly function: Function;
  private readonly bots: readonly string[];

  constructor(scope: Construct, id: string, { bots, table, bundlePath }: PictureFunctionProps) {
    super(scope, id);
    this.bots = bots;
    const logGroup = new LogGroup(this, 'Logs', {
      retention: RetentionDays.ONE_MONTH,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    logGroup.grantWrite(role);
    this.function = new Function(this, 'Function', {
      description: 'Kallisti: pictures of the bots for the dashboard; it only reads',
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      handler: 'index.handler',
      code: Code.fromAsset(bundlePath),
      memorySize: PICTURE_MEMORY_MB,
      timeout: TIMEOUT,
      retryAttempts: 0,
      logGroup,
      role,
      environment: { TABLE_NAME: table.tableName, WIDGET_BOTS: bots.join(',') },
    });
    const partitions = bots.flatMap((bot) => [
      botPartition(bot),
      commandsPartition(bot),
      ledgerPartition(bot),
    ]);
    Grant.addToPrincipal({
      grantee: this.function,
      actions: ['dynamodb:Query'],
      resourceArns: [table.tableArn],
      conditions: { 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': partitions } },
    });
  }

  /** Two bots beside each other, below what they ask the reader. */
  rows(): readonly (readonly IWidget[])[] {
    const words =
      'CloudWatch asks once whether it may run a function of this account: it reads the ledger, and changes nothing. ' +
      'Whoever looks needs `lambda:InvokeFunction` on it.';
    const width = this.bots.length === 1 ? FULL_WIDTH : FULL_WIDTH / 2;
    const widgets = this.bots.map(
      (bot) =>
        new CustomWidget({
          title: bot,
          functionArn: this.function.functionArn,
          params: { bot },
          width,
          height: WIDGET_HEIGHT,
        }),
    );
    const pairs = Array.from({ length: Math.ceil(widgets.length / 2) }, (_, k) =>
      widgets.slice(2 * k, 2 * k + 2),
    );
    return [[heading('Where they stand, in pictures', words)], ...pairs];
  }
}
