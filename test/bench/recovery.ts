/**
 * How many hard stops does recovery save, and what does that cost? `npm run bench:recovery -- FILES...`
 */
import { readCandleFiles } from '../../infra/candles/candle-files.ts';
import { columns } from '../../infra/cli/terminal/columns.ts';
import { count, money, percent } from '../../infra/cli/terminal/text-format.ts';
import { minus } from '../../lambda/core/units.ts';
import { argumentsOf, refused } from '../harness/program-options.ts';
import { WITHOUT_RECOVERY, WITH_RECOVERY, stopCounts, type StopCounts } from './recovery-counts.ts';

const { positionals: files } = argumentsOf(
  {
    name: 'bench:recovery',
    does: 'how many hard stops recovery saves on these candles, and what that costs',
  },
  { allowPositionals: true, options: {} },
);
if (files.length === 0) refused('files of candles are missing: npm run bench:recovery -- FILES…\n');
const { symbols } = await readCandleFiles(files);
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
