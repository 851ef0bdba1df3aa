/**
 * How long does a tick take, how much of it is the database, and what does DynamoDB bill?
 *
 * The real handler on paper, minute by minute, with each kind of ledger. dynalite runs in the process of the
 * bot and takes turns with it; moto is a process of its own. Times are of this machine; calls and units are the
 * same on every one.
 */
import { quantileSorted } from 'simple-statistics';
import { createTable, localClient, openEmbeddedDynamo } from '../../infra/local/embedded-dynamodb.ts';
import { DynamoLedger } from '../../lambda/adapters/dynamo/dynamo-ledger.ts';
import { MemoryLedger } from '../../lambda/adapters/memory-ledger.ts';
import { parseParameters } from '../../lambda/config.ts';
import type { LedgerStore } from '../../lambda/ports.ts';
import { Meter, Metered } from '../adapters/dynamo/dynamo-meter.ts';
import { PaperHarness, minutesOfMarket } from '../adapters/dynamo/dynamo-harness.ts';
import { hasMoto, startMoto } from '../moto/moto-server.ts';

export const BENCH_STORES = ['memory', 'dynalite', 'moto'] as const;
export type BenchStore = (typeof BENCH_STORES)[number];

const SYMBOLS = ['BTCUSDT', 'ETHUSDT', 'SOLUSDT'];
const TABLE = 'bench';

/** Means over the ticks, but for the times. */
export interface TickFigures {
  readonly ticks: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  /** Time in which a call was under way, over all of it. */
  readonly databaseShare: number;
  readonly calls: number;
  /** Calls that waited for each other. */
  readonly depth: number;
  readonly readUnits: number;
  readonly writeUnits: number;
}

export interface StoreFigures {
  readonly store: BenchStore;
  /** One commit, no rows. */
  readonly idle: TickFigures;
  readonly trading: TickFigures;
}

interface OpenBench {
  readonly store: LedgerStore;
  /** What was asked of the database since the last time. */
  take(): Metered;
  close(): Promise<void>;
}

/** `undefined` where moto is asked for and is not installed. */
export async function measure(name: BenchStore, minutes: number): Promise<StoreFigures | undefined> {
  const bench = await open(name);
  if (bench === undefined) return undefined;
  try {
    const harness = new PaperHarness(bench.store, minutesOfMarket(minutes, SYMBOLS), parseParameters({}));
    const [idle, trading]: [Sample[], Sample[]] = [[], []];
    while (harness.advance()) {
      const startMs = performance.now();
      const { rows, commits } = await harness.tick();
      const sample = { tookMs: performance.now() - startMs, metered: bench.take() };
      (rows.length === 0 && commits === 1 ? idle : trading).push(sample);
    }
    return { store: name, idle: figuresOf(idle), trading: figuresOf(trading) };
  } finally {
    await bench.close();
  }
}

async function open(name: BenchStore): Promise<OpenBench | undefined> {
  if (name === 'memory') {
    return { store: new MemoryLedger(), take: () => new Metered([]), close: () => Promise.resolve() };
  }
  if (name === 'moto' && !hasMoto()) return undefined;
  const server = await (name === 'dynalite' ? openEmbeddedDynamo() : startMoto());
  const client = localClient(server.endpoint);
  await createTable(client, TABLE);
  const meter = new Meter(client);
  return {
    store: new DynamoLedger(client, TABLE),
    take: () => meter.take(),
    close: async () => {
      client.destroy();
      await server.close();
    },
  };
}

interface Sample {
  readonly tookMs: number;
  readonly metered: Metered;
}

function figuresOf(samples: readonly Sample[]): TickFigures {
  const times = samples.map(({ tookMs }) => tookMs).sort((left, right) => left - right);
  const total = (value: (sample: Sample) => number) =>
    samples.reduce((sum, sample) => sum + value(sample), 0);
  const mean = (value: (metered: Metered) => number) =>
    total(({ metered }) => value(metered)) / samples.length;
  return {
    ticks: samples.length,
    p50Ms: quantileSorted(times, 0.5),
    p95Ms: quantileSorted(times, 0.95),
    databaseShare: total(({ metered }) => metered.busyMs) / total(({ tookMs }) => tookMs),
    calls: mean(({ calls }) => calls.length),
    depth: mean(({ depth }) => depth),
    readUnits: mean(({ readUnits }) => readUnits),
    writeUnits: mean(({ writeUnits }) => writeUnits),
  };
}
