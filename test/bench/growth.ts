/**
 * What do commands and ticks cost as a ledger grows: `node test/bench/growth.ts [--json] [--rows 1000,10000,100000]`.
 *
 * A table for people, or one JSON document for machines.
 */
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { columns, type Align } from '../../infra/cli/terminal/columns.ts';
import { measureGrowth, type GrowthFigures } from './growth-run.ts';

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    rows: { type: 'string', default: '1000,10000,100000' },
  },
});
const sizes = values.rows
  .split(',')
  .map((rows) => z.coerce.number().int().min(10).max(2_000_000).parse(rows));

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
