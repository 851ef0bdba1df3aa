/**
 * The monthly usage of each unit that AWS charges for, from the templates.
 *
 * Everything in a template is either priced or known to be free: a resource that is neither is an error, not a zero.
 * The usage of a tick is counted for each function that a rule wakes.
 */
import { z } from 'zod';
import { METRICS, type BotMetric } from '../../lambda/adapters/aws/metrics.ts';
import { metricsOn } from './dashboard-metrics.ts';
import { NOT_CHARGED } from './not-charged.ts';
import {
  CLICK,
  EMAILS_PER_MONTH,
  FREE_DASHBOARD_METRICS,
  HOURS_PER_MONTH,
  KEY_REQUESTS_PER_MONTH,
  LEDGER_MONTHS,
  LOOK,
  TICK,
  TICKS_PER_MONTH,
  PRICED_UNITS,
  WATCHED_MINUTE,
  type PricedUnit,
} from './list-prices.ts';

/** How much of each unit a month takes. */
export type Usage = Readonly<Partial<Record<PricedUnit, number>>>;

/** A template has a resource without a known price. */
export class PriceError extends Error {
  override readonly name = 'PriceError';
}

const MS_PER_SECOND = 1_000;
const MB_PER_GB = 1_024;
const BYTES_PER_GB = 1e9;
const HOURS_PER_DAY = 24;
const DAYS_PER_MONTH = HOURS_PER_MONTH / HOURS_PER_DAY;

const resourceSchema = z.looseObject({
  Type: z.string(),
  Properties: z.record(z.string(), z.unknown()).default({}),
});
export const templateSchema = z.looseObject({ Resources: z.record(z.string(), resourceSchema) });

export type Template = z.output<typeof templateSchema>;
type Properties = z.output<typeof resourceSchema>['Properties'];

const alarmSchema = z.looseObject({
  Metrics: z.array(z.looseObject({ MetricStat: z.unknown().optional() })).optional(),
});
const functionSchema = z.looseObject({
  MemorySize: z.number(),
  LoggingConfig: z.looseObject({ LogGroup: z.looseObject({ Ref: z.string() }) }),
  VpcConfig: z.unknown().optional(),
});
const logGroupSchema = z.looseObject({ RetentionInDays: z.number() });
const targetSchema = z.looseObject({
  Arn: z.looseObject({ 'Fn::GetAtt': z.tuple([z.string(), z.literal('Arn')]) }),
});
const ruleSchema = z.looseObject({ State: z.string(), Targets: z.array(targetSchema).default([]) });

/** Usage of the resources that exist all month, with or without ticks. */
const STANDING: Readonly<Record<string, (properties: Properties) => Usage>> = {
  'AWS::CloudWatch::Alarm': (properties) => {
    const { Metrics: metrics } = alarmSchema.parse(properties);
    return { alarmMetric: metrics?.filter(({ MetricStat: read }) => read !== undefined).length ?? 1 };
  },
  'AWS::CloudWatch::Dashboard': (properties) =>
    metricsOn(properties['DashboardBody']) > FREE_DASHBOARD_METRICS
      ? { largeDashboard: 1 }
      : { dashboard: 1 },
  'AWS::EC2::EIP': () => ({ addressHour: HOURS_PER_MONTH }),
  'AWS::EC2::NatGateway': () => ({ natHour: HOURS_PER_MONTH }),
  'AWS::EC2::VPCEndpoint': ({ VpcEndpointType: type }) => free(type, 'Gateway', 'an endpoint'),
  'AWS::KMS::Key': () => ({ key: 1, keyRequest: KEY_REQUESTS_PER_MONTH }),
  'AWS::SNS::Subscription': ({ Protocol: protocol }) => {
    free(protocol, 'email', 'a subscription');
    return { email: EMAILS_PER_MONTH };
  },
  'AWS::SSM::Parameter': ({ Tier: tier = 'Standard' }) => free(tier, 'Standard', 'a parameter'),
};

/** @throws PriceError when it is of another kind than the one whose price is known. */
function free(kind: unknown, known: string, what: string): Usage {
  if (kind === known) return {};
  throw new PriceError(`no price for ${what} that is not ${known}`);
}

/**
 * @param openShare of the minutes, those in which a bot watches an open position
 * @throws PriceError
 */
export function usageOf(templates: readonly Template[], openShare: number): Usage {
  return sumOf(templates.flatMap((template) => [...standing(template), ...ticking(template, openShare)]));
}

/** How many metrics each dashboard shows. */
export function shownMetrics({ Resources: resources }: Template): readonly number[] {
  return Object.values(resources)
    .filter(({ Type: type }) => type === 'AWS::CloudWatch::Dashboard')
    .map(({ Properties: properties }) => metricsOn(properties['DashboardBody']));
}

function standing({ Resources: resources }: Template): readonly Usage[] {
  return Object.entries(resources).map(([name, { Type: type, Properties: properties }]) => {
    if (NOT_CHARGED.has(type)) return {};
    const usage = STANDING[type];
    if (usage === undefined) throw new PriceError(`${name} is ${type}, whose price nobody has looked up`);
    return usage(properties);
  });
}

/** Usage of the functions that an enabled rule starts every minute. */
function ticking({ Resources: resources }: Template, openShare: number): readonly Usage[] {
  return Object.values(resources).flatMap(({ Type: type, Properties: properties }) => {
    if (type !== 'AWS::Events::Rule') return [];
    const { State: state, Targets: targets } = ruleSchema.parse(properties);
    if (state !== 'ENABLED') return [];
    return targets.flatMap(({ Arn: arn }) => {
      const bot = functionSchema.parse(resources[arn['Fn::GetAtt'][0]]?.Properties);
      const logs = logGroupSchema.parse(resources[bot.LoggingConfig.LogGroup.Ref]?.Properties);
      const platform = {
        memoryMb: bot.MemorySize,
        retentionDays: logs.RetentionInDays,
        throughNat: bot.VpcConfig !== undefined,
      };
      return [usageOfTicks(platform), usageOfWatching(openShare, platform)];
    });
  });
}

interface Platform {
  readonly memoryMb: number;
  readonly retentionDays: number;
  readonly throughNat: boolean;
}

function usageOfTicks({ memoryMb, retentionDays, throughNat }: Platform): Usage {
  const ledgerGb = gbPerMonth(TICK.ledgerBytes) * LEDGER_MONTHS;
  return {
    customMetric: Object.values<BotMetric>(METRICS).reduce((sum, metric) => sum + shareOfMonth(metric), 0),
    gbSecond: gbSeconds(TICKS_PER_MONTH, TICK.billedMs / MS_PER_SECOND, memoryMb),
    request: TICKS_PER_MONTH,
    writeUnit: TICKS_PER_MONTH * TICK.writeUnits,
    readUnit: TICKS_PER_MONTH * TICK.readUnits,
    tableGb: ledgerGb,
    recoveryGb: ledgerGb,
    ...usageOfLogs(gbPerMonth(TICK.logBytes), retentionDays),
    outwardGb: gbPerMonth(TICK.outwardBytes),
    ...(throughNat && { natGb: gbPerMonth(TICK.outwardBytes + TICK.inwardBytes) }),
  };
}

/** A metric is charged for each hour in which it has a value; a daily one has it in one hour of a day. */
function shareOfMonth({ isDaily }: BotMetric): number {
  return isDaily ? 1 / HOURS_PER_DAY : 1;
}

/** The additional usage of one bot that watches its positions, open in that share of the minutes. */
function usageOfWatching(openShare: number, { memoryMb, retentionDays, throughNat }: Platform): Usage {
  const minutes = TICKS_PER_MONTH * openShare;
  const { outwardBytes, inwardBytes } = WATCHED_MINUTE;
  return {
    gbSecond: gbSeconds(minutes, WATCHED_MINUTE.seconds, memoryMb),
    writeUnit: minutes * WATCHED_MINUTE.writeUnits,
    readUnit: minutes * WATCHED_MINUTE.readUnits,
    ...usageOfLogs((minutes * WATCHED_MINUTE.logBytes) / BYTES_PER_GB, retentionDays),
    outwardGb: (minutes * outwardBytes) / BYTES_PER_GB,
    ...(throughNat && { natGb: (minutes * (outwardBytes + inwardBytes)) / BYTES_PER_GB }),
  };
}

/** The additional usage of one bot whose every tick takes longer, because it waits or the exchange is slow. */
export function usageOfSeconds(seconds: number, memoryMb: number): Usage {
  return { gbSecond: gbSeconds(TICKS_PER_MONTH, seconds, memoryMb) };
}

/** The additional usage of somebody who looks at the pictures of one bot for an hour of each day. */
export function usageOfLooks(memoryMb: number): Usage {
  const looks = LOOK.minutesPerDay * DAYS_PER_MONTH;
  return {
    gbSecond: gbSeconds(looks, LOOK.seconds, memoryMb),
    request: looks,
    readUnit: looks * LOOK.readUnits,
  };
}

/** The additional usage of the clicks of a month on the buttons of the dashboard. */
export function usageOfClicks(memoryMb: number): Usage {
  const { perMonth: clicks } = CLICK;
  return {
    gbSecond: gbSeconds(clicks, CLICK.seconds, memoryMb),
    request: clicks,
    readUnit: clicks * CLICK.readUnits,
    writeUnit: clicks * CLICK.writeUnits,
  };
}

function usageOfLogs(logGb: number, retentionDays: number): Usage {
  return { logGbIn: logGb, logGbMonth: logGb * (retentionDays / DAYS_PER_MONTH) };
}

function gbSeconds(times: number, seconds: number, memoryMb: number): number {
  return times * seconds * (memoryMb / MB_PER_GB);
}

function gbPerMonth(bytesPerTick: number): number {
  return (TICKS_PER_MONTH * bytesPerTick) / BYTES_PER_GB;
}

export function sumOf(usages: readonly Usage[]): Usage {
  const total: Partial<Record<PricedUnit, number>> = {};
  for (const usage of usages) {
    for (const unit of PRICED_UNITS) {
      const amount = usage[unit];
      if (amount !== undefined) total[unit] = (total[unit] ?? 0) + amount;
    }
  }
  return total;
}
