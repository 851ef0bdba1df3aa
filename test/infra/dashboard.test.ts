/**
 * Does the dashboard answer what a person asks, from what is really there?
 */
import { beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { DAYS, DOUBLE_TICKS, FAILURES, LEDGER_CHANGES, REASONS } from '../../infra/constructs/log-queries.ts';
import { chooseMarket } from '../../infra/market/market-source.ts';
import { runOnPaper } from '../../infra/local/paper-run.ts';
import { METRICS } from '../../lambda/adapters/aws/metrics.ts';
import { MemoryLedger } from '../../lambda/adapters/memory-ledger.ts';
import { errorLine } from '../../lambda/adapters/aws/telemetry.ts';
import { parseParameters } from '../../lambda/config.ts';
import { OTHER_BOT, PAPER_BOT, resourcesOf, stageOf, synthesise } from './synthesis.ts';

const widgetSchema = z.looseObject({
  type: z.string(),
  properties: z.looseObject({
    title: z.string().optional(),
    markdown: z.string().optional(),
    metrics: z.array(z.array(z.unknown())).optional(),
  }),
});
type Widget = z.output<typeof widgetSchema>;

/** The widgets of the one dashboard; what CloudFormation fills in is shown as `<…>`. */
function widgetsOf(bots: (typeof PAPER_BOT)[]): readonly Widget[] {
  const [page] = resourcesOf(synthesise(stageOf({ bots })).trader, 'AWS::CloudWatch::Dashboard').values();
  const [, parts] = z
    .strictObject({ 'Fn::Join': z.tuple([z.literal(''), z.array(z.unknown())]) })
    .parse(page?.Properties['DashboardBody'])['Fn::Join'];
  const body: unknown = JSON.parse(parts.map((part) => (typeof part === 'string' ? part : '<…>')).join(''));
  return z.looseObject({ widgets: z.array(widgetSchema) }).parse(body).widgets;
}

let widgets: readonly Widget[];
beforeAll(() => {
  widgets = widgetsOf([PAPER_BOT, OTHER_BOT]);
});

describe('the dashboard', () => {
  it('the dashboard begins with the alarms, and goes on in the order in which a person asks', () => {
    expect(widgets[0]).toMatchObject({ type: 'alarm', properties: { title: 'Is anything wrong?' } });
    const questions = widgets.flatMap(({ properties: { markdown } }) =>
      [...(markdown ?? '').matchAll(/^## (.+)$/gm)].map(([, question]) => question),
    );
    expect(questions).toEqual([
      'Am I making money, net?',
      'Am I safe?',
      'Is it alive?',
      'What did it do?',
      'What does it cost?',
    ]);
  });

  it('the dashboard shows every metric of every bot', () => {
    const shown = JSON.stringify(widgets);
    for (const bot of ['paper', 'other-1']) {
      for (const { name } of Object.values(METRICS)) {
        expect(shown).toContain(`["Kallisti","${name}","Bot","${bot}"`);
      }
    }
  });

  it('the dashboard stays within the fifty metrics that a free dashboard may read, for one bot', () => {
    const read = widgetsOf([PAPER_BOT]).flatMap(({ properties: { metrics = [] } }) => metrics);
    expect(read.length).toBeGreaterThan(10);
    expect(read.length).toBeLessThanOrEqual(50);
  });

  it('the dashboard asks the log for what every bot writes', () => {
    const queries = widgets.filter(({ type }) => type === 'log');
    expect(queries).toHaveLength(5);
    for (const query of queries) expect(JSON.stringify(query).match(/SOURCE '<…>'/g)).toHaveLength(2);
  });
});

/** `rows.0` for the first element of a list, as the log's queries name it. */
function fieldsOf(line: string): readonly string[] {
  const json = z.record(z.string(), z.unknown()).parse(JSON.parse(line));
  return Object.entries(json).flatMap(([name, value]) =>
    Array.isArray(value) ? value.map((_, index) => `${name}.${index}`) : [name],
  );
}

/** Named in one line of a query, and used in another. */
const ALIASES = new Set(['ticks', 'day', 'hour']);

const WORDS =
  /\b(?:fields|filter|sort|limit|stats|and|or|desc|by|as|count|coalesce|ispresent|latest|sum|bin|1d|1h)\b|"[^"]*"|\d+$/g;

describe('the queries', () => {
  it('the queries name fields that the lines of a running bot have', async () => {
    const lines: string[] = [];
    await runOnPaper({
      market: await chooseMarket({ symbols: ['BTCUSDT'], days: 1 }),
      parameters: parseParameters({}),
      store: new MemoryLedger(),
      ambiguousCandle: 'stop-first',
      signal: new AbortController().signal,
      ticksMax: 300,
      onTick: () => {},
      log: (line) => lines.push(line),
    });
    lines.push(errorLine({ id: 'paper', symbols: [] }, new Error('an example')));
    // These stand in a line only while nothing may be entered, or when another tick was first.
    const written = new Set(['@timestamp', 'noEntry', 'lostRaces', ...lines.flatMap(fieldsOf)]);
    const asked = [...DAYS, ...LEDGER_CHANGES, ...REASONS, ...DOUBLE_TICKS, ...FAILURES].flatMap((line) =>
      line
        .replaceAll(/ as \w+/g, '')
        .replaceAll(WORDS, ' ')
        .split(/[^\w.@]+/)
        .filter((word) => word !== '' && !ALIASES.has(word)),
    );
    expect(asked.length).toBeGreaterThan(10);
    expect(asked.filter((field) => !written.has(field))).toEqual([]);
  });
});
