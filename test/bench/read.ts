/**
 * Measures the reading of recorded candles: `npm run bench:read [-- --json] [--runs 5] [--days 366]`.
 *
 * A synthetic year of one symbol in several forms, and the recorded year where it is present. Every reading is a process
 * that reads and ends: its CPU time with the start of Node, and the most memory that it had. `nothing` reads nothing.
 * Figures are medians of the runs; files take turns.
 */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { median } from 'simple-statistics';
import { z } from 'zod';
import { columns } from '../../infra/cli/terminal/columns.ts';
import { synthesiseMarket } from '../../infra/market/synthetic-market.ts';
import { rowsOf, zipped } from '../harness/candle-texts.ts';
import { FORMS } from '../harness/recording-forms.ts';
import { argumentsOf, numberOption } from '../harness/program-options.ts';

const RECORDING = fileURLToPath(new URL('../../../shared/data/candles/binance-spot', import.meta.url));
const READ = fileURLToPath(new URL('read-once.ts', import.meta.url));
const USAGE = new URL('process-usage.mjs', import.meta.url).href;
const usageSchema = z.object({ cpuSeconds: z.number(), memoryMb: z.number() });

const { values } = argumentsOf(
  { name: 'bench:read', does: 'CPU and memory of reading a year of candles, by form' },
  {
    options: {
      json: { type: 'boolean', default: false },
      runs: { type: 'string', default: '5' },
      days: { type: 'string', default: '366' },
    },
  },
);
const runs = numberOption('runs', values.runs, { least: 1, most: 100 });
const days = numberOption('days', values.days, { least: 1, most: 3660 });

interface Figures {
  readonly what: string;
  readonly rows: number;
  readonly cpuSeconds: number;
  readonly memoryMb: number;
}

async function readOnce(what: string, files: readonly string[], usageFile: string): Promise<Figures> {
  const env = { PATH: process.env['PATH'], USAGE_FILE: usageFile };
  const { stdout } = await promisify(execFile)(process.execPath, ['--import', USAGE, READ, ...files], {
    env,
  });
  const usage = usageSchema.parse(JSON.parse(await readFile(usageFile, 'utf8')));
  return { what, rows: Number(stdout), ...usage };
}

/** A year in each way to write it. */
async function writtenTo(folder: string): Promise<Map<string, readonly string[]>> {
  const [market] = synthesiseMarket({ symbols: ['BTCUSDT'], seed: 1, days, startMs: Date.UTC(2024, 0, 1) });
  if (market === undefined) throw new Error('no candles');
  const rows = rowsOf(market.candles);
  const files = new Map<string, readonly string[]>([['nothing', []]]);
  const add = async (what: string, name: string, content: string | Uint8Array) => {
    await writeFile(join(folder, name), content);
    files.set(what, [join(folder, name)]);
  };
  const written = (form: string) => FORMS[form]?.write(rows) ?? '';
  const plain = written('the six columns');
  await add('CSV', 'BTCUSDT-1m-2024.csv', plain);
  await add('CSV, gzip', 'BTCUSDT-1m-2024.csv.gz', gzipSync(plain));
  await add('CSV, zip', 'BTCUSDT-1m-2024.zip', await zipped({ 'BTCUSDT-1m-2024.csv': plain }));
  await add('klines, gzip', 'BTCUSDT-1m-2024-klines.csv.gz', gzipSync(written('Binance without a header')));
  await add('dates, gzip', 'BTCUSDT-1m-2024-dates.csv.gz', gzipSync(written('Kaggle with dates')));
  await add('JSON, gzip', 'BTCUSDT-1m-2024.json.gz', gzipSync(written('lists of freqtrade')));
  await add('Parquet', 'BTCUSDT-1m-2024.parquet', written('Parquet of pandas'));
  return files;
}

const folder = await mkdtemp(join(tmpdir(), 'read-'));
const skipped: { readonly what: string; readonly why: string }[] = [];
const measured: Figures[] = [];
try {
  const files = await writtenTo(folder);
  if (existsSync(RECORDING)) {
    const names = (await readdir(RECORDING)).filter((name) => name.startsWith('BTCUSDT-1m-2024'));
    files.set(
      'the recorded year',
      names.map((name) => join(RECORDING, name)),
    );
  } else skipped.push({ what: 'the recorded year', why: 'the recording is absent' });
  const figures: Figures[] = [];
  for (let run = 0; run < runs; run += 1) {
    for (const [what, paths] of files) figures.push(await readOnce(what, paths, join(folder, 'usage.json')));
  }
  for (const [what, of] of Map.groupBy(figures, (each) => each.what)) {
    const middle = (key: 'cpuSeconds' | 'memoryMb') => median(of.map((each) => each[key]));
    measured.push({
      what,
      rows: of[0]?.rows ?? 0,
      cpuSeconds: middle('cpuSeconds'),
      memoryMb: middle('memoryMb'),
    });
  }
} finally {
  await rm(folder, { recursive: true, force: true });
}

if (values.json) {
  const machine = { node: process.version, platform: process.platform, cpus: availableParallelism() };
  console.log(JSON.stringify({ benchmark: 'read', ...machine, runs, measured, skipped }, undefined, 2));
} else {
  const cells = measured.map(({ what, rows, cpuSeconds, memoryMb }) => [
    what,
    String(rows),
    cpuSeconds.toFixed(2),
    memoryMb.toFixed(0),
  ]);
  const headings = ['what', 'rows', 'CPU s', 'most MB'];
  for (const line of columns(['left', 'right', 'right', 'right'], [headings, ...cells])) console.log(line);
  for (const { what, why } of skipped) console.log(`${what}: skipped, ${why}`);
}
