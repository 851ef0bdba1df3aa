/**
 * A bot as the dashboard shows it.
 */
import type { IAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';

export interface ShownBot {
  readonly id: string;
  readonly alarms: readonly IAlarm[];
  readonly function: IFunction;
  readonly logGroup: ILogGroup;
  readonly memoryMb: number;
}
