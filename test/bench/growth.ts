/**
 * What do commands and ticks cost as a ledger grows: `node test/bench/growth.ts [--json] [--rows 1000,10000,100000]`.
 *
 * A table for people, or one JSON document for machines.
 */
import { availableParallelism } from 'node:os';
import { columns, type Align } from '../../infra/cli/terminal/columns.ts';
import { measureGrowth, type GrowthFigures } from './growth-run.ts';
import { argumentsOf, numberOption } from '../harness/program-options.ts';

const { values } = argumentsOf(
  {
    name: 'bench:growth',
    does: 'requests, bytes, CPU and memory of commands and a tick, by the rows of the ledger',
  },
  {
    options: {
      json: { type: 'boolean', default: false },
      rows: { type: 'string', default: '1000,10000,100000' },
    },
  },
);
const sizes = values.rows
  .split(',')
  .map((rows) => numberOption('rows', rows, { least: 10, most: 2_000_000 }));

const measured: GrowthFigures[] = [];
for (const rows of sizes) measured.push(...(await measureGrowth(rows)));

if (values.json) {
  const machine = { node: process.version, platform: process.platform, cpus: availableParallelism() };
  console.log(JSON.stringify({ benchmark: 'growth', ...machine, figures: measured }, undefined, 2));
} else {
  const headings = ['command', 'rows', 'requests', 'of them DynamoDB', 'KB read', 'CPU s', 'memory MB'];
  const aligns = headings.map((_, k): Align => (k === 0 ? 'left' : 'right'));
  const cells = measured.map(({ command, rows, requests, databaseRequests, bytes, cpuSeconds, memoryMb }) => [
    command,
    String(rows),
    String(requests),
    String(databaseRequests),
    (bytes / 1024).toFixed(1),
    cpuSeconds.toFixed(2),
    memoryMb.toFixed(0),
  ]);
  for (const line of columns(aligns, [headings, ...cells])) console.log(line);
}
