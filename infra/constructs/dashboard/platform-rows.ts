/**
 * The lower part of the dashboard: is a bot safe and alive, and how does the platform below it do?
 *
 * CONTRIBUTING.md compares it with what cdk-monitoring-constructs shows.
 */
import { Duration } from 'aws-cdk-lib';
import { Metric, type IMetric, type IWidget } from 'aws-cdk-lib/aws-cloudwatch';
import { METRICS, type BotMetric } from '../../../lambda/adapters/aws/metrics.ts';
import { commandLine } from '../../../lambda/adapters/command-line.ts';
import { CANDLE_AGE_MAX_SECONDS, UNPROTECTED_MAX_SECONDS } from '../bot-alarms.ts';
import type { LedgerTable } from '../ledger-table.ts';
import type { ShownBot } from './shown-bot.ts';
import { FROM_ZERO, graph, heading, ofBot } from './widgets.ts';

type Rows = readonly (readonly IWidget[])[];

const PERIOD = Duration.minutes(1);
const SUM = { period: PERIOD, statistic: 'Sum' };
const MAXIMUM = { period: PERIOD, statistic: 'Maximum' };

/** Those that the function may call. */
const OPERATIONS = ['GetItem', 'PutItem', 'Query', 'DeleteItem'];

export function safetyRows(bots: readonly ShownBot[]): Rows {
  const all = (metric: BotMetric, statistic = 'Maximum') =>
    bots.map(({ id }) => ofBot(id, metric, statistic));
  return [
    [
      heading(
        'Is it safe and alive?',
        `Three minutes without a **heartbeat** are an alarm. **Attention** counts what waits for you, as \`${commandLine('doctor', bots[0]?.id)}\` names it; **unprotected** is how long a position has had no hard stop at the exchange.`,
        'Both are 0 when all is well.',
      ),
    ],
    [
      graph('Heartbeats a minute', { width: 6 }, all(METRICS.heartbeat, 'Sum'), FROM_ZERO),
      graph('Attention: things that wait for you', { width: 6 }, all(METRICS.attention), FROM_ZERO),
      graph('Unprotected, s', { width: 6 }, all(METRICS.unprotectedSeconds), {
        ...FROM_ZERO,
        leftAnnotations: [{ value: UNPROTECTED_MAX_SECONDS, label: 'alarm' }],
      }),
      graph('Age of the newest candle, s', { width: 6 }, all(METRICS.candleAgeSeconds), {
        ...FROM_ZERO,
        leftAnnotations: [{ value: CANDLE_AGE_MAX_SECONDS, label: 'alarm' }],
      }),
    ],
  ];
}

export function platformRows(bots: readonly ShownBot[], table: LedgerTable): Rows {
  return [
    [
      heading(
        'How does the platform do?',
        'The duration of a tick that watches an open position nears that of a minute; without one it is well below a second.',
        'Functions that run at once are those of the whole account: new accounts may run ten.',
      ),
    ],
    [
      graph('Invocations, errors, throttles', { width: 6 }, bots.flatMap(invocations), FROM_ZERO),
      graph('Duration, ms', { width: 6 }, bots.flatMap(durations), FROM_ZERO),
      graph('Functions at once in the account', { width: 4 }, [concurrency()], FROM_ZERO),
      graph('Dead letters, age of the oldest, s', { width: 4 }, bots.flatMap(deadLetters), {
        ...FROM_ZERO,
        right: bots.map(({ id, deadLetters: queue }) =>
          queue.metricApproximateAgeOfOldestMessage({ ...MAXIMUM, label: `${id} age` }),
        ),
        rightYAxis: { min: 0 },
      }),
      graph('Alerts sent and failed, rule failed', { width: 4 }, bots.flatMap(deliveries), FROM_ZERO),
    ],
    [
      graph('Table: units a minute', { width: 8 }, units(table), FROM_ZERO),
      graph('Table: latency, ms', { width: 8 }, OPERATIONS.map(latencyOf(table)), FROM_ZERO),
      graph('Table: throttled, failed at AWS', { width: 8 }, tableFailures(table), FROM_ZERO),
    ],
  ];
}

function invocations({ id, function: lambda }: ShownBot): readonly IMetric[] {
  return [
    lambda.metricInvocations({ ...SUM, label: id }),
    lambda.metricErrors({ ...SUM, label: `${id} failed` }),
    lambda.metricThrottles({ ...SUM, label: `${id} throttled` }),
  ];
}

function durations({ id, function: lambda }: ShownBot): readonly IMetric[] {
  return ['p50', 'p99', 'Maximum'].map((statistic) =>
    lambda.metricDuration({ period: PERIOD, statistic, label: `${id} ${statistic}` }),
  );
}

/** Without dimensions it is the account's, which is what is limited. */
function concurrency(): IMetric {
  return new Metric({
    namespace: 'AWS/Lambda',
    metricName: 'ConcurrentExecutions',
    label: 'at once',
    ...MAXIMUM,
  });
}

function deadLetters({ id, deadLetters: queue }: ShownBot): readonly IMetric[] {
  return [queue.metricApproximateNumberOfMessagesVisible({ ...MAXIMUM, label: id })];
}

function deliveries({ id, alerts, ruleName }: ShownBot): readonly IMetric[] {
  return [
    alerts.metricNumberOfMessagesPublished({ ...SUM, label: `${id} sent` }),
    alerts.metricNumberOfNotificationsFailed({ ...SUM, label: `${id} not delivered` }),
    new Metric({
      namespace: 'AWS/Events',
      metricName: 'FailedInvocations',
      dimensionsMap: { RuleName: ruleName },
      label: `${id} not woken`,
      ...SUM,
    }),
  ];
}

function units(table: LedgerTable): readonly IMetric[] {
  return [
    table.metricConsumedWriteCapacityUnits({ ...SUM, label: 'written' }),
    table.metricConsumedReadCapacityUnits({ ...SUM, label: 'read' }),
  ];
}

const latencyOf = (table: LedgerTable) => (operation: string) =>
  ofTable(table, 'SuccessfulRequestLatency', operation, {
    period: PERIOD,
    statistic: 'Average',
    label: operation,
  });

function tableFailures(table: LedgerTable): readonly IMetric[] {
  return [
    ofTable(table, 'ReadThrottleEvents', undefined, { ...SUM, label: 'reads throttled' }),
    ofTable(table, 'WriteThrottleEvents', undefined, { ...SUM, label: 'writes throttled' }),
    ...OPERATIONS.map((operation) =>
      ofTable(table, 'SystemErrors', operation, { ...SUM, label: `${operation} failed` }),
    ),
  ];
}

function ofTable(
  { tableName }: LedgerTable,
  metricName: string,
  operation: string | undefined,
  options: { readonly period: Duration; readonly statistic: string; readonly label: string },
): IMetric {
  const dimensionsMap = { TableName: tableName, ...(operation !== undefined && { Operation: operation }) };
  return new Metric({ namespace: 'AWS/DynamoDB', metricName, dimensionsMap, ...options });
}
