/**
 * Measures ticks with real orders: `npm run bench:live [-- --json] [-- --rounds 100]`, on the loopback interface.
 */
import { availableParallelism } from 'node:os';
import { columns } from '../../infra/cli/terminal/columns.ts';
import { measureLive, type Milliseconds, type TickRequests } from './live-requests.ts';
import { argumentsOf, numberOption } from '../harness/program-options.ts';

const { values } = argumentsOf(
  { name: 'bench:live', does: 'requests, weight and milliseconds to an accepted order and to its stop' },
  {
    options: { json: { type: 'boolean', default: false }, rounds: { type: 'string', default: '100' } },
  },
);
const rounds = numberOption('rounds', values.rounds, { least: 2, most: 10_000 });
const figures = await measureLive(rounds);

if (values.json) {
  const machine = { node: process.version, platform: process.platform, cpus: availableParallelism() };
  const network = 'loopback, in one process with the venue';
  console.log(JSON.stringify({ benchmark: 'live', ...machine, network, rounds, ...figures }, undefined, 2));
} else {
  const asked = (name: string, { requests, weight, weightPct }: TickRequests) => [
    name,
    String(requests),
    String(weight),
    `${weightPct.toFixed(1)} %`,
  ];
  const took = (name: string, { p50Ms, p99Ms }: Milliseconds) => [name, p50Ms.toFixed(1), p99Ms.toFixed(1)];
  const requests = [
    ['tick in three symbols', 'requests', 'weight', 'of the minute'],
    asked('idle', figures.idle),
    asked('three positions', figures.withThreePositions),
    asked('opening three', figures.whileOpening),
    asked('a minute with one position, watched', figures.watchedMinute),
    asked('the same at a full hour', figures.watchedMinuteOfFunding),
  ];
  const times = [
    ['from … to …', 'p50 ms', 'p99 ms'],
    took('start to entry accepted, warm', figures.acceptedWarm),
    took('start to entry accepted, cold', figures.acceptedCold),
    took('entry accepted to stop accepted', figures.protectedAfter),
  ];
  for (const line of columns(['left', 'right', 'right', 'right'], requests)) console.log(line);
  console.log();
  for (const line of columns(['left', 'right', 'right'], times)) console.log(line);
  console.log('\nOn the loopback interface, in one process with the venue: no network in it.');
}
