/**
 * `scalper candles list`: which candles were loaded?
 */
import { commandLine } from '../../../../lambda/adapters/command-line.ts';
import { keptFolders, listKept } from '../../../candles/download/kept-list.ts';
import { localFolder } from '../../../local/run-record.ts';
import { print, printJson } from '../../terminal/output.ts';
import { listScreen } from './candles-screen.ts';

export async function listCandles(
  folders: readonly string[],
  options: { readonly json?: true },
): Promise<void> {
  const kept = await listKept(folders.length === 0 ? await keptFolders(localFolder()) : folders);
  if (options.json) printJson(kept);
  else if (kept.length > 0) print(listScreen(kept));
  else {
    const first = commandLine('candles fetch binanceusdm BTCUSDT --from 2024-01');
    print(`No candles were loaded ${folders.length === 0 ? 'yet' : 'there'}. Begin with: ${first}`);
  }
}
