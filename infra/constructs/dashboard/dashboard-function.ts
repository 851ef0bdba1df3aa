/**
 * A function that the dashboard calls, with the rights of whoever looks at it: its log, its role, and no other right than
 * to write that log.
 *
 * Nothing else calls it: it has no rule, no address and no permission for another service.
 */
import { RemovalPolicy, type Duration } from 'aws-cdk-lib';
import { Grant, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, Code, Function, Runtime } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { LedgerTable } from '../ledger-table.ts';

export const DASHBOARD_MEMORY_MB = 512;

export interface DashboardFunctionProps {
  readonly description: string;
  /** Folder of the built function, with index.mjs. */
  readonly bundlePath: string;
  readonly timeout: Duration;
  readonly table: LedgerTable;
  /** Beside the name of the table. */
  readonly environment: Readonly<Record<string, string>>;
}

export class DashboardFunction extends Construct {
  readonly function: Function;
  private readonly table: LedgerTable;

  constructor(scope: Construct, id: string, props: DashboardFunctionProps) {
    super(scope, id);
    const { description, bundlePath, timeout, table, environment } = props;
    this.table = table;
    const logGroup = new LogGroup(this, 'Logs', {
      retention: RetentionDays.ONE_MONTH,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    logGroup.grantWrite(role);
    this.function = new Function(this, 'Function', {
      description,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      handler: 'index.handler',
      code: Code.fromAsset(bundlePath),
      memorySize: DASHBOARD_MEMORY_MB,
      timeout,
      retryAttempts: 0,
      logGroup,
      role,
      environment: { TABLE_NAME: table.tableName, ...environment },
    });
  }

  /** Allows actions on items of some partitions of the table. */
  protected allow(actions: readonly string[], partitions: readonly string[]): void {
    Grant.addToPrincipal({
      grantee: this.function,
      actions: [...actions],
      resourceArns: [this.table.tableArn],
      conditions: { 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': partitions } },
    });
  }
}
