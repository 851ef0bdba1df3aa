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

/**
 * As often as a widget draws one or computes with it: AWS does not say whether the same one counts twice. What names a
 * resource within the body is left out.
 */
export function metricsOn(dashboardBody: unknown): number {
  const body = joinedSchema.parse(dashboardBody);
  const text = typeof body === 'string' ? body : body['Fn::Join'][1].map(textOf).join('');
  const { widgets } = bodySchema.parse(JSON.parse(text));
  const entries = widgets.flatMap((widget) => widget.properties.metrics);
  return entries.filter(([namespace]) => typeof namespace === 'string').length;
}

function textOf(part: unknown): string {
  return typeof part === 'string' ? part : '';
}
