/**
 * Does the dashboard answer what an owner asks, from what is really there, and do its links lead to it?
 */
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { TICK, TICKS_PER_MONTH } from '../../infra/price/list-prices.ts';
import { parseStage } from '../../infra/stages.ts';
import { METRICS } from '../../lambda/adapters/aws/metrics.ts';
import { dashboardPage, typeOfFilled, type DashboardPage } from './dashboard-page.ts';
import { OTHER_BOT, PAPER_BOT, stageOf } from './synthesis.ts';

/** AWS's metrics, from its documentation: the dimension, and the type of the resource that it names. */
const AWS_METRICS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'AWS/Lambda Invocations': { FunctionName: 'AWS::Lambda::Function' },
  'AWS/Lambda Errors': { FunctionName: 'AWS::Lambda::Function' },
  'AWS/Lambda Throttles': { FunctionName: 'AWS::Lambda::Function' },
  'AWS/Lambda Duration': { FunctionName: 'AWS::Lambda::Function' },
  'AWS/Lambda ConcurrentExecutions': {},
  'AWS/SQS ApproximateNumberOfMessagesVisible': { QueueName: 'AWS::SQS::Queue' },
  'AWS/SQS ApproximateAgeOfOldestMessage': { QueueName: 'AWS::SQS::Queue' },
  'AWS/SNS NumberOfMessagesPublished': { TopicName: 'AWS::SNS::Topic' },
  'AWS/SNS NumberOfNotificationsFailed': { TopicName: 'AWS::SNS::Topic' },
  'AWS/Events FailedInvocations': { RuleName: 'AWS::Events::Rule' },
  'AWS/Logs IncomingBytes': { LogGroupName: 'AWS::Logs::LogGroup' },
  'AWS/DynamoDB ConsumedReadCapacityUnits': { TableName: 'table' },
  'AWS/DynamoDB ConsumedWriteCapacityUnits': { TableName: 'table' },
  'AWS/DynamoDB ReadThrottleEvents': { TableName: 'table' },
  'AWS/DynamoDB WriteThrottleEvents': { TableName: 'table' },
  'AWS/DynamoDB SuccessfulRequestLatency': { TableName: 'table', Operation: 'operation' },
  'AWS/DynamoDB SystemErrors': { TableName: 'table', Operation: 'operation' },
};

const OPERATIONS = ['GetItem', 'PutItem', 'Query', 'DeleteItem'];

const widgetSchema = z.looseObject({
  type: z.string(),
  properties: z.looseObject({
    title: z.string().optional(),
    markdown: z.string().optional(),
    query: z.string().optional(),
    metrics: z.array(z.array(z.unknown())).optional(),
    alarms: z.array(z.string()).optional(),
  }),
});
type Widget = z.output<typeof widgetSchema>;

function widgetsOf({ body }: DashboardPage): readonly Widget[] {
  return z.looseObject({ widgets: z.array(widgetSchema) }).parse(body).widgets;
}

const RUNBOOK_URL = 'https://example.org/kallisti/infra/README.md';

let page: DashboardPage;
let widgets: readonly Widget[];
let titles: readonly string[];
beforeAll(() => {
  page = dashboardPage(stageOf({ bots: [PAPER_BOT, OTHER_BOT], runbookUrl: RUNBOOK_URL }));
  widgets = widgetsOf(page);
  titles = widgets.map(({ properties: { title, markdown = '' } }) => title ?? markdown.split('\n')[0] ?? '');
});

/** Name and address of every link in its texts. */
function linksIn(all: readonly Widget[]): readonly (readonly [name: string, address: string])[] {
  return all.flatMap(({ properties: { markdown = '' } }) =>
    [...markdown.matchAll(/\[([^\]]+)\]\(([^)]+)\)/g)].map(
      ([, name = '', address = '']) => [name, address] as const,
    ),
  );
}

/** With the type of each resource in the place of its name; an attribute stays. */
function withTypes(text: string): string {
  return text.replaceAll(
    /<([\w:]+)(\.\w+)?>/g,
    (filled, name: string, attribute: string | undefined) =>
      `${typeOfFilled(page, filled) ?? name}${attribute ?? ''}`,
  );
}

/** Each metric that CloudWatch reads for it, once. */
function metricsIn(all: readonly Widget[]): ReadonlySet<string> {
  const read = all
    .flatMap(({ properties: { metrics = [] } }) => metrics)
    .filter((metric) => metric.length > 1);
  return new Set(read.map((metric) => metric.filter((part) => typeof part === 'string').join(' ')));
}

/** The type of the resource whose name is the value of a dimension. */
function kindOf(dimension: string, value: string): string | undefined {
  if (dimension === 'Operation') return OPERATIONS.includes(value) ? 'operation' : undefined;
  // The table is the other stack's.
  if (dimension === 'TableName') return /^<Kallisti-Ledger:.*Table/.test(value) ? 'table' : undefined;
  return typeOfFilled(page, value);
}

describe('the dashboard', () => {
  it('the dashboard begins with what an owner wants to see, and ends with the platform', () => {
    expect(titles).toEqual([
      '## What is open, and is it making money?',
      'Now: the latest tick of each bot',
      'Balance as each day begins, and where its limit stops it',
      'Net of the day',
      'Net of the day, % of its limit (stops at -100)',
      'All trades: win rate beside break-even, costs',
      'Decision after the close of the candle, s',
      'AWS, USD a day (list prices, no free tiers)',
      'Is anything wrong?',
      expect.stringContaining('Something is wrong?'),
      '## What did it do?',
      'Day by day: choose a longer time above',
      'What changed the ledger',
      'Why nothing was opened in the first symbol',
      'Failures',
      'Second ticks in a minute, races lost',
      '## Is it safe and alive?',
      'Heartbeats a minute',
      'Attention: things that wait for you',
      'Unprotected, s',
      'Age of the newest candle, s',
      '## How does the platform do?',
      'Invocations, errors, throttles',
      'Duration, ms',
      'Functions at once in the account',
      'Dead letters, age of the oldest, s',
      'Alerts sent and failed, rule failed',
      'Table: units a minute',
      'Table: latency, ms',
      'Table: throttled, failed at AWS',
    ]);
  });

  it('the dashboard shows every metric of every bot', () => {
    const read = metricsIn(widgets);
    for (const bot of ['paper', 'other-1']) {
      for (const { name } of Object.values(METRICS)) expect(read).toContain(`Kallisti ${name} Bot ${bot}`);
    }
  });

  it('the dashboard stays within the fifty metrics that a free dashboard may read, for two bots', () => {
    expect(metricsIn(widgets).size).toBeGreaterThan(20);
    expect(metricsIn(widgets).size).toBeLessThanOrEqual(50);
  });

  it('the dashboard reads metrics that AWS has, of resources that are there', () => {
    const read = widgets.flatMap(({ properties: { metrics = [] } }) => metrics);
    const names = read.map((parts) => parts.filter((part) => typeof part === 'string'));
    const others = names.filter(([namespace]) => namespace !== undefined && namespace !== 'Kallisti');
    expect(others.length).toBeGreaterThan(20);
    for (const [namespace, name, ...dimensions] of others) {
      const kinds = dimensions.flatMap((part, k) =>
        k % 2 === 0 ? [[part, kindOf(part, dimensions[k + 1] ?? '')] as const] : [],
      );
      expect(Object.fromEntries(kinds), `${namespace} ${name}`).toEqual(AWS_METRICS[`${namespace} ${name}`]);
    }
  });

  it('the dashboard asks the logs of all bots', () => {
    const queries = widgets.flatMap(({ properties: { query } }) => query ?? []);
    expect(queries).toHaveLength(9);
    for (const query of queries) {
      const sources = "SOURCE 'AWS::Logs::LogGroup' | ";
      expect(withTypes(query).split(sources)).toEqual(['', '', expect.not.stringContaining('SOURCE')]);
    }
  });
});

describe('the comparison in CONTRIBUTING.md', () => {
  it('the comparison in CONTRIBUTING.md names widgets that are there, and how many metrics two bots read', () => {
    const text = readFileSync(new URL('../../CONTRIBUTING.md', import.meta.url), 'utf8');
    const [, section = ''] = text.split('\n## The dashboard\n');
    const rows = section.split('\n## ')[0]?.match(/^\|.*$/gm) ?? [];
    const named = rows.flatMap((row) => [...row.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name));
    expect(named.length).toBeGreaterThan(10);
    expect(named.filter((name) => !titles.includes(name))).toEqual(['monthlyBudget']);
    expect(section).toContain(`two bots read ${metricsIn(widgets).size}.`);
  });
});

describe('the price of a look', () => {
  it('the price of a look at the dashboard in infra/README.md is that of its queries over a day', () => {
    const queries = widgets.filter(({ properties: { query } }) => query !== undefined).length;
    const gb = (queries * TICK.logBytes * 60 * 24) / 1e9;
    const usd = gb * 0.005;
    const text = readFileSync(new URL('../../infra/README.md', import.meta.url), 'utf8');
    const [, section = ''] = /\n### The dashboard\n([^]*?)\n### /.exec(text.replaceAll(/\n +/g, ' ')) ?? [];
    const monthUsd = (usd * TICKS_PER_MONTH).toFixed(0);
    expect(section).toContain(
      `read ${(gb * 1_000).toFixed(0)} MB of a bot's day: ${usd.toFixed(4)} USD each time`,
    );
    expect(section).toContain(`and ${monthUsd} USD a month for each bot where it is refreshed every minute`);
  });
});

describe('the links of the dashboard', () => {
  it.each([
    ['paper', 'paper'],
    ['other-1', 'other1'],
  ])('the links of the dashboard lead to log, function, queue and parameters of the bot %s', (bot, name) => {
    const lines = widgets.flatMap(({ properties: { markdown = '' } }) => markdown.split('\n'));
    const line = lines.find((text) => text.startsWith(`| ${bot} |`)) ?? '';
    const own = linksIn(widgets).filter(([, address]) => line.includes(`(${address})`));
    const filled = own.flatMap(([, address]) => address.match(/<\w+(?:\.\w+)?>/g) ?? []);
    expect(filled.map((one) => one.startsWith(`<${name}`))).toEqual([true, true, true]);
    const console = 'https://ap-northeast-1.console.aws.amazon.com';
    const home = (service: string) => `${console}/${service}/home?region=ap-northeast-1#`;
    const queue =
      'https%3A%2F%2Fsqs.ap-northeast-1.AWS::URLSuffix%2FAWS::AccountId%2FAWS::SQS::Queue.QueueName';
    expect(Object.fromEntries(own.map(([to, address]) => [to, withTypes(address)]))).toEqual({
      log: `${home('cloudwatch')}logsV2:log-groups/log-group/AWS::Logs::LogGroup`,
      function: `${home('lambda')}/functions/AWS::Lambda::Function?tab=monitoring`,
      'dead letters': `${home('sqs/v3')}/queues/${queue}`,
      parameters: `${console}/systems-manager/parameters/%252Fkallisti%252F${bot}%252Fparams/description?region=ap-northeast-1`,
    });
  });

  it('the links of the dashboard lead to a heading that the runbook has, or name it where nobody said its address', () => {
    const [, address = ''] = linksIn(widgets).find(([name]) => name === 'runbook') ?? [];
    expect(address).toBe(`${RUNBOOK_URL}#when-an-alarm-rings`);
    const runbook = readFileSync(new URL('../../infra/README.md', import.meta.url), 'utf8');
    expect(runbook).toContain('\n## When an alarm rings\n');
    const texts = JSON.stringify(dashboardPage(stageOf()).body);
    expect(texts).toContain('`infra/README.md#when-an-alarm-rings`');
    expect(texts).not.toContain('[runbook]');
  });

  it('the links of the dashboard lead to a runbook over https only', () => {
    expect(() => parseStage({ ...stageOf(), runbookUrl: 'javascript:alert(1)' })).toThrow(
      /runbookUrl: .*https/,
    );
  });
});

describe('the saved queries', () => {
  it('the saved queries stand in a folder with the name of the stack, and ask the logs of all bots', () => {
    expect([...page.saved.keys()]).toEqual(
      ['reasons', 'ledger', 'slow ticks', 'failures', 'one hour of one bot'].map(
        (name) => `Kallisti-Trader/${name}`,
      ),
    );
    for (const { query, logGroups } of page.saved.values()) {
      expect(query).toMatch(/^# .+\.\n\w/);
      const names = logGroups.map((name) => `<${name}>`).join(' ');
      expect(withTypes(names)).toBe('AWS::Logs::LogGroup AWS::Logs::LogGroup');
    }
  });
});
