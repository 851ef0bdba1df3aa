/**
 * Would CloudWatch take the metrics out of this line? What its embedded metric format asks for.
 */
import { z } from 'zod';

const directive = z.object({
  Namespace: z.string().min(1).max(1024),
  /** Sets of names of root members. */
  Dimensions: z.array(z.array(z.string()).max(30)).min(1),
  Metrics: z.array(z.object({ Name: z.string().min(1), Unit: z.string().optional() })).max(100),
});

const lineSchema = z.looseObject({
  _aws: z.object({ Timestamp: z.int().positive(), CloudWatchMetrics: z.array(directive).min(1) }),
});

/** A line that is longer is cut into two, and neither is read. */
const LINE_BYTES_MAX = 256 * 1024;

/** Every metric with its value. @throws what is wrong with the line */
export function metricsOf(line: string): ReadonlyMap<string, number> {
  if (Buffer.byteLength(line) > LINE_BYTES_MAX) throw new Error('the line is too long for CloudWatch');
  const { _aws: embedded, ...members } = lineSchema.parse(JSON.parse(line));
  const metrics = new Map<string, number>();
  for (const { Dimensions: sets, Metrics: named } of embedded.CloudWatchMetrics) {
    for (const dimension of sets.flat()) {
      if (typeof members[dimension] !== 'string') throw new Error(`dimension ${dimension} has no value`);
    }
    for (const { Name: name } of named) {
      const value = members[name];
      if (typeof value !== 'number' || !Number.isFinite(value))
        throw new Error(`metric ${name} has no value`);
      metrics.set(name, value);
    }
  }
  return metrics;
}
