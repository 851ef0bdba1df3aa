/**
 * Measures the sweep: `npm run bench:sweep [-- --json] [--sets 1000] [--days 366] [--checked 1000]`.
 *
 * The command, from its start to its end, all costs 0 and all rails, on BTC of 2024 where the recording is present, on a synthetic market else: half
 * of the sets, all sets on the first half of the days, then all of it. Sets are spread evenly over take-profit, hold and
 * stop. Where time is linear in sets and in candles, CPU of a set and a million candles is the same in each row, but for
 * what the command does once. Memory is the most that the process and its threads had at once. Results are compared with
 * single runs of this process, of as many of the sets as are asked for.
 */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { z } from 'zod';
import { readCandleFiles } from '../../infra/candles/candle-files.ts';
import { columns } from '../../infra/cli/terminal/columns.ts';
import { trialOf } from '../../lambda/backtest/trial.ts';
import { parseParameters } from '../../lambda/config.ts';
import { firstFrom } from '../../lambda/core/market.ts';
import { DAY_MS, toDollars } from '../../lambda/core/units.ts';
import { benchCandles } from './bench-candles.ts';
import { COSTLESS } from './costless.ts';
import { argumentsOf, numberOption } from '../harness/program-options.ts';

const BIN = fileURLToPath(new URL('../../infra/cli/bin.mjs', import.meta.url));
const USAGE = new URL('process-usage.mjs', import.meta.url).href;
const usageSchema = z.object({ cpuSeconds: z.number(), memoryMb: z.number() });
const RANGES = ['targetPct=0.05..0.6', 'maxHoldSeconds=120..900', 'recoveryStopPct=0.15..0.6'];
const rowSchema = z.object({
  target_pct: z.number(),
  max_hold_seconds: z.number(),
  recovery_stop_pct: z.number(),
  trades: z.int(),
  net_usd: z.number(),
});

const { values } = argumentsOf(
  {
    name: 'bench:sweep',
    does: 'a sweep on a year: time, memory, whether both are linear, and the same as single runs',
  },
  {
    options: {
      json: { type: 'boolean', default: false },
      sets: { type: 'string', default: '1000' },
      days: { type: 'string', default: '366' },
      checked: { type: 'string', default: '1000' },
    },
  },
);
const sets = numberOption('sets', values.sets, { least: 2, most: 5000 });
const days = numberOption('days', values.days, { least: 4, most: 3660 });
const checked = numberOption('checked', values.checked, { least: 0 });

const folder = await mkdtemp(join(tmpdir(), 'scalper-bench-'));
try {
  const { files, label } = await benchCandles(folder, days);
  const { symbols } = await readCandleFiles(files);
  const { openTimeMs, length } = symbols[0]!.candles;
  const fromMs = openTimeMs[0]!;
  const endMs = fromMs + days * DAY_MS;
  const halfMs = fromMs + Math.ceil(days / 2) * DAY_MS;

  /** A seed of its own each: what a sweep has tried is not tried again. */
  let seed = 0;
  const swept = async (count: number, toMs: number) => {
    seed += 1;
    const [usageFile, table] = [join(folder, 'usage.json'), join(folder, `sweep-${seed}.json`)];
    const args = ['sweep', ...files, ...RANGES.flatMap((range) => ['--range', range])];
    args.push('--sets', `${count}`, '--search-seed', `${seed}`, '--sealed', '0', '--table', table);
    for (const [name, value] of Object.entries(COSTLESS)) args.push('--set', `${name}=${value}`);
    args.push('--to', new Date(toMs).toISOString().slice(0, 10));
    const env = { PATH: process.env['PATH'], USAGE_FILE: usageFile, SCALPER_HOME: join(folder, 'home') };
    const before = performance.now();
    await promisify(execFile)(process.execPath, ['--import', USAGE, BIN, ...args], { env });
    const seconds = (performance.now() - before) / 1000;
    const { cpuSeconds, memoryMb } = usageSchema.parse(JSON.parse(await readFile(usageFile, 'utf8')));
    const candles = firstFrom(openTimeMs, length, toMs);
    const rounded = (value: number) => Number(value.toPrecision(4));
    return {
      table,
      figures: {
        sets: count,
        candles,
        seconds: rounded(seconds),
        cpuSeconds: rounded(cpuSeconds),
        memoryMb: rounded(memoryMb),
        cpuMsPerSetAndMillion: rounded((cpuSeconds * 1e9) / count / candles),
      },
    };
  };

  // The first one keeps the columns, and is not counted.
  await swept(2, fromMs + 4 * DAY_MS);
  const fewer = await swept(Math.ceil(sets / 2), endMs);
  const shorter = await swept(sets, halfMs);
  const all = await swept(sets, endMs);
  const rows = z.array(rowSchema).parse(JSON.parse(await readFile(all.table, 'utf8')));
  const sample = rows.filter(
    (_, index) => Math.floor((index * checked) / sets) < Math.floor(((index + 1) * checked) / sets),
  );
  const differing = sample.filter((row) => {
    const parameters = parseParameters({
      ...COSTLESS,
      targetPct: row.target_pct,
      maxHoldSeconds: row.max_hold_seconds,
      recoveryStopPct: row.recovery_stop_pct,
    });
    const { trades, netUsd } = trialOf({ symbols, parameters, fromMs, toMs: endMs });
    return trades !== row.trades || toDollars(netUsd) !== row.net_usd;
  });
  const measured = [fewer, shorter, all].map(({ figures }) => figures);
  const compared = { checked: sample.length, differing: differing.length };
  if (values.json) {
    const machine = { node: process.version, platform: process.platform, cpus: availableParallelism() };
    console.log(
      JSON.stringify({ benchmark: 'sweep', ...machine, candles: label, measured, ...compared }, undefined, 2),
    );
  } else {
    console.log(
      `${label} · ${compared.checked} sets compared with single runs, ${compared.differing} differ`,
    );
    const headings = ['sets', 'candles', 's', 's of CPU', 'MB', 'ms of CPU a set and a million candles'];
    const cells = measured.map((row) => Object.values(row).map(String));
    for (const line of columns(
      headings.map(() => 'right'),
      [headings, ...cells],
    ))
      console.log(line);
  }
  if (differing.length > 0) process.exitCode = 1;
} finally {
  await rm(folder, { recursive: true });
}
