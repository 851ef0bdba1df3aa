/**
 * How many metrics does a dashboard show?
 */
import { z } from 'zod';

/** As a template has it: joined of texts and what names resources. */
const joinedSchema = z.union([
  z.string(),
  z.looseObject({ 'Fn::Join': z.tuple([z.literal(''), z.array(z.unknown())]) }),
]);

/** An entry is a namespace, a name and so on, or an expression. */
const bodySchema = z.looseObject({
  widgets: z.array(
    z.looseObject({
      properties: z.looseObject({ metrics: z.array(z.array(z.unknown())).default([]) }),
    }),
  ),
});

/** Different ones: what several widgets draw, or one computes with, is one metric that the dashboard refers to. */
export function metricsOn(dashboardBody: unknown): number {
  const body = joinedSchema.parse(dashboardBody);
  const text = typeof body === 'string' ? body : body['Fn::Join'][1].map(textOf).join('');
  const { widgets } = bodySchema.parse(JSON.parse(text));
  const metrics = widgets
    .flatMap((widget) => widget.properties.metrics)
    .filter(([namespace]) => typeof namespace === 'string')
    .map((entry) => JSON.stringify(entry.filter((part) => typeof part === 'string')));
  return new Set(metrics).size;
}

/** What names a resource, as text within the text of the body. */
function textOf(part: unknown): string {
  return typeof part === 'string' ? part : JSON.stringify(JSON.stringify(part)).slice(1, -1);
}
