/**
 * Does the built function do its work under AWS's own runtime client: cold, warm, for an hour, and on odd events?
 */
import { describe, expect, it } from 'vitest';
import { scheduledEvent } from '../../infra/local/paper-run.ts';
import { METRICS } from '../../lambda/adapters/aws/metrics.ts';
import { MINUTE_MS } from '../../lambda/core/units.ts';
import { resourcesOf, stageOf, synthesise } from '../infra/synthesis.ts';
import {
  BuiltFunction,
  BEGIN_MS,
  SYMBOLS,
  beginTrading,
  storedLedger,
  openedTrades,
  tickAt,
} from './trading-hour.ts';

import { hasRuntimeClient } from './function-process.ts';
import {
  BOT,
  CANARIES,
  LAG_MS,
  deployedEnvironment,
  responseOf,
  type FunctionHarness,
} from './function-harness.ts';
import { NOON } from '../harness/builders.ts';
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
function metricsOf(line: string): ReadonlyMap<string, number> {
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

const built = new BuiltFunction();

const PATIENT = ['--import', new URL('patient-timers.mjs', import.meta.url).href];

/** One that waits for a busy machine as long as it takes: it gives up no request, and no initialisation. */
async function started(nowMs = NOON + LAG_MS): Promise<FunctionHarness> {
  const harness = await built.harness({ nowMs, nodeOptions: PATIENT });
  await harness.start();
  return harness;
}

const statusSchema = z.looseObject({
  status: z.string(),
  tickMs: z.number(),
  state: z.looseObject({ version: z.number() }),
});

function linesOf({ function: { stdout } }: FunctionHarness): readonly string[] {
  return stdout.split('\n').filter((line) => line !== '');
}

it('the harness of the function sets all the variables that a deployment sets, and no others', () => {
  const [deployed] = resourcesOf(synthesise(stageOf()).trader, 'AWS::Lambda::Function').values();
  const { Variables: variables } = z
    .object({ Variables: z.record(z.string(), z.unknown()) })
    .parse(deployed?.Properties['Environment']);
  expect(Object.keys(variables).toSorted()).toEqual(Object.keys(deployedEnvironment([])).toSorted());
});

describe.skipIf(!hasRuntimeClient())(
  'the built function (skipped where `npm run lambda:install` has not been run)',
  () => {
    it('the built function takes while it is initialised what its first tick would take', async () => {
      const harness = await started();
      expect(harness.aws.parameters.asked).toHaveLength(1);
      // Whether a bot without an item has rows; the write of a rehearsal, which the table refuses, and a look at why.
      const queries = ['Query', 'Query', 'Query'];
      expect(harness.line.attempts.toSorted()).toEqual(['GetItem', 'GetItem', 'PutItem', ...queries]);
      expect((await harness.ledger.load(BOT)).state).toBeUndefined();
      expect(harness.venue.asked('klines')).toHaveLength(SYMBOLS.length);
      const { status, tickMs, state } = statusSchema.parse(responseOf(await harness.tick(NOON)));
      expect({ status, tickMs, version: state.version }).toEqual({
        status: 'committed',
        tickMs: NOON,
        version: 1,
      });
    });

    it('the built function asks once more for what has changed since, and for no markets', async () => {
      const harness = await started();
      await harness.tick(NOON);
      harness.venue.requests.length = 0;
      harness.line.attempts.length = 0;
      responseOf(await harness.tick(NOON + MINUTE_MS));
      expect(harness.line.attempts).toEqual(['Query', 'Query', 'PutItem']);
      expect(harness.venue.requests).toHaveLength(2 * SYMBOLS.length);
      expect(harness.venue.asked('exchangeInfo')).toEqual([]);
    });

    it('the built function starts although nothing answers, and says with the tick what is missing', async () => {
      const harness = await built.harness({ nowMs: NOON + LAG_MS });
      harness.venue.fail({ path: 'fapi', fault: { kind: 'reset' }, times: Infinity });
      await harness.start();
      const { status } = statusSchema.parse(responseOf(await harness.tick(NOON)));
      expect(status).toBe('committed');
    });

    it('the built function trades for an hour, and its ledger agrees to the last digit', async () => {
      const harness = await built.harness({ nowMs: BEGIN_MS + LAG_MS });
      beginTrading(harness);
      await harness.start();
      for (let minute = 0; minute < 60; minute += 1) {
        const { status } = statusSchema.parse(responseOf(await tickAt(harness, minute)));
        expect(status).toBe('committed');
      }
      const books = await storedLedger(harness);
      expect(books.rebuilt.differences).toEqual([]);
      expect(books.rebuilt.closedTrades).toBeGreaterThan(5);
      const lines = linesOf(harness);
      expect(lines).toHaveLength(60);
      for (const line of lines) {
        const metrics = metricsOf(line);
        expect(metrics.get(METRICS.heartbeat.name)).toBe(1);
      }
      expect(harness.function.stderr).toBe('');
      const told = [
        harness.function.stdout,
        JSON.stringify(books.rows),
        JSON.stringify(harness.venue.requests),
      ];
      for (const canary of Object.values(CANARIES)) expect(told.join('\n')).not.toContain(canary);
    });

    it('the same event twice is one entry', async () => {
      const harness = await built.harness({ nowMs: BEGIN_MS + LAG_MS });
      beginTrading(harness);
      await harness.start();
      let minute = 0;
      while (openedTrades(await booksAfter(harness, minute)).length === 0) minute += 1;
      const before = openedTrades(await storedLedger(harness));
      const event = scheduledEvent(BEGIN_MS + minute * MINUTE_MS);
      for (let k = 0; k < 2; k += 1) responseOf(await harness.tick(BEGIN_MS + minute * MINUTE_MS, { event }));
      const books = await storedLedger(harness);
      expect(openedTrades(books)).toEqual(before);
      expect(books.rebuilt.differences).toEqual([]);
    });

    it('the built function refuses what is no event of the schedule before it reads anything, and goes on', async () => {
      const harness = await started();
      harness.line.attempts.length = 0;
      const events = [{}, [], null, 'tick', { ...scheduledEvent(NOON), source: 'aws.s3' }];
      for (const event of events) {
        const { kind, body } = await harness.tick(NOON, { event });
        expect([kind, JSON.parse(body)]).toEqual([
          'error',
          expect.objectContaining({ errorType: 'EventError' }),
        ]);
      }
      expect(harness.line.attempts).toEqual([]);
      responseOf(await harness.tick(NOON));
    });

    it('the built function does not tell an oversized event to anybody', async () => {
      const harness = await started();
      const detail = { junk: 'junk'.repeat(250_000) };
      responseOf(await harness.tick(NOON, { event: { ...scheduledEvent(NOON), detail } }));
      const { kind, body } = await harness.tick(NOON, { event: detail });
      expect(kind).toBe('error');
      for (const told of [body, harness.function.stdout, harness.function.stderr]) {
        expect(told.length).toBeLessThan(10_000);
        expect(told).not.toContain('junkjunk');
      }
    });
  },
);

async function booksAfter(harness: FunctionHarness, minute: number) {
  responseOf(await tickAt(harness, minute));
  return storedLedger(harness);
}
