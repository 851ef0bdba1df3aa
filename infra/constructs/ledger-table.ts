/**
 * Which table does a bot use? The stack's own, or one restored from backup that the stage names.
 */
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';

/** What is used of either. */
export type UsedTable = Pick<
  ITable,
  'tableArn' | 'tableName' | 'metricConsumedReadCapacityUnits' | 'metricConsumedWriteCapacityUnits'
>;
