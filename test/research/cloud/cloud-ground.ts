/**
 * A small market, sets, and an account on the loopback interface in which they are tried: the definition of the template, the very
 * worker, and the clients of AWS as they are.
 */
import { setImmediate } from 'node:timers/promises';
import { expect, onTestFinished, vi } from 'vitest';
import { RESULTS_PREFIX } from '../../../infra/research/cloud/worker-terms.ts';
import { CloudTrials, type CloudPorts } from '../../../infra/research/cloud/cloud-trials.ts';
import { JobExecutions } from '../../../infra/research/cloud/job-executions.ts';
import { marketObject } from '../../../infra/research/cloud/market-object.ts';
import { ResearchBucket } from '../../../infra/research/cloud/research-bucket.ts';
import { shareCandles } from '../../../infra/research/shared-candles.ts';
import type { Trials } from '../../../infra/research/trial-pool.ts';
import { attempt, shift } from '../../../infra/research/trial-worker.ts';
import { SignalCache } from '../../../lambda/backtest/signal-cache.ts';
import { parseParameters } from '../../../lambda/config.ts';
import { DAY_MS } from '../../../lambda/core/units.ts';
import { synthesiseMarket } from '../../../infra/market/synthetic-market.ts';
import { FakeAws } from '../../harness/aws/fake-aws.ts';
import { openForTest } from '../../harness/loopback-server.ts';
import { BUCKET, MACHINE_ARN } from '../../harness/map/map-definition.ts';
import { refusedCalls, researchAccount } from '../../harness/map/research-account.ts';

export const START_MS = Date.UTC(2025, 0, 6);
export const DAYS = 3;
export const SPAN = { fromMs: START_MS, toMs: START_MS + DAYS * DAY_MS };
const symbols = synthesiseMarket({ symbols: ['SOLUSDT'], seed: 3, days: DAYS, startMs: START_MS });
export const MARKET = { symbols: symbols.map(shareCandles) };
export const OBJECT = marketObject(MARKET);
export const WORKER = '0123456789ab';
/** A try takes so long that a batch has two. */
export const GROUND = { market: OBJECT.sha256, worker: WORKER, again: 0, secondsOf: () => 2.5 };

export const tasksOf = (count: number) =>
  Array.from({ length: count }, (_, k) => ({
    parameters: parseParameters({ targetPct: 0.1 + k / 100, dailyLossUsd: 500 }),
    ...SPAN,
  }));

/** As threads do it, in this one. */
export function here(market = MARKET): Trials {
  const signals = new SignalCache();
  const done = <Task, Result>(
    tasks: readonly Task[],
    find: (task: Task) => Result,
    terms: { readonly onDone?: (result: Result, index: number) => void },
  ) =>
    Promise.resolve(
      tasks.map((task, index) => {
        const result = find(task);
        terms.onDone?.(result, index);
        return result;
      }),
    );
  return {
    attempt: (tasks, terms) => done(tasks, (task) => attempt({ ...task, market }, signals), terms),
    shift: (tasks, terms) => done(tasks, (task) => shift({ ...task, market }), terms),
  };
}

export async function research(workers = 3) {
  const aws = await openForTest(new FakeAws());
  const account = researchAccount(aws, { worker: WORKER, workers });
  const { jobs, batchWorker: worker, env } = account;
  onTestFinished(() => {
    expect(refusedCalls(account)).toEqual([]);
  });
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
  return { aws, jobs, worker };
}

/** As a command uses them. */
export function trialsOf(ports: Partial<CloudPorts> = {}): CloudTrials {
  const { bucket, executions } = clients();
  const told = { onProgress: () => {}, onUnreached: () => {} };
  // A test waits for no clock.
  const wait = () => setImmediate();
  return new CloudTrials({ bucket, executions, local: here(), wait, ...told, ...ports }, OBJECT, GROUND);
}

/** AWS's own, which reach the account of the test. */
export function clients() {
  const region = 'ap-northeast-1';
  const bucket = new ResearchBucket(BUCKET, region);
  const executions = new JobExecutions(MACHINE_ARN, { region, resultsPrefix: RESULTS_PREFIX });
  onTestFinished(async () => {
    await bucket.close();
    await executions.close();
  });
  return { bucket, executions };
}
