/**
 * The daily cost of computing, table and logs at the region's list prices: metrics that AWS has anyway, times their price.
 */
import { Duration, type IResource } from 'aws-cdk-lib';
import { MathExpression, Metric, type IMetric } from 'aws-cdk-lib/aws-cloudwatch';
import type { PricedUnit } from '../../price/list-prices.ts';
import { priceIn } from '../../price/region-prices.ts';
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
    ...bots.slice(0, 1).map((bot) => tableUse(table, bot)),
    ...bots.map((bot, index) => logs(bot, index)),
  ];
}

/** Names in an expression are the dashboard's, and so are numbered. */
function computing({ id, function: lambda, memoryMb }: ShownBot, index: number): IMetric {
  const [duration, calls] = [`duration${index}`, `calls${index}`];
  const gbSeconds = `${duration} / ${MS_PER_SECOND} * ${memoryMb / MB_PER_GB}`;
  return new MathExpression({
    expression: `${gbSeconds} * ${usd(lambda, 'gbSecond')} + ${calls} * ${perMillion(usd(lambda, 'request'))} / ${MILLION}`,
    usingMetrics: { [duration]: lambda.metricDuration(DAY), [calls]: lambda.metricInvocations(DAY) },
    label: `${id} computing`,
    period: DAY.period,
  });
}

/** Of all bots; it lies where they run. */
function tableUse(table: LedgerTable, { function: lambda }: ShownBot): IMetric {
  const [write, read] = [usd(lambda, 'writeUnit'), usd(lambda, 'readUnit')];
  return new MathExpression({
    expression: `(writes * ${perMillion(write)} + reads * ${perMillion(read)}) / ${MILLION}`,
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
    expression: `${bytes} / ${BYTES_PER_GB} * ${usd(logGroup, 'logGbIn')}`,
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

function usd({ env }: IResource, unit: PricedUnit): number {
  return priceIn(env.region, unit).usd;
}

/** Expressions know no exponents: 6.25e-7 is 0.625 for a million. */
function perMillion(price: number): number {
  return Number((price * MILLION).toFixed(9));
}
