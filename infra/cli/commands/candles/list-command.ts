/**
 * `scalper candles list`: which candles were loaded, and of which files are the columns kept?
 */
import { commandLine } from '../../../../lambda/adapters/command-line.ts';
import { machineClock } from '../../../../lambda/adapters/machine.ts';
import { keptFolders, listKept } from '../../../candles/download/kept-list.ts';
import { columnFolder, listKeptColumns } from '../../../candles/kept-columns.ts';
import { localFolder } from '../../../local/run-record.ts';
import { print, printJson } from '../../terminal/output.ts';
import { listScreen } from './candles-screen.ts';
import { columnsScreen } from './columns-screen.ts';

export async function listCandles(
  folders: readonly string[],
  options: { readonly json?: true },
): Promise<void> {
  const home = localFolder();
  const loaded = await listKept(folders.length === 0 ? await keptFolders(home) : folders);
  const folder = columnFolder(home);
  const columns = await listKeptColumns(folder);
  if (options.json) {
    printJson({ loaded, columns });
    return;
  }
  if (loaded.length > 0) print(listScreen(loaded));
  else {
    const first = commandLine('candles fetch binanceusdm BTCUSDT --from 2024-01');
    print(`No candles were loaded ${folders.length === 0 ? 'yet' : 'there'}. Begin with: ${first}`);
  }
  if (columns.length > 0) print(['', ...columnsScreen(columns, { folder, nowMs: machineClock.nowMs() })]);
}
