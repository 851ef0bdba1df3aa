/**
 * When does a bot need the operator? Seven alarms, each with its meaning, a link to the runbook, and its topic.
 *
 * An alarm on the bot's own metrics says nothing while the bot is silent: silence has an alarm of its own.
 */
import { Duration } from 'aws-cdk-lib';
import {
  Alarm,
  ComparisonOperator,
  Metric,
  TreatMissingData,
  type IMetric,
} from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import {
  METRIC_DIMENSION,
  METRIC_NAMESPACE,
  METRICS,
  type BotMetric,
} from '../../lambda/adapters/aws/metrics.ts';

/** Where the runbook stands, from the root of the repository. */
export const RUNBOOK = 'infra/README.md';

const PERIOD = Duration.minutes(1);
const MS_PER_SECOND = 1_000;

/** Longer than any watch interval: the bot closes the position by then, and the operator should know. */
export const UNPROTECTED_MAX_SECONDS = 30;

/** A candle lasts a minute and the tick may come a minute late: beyond both, the newest candle is missing. */
export const CANDLE_AGE_MAX_SECONDS = 120;

/** Even a function that watches through a missing event ends 5 s before it would be ended. */
const DURATION_MARGIN_SECONDS = 3;

export interface BotAlarmsProps {
  readonly botId: string;
  /** A bot that is switched off misses every tick. */
  readonly ticks: boolean;
  /** When AWS ends the function. */
  readonly timeoutSeconds: number;
  readonly function: IFunction;
  readonly deadLetters: IQueue;
  readonly alerts: ITopic;
}

interface AlarmRule {
  readonly id: string;
  readonly metric: IMetric;
  readonly comparison: 'at least' | 'above' | 'below';
  readonly threshold: number;
  /** Minutes that are evaluated, and how many of them must be bad. @default one of one */
  readonly minutes?: { readonly bad: number; readonly of: number };
  /** Whether a minute without data is a bad one. @default false */
  readonly silenceIsBad?: boolean;
  readonly meaning: string;
  /** Heading of the runbook, as an anchor. */
  readonly runbook: string;
}

/** One of the bot's own metrics, by the minute. */
export function botMetric(botId: string, { name }: BotMetric, statistic: string): Metric {
  return new Metric({
    namespace: METRIC_NAMESPACE,
    metricName: name,
    dimensionsMap: { [METRIC_DIMENSION]: botId },
    statistic,
    period: PERIOD,
  });
}

export class BotAlarms extends Construct {
  readonly alarms: readonly Alarm[];

  constructor(scope: Construct, id: string, props: BotAlarmsProps) {
    super(scope, id);
    const rules = [...(props.ticks ? [missedTicks(props)] : []), ...failures(props), ...conditions(props)];
    const action = new SnsAction(props.alerts);
    this.alarms = rules.map((rule) => {
      const alarm = this.alarm(props.botId, rule);
      alarm.addAlarmAction(action);
      // It is well again.
      alarm.addOkAction(action);
      return alarm;
    });
  }

  private alarm(botId: string, rule: AlarmRule): Alarm {
    const { bad, of } = rule.minutes ?? { bad: 1, of: 1 };
    return new Alarm(this, rule.id, {
      alarmDescription: `${botId}: ${rule.meaning} What to do: ${RUNBOOK}#${rule.runbook}`,
      metric: rule.metric,
      comparisonOperator: COMPARISONS[rule.comparison],
      threshold: rule.threshold,
      evaluationPeriods: of,
      datapointsToAlarm: bad,
      treatMissingData:
        rule.silenceIsBad === true ? TreatMissingData.BREACHING : TreatMissingData.NOT_BREACHING,
    });
  }
}

const COMPARISONS = {
  'at least': ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
  above: ComparisonOperator.GREATER_THAN_THRESHOLD,
  below: ComparisonOperator.LESS_THAN_THRESHOLD,
} as const;

function missedTicks({ botId }: BotAlarmsProps): AlarmRule {
  return {
    id: 'MissedTicks',
    metric: botMetric(botId, METRICS.heartbeat, 'Sum'),
    comparison: 'below',
    threshold: 1,
    minutes: { bad: 3, of: 3 },
    silenceIsBad: true,
    meaning:
      'no tick has reached its end for three minutes, as after disable-rule. Open positions have only their hard stop.',
    runbook: 'missed-ticks',
  };
}

/** Alarms on AWS's own metrics of the function. */
function failures(props: BotAlarmsProps): readonly AlarmRule[] {
  const durationMaxSeconds = props.timeoutSeconds - DURATION_MARGIN_SECONDS;
  return [
    {
      id: 'Errors',
      metric: props.function.metricErrors({ period: PERIOD, statistic: 'Sum' }),
      comparison: 'at least',
      threshold: 1,
      meaning:
        'a tick has failed with an unexpected error. Failures that the bot expects, such as an exchange that is away, do not count.',
      runbook: 'errors',
    },
    {
      id: 'DeadLetters',
      metric: props.deadLetters.metricApproximateNumberOfMessagesVisible({
        period: PERIOD,
        statistic: 'Maximum',
      }),
      comparison: 'at least',
      threshold: 1,
      meaning: 'a tick failed, or its event never reached the function. The event waits in the queue.',
      runbook: 'dead-letters',
    },
    {
      id: 'Duration',
      metric: props.function.metricDuration({ period: PERIOD, statistic: 'Maximum' }),
      comparison: 'at least',
      threshold: durationMaxSeconds * MS_PER_SECOND,
      minutes: { bad: 3, of: 5 },
      meaning: `functions take ${durationMaxSeconds} s or more; AWS ends them at ${props.timeoutSeconds} s.`,
      runbook: 'duration',
    },
  ];
}

/** Alarms on the bot's own metrics. */
function conditions({ botId }: BotAlarmsProps): readonly AlarmRule[] {
  return [
    {
      id: 'Attention',
      metric: botMetric(botId, METRICS.attention, 'Maximum'),
      comparison: 'at least',
      threshold: 1,
      meaning:
        'something waits for the operator: a halt, invalid parameters, rejected entries, an unread account, or rows or alerts that cannot be delivered.',
      runbook: 'attention',
    },
    {
      id: 'Unprotected',
      metric: botMetric(botId, METRICS.unprotectedSeconds, 'Maximum'),
      comparison: 'above',
      threshold: UNPROTECTED_MAX_SECONDS,
      meaning: `a position has had no hard stop at the exchange for more than ${UNPROTECTED_MAX_SECONDS} s.`,
      runbook: 'unprotected',
    },
    {
      id: 'CandleAge',
      metric: botMetric(botId, METRICS.candleAgeSeconds, 'Maximum'),
      comparison: 'above',
      threshold: CANDLE_AGE_MAX_SECONDS,
      minutes: { bad: 3, of: 3 },
      meaning: `for three minutes the newest candle has been older than ${CANDLE_AGE_MAX_SECONDS} s. Nothing is opened.`,
      runbook: 'candle-age',
    },
  ];
}
