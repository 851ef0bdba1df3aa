/**
 * Reads the candles of files, and says how long the first and the second backtest of this process took, in ms of CPU.
 */
import { readCandleFiles } from '../../infra/candles/candle-files.ts';
import { backtest } from '../../lambda/backtest/backtest.ts';
import { parseParameters } from '../../lambda/config.ts';
import { COSTLESS } from './costless.ts';

const { symbols } = await readCandleFiles(process.argv.slice(2));
const took = [1, 2].map(() => {
  const before = process.threadCpuUsage();
  backtest({ symbols, parameters: parseParameters(COSTLESS), bothBounds: false });
  const { user, system } = process.threadCpuUsage(before);
  return (user + system) / 1000;
});
console.log(JSON.stringify(took));
