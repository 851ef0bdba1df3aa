/**
 * Measures whether a long local run holds its tick and its memory: `node test/bench/soak.ts [--json]
 * [--ticks 20000] [--every 1000]`.
 *
 * The real handler on a synthetic market, with the store, the parameters and the log of `scalper start --store
 * dynalite` in a folder of their own. Each row is the ticks since the one before.
 */
import { readdirSync, statSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { columns, type Align } from '../../infra/cli/terminal/columns.ts';
import { STORES, sourceOf } from '../../infra/local/ledger-stores.ts';
import { runOnPaper } from '../../infra/local/paper-run.ts';
import { databaseFolder } from '../../infra/local/run-record.ts';
import { chooseMarket } from '../../infra/market/market-source.ts';
import { parseParameters } from '../../lambda/config.ts';
import { DAY_MS, MINUTE_MS } from '../../lambda/core/units.ts';
import { argumentsOf, numberOption } from '../harness/program-options.ts';

const { values } = argumentsOf(
  { name: 'bench:soak', does: 'processor time of a tick, memory and database of a long local run' },
  {
    options: {
      json: { type: 'boolean', default: false },
      ticks: { type: 'string', default: '20000' },
      every: { type: 'string', default: '1000' },
    },
  },
);
const ticksMax = numberOption('ticks', values.ticks, { least: 1 });
const every = numberOption('every', values.every, { least: 1 });

const BYTES_A_MB = 1e6;
const MICROS_A_MS = 1_000;

interface SoakFigures {
  readonly ticks: number;
  readonly cpuMsPerTick: number;
  readonly residentMb: number;
  readonly databaseMb: number;
}

function sizeMb(folder: string): number {
  // A compaction removes files while they are counted.
  const sizes = readdirSync(folder).map(
    (file) => statSync(join(folder, file), { throwIfNoEntry: false })?.size ?? 0,
  );
  return sizes.reduce((sum, size) => sum + size, 0) / BYTES_A_MB;
}

async function measure(folder: string): Promise<readonly SoakFigures[]> {
  const market = await chooseMarket({ days: Math.ceil((ticksMax * MINUTE_MS) / DAY_MS) + 1 });
  const parameters = parseParameters({});
  const { store, client, log, close } = await STORES.dynalite.open(folder);
  const figures: SoakFigures[] = [];
  let ticks = 0;
  let before = process.cpuUsage();
  const onTick = () => {
    ticks += 1;
    if (ticks % every !== 0) return;
    const { user, system } = process.cpuUsage(before);
    figures.push({
      ticks,
      cpuMsPerTick: (user + system) / MICROS_A_MS / every,
      residentMb: process.memoryUsage.rss() / BYTES_A_MB,
      databaseMb: sizeMb(databaseFolder(folder)),
    });
    before = process.cpuUsage();
  };
  try {
    await runOnPaper({
      market,
      parameters,
      parameterSource: await sourceOf(client, parameters),
      store,
      ambiguousCandle: 'stop-first',
      signal: new AbortController().signal,
      ticksMax,
      onTick,
      ...(log && { log }),
    });
  } finally {
    await close();
  }
  return figures;
}

const folder = await mkdtemp(join(tmpdir(), 'soak-'));
let rows: readonly SoakFigures[];
try {
  rows = await measure(folder);
} finally {
  await rm(folder, { recursive: true });
}

if (values.json) {
  const machine = { node: process.version, platform: process.platform, cpus: availableParallelism() };
  console.log(JSON.stringify({ benchmark: 'soak', ...machine, rows }, undefined, 2));
} else {
  const HEADINGS = ['ticks', 'CPU ms a tick', 'resident MB', 'database MB'];
  const cells = rows.map(({ ticks, cpuMsPerTick, residentMb, databaseMb }) => [
    String(ticks),
    cpuMsPerTick.toFixed(2),
    residentMb.toFixed(0),
    databaseMb.toFixed(1),
  ]);
  for (const line of columns(
    HEADINGS.map((): Align => 'right'),
    [HEADINGS, ...cells],
  ))
    console.log(line);
}
