/**
 * The candles of a bench: BTC of 2024 where the recording is present, a synthetic market of the same length else.
 */
import { existsSync } from 'node:fs';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { synthesiseMarket } from '../../infra/market/synthetic-market.ts';
import { plainText, rowsOf } from '../harness/candle-texts.ts';

const RECORDING = fileURLToPath(new URL('../../../shared/data/candles/binance-spot', import.meta.url));
const RECORDED_DAYS = 366;

export interface BenchCandles {
  readonly files: readonly string[];
  /** What they are, for people. */
  readonly label: string;
}

/** @param folder where a synthetic market is written. */
export async function benchCandles(folder: string, days: number): Promise<BenchCandles> {
  if (existsSync(RECORDING) && days === RECORDED_DAYS) {
    const names = (await readdir(RECORDING)).filter((name) => name.startsWith('BTCUSDT-1m-2024'));
    return { files: names.map((name) => join(RECORDING, name)), label: 'BTC 2024' };
  }
  const startMs = Date.UTC(2024, 0, 1);
  const [market] = synthesiseMarket({ symbols: ['BTCUSDT'], seed: 1, days, startMs });
  const file = join(folder, 'BTCUSDT-1m.csv.gz');
  await writeFile(file, gzipSync(plainText(rowsOf(market!.candles))));
  return { files: [file], label: 'synthetic: the recording is absent, or other days were asked for' };
}
