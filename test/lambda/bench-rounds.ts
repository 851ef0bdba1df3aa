/**
 * Measures one start of a function and the ticks that follow, in a harness of its own.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { median } from 'simple-statistics';
import { MINUTE_MS } from '../../lambda/core/units.ts';
import { MARKETS, exchangeInfo, type MarketShape } from '../venue/market/exchange-info.ts';
import type { Subject } from './bench-subjects.ts';
import type { CpuQuota } from './cpu-quota.ts';
import { FunctionHarness, LAG_MS, responseOf } from './function-harness.ts';
import { NOON } from '../harness/builders.ts';

const SYMBOLS = ['BTCUSDT', 'ETHUSDT', 'SOLUSDT'];

/** As many markets as the venue has. */
const MARKETS_COUNT = 780;
const OTHERS = Array.from({ length: MARKETS_COUNT - MARKETS.length }, (_, k): MarketShape => ({
  base: `COIN${k}`,
  tick: '0.0001',
  step: '1',
  minNotional: '5',
}));
/** Ticks before the start that is measured. */
const BEFORE_TICKS = 3;

/** Made once: what it takes to make it is the venue's time, and not the function's. */
export const EXCHANGE_INFO = JSON.stringify(exchangeInfo(NOON, [...MARKETS, ...OTHERS]));

export interface Sample {
  readonly subject: Subject;
  readonly memoryMb: number;
  /** From the start of the process until it asks for its first event. */
  readonly initMs: number;
  readonly firstMs: number;
  /** Median of the ticks after the first. */
  readonly warmMs: number;
  /** Memory that is resident after the last tick. */
  readonly rssMb: number;
}

export interface RoundOptions {
  readonly subject: Subject;
  readonly memoryMb: number;
  /** Folder of all subjects. */
  readonly parent: string;
  readonly warmTicks: number;
  /** Applied after initialisation, if there is one. */
  readonly quota: CpuQuota | undefined;
  /** Where the profile of the processor is left. */
  readonly profileFolder?: string | undefined;
}

export async function sampleOf(options: RoundOptions): Promise<Sample> {
  const { subject, memoryMb, parent, warmTicks, quota, profileFolder } = options;
  const nodeOptions =
    profileFolder === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${join(profileFolder, subject)}`];
  const harness = await FunctionHarness.open({
    folder: join(parent, subject),
    nowMs: NOON + LAG_MS,
    symbols: SYMBOLS,
    memoryMb,
    nodeOptions,
    // Those who do not think of how they start do not think of this either.
    variables: subject === 'ours' ? {} : { NODE_OPTIONS: '' },
  });
  harness.venue.fail({ path: 'exchangeInfo', fault: { kind: 'body', body: EXCHANGE_INFO }, times: Infinity });
  try {
    // As on any day but the first: what ticks keep for the next start is there, and they have delivered their rows.
    await harness.start();
    for (let k = 0; k < BEFORE_TICKS; k += 1) responseOf(await harness.tick(NOON + k * MINUTE_MS));
    await harness.function.kill();
    const initMs = await harness.start();
    quota?.add(harness.function.pid);
    const times: number[] = [];
    for (let k = 0; k <= warmTicks; k += 1) {
      const answer = await harness.tick(NOON + (BEFORE_TICKS + k) * MINUTE_MS);
      responseOf(answer);
      times.push(answer.tookMs);
    }
    const [firstMs = Number.NaN, ...warm] = times;
    const rssMb = residentMb(harness.function.pid);
    if (profileFolder !== undefined) await harness.function.exit();
    return { subject, memoryMb, initMs, firstMs, warmMs: median(warm), rssMb };
  } finally {
    await harness.close();
  }
}

const KB_PER_MB = 1_024;

function residentMb(pid: number): number {
  const [, kilobytes] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Number(kilobytes) / KB_PER_MB;
}
