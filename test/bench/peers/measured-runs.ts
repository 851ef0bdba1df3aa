/**
 * What the peers in this process's language share: the candles, the clock, and the answer. The other language has peer.py.
 */
import { readFileSync } from 'node:fs';
import type { Candles } from '../../../lambda/core/market.ts';
import { candlesOf } from './candle-bytes.ts';
import type { PeerAnswer, PeerTrades } from './measure-peer.ts';

/** A slow peer is measured by fewer runs: none is begun after so many CPU seconds of warm ones. */
const WARM_SECONDS_MAX = 20;

function cpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

/**
 * Prints the answer of this program, which is called with the file of candles and the most warm runs.
 * @param prepare makes the engine's own form of the candles.
 * @param run trades them; what it returns reads the trades, which is not timed.
 */
export function measure<Prepared>(
  version: string,
  prepare: (candles: Candles) => Prepared,
  run: (prepared: Prepared) => () => PeerTrades,
): void {
  const [, , path = '', runs = ''] = process.argv;
  const prepared = prepare(candlesOf(readFileSync(path)));
  let readTrades = run(prepared);
  const firstCpuSeconds = cpuSeconds();
  const warmCpuSeconds: number[] = [];
  for (let warm = 0; warmCpuSeconds.length < Number(runs) && warm < WARM_SECONDS_MAX;) {
    const before = cpuSeconds();
    readTrades = run(prepared);
    const took = cpuSeconds() - before;
    warmCpuSeconds.push(took);
    warm += took;
  }
  const answer: PeerAnswer = { version, firstCpuSeconds, warmCpuSeconds, trades: readTrades() };
  process.stdout.write(JSON.stringify(answer));
}
