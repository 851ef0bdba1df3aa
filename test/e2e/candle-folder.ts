/**
 * Which candles are recorded for the tests of the command line? Those of a synthetic market, written as files.
 */
import { gzipSync } from 'node:zlib';
import { chooseMarket } from '../../infra/market/market-source.ts';
import type { Candles } from '../../lambda/core/market.ts';

const HEADER = 'ts,open,high,low,close,volume';

/** The text of a candle file, candles from one index up to another, that one left out. */
export function csvOf(candles: Candles, from = 0, to = candles.length): string {
  const { openTimeMs, open, high, low, close, volume } = candles;
  const columns = [openTimeMs, open, high, low, close, volume];
  const rows = Array.from({ length: to - from }, (_, k) => columns.map((column) => column[from + k]).join());
  return `${[HEADER, ...rows].join('\n')}\n`;
}

/** The synthetic day of ETH and SOL that `--seed 7 --symbols ETHUSDT,SOLUSDT` trades. */
export async function syntheticDay() {
  const { symbols } = await chooseMarket({ seed: 7, symbols: ['ETHUSDT', 'SOLUSDT'] });
  const [eth, sol] = symbols.map(({ candles }) => candles);
  return { eth: eth!, sol: sol! };
}

/** Both symbols' first minutes as files, ETH packed. */
export async function twoSymbols(minutes?: number): Promise<Readonly<Record<string, string | Uint8Array>>> {
  const { eth, sol } = await syntheticDay();
  return {
    'ETHUSDT-1m-2025-01.csv.gz': gzipSync(csvOf(eth, 0, minutes)),
    'SOLUSDT-1m-2025-01.csv': csvOf(sol, 0, minutes),
  };
}
