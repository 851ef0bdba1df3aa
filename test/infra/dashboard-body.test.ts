/**
 * Would CloudWatch take the dashboard, and draw it without holes and overlaps?
 *
 * Its rules for a dashboard's body, as its documentation states them. Nothing else in a deployment reads that text, and
 * CloudFormation would refuse it at the very end.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { dashboardPage } from './dashboard-page.ts';
import { OTHER_BOT, PAPER_BOT, resourcesOf, stageOf } from './synthesis.ts';

const COLUMNS = 24;

const period = z
  .int()
  .refine((seconds) => [1, 5, 10, 30].includes(seconds) || (seconds % 60 === 0 && seconds <= 86_400));
const title = z.string().min(1);
const range = {
  start: z
    .string()
    .regex(/^-P(?:\d+[DWM]|T\d+[HM])$/)
    .optional(),
};
const statistic = z.enum(['Average', 'Sum', 'Minimum', 'Maximum', 'SampleCount', 'p50', 'p99']);
const id = z.string().regex(/^[a-z]\w*$/);

const readOptions = z.strictObject({
  id: id.optional(),
  label: z.string().optional(),
  visible: z.boolean().optional(),
  period: period.optional(),
  stat: statistic.optional(),
  region: z.string().optional(),
  accountId: z.string().optional(),
  yAxis: z.literal('right').optional(),
});
const computed = z.strictObject({
  expression: z.string().regex(/^[\w .*/+()-]+$/, 'no exponents, no functions'),
  label: z.string(),
  period,
});
/** Namespace, name, dimensions in pairs, options; or an expression. */
const metric = z.union([
  z.tuple([computed]),
  z
    .tuple([z.string(), z.string()], z.union([z.string(), readOptions]))
    .refine((parts) => parts.length % 2 === 1 && typeof parts.at(-1) === 'object'),
]);
type Metric = z.output<typeof metric>;

/** What stands last of a metric that is read. */
function optionsOf(read: Metric): z.output<typeof readOptions> | undefined {
  return read.length === 1 ? undefined : readOptions.parse(read.at(-1));
}

const axis = z.strictObject({ min: z.number().optional(), max: z.number().optional() });
const shown = { region: z.string(), title };
const metricProperties = z.strictObject({
  ...shown,
  ...range,
  view: z.enum(['timeSeries', 'singleValue']),
  stacked: z.boolean().optional(),
  period: period.optional(),
  metrics: z.array(metric).min(1).max(500),
  yAxis: z.strictObject({ left: axis.optional(), right: axis.optional() }).optional(),
  annotations: z
    .strictObject({
      horizontal: z.array(z.strictObject({ value: z.number(), label: z.string(), yAxis: z.literal('left') })),
    })
    .optional(),
});

const place = {
  x: z.int().min(0),
  y: z.int().min(0),
  width: z.int().min(1).max(COLUMNS),
  height: z.int().min(1).max(1_000),
};
/** Of fifty log groups at most. */
const query = z.string().regex(/^(?:SOURCE '[^']+' \| ){1,50}(?!SOURCE)/);

const widget = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('metric'), ...place, properties: metricProperties }),
  z.strictObject({
    type: z.literal('text'),
    ...place,
    properties: z.strictObject({
      markdown: z.string().min(1),
      background: z.enum(['solid', 'transparent']).optional(),
    }),
  }),
  z.strictObject({
    type: z.literal('alarm'),
    ...place,
    properties: z.strictObject({ title, alarms: z.array(z.string()).min(1).max(100) }),
  }),
  z.strictObject({
    type: z.literal('log'),
    ...place,
    properties: z.discriminatedUnion('view', [
      z.strictObject({ ...shown, view: z.literal('table'), query }),
      z.strictObject({
        ...shown,
        view: z.literal('timeSeries'),
        stacked: z.literal(false),
        query: query.regex(/ by bot, bin\(10m\)$/, 'one value, by bot and time'),
      }),
    ]),
  }),
]);
const body = z.strictObject({ start: range.start, widgets: z.array(widget).min(1).max(500) });
type Widget = z.output<typeof widget>;

const metricsOf = ({ type, properties }: Widget) => (type === 'metric' ? properties.metrics : []);

/** More than a hundred alarms. */
const MANY = Array.from({ length: 15 }, (_, k) => ({ ...PAPER_BOT, id: `bot-${k}`, symbols: ['BTCUSDT'] }));

describe.each([
  ['one bot', [PAPER_BOT]],
  ['two bots', [PAPER_BOT, OTHER_BOT]],
  ['fifteen bots', MANY],
])('the dashboard of %s', (_, bots) => {
  let widgets: readonly Widget[];
  let alarmsOfStack: number;
  beforeAll(() => {
    const page = dashboardPage(stageOf({ bots }));
    ({ widgets } = body.parse(page.body));
    alarmsOfStack = resourcesOf(page.trader, 'AWS::CloudWatch::Alarm').size;
  });

  it('the dashboard fills its rows from the left to the right edge, and covers nothing twice', () => {
    const cells = widgets.flatMap(({ x, y, width, height }) =>
      Array.from({ length: width * height }, (_cell, k) => `${x + (k % width)},${y + Math.floor(k / width)}`),
    );
    expect(new Set(cells).size).toBe(cells.length);
    const bottom = Math.max(...widgets.map(({ y, height }) => y + height));
    expect(cells).toHaveLength(COLUMNS * bottom);
    expect(Math.max(...widgets.map(({ x, width }) => x + width))).toBe(COLUMNS);
  });

  it('the dashboard computes with metrics that it reads, each under a name of its own', () => {
    for (const shownMetrics of widgets.map(metricsOf)) {
      const named = shownMetrics.flatMap((one) => optionsOf(one)?.id ?? []);
      expect(new Set(named).size).toBe(named.length);
      const used = shownMetrics.flatMap(([first]) =>
        typeof first === 'string' ? [] : [...first.expression.matchAll(/[a-z]\w*/g)].map(([name]) => name),
      );
      expect([...new Set(used)].toSorted()).toEqual(named.toSorted());
    }
  });

  it('the dashboard has texts that fit into their boxes: some forty letters a line, ten lines', () => {
    const boxes = widgets.flatMap((one) => (one.type === 'text' ? [one] : []));
    expect(boxes).toHaveLength(5);
    for (const { properties, width, height } of boxes) {
      // Of a link only its name is seen.
      const [heading = '', ...rest] = properties.markdown.replaceAll(/\]\([^)]+\)/g, ']').split('\n');
      const lines = rest.map((line) => Math.max(1, Math.ceil(line.length / (width * 7))));
      const used = 2 + lines.reduce((sum, count) => sum + count, 0);
      expect(used, heading).toBeLessThanOrEqual(height * 2);
    }
  });

  it('the dashboard shows every alarm once', () => {
    const alarms = widgets.flatMap((one) => (one.type === 'alarm' ? one.properties.alarms : []));
    expect(new Set(alarms).size).toBe(alarms.length);
    expect(alarms).toHaveLength(alarmsOfStack);
  });

  it('the dashboard asks each log in one query, whose lines are piped', () => {
    for (const { type, properties } of widgets) {
      if (type !== 'log') continue;
      expect(properties.query).toMatch(/^(?:SOURCE '<\w+>' \| )+(?:fields|filter) .+(?:\n\| \w+ .+)+$/);
    }
  });
});

describe('the rules', () => {
  it('the rules of the dashboard know a body that CloudWatch would refuse', () => {
    const good = body.parse(dashboardPage(stageOf()).body);
    const wrong = good.widgets.map((one) => ({ ...one, width: 25 }));
    expect(body.safeParse({ ...good, widgets: wrong }).success).toBe(false);
    expect(body.safeParse({ ...good, widgets: [{ ...good.widgets[0], type: 'graph' }] }).success).toBe(false);
    expect(body.safeParse({ ...good, start: 'yesterday' }).success).toBe(false);
  });
});
