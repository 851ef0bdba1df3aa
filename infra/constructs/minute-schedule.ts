/**
 * Starts a tick every minute, by a rule of EventBridge. Only this file knows which service that is.
 */
import { Duration } from 'aws-cdk-lib';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';

/** A minute's event is useless in the next minute, which has its own. */
export const EVENT_AGE_MAX = Duration.minutes(1);

/** Retries of a delivery to the function; they do not run it again. */
const DELIVERY_RETRIES = 2;

export interface EveryMinuteProps {
  readonly target: IFunction;
  /** Receives the events that could not be delivered. */
  readonly deadLetters: IQueue;
  readonly enabled: boolean;
}

export class MinuteSchedule extends Construct {
  readonly ruleName: string;
  readonly ruleArn: string;

  constructor(scope: Construct, id: string, { target, deadLetters, enabled }: EveryMinuteProps) {
    super(scope, id);
    const rule = new Rule(this, 'Rule', {
      description: 'Wakes the bot every minute',
      schedule: Schedule.rate(Duration.minutes(1)),
      enabled,
    });
    rule.addTarget(
      new LambdaFunction(target, {
        deadLetterQueue: deadLetters,
        retryAttempts: DELIVERY_RETRIES,
        maxEventAge: EVENT_AGE_MAX,
      }),
    );
    this.ruleName = rule.ruleName;
    this.ruleArn = rule.ruleArn;
  }
}
