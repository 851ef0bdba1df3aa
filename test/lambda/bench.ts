/**
 * `npm run bench:lambda`: how fast does the function start and tick, beside one that does nothing and a naive one?
 *
 * Options: `--json`, `--rounds 5`, `--ticks 10`, `--memory 512` (more than once for more sizes), `--cpu-prof <folder>`.
 * All of them run under AWS's own runtime client, one after the other in each round, and from their first event on with
 * the share of a processor that their memory gives them. Everything they meet is on this machine: no network, no TLS.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { EXCHANGE_INFO, sampleOf, type Sample } from './bench-rounds.ts';
import { benchTable, figuresOf } from './bench-figures.ts';
import { SUBJECTS, buildSubjects } from './bench-subjects.ts';
import { cpuQuota } from './cpu-quota.ts';
import { HOW_TO_INSTALL, hasRuntimeClient } from './function-process.ts';
import { argumentsOf, numberOption } from '../harness/program-options.ts';

const { values } = argumentsOf(
  { name: 'bench:lambda', does: 'start and ticks of the function, beside an empty and a naive one' },
  {
    options: {
      json: { type: 'boolean', default: false },
      rounds: { type: 'string', default: '5' },
      ticks: { type: 'string', default: '10' },
      memory: { type: 'string', multiple: true, default: ['512'] },
      'cpu-prof': { type: 'string' },
    },
  },
);
const rounds = numberOption('rounds', values.rounds, { least: 1, most: 1_000 });
const warmTicks = numberOption('ticks', values.ticks, { least: 1, most: 1_000 });
const sizes = values.memory.map((memory) => numberOption('memory', memory, { least: 128, most: 10_240 }));
const profileFolder = values['cpu-prof'] === undefined ? undefined : resolve(values['cpu-prof']);

async function measured(): Promise<{ readonly samples: readonly Sample[]; readonly unthrottled?: string }> {
  const parent = await mkdtemp(join(tmpdir(), 'kallisti-bench-'));
  try {
    await buildSubjects(parent);
    const samples: Sample[] = [];
    let unthrottled: string | undefined;
    for (let round = 0; round < rounds; round += 1) {
      for (const memoryMb of sizes) {
        const quota = cpuQuota(memoryMb);
        if (typeof quota === 'string') unthrottled = quota;
        const limit = typeof quota === 'string' ? undefined : quota;
        // Each begins as often as the others.
        const order = SUBJECTS.map((_, k) => SUBJECTS[(k + round) % SUBJECTS.length]!);
        for (const subject of order) {
          samples.push(await sampleOf({ subject, memoryMb, parent, warmTicks, quota: limit, profileFolder }));
        }
        limit?.close();
        if (!values.json) process.stderr.write(`round ${round + 1} of ${rounds}, ${memoryMb} MB\n`);
      }
    }
    return { samples, ...(unthrottled !== undefined && { unthrottled }) };
  } finally {
    await rm(parent, { recursive: true });
  }
}

if (hasRuntimeClient()) {
  const { samples, unthrottled } = await measured();
  const figures = sizes.map((memoryMb) => figuresOf(samples, memoryMb));
  const machine = { node: process.version, platform: process.platform, cpus: availableParallelism() };
  const setup = {
    rounds,
    warmTicks,
    exchangeInfoBytes: EXCHANGE_INFO.length,
    unthrottled: unthrottled ?? null,
  };
  console.log(
    values.json
      ? JSON.stringify({ benchmark: 'lambda', ...machine, ...setup, figures, samples }, undefined, 2)
      : benchTable(figures, setup),
  );
} else {
  console.error(`AWS's runtime client is not installed: ${HOW_TO_INSTALL}`);
  process.exitCode = 1;
}
