/**
 * Does every widget of the dashboard, and every saved query, find what it asks for in what the built function writes?
 *
 * Its real lines: of an hour of trading, of an event that comes twice, of a race that is lost, of a market that cannot be
 * read, and of a failure. A query runs over them; a metric of the bot has to be embedded in them.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { parseJson } from '../../lambda/adapters/parse-json.ts';
import { MINUTE_MS } from '../../lambda/core/units.ts';
import {
  UnknownFieldError,
  runQuery,
  type LogEvent,
  type Result,
} from '../harness/logs-insights/run-query.ts';
import { commandOf, stateIn } from '../harness/stored-bot.ts';
import { dashboardPage, type DashboardPage } from '../infra/dashboard-page.ts';
import { stageOf } from '../infra/synthesis.ts';
import { BOT, FunctionHarness, LAG_MS, responseOf } from './function-harness.ts';
import { hasRuntimeClient } from './function-process.ts';
import { BEGIN_MS, BuiltFunction, beginTrading, tickAt } from './trading-hour.ts';

const embeddedSchema = z.looseObject({
  _aws: z.object({
    CloudWatchMetrics: z.array(
      z.object({
        Namespace: z.string(),
        Dimensions: z.array(z.array(z.string())),
        Metrics: z.array(z.object({ Name: z.string() })),
      }),
    ),
  }),
});

/** Every metric in a line, as the dashboard names it: namespace, name, and each dimension with its value. */
function metricsOf({ message }: LogEvent): readonly string[] {
  // A failure is also written by the runtime, as text.
  const parsed = embeddedSchema.safeParse(parseJson(message));
  if (!parsed.success) return [];
  const { _aws: embedded, ...members } = parsed.data;
  return embedded.CloudWatchMetrics.flatMap(({ Namespace: namespace, Dimensions: sets, Metrics: named }) =>
    sets.flatMap((dimensions) =>
      named.map(({ Name: name }) =>
        [namespace, name, ...dimensions.flatMap((dimension) => [dimension, String(members[dimension])])].join(
          ' ',
        ),
      ),
    ),
  );
}

const bodySchema = z.looseObject({
  widgets: z.array(
    z.looseObject({
      properties: z.looseObject({
        title: z.string().optional(),
        query: z.string().optional(),
        metrics: z.array(z.array(z.unknown())).default([]),
      }),
    }),
  ),
});

interface Asked {
  readonly queries: ReadonlyMap<string, string>;
  /** The metrics that are read, without their options. */
  readonly metrics: readonly (readonly string[])[];
}

function askedBy({ body, saved }: DashboardPage): Asked {
  const properties = bodySchema.parse(body).widgets.map((widget) => widget.properties);
  const queries = properties.flatMap(({ title = '', query }) =>
    query === undefined ? [] : [[title, query] as const],
  );
  const metrics = properties.flatMap((shown) => shown.metrics);
  return {
    queries: new Map([...queries, ...[...saved].map(([name, { query }]) => [name, query] as const)]),
    metrics: metrics
      .map((parts) => parts.filter((part) => typeof part === 'string'))
      .filter(({ length }) => length > 0),
  };
}

/** The same minute once more, and then one before whose commit somebody else commits. */
async function disturb(harness: FunctionHarness, minute: number): Promise<void> {
  responseOf(await tickAt(harness, minute));
  let theirs: Promise<void> | undefined;
  let isDone = false;
  const first = async () => {
    await commitAsSomebodyElse(harness);
    isDone = true;
  };
  harness.line.plan = (operation) => {
    if (operation !== 'PutItem' || isDone) return undefined;
    theirs ??= first();
    // The function waits for its answer, and tries again.
    return 'late';
  };
  responseOf(await tickAt(harness, minute + 1));
  await theirs;
  harness.line.repair();
}

async function commitAsSomebodyElse({ ledger }: FunctionHarness): Promise<void> {
  const state = await stateIn(ledger, BOT);
  await ledger.commit({ ...state, version: state.version + 1 }, state.version, 'somebody-else');
}

const MINUTES = 30;

const built = new BuiltFunction();

/** What the function writes, with everything that a query asks for. */
async function writtenLines(): Promise<readonly LogEvent[]> {
  const harness = await FunctionHarness.open({ folder: built.folder, nowMs: BEGIN_MS + LAG_MS });
  try {
    return await linesOf(harness);
  } finally {
    await harness.close();
  }
}

async function linesOf(harness: FunctionHarness): Promise<readonly LogEvent[]> {
  const events: LogEvent[] = [];
  const note = () => {
    const lines = harness.function.stdout.split('\n').filter((line) => line !== '');
    for (const message of lines.slice(events.length)) {
      events.push({ timestampMs: harness.venue.timeMs, message });
    }
  };
  beginTrading(harness);
  await harness.start();
  for (let minute = 0; minute < MINUTES; minute += 1) {
    responseOf(await tickAt(harness, minute));
    note();
  }
  await disturb(harness, MINUTES - 1);
  note();
  harness.venue.fail({ path: 'klines', fault: { kind: 'reset' }, times: Infinity });
  responseOf(await tickAt(harness, MINUTES + 1));
  note();
  harness.venue.faults.clear();
  await harness.ledger.issue(BOT, commandOf('a-pause'));
  responseOf(await tickAt(harness, MINUTES + 2));
  note();
  await harness.tick(BEGIN_MS + (MINUTES + 3) * MINUTE_MS, { event: {} });
  note();
  return events;
}

describe.skipIf(!hasRuntimeClient())(
  'the dashboard (skipped where `npm run lambda:install` has not been run)',
  () => {
    let page: DashboardPage;
    let asked: Asked;
    let events: readonly LogEvent[];
    beforeAll(async () => {
      page = dashboardPage(stageOf());
      asked = askedBy(page);
      events = await writtenLines();
    });

    /** The query's answer after each line that was written. */
    const answersOf = (name: string): readonly Result[] => {
      const query = asked.queries.get(name);
      if (query === undefined) throw new Error(`no query is called ${name}`);
      const all = runQuery(query, events);
      return [...events.keys()].map((k) => runQuery(query, events.slice(0, k + 1), events)).concat(all);
    };

    it('the dashboard asks only for fields that are written, and there is an answer for every column', () => {
      expect(asked.queries.size).toBe(14);
      for (const name of asked.queries.keys()) {
        const answers = answersOf(name);
        const rows = answers.flatMap((answer) => answer.rows);
        // Of a list, all but the first may never be there.
        const columns = answers[0]?.columns.filter((column) => !/\.[1-9]$/.test(column)) ?? [];
        expect(columns.length, name).toBeGreaterThan(0);
        const empty = columns.filter((column) => rows.every((row) => row.get(column) === undefined));
        expect(empty, name).toEqual([]);
      }
    });

    it('the dashboard says what is open, with entry, stop, take-profit and age, and what denies entries', () => {
      const answers = answersOf('Now: the latest tick of each bot');
      expect(answers.every(({ rows }) => rows.length === 1)).toBe(true);
      const open = answers.flatMap(({ rows }) => rows.flatMap((row) => row.get('open.0') ?? []));
      const number = String.raw`\d+(?:\.\d+)?`;
      const words = `^(?:long|short) (?:BTC|ETH)USDT ${number} at ${number} stop ${number} take-profit ${number} age \\d min`;
      expect(open.length).toBeGreaterThan(3);
      for (const position of open) expect(position).toMatch(new RegExp(words));
      const [latest] = answers.at(-1)?.rows ?? [];
      expect(Object.fromEntries(latest ?? [])).toMatchObject({
        bot: BOT,
        mode: 'paper',
        entries_denied: 'operator-paused',
        openCount: 0,
        day_limit: -1_000,
      });
    });

    it('the dashboard reads every metric that is written, and no other of the bot', () => {
      const written = new Set(events.flatMap(metricsOf));
      expect(written.size).toBe(7);
      const read = asked.metrics.filter(([namespace]) => namespace === 'Kallisti');
      expect(new Set(read.map((parts) => parts.join(' ')))).toEqual(written);
    });

    it.each([
      ['Now: the latest tick of each bot', 'dayNetUsd', 'dayNetUSD'],
      ['Kallisti-Trader/slow ticks', 'durationMs', 'duration'],
      ['Decision after the close of the candle, s', 'decisionLagSeconds', 'lagSeconds'],
      ['Failures', 'reason', 'cause'],
    ])('the check of the dashboard finds a wrong field in: %s', (name, field, wrong) => {
      const query = asked.queries.get(name)?.replace(field, wrong) ?? '';
      expect(query).toContain(wrong);
      expect(() => runQuery(query, events)).toThrow(UnknownFieldError);
    });
  },
);
