/**
 * Measures the backtest: `npm run bench:backtest [-- --json] [--runs 15] [--starts 3] [--days 366]`.
 *
 * BTC of 2024, all costs 0, all rails, where the recording is present; a synthetic market of the same length else. The
 * loop is timed warm, in memory, in turns with a plain loop of comparisons over the same columns: what binds is their
 * ratio. Loops are CPU time of this thread in ms; a process is time from its start to its end, in seconds, and its CPU.
 */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { median } from 'simple-statistics';
import { z } from 'zod';
import { readCandleFiles } from '../../infra/candles/candle-files.ts';
import { columns } from '../../infra/cli/terminal/columns.ts';
import { backtest } from '../../lambda/backtest/backtest.ts';
import { parseParameters } from '../../lambda/config.ts';
import { benchCandles } from './bench-candles.ts';
import { COSTLESS } from './costless.ts';
import { plainLoop } from './plain-loop.ts';
import { argumentsOf, numberOption } from '../harness/program-options.ts';

const ONCE = fileURLToPath(new URL('backtest-once.ts', import.meta.url));
const BIN = fileURLToPath(new URL('../../infra/cli/bin.mjs', import.meta.url));
const USAGE = new URL('process-usage.mjs', import.meta.url).href;
const usageSchema = z.object({ cpuSeconds: z.number(), memoryMb: z.number() });

const { values } = argumentsOf(
  {
    name: 'bench:backtest',
    does: 'a year in the backtest, over a plain loop of comparisons, and the command from its start to its result',
  },
  {
    options: {
      json: { type: 'boolean', default: false },
      runs: { type: 'string', default: '15' },
      starts: { type: 'string', default: '3' },
      days: { type: 'string', default: '366' },
    },
  },
);
const runs = numberOption('runs', values.runs, { least: 1, most: 3660 });
const starts = numberOption('starts', values.starts, { least: 1, most: 3660 });
const days = numberOption('days', values.days, { least: 1, most: 3660 });

interface Figure {
  readonly what: string;
  readonly unit: 'ms of CPU' | 's' | 's of CPU' | 'MB' | 'times';
  readonly median: number;
  readonly min: number;
  readonly max: number;
  readonly runs: number;
}

function figure(what: string, unit: Figure['unit'], all: readonly number[]): Figure {
  const rounded = (value: number) => Number(value.toPrecision(4));
  const [middle, min, max] = [median([...all]), Math.min(...all), Math.max(...all)].map(rounded);
  return { what, unit, median: middle!, min: min!, max: max!, runs: all.length };
}

/** The clock of CPU time is coarse: so many candles at least are traded between two looks at it. */
const CANDLES_MIN = 500_000;

function cpuMs(rows: number, work: () => unknown): number {
  const times = Math.ceil(CANDLES_MIN / rows);
  const before = process.threadCpuUsage();
  for (let time = 0; time < times; time += 1) work();
  const { user, system } = process.threadCpuUsage(before);
  return (user + system) / 1000 / times;
}

/** In turns, after a first one of each that does not count. */
function warm(symbols: Parameters<typeof backtest>[0]['symbols']): readonly Figure[] {
  const parameters = parseParameters(COSTLESS);
  const rows = symbols[0]!.candles.length;
  const [one, both, plain]: [number[], number[], number[]] = [[], [], []];
  for (let run = -2; run < runs; run += 1) {
    const took = [
      cpuMs(rows, () => backtest({ symbols, parameters, bothBounds: false })),
      cpuMs(rows, () => backtest({ symbols, parameters })),
      cpuMs(rows, () => plainLoop(symbols[0]!.candles)),
    ] as const;
    if (run < 0) continue;
    for (const [index, list] of [one, both, plain].entries()) list.push(took[index]!);
  }
  const ratios = (of: readonly number[]) => of.map((ms, run) => ms / plain[run]!);
  return [
    figure('plain loop of comparisons', 'ms of CPU', plain),
    figure('backtest, one bound', 'ms of CPU', one),
    figure('backtest, both bounds', 'ms of CPU', both),
    figure('one bound over the plain loop', 'times', ratios(one)),
    figure('both bounds over the plain loop', 'times', ratios(both)),
  ];
}

async function firstOfProcess(files: readonly string[]): Promise<Figure> {
  const all: number[] = [];
  for (let start = 0; start < starts; start += 1) {
    const { stdout } = await promisify(execFile)(process.execPath, [ONCE, ...files]);
    all.push(z.array(z.number()).parse(JSON.parse(stdout))[0]!);
  }
  return figure('first backtest of a process, one bound', 'ms of CPU', all);
}

/** From the start of the command to its end, with the column cache of the start before, or without one. */
async function commands(files: readonly string[], folder: string): Promise<readonly Figure[]> {
  const usageFile = join(folder, 'usage.json');
  const homes = {
    'without a cache': () => join(folder, `home-${homeCount++}`),
    'with the cache': () => join(folder, 'home-0'),
  };
  let homeCount = 0;
  const figures: Figure[] = [];
  for (const [how, homeOf] of Object.entries(homes)) {
    const [seconds, cpu, memory]: [number[], number[], number[]] = [[], [], []];
    for (let start = 0; start < starts; start += 1) {
      const env = { PATH: process.env['PATH'], USAGE_FILE: usageFile, SCALPER_HOME: homeOf() };
      const before = performance.now();
      await promisify(execFile)(process.execPath, ['--import', USAGE, BIN, 'backtest', '--quiet', ...files], {
        env,
      });
      seconds.push((performance.now() - before) / 1000);
      const usage = usageSchema.parse(JSON.parse(await readFile(usageFile, 'utf8')));
      cpu.push(usage.cpuSeconds);
      memory.push(usage.memoryMb);
    }
    figures.push(figure(`process, ${how}`, 's', seconds), figure(`process, ${how}`, 's of CPU', cpu));
    figures.push(figure(`process, ${how}`, 'MB', memory));
  }
  return figures;
}

const folder = await mkdtemp(join(tmpdir(), 'scalper-bench-'));
try {
  const { files, label } = await benchCandles(folder, days);
  const { symbols } = await readCandleFiles(files);
  const { stopFirst, candles } = backtest({ symbols, parameters: parseParameters(COSTLESS) });
  const facts = {
    candles: label,
    rows: candles,
    trades: stopFirst.trades.length,
  };
  const figures = [...warm(symbols), await firstOfProcess(files), ...(await commands(files, folder))];
  if (values.json) {
    const machine = { node: process.version, platform: process.platform, cpus: availableParallelism() };
    console.log(JSON.stringify({ benchmark: 'backtest', ...machine, ...facts, figures }, undefined, 2));
  } else {
    console.log(`${facts.candles} · ${facts.rows} candles · ${facts.trades} trades`);
    const cells = figures.map((each) =>
      [each.what, each.unit, each.median, each.min, each.max, each.runs].map(String),
    );
    const headings = ['figure', 'unit', 'median', 'min', 'max', 'runs'];
    const aligns = headings.map((_, k) => (k < 2 ? 'left' : 'right'));
    for (const line of columns(aligns, [headings, ...cells])) console.log(line);
  }
} finally {
  await rm(folder, { recursive: true });
}
