/**
 * How does one table carry many bots that tick in the same minute?
 *
 * The real handler for each bot, a market in memory, dynalite as a process of its own, which keeps up with more bots
 * than moto does. Every bot has its moment in the minute, at random as the schedule has it; its latency counts from
 * that moment, so that waiting behind others is part of it. Times are of this machine. Units are counted by AWS's rule
 * from the items, and are the same on every one.
 */
import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { quantileSorted } from 'simple-statistics';
import { createTable, localClient } from '../../infra/local/embedded-dynamodb.ts';
import { localContext } from '../../infra/local/lambda-context.ts';
import { scheduledEvent } from '../../infra/local/paper-run.ts';
import { ReplayMarket } from '../../infra/market/candle-replay.ts';
import { randomStream } from '../../infra/market/synthetic-processes.ts';
import { DynamoLedger } from '../../lambda/adapters/dynamo/dynamo-ledger.ts';
import { PaperExchange } from '../../lambda/adapters/paper-exchange.ts';
import { parseParameters } from '../../lambda/config.ts';
import { MINUTE_MS } from '../../lambda/core/units.ts';
import { endingEarly } from '../../lambda/adapters/aws/early-end.ts';
import { createHandler } from '../../lambda/handler.ts';
import { Meter } from '../adapters/dynamo/dynamo-meter.ts';
import { minutesOfMarket } from '../adapters/dynamo/dynamo-harness.ts';
import { validParameters } from '../harness/port-wrapper.ts';

const SYMBOLS = ['BTCUSDT', 'ETHUSDT', 'SOLUSDT'];
const TABLE = 'load';
/** Candles before the first tick, so that signals have their history. */
const HISTORY_MINUTES = 60;

export interface LoadFigures {
  readonly bots: number;
  readonly minutes: number;
  readonly ticks: number;
  readonly failed: number;
  /** Of the last minute and its ticks, from the first moment to the last answer. */
  readonly lastMinuteSeconds: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly p99Ms: number;
  readonly readUnitsPerTick: number;
  readonly writeUnitsPerTick: number;
}

export interface LoadOptions {
  readonly endpoint: string;
  readonly bots: number;
  readonly minutes: number;
  /** Real time that a minute of the bots takes. */
  readonly minuteSeconds: number;
}

export async function measureLoad({
  endpoint,
  bots,
  minutes,
  minuteSeconds,
}: LoadOptions): Promise<LoadFigures> {
  const client = localClient(endpoint);
  try {
    await createTable(client, TABLE);
    const meter = new Meter(client);
    const market = minutesOfMarket(HISTORY_MINUTES + minutes + 2, SYMBOLS);
    const ticks = Array.from({ length: bots }, (_, k) =>
      ticker(`bot-${k}`, new DynamoLedger(client, TABLE), market),
    );
    const chance = randomStream(1, 'load');
    const latencies: number[] = [];
    const count = { failed: 0 };
    const atItsMoment = async (tick: () => Promise<void>, startMs: number) => {
      const dueMs = startMs + chance.uniform() * minuteSeconds * 1000;
      await setTimeout(Math.max(0, dueMs - performance.now()));
      await tick().catch(() => {
        count.failed += 1;
      });
      latencies.push(performance.now() - dueMs);
    };
    let lastMinuteSeconds = 0;
    for (let minute = -1; minute < minutes; minute += 1) {
      // The first one makes the bots, and warms both processes.
      if (minute === 0) {
        meter.take();
        latencies.length = 0;
        count.failed = 0;
      }
      const startMs = performance.now();
      const all = ticks.map((tick) => atItsMoment(tick, startMs));
      await Promise.all(all);
      lastMinuteSeconds = (performance.now() - startMs) / 1000;
    }
    const { readUnits, writeUnits } = meter.take();
    const sorted = latencies.toSorted((a, b) => a - b);
    return {
      bots,
      minutes,
      ticks: latencies.length,
      failed: count.failed,
      lastMinuteSeconds,
      p50Ms: quantileSorted(sorted, 0.5),
      p95Ms: quantileSorted(sorted, 0.95),
      p99Ms: quantileSorted(sorted, 0.99),
      readUnitsPerTick: readUnits / latencies.length,
      writeUnitsPerTick: writeUnits / latencies.length,
    };
  } finally {
    client.destroy();
  }
}

/** One bot; each call is its next minute. */
function ticker(id: string, store: DynamoLedger, symbols: ReturnType<typeof minutesOfMarket>) {
  const parameters = parseParameters({});
  const market = new ReplayMarket(symbols);
  const firstMs = symbols[0]?.candles.openTimeMs[HISTORY_MINUTES] ?? 0;
  market.resumeAfter(firstMs - MINUTE_MS);
  const handler = createHandler({
    ending: endingEarly,
    bot: { id, symbols: SYMBOLS },
    ports: {
      clock: market,
      store,
      parameterSource: validParameters(parameters),
      exchange: new PaperExchange(market),
      alerts: { publish: () => Promise.resolve() },
    },
    log: () => {},
    newInvocationId: randomUUID,
  });
  return async () => {
    market.advance();
    await handler(
      scheduledEvent(market.nowMs()),
      localContext(() => MINUTE_MS),
    );
  };
}
