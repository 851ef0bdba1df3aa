/**
 * How often does the verdict call luck an edge, and an edge luck?
 * `node test/bench/calibrate.ts [--json] [--matrices 2000] [--markets 40] [--seed 1]`
 *
 * An edge is what passes the deflated Sharpe ratio. The statistics alone judge the best of twenty columns of 480 days. The
 * whole way tries twenty sets on made-up markets of 480 days without costs and without an edge, and on the same markets with
 * one planted: sweep, walk forward, moved entries, ladder.
 */
import { columns } from '../../infra/cli/terminal/columns.ts';
import { matrixRates } from './calibrate-matrices.ts';
import { marketRates } from './calibrate-markets.ts';
import { argumentsOf, numberOption } from '../harness/program-options.ts';

const { values } = argumentsOf(
  { name: 'calibrate', does: 'how often the verdict calls luck an edge, and an edge luck' },
  {
    options: {
      json: { type: 'boolean', default: false },
      matrices: { type: 'string', default: '2000' },
      markets: { type: 'string', default: '40' },
      seed: { type: 'string', default: '1' },
    },
  },
);
const matrices = numberOption('matrices', values.matrices, { least: 0, most: 100_000 });
const markets = numberOption('markets', values.markets, { least: 0, most: 1_000 });
const seed = numberOption('seed', values.seed, { least: 0, most: 1_000_000 });

const rates = [...matrixRates(matrices, seed), ...(await marketRates(markets, seed))];
if (values.json) console.log(JSON.stringify({ benchmark: 'calibrate', seed, rates }, undefined, 2));
else {
  const rows = rates.map(({ what, of, edges, most, least }) => [
    what,
    `${edges} of ${of}`,
    most === undefined ? '' : `at most ${most}`,
    least === undefined ? '' : `at least ${least}`,
  ]);
  for (const line of columns(
    ['left', 'right', 'right', 'right'],
    [['called an edge', '', '', ''], ...rows],
  )) {
    console.log(line);
  }
}
process.exitCode = rates.every(({ edges, most = Infinity, least = 0 }) => edges <= most && edges >= least)
  ? 0
  : 1;
