/**
 * `scalper candles check`: are the files of candles whole, and still what is published?
 */
import { dirname, resolve } from 'node:path';
import { commandLine, shellWord } from '../../../../lambda/adapters/command-line.ts';
import { BinanceArchive, hasArchive } from '../../../candles/download/archive.ts';
import { checkFiles, type PublishedSum } from '../../../candles/download/check-files.ts';
import type { SumNote } from '../../../candles/download/kept-folder.ts';
import { archiveFolder, keptFolders } from '../../../candles/download/kept-list.ts';
import { wantedOfName } from '../../../candles/download/wanted-files.ts';
import { InputError } from '../../../input-error.ts';
import { localFolder } from '../../../local/run-record.ts';
import { print, printJson } from '../../terminal/output.ts';
import { minute } from '../../terminal/text-format.ts';
import { interruptible } from '../../terminal/interrupt.ts';
import { checkedLine, checkedSummary } from './candles-screen.ts';
import { archiveUrl } from './fetch-options.ts';

/** Nobody knows of the others. */
const INTERRUPTED = 130;

interface CheckOptions {
  readonly archive?: true;
  readonly base?: string;
  readonly from?: number;
  readonly to?: number;
  readonly json?: true;
}

export async function checkCandles(paths: readonly string[], options: CheckOptions): Promise<void> {
  const { from: fromMs = -Infinity, to: toMs = Infinity } = options;
  if (fromMs >= toMs) {
    throw new InputError(
      `--from ${minute(fromMs)} is not before --to ${minute(toMs)}: write the earlier one first`,
    );
  }
  const signal = interruptible();
  const home = localFolder();
  const named = paths.length === 0 ? await keptFolders(home) : paths;
  if (named.length === 0) {
    const first = commandLine('candles fetch binanceusdm BTCUSDT --from 2024-01');
    throw new InputError(`no candles were loaded yet: \`${first}\`, or name files or folders of your own`);
  }
  const checked = await checkFiles(named, {
    signal,
    span: { fromMs, toMs },
    againWords: (note, file) => againWords(note, file, home),
    ...(options.archive && { published: publishedBy(archiveUrl(options.base), signal) }),
    ...(options.json === undefined && { onFile: (file) => print(checkedLine(file)) }),
  });
  if (checked.length === 0 && !signal.aborted) throw new InputError(noneWords(fromMs, toMs));
  if (options.json) printJson(checked);
  else
    print([...(signal.aborted ? ['Interrupted.'] : []), checkedSummary(checked, options.archive ?? false)]);
  if (checked.some(({ problems }) => problems.length > 0)) process.exitCode = 1;
  else if (signal.aborted) process.exitCode = INTERRUPTED;
}

function noneWords(fromMs: number, toMs: number): string {
  return `no file has a candle ${spanWords(fromMs, toMs)} UTC: \`${commandLine('candles list')}\` shows what was loaded`;
}

function spanWords(fromMs: number, toMs: number): string {
  if (fromMs === -Infinity) return `before ${minute(toMs)}`;
  return toMs === Infinity ? `since ${minute(fromMs)}` : `from ${minute(fromMs)} to ${minute(toMs)}`;
}

function publishedBy(baseUrl: string, signal: AbortSignal): PublishedSum {
  return async ({ exchange, symbol }, name) => {
    const wanted = wantedOfName(name);
    if (wanted === undefined || !hasArchive(exchange)) return { is: 'unknown' };
    return new BinanceArchive({ exchange, symbol, baseUrl, signal }).announced(wanted);
  };
}

/** How a file is loaded again. */
function againWords({ exchange, symbol }: SumNote, file: string, home: string): string {
  const period = wantedOfName(file)?.period ?? '';
  const folder = dirname(resolve(file));
  const into =
    folder === resolve(archiveFolder(home, exchange, symbol)) ? '' : ` --into ${shellWord(folder)}`;
  const words = `candles fetch ${exchange} ${symbol} --from ${period} --to ${period} --force${into}`;
  return `load it again with \`${commandLine(words)}\``;
}
