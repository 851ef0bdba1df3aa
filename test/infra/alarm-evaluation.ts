/**
 * What would an alarm of the template say to a bot's log lines? CloudWatch's rules, as far as these alarms use them.
 */
import { z } from 'zod';

const alarmSchema = z.looseObject({
  Namespace: z.string(),
  MetricName: z.string(),
  Dimensions: z.array(z.strictObject({ Name: z.string(), Value: z.unknown() })),
  Statistic: z.enum(['Sum', 'Maximum']),
  Period: z.literal(60),
  EvaluationPeriods: z.number(),
  DatapointsToAlarm: z.number(),
  Threshold: z.number(),
  ComparisonOperator: z.enum(['GreaterThanOrEqualToThreshold', 'GreaterThanThreshold', 'LessThanThreshold']),
  TreatMissingData: z.enum(['breaching', 'notBreaching']),
  AlarmDescription: z.string(),
  AlarmActions: z.array(z.strictObject({ Ref: z.string() })),
  OKActions: z.array(z.strictObject({ Ref: z.string() })),
});

export type AlarmProperties = z.output<typeof alarmSchema>;

export const parseAlarm = (properties: unknown): AlarmProperties => alarmSchema.parse(properties);

const embeddedSchema = z.looseObject({
  _aws: z.looseObject({
    Timestamp: z.number(),
    CloudWatchMetrics: z.array(
      z.looseObject({
        Namespace: z.string(),
        Dimensions: z.array(z.array(z.string())),
        Metrics: z.array(z.looseObject({ Name: z.string() })),
      }),
    ),
  }),
});

const MINUTE_MS = 60_000;

/** What CloudWatch would read from log lines of this metric: its values, by the minute. */
function valuesByMinute(lines: readonly string[], alarm: AlarmProperties): ReadonlyMap<number, number[]> {
  const values = new Map<number, number[]>();
  const wanted = alarm.Dimensions.map(({ Name: name }) => name).join();
  for (const line of lines) {
    const json: unknown = JSON.parse(line);
    const parsed = embeddedSchema.safeParse(json);
    if (!parsed.success) continue;
    const { _aws: embedded } = parsed.data;
    const { Timestamp: atMs, CloudWatchMetrics: metrics } = embedded;
    const fields = z.record(z.string(), z.unknown()).parse(json);
    const isMeant = metrics.some(
      ({ Namespace: namespace, Dimensions: dimensions, Metrics: names }) =>
        namespace === alarm.Namespace &&
        dimensions.some((set) => set.join() === wanted) &&
        names.some(({ Name: name }) => name === alarm.MetricName),
    );
    const isThisBot = alarm.Dimensions.every(({ Name: name, Value: value }) => fields[name] === value);
    if (!isMeant || !isThisBot) continue;
    const minute = Math.floor(atMs / MINUTE_MS);
    const read = z.union([z.number(), z.array(z.number())]).parse(fields[alarm.MetricName]);
    values.set(minute, [...(values.get(minute) ?? []), read].flat());
  }
  return values;
}

function isBad({ Threshold: limit, ComparisonOperator: operator }: AlarmProperties, value: number): boolean {
  switch (operator) {
    case 'GreaterThanOrEqualToThreshold':
      return value >= limit;
    case 'GreaterThanThreshold':
      return value > limit;
    case 'LessThanThreshold':
      return value < limit;
  }
}

/** @param nowMs end of the last minute that is looked at */
export function alarmState(alarm: AlarmProperties, lines: readonly string[], nowMs: number): 'ALARM' | 'OK' {
  const values = valuesByMinute(lines, alarm);
  const last = Math.floor(nowMs / MINUTE_MS) - 1;
  const minutes = Array.from({ length: alarm.EvaluationPeriods }, (_, index) => values.get(last - index));
  const bad = minutes.filter((found) => {
    if (found === undefined) return alarm.TreatMissingData === 'breaching';
    const statistic =
      alarm.Statistic === 'Sum' ? found.reduce((sum, value) => sum + value, 0) : Math.max(...found);
    return isBad(alarm, statistic);
  });
  return bad.length >= alarm.DatapointsToAlarm ? 'ALARM' : 'OK';
}
