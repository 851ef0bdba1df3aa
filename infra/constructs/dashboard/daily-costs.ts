/**
 * The daily cost of computing, table and logs at list prices: metrics that AWS has anyway, times their price.
 */
import { Duration } from 'aws-cdk-lib';
import { MathExpression, Metric, type IMetric } from 'aws-cdk-lib/aws-cloudwatch';
import { PRICES } from '../../price/list-prices.ts';
import type { ShownBot } from './shown-bot.ts';
import type { LedgerTable } from '../ledger-table.ts';

const DAY = { period: Duration.days(1), statistic: 'Sum' };
const MB_PER_GB = 1_024;
const MS_PER_SECOND = 1_000;
const BYTES_PER_GB = 1e9;
const MILLION = 1_000_000;

export function dailyCosts(bots: readonly ShownBot[], table: LedgerTable): readonly IMetric[] {
  return [
    ...bots.map((bot, index) => computing(bot, index)),
    tableUse(table),
    ...bots.map((bot, index) => logs(bot, index)),
  ];
}

/** Names in an expression are the dashboard's, and so are numbered. */
function computing({ id, function: lambda, memoryMb }: ShownBot, index: number): IMetric {
  const [duration, calls] = [`duration${index}`, `calls${index}`];
  const gbSeconds = `${duration} / ${MS_PER_SECOND} * ${memoryMb / MB_PER_GB}`;
  return new MathExpression({
    expression: `${gbSeconds} * ${PRICES.gbSecond.usd} + ${calls} * ${perMillion(PRICES.request.usd)} / ${MILLION}`,
    usingMetrics: { [duration]: lambda.metricDuration(DAY), [calls]: lambda.metricInvocations(DAY) },
    label: `${id} computing`,
    period: DAY.period,
  });
}

function tableUse(table: LedgerTable): IMetric {
  return new MathExpression({
    expression: `(writes * ${perMillion(PRICES.writeUnit.usd)} + reads * ${perMillion(PRICES.readUnit.usd)}) / ${MILLION}`,
    usingMetrics: {
      writes: table.metricConsumedWriteCapacityUnits(DAY),
      reads: table.metricConsumedReadCapacityUnits(DAY),
    },
    label: 'table',
    period: DAY.period,
  });
}

function logs({ id, logGroup }: ShownBot, index: number): IMetric {
  const bytes = `bytes${index}`;
  return new MathExpression({
    expression: `${bytes} / ${BYTES_PER_GB} * ${PRICES.logGbIn.usd}`,
    usingMetrics: {
      [bytes]: new Metric({
        namespace: 'AWS/Logs',
        metricName: 'IncomingBytes',
        dimensionsMap: { LogGroupName: logGroup.logGroupName },
        ...DAY,
      }),
    },
    label: `${id} logs`,
    period: DAY.period,
  });
}

/** Expressions know no exponents: 6.25e-7 is 0.625 for a million. */
function perMillion(price: number): number {
  return Number((price * MILLION).toFixed(9));
}
