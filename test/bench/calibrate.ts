/**
 * How often does the verdict call luck an edge, and an edge luck?
 * `node test/bench/calibrate.ts [--json] [--matrices 2000] [--markets 40] [--seed 1]`
 *
 * An edge is what passes the deflated Sharpe ratio. The statistics alone judge the best of twenty columns of 480 days. The
 * whole way tries twenty sets on made-up markets of 480 days without costs and without an edge, and on the same markets with
 * one planted: sweep, walk forward, moved entries, ladder.
 */
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { columns } from '../../infra/cli/terminal/columns.ts';
import { matrixRates } from './calibrate-matrices.ts';
import { marketRates } from './calibrate-markets.ts';

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    matrices: { type: 'string', default: '2000' },
    markets: { type: 'string', default: '40' },
    seed: { type: 'string', default: '1' },
  },
});
const whole = (least: number, most: number) => z.coerce.number().int().min(least).max(most);
const matrices = whole(0, 100_000).parse(values.matrices);
const markets = whole(0, 1_000).parse(values.markets);
const seed = whole(0, 1_000_000).parse(values.seed);

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
