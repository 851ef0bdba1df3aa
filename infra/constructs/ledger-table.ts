/**
 * The table of a bot: the stack's own, or one restored from backup that the stage names.
 */
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';

/** The members that are used of either. */
export type LedgerTable = Pick<
  ITable,
  'tableArn' | 'tableName' | 'metricConsumedReadCapacityUnits' | 'metricConsumedWriteCapacityUnits'
>;
