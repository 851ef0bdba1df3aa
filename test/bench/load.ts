/**
 * Many bots on one table: `node test/bench/load.ts [--json] [--bots 1000] [--minutes 1] [--minute-seconds 60]`.
 *
 * Beside what was measured, what a million bots would cost on paper, at list price without free tiers.
 */
import { availableParallelism } from 'node:os';
import { PRICES, PRICES_AS_OF, TICK, TICKS_PER_MONTH } from '../../infra/price/list-prices.ts';
import { startDynalite } from './dynalite-process.ts';
import { measureLoad, type LoadFigures } from './load-run.ts';
import { argumentsOf, numberOption } from '../harness/program-options.ts';

const { values } = argumentsOf(
  { name: 'bench:load', does: 'many bots on one table in a minute, and what a million would cost' },
  {
    options: {
      json: { type: 'boolean', default: false },
      bots: { type: 'string', default: '1000' },
      minutes: { type: 'string', default: '1' },
      'minute-seconds': { type: 'string', default: '60' },
    },
  },
);
const bots = numberOption('bots', values.bots, { least: 1, most: 10_000 });
const minutes = numberOption('minutes', values.minutes, { least: 1, most: 60 });
const minuteSeconds = numberOption('minute-seconds', values['minute-seconds'], {
  least: 0.1,
  most: 60,
  isWhole: false,
});

const MILLION = 1_000_000;
const BYTES_PER_GB = 1e9;
/** The smallest memory a stage may ask for costs half of it. */
const MEMORY_GB = 0.5;

/**
 * Dollars a month of a million bots, by what they pay for; what each bot's own metrics and alarms cost comes on top.
 */
function costOfAMillion({ readUnitsPerTick, writeUnitsPerTick }: LoadFigures) {
  const ticks = MILLION * TICKS_PER_MONTH;
  const table = ticks * (readUnitsPerTick * PRICES.readUnit.usd + writeUnitsPerTick * PRICES.writeUnit.usd);
  const compute = ticks * ((TICK.billedMs / 1000) * MEMORY_GB * PRICES.gbSecond.usd + PRICES.request.usd);
  const logs = (ticks * TICK.logBytes * PRICES.logGbIn.usd) / BYTES_PER_GB;
  return { tableUsd: table, functionUsd: compute, logsUsd: logs, totalUsd: table + compute + logs };
}

const server = await startDynalite();
try {
  show(await measureLoad({ endpoint: server.endpoint, bots, minutes, minuteSeconds }));
} finally {
  await server.close();
}

function show(figures: LoadFigures): void {
  const million = costOfAMillion(figures);
  if (values.json) {
    const machine = { node: process.version, platform: process.platform, cpus: availableParallelism() };
    console.log(JSON.stringify({ benchmark: 'load', ...machine, ...figures, million }, undefined, 2));
    return;
  }
  const { ticks, failed, lastMinuteSeconds, p50Ms, p95Ms, p99Ms, readUnitsPerTick, writeUnitsPerTick } =
    figures;
  const usd = (amount: number) => `${Math.round(amount).toLocaleString('en-US')} USD`;
  console.log(
    [
      `${bots} bots, one table, ${ticks} ticks, ${failed} failed; the last minute took ${lastMinuteSeconds.toFixed(1)} s`,
      `latency from the bot's moment: p50 ${p50Ms.toFixed(1)} ms, p95 ${p95Ms.toFixed(1)} ms, p99 ${p99Ms.toFixed(1)} ms`,
      `a tick: ${readUnitsPerTick.toFixed(2)} read units, ${writeUnitsPerTick.toFixed(2)} write units`,
      `a million bots on paper, a month: ${usd(million.totalUsd)} (table ${usd(million.tableUsd)}, function ${usd(million.functionUsd)}, logs ${usd(million.logsUsd)}), list prices of ${PRICES_AS_OF}; metrics and alarms, where each bot has its own, come on top`,
    ].join('\n'),
  );
}
