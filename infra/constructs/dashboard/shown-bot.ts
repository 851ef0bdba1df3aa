/**
 * A bot as the dashboard shows it.
 */
import type { IAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';

export interface ShownBot {
  readonly id: string;
  /** At the exchange's demo. */
  readonly isDemo: boolean;
  readonly alarms: readonly IAlarm[];
  readonly function: IFunction;
  readonly logGroup: ILogGroup;
  readonly memoryMb: number;
  readonly deadLetters: IQueue;
  readonly alerts: ITopic;
  readonly ruleName: string;
}
