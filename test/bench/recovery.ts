/**
 * How many hard stops does recovery save, and what does that cost? `npm run bench:recovery -- FILES...`
 */
import { readCandleFiles } from '../../infra/candles/candle-files.ts';
import { columns } from '../../infra/cli/terminal/columns.ts';
import { count, money, percent } from '../../infra/cli/terminal/text-format.ts';
import { minus } from '../../lambda/core/units.ts';
import { WITHOUT_RECOVERY, WITH_RECOVERY, stopCounts, type StopCounts } from './recovery-counts.ts';

const { symbols } = await readCandleFiles(process.argv.slice(2));
const [without, withIt] = [WITHOUT_RECOVERY, WITH_RECOVERY].map((set) => stopCounts(symbols, set));
if (without === undefined || withIt === undefined) throw new Error('nothing was traded');
const rowOf = (name: string, { trades, wins, hardStops, grossUsd }: StopCounts) => [
  name,
  count(trades),
  count(hardStops),
  percent(wins / trades),
  money(grossUsd),
];
const rows = [
  ['no costs, no limits', 'trades', 'hard stops', 'won', 'gross USD'],
  rowOf('hard stop at initialStopPct', without),
  rowOf('with recovery', withIt),
];
for (const line of columns(['left', 'right', 'right', 'right', 'right'], rows)) console.log(line);
const saved = without.hardStops - withIt.hardStops;
const costUsd = minus(without.grossUsd, withIt.grossUsd);
console.log(`Recovery saves ${count(saved)} hard stops, and costs ${money(costUsd)} USD.`);
