/**
 * Measures our backtest beside others: `npm run bench:peers [-- --json] [--rounds 3] [--runs 5] [--days 366] [FILES...]`.
 *
 * The same candles and the same rule for all, in one run: a synthetic year, or FILES of one symbol. Each engine has a
 * process of its own in each round, so that they take turns. Times are CPU seconds. `npm run peers:install` installs the
 * others; one that is not there is named, and why.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { readCandleFiles } from '../../../infra/candles/candle-files.ts';
import { synthesiseMarket } from '../../../infra/market/synthetic-market.ts';
import type { Candles } from '../../../lambda/core/market.ts';
import { bytesOf } from './candle-bytes.ts';
import { comparePeers } from './compare-peers.ts';
import { OURS, PEERS } from './peer-list.ts';
import { peerLines } from './peer-table.ts';
import { argumentsOf, numberOption } from '../../harness/program-options.ts';

const { values, positionals: files } = argumentsOf(
  {
    name: 'bench:peers',
    does: 'candles a second, trades and result of other backtesters on the same candles and rule, beside ours',
  },
  {
    allowPositionals: true,
    options: {
      json: { type: 'boolean', default: false },
      rounds: { type: 'string', default: '3' },
      runs: { type: 'string', default: '5' },
      days: { type: 'string', default: '366' },
    },
  },
);
const rounds = numberOption('rounds', values.rounds, { least: 1, most: 3660 });
const runs = numberOption('runs', values.runs, { least: 1, most: 3660 });
const days = numberOption('days', values.days, { least: 1, most: 3660 });

async function candlesOfRun(): Promise<{ readonly what: string; readonly candles: Candles }> {
  const startMs = Date.UTC(2024, 0, 1);
  const symbols =
    files.length > 0
      ? (await readCandleFiles(files)).symbols
      : synthesiseMarket({ symbols: ['BTCUSDT'], seed: 1, days, startMs });
  const [market, ...more] = symbols;
  if (market === undefined || more.length > 0) {
    const names = symbols.map(({ symbol }) => symbol).join(', ');
    throw new Error(`the engines trade one symbol each, and these files hold ${names || 'none'}`);
  }
  const what = files.length > 0 ? market.symbol : `synthetic ${market.symbol}, ${days} days, seed 1`;
  return { what, candles: market.candles };
}

const folder = await mkdtemp(join(tmpdir(), 'scalper-peers-'));
try {
  const { what, candles } = await candlesOfRun();
  const candlesFile = join(folder, 'candles.f64');
  await writeFile(candlesFile, bytesOf(candles));
  const asked = { ours: OURS, peers: PEERS, candlesFile, rows: candles.length, rounds, runs };
  const compared = await comparePeers(asked);
  const facts = { candles: what, rows: candles.length, rounds };
  if (values.json) {
    const machine = { node: process.version, platform: process.platform, cpus: availableParallelism() };
    console.log(JSON.stringify({ benchmark: 'peers', ...machine, ...facts, ...compared }, undefined, 2));
  } else {
    console.log(`${what} · ${candles.length} candles · ${rounds} rounds`);
    for (const line of peerLines(compared)) console.log(line);
  }
  if (compared.missing.some(({ hasFailed }) => hasFailed)) process.exitCode = 1;
} finally {
  await rm(folder, { recursive: true });
}
