/**
 * Measures ticks: `node test/bench/ticks.ts [--json] [--minutes 1440] [--store memory]`.
 *
 * A table for people, or one JSON document for machines. `--store` may be given more than once.
 */
import { availableParallelism } from 'node:os';
import { columns, type Align } from '../../infra/cli/terminal/columns.ts';
import { MOTO_MISSING } from '../moto/moto-server.ts';
import { BENCH_STORES, measure, type StoreFigures, type TickFigures } from './tick-times.ts';
import { argumentsOf, numberOption, refused } from '../harness/program-options.ts';

const { values } = argumentsOf(
  { name: 'bench', does: 'time of a tick, share of the database, read and write units, by store' },
  {
    options: {
      json: { type: 'boolean', default: false },
      minutes: { type: 'string', default: '1440' },
      store: { type: 'string', multiple: true, default: [...BENCH_STORES] },
    },
  },
);
const minutes = numberOption('minutes', values.minutes, { least: 60, most: 1440 });
const stores = values.store.map(
  (name) =>
    BENCH_STORES.find((store) => store === name) ??
    refused(`--store ${name}: must be one of ${BENCH_STORES.join(', ')}\n`),
);

const measured: StoreFigures[] = [];
const skipped: { readonly store: string; readonly why: string }[] = [];
for (const store of stores) {
  const figures = await measure(store, minutes);
  if (figures === undefined) skipped.push({ store, why: MOTO_MISSING });
  else measured.push(figures);
}

const HEADINGS = ['store', 'tick', 'ticks', 'p50 ms', 'p95 ms', 'database', 'calls', 'depth', 'RRU', 'WRU'];
const ALIGNS = HEADINGS.map((_, k): Align => (k < 2 ? 'left' : 'right'));

function cells(store: string, kind: string, figures: TickFigures): readonly string[] {
  const { ticks, p50Ms, p95Ms, databaseShare, calls, depth, readUnits, writeUnits } = figures;
  const share = `${(100 * databaseShare).toFixed(0)} %`;
  const means = [calls, depth, readUnits, writeUnits].map((mean) => mean.toFixed(2));
  return [store, kind, String(ticks), p50Ms.toFixed(2), p95Ms.toFixed(2), share, ...means];
}

if (values.json) {
  const machine = { node: process.version, platform: process.platform, cpus: availableParallelism() };
  console.log(
    JSON.stringify({ benchmark: 'ticks', ...machine, minutes, stores: measured, skipped }, undefined, 2),
  );
} else {
  const rows = measured.flatMap(({ store, idle, trading }) => [
    cells(store, 'idle', idle),
    cells(store, 'trading', trading),
  ]);
  for (const line of columns(ALIGNS, [HEADINGS, ...rows])) console.log(line);
  for (const { store, why } of skipped) console.log(`${store}: skipped, ${why}`);
}
