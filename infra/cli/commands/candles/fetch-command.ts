/**
 * `scalper candles fetch`: loads the candles of an exchange.
 */
import { resolve } from 'node:path';
import { botSymbol } from '../../../../lambda/adapters/symbol-names.ts';
import { machineClock } from '../../../../lambda/adapters/machine.ts';
import { BinanceArchive, hasArchive } from '../../../candles/download/archive.ts';
import type { CandleSource } from '../../../candles/download/candle-source.ts';
import { openExchangeSources } from '../../../candles/download/exchange-source.ts';
import { fetchCandles } from '../../../candles/download/fetch-candles.ts';
import { KeptFolder } from '../../../candles/download/kept-folder.ts';
import { archiveFolder } from '../../../candles/download/kept-list.ts';
import type { WantedSpan } from '../../../candles/download/wanted-files.ts';
import { makeOwnFolder } from '../../../files/owner-only.ts';
import { InputError } from '../../../input-error.ts';
import { localFolder } from '../../../local/run-record.ts';
import { DEFAULT_SYMBOLS } from '../../../market/market-source.ts';
import { nearest } from '../../../market/realtime-exchange.ts';
import { inCapitals } from '../../../recordings/named-symbol.ts';
import { readFileName } from '../../../recordings/file-name.ts';
import { openDownloadProgress } from '../../terminal/download-progress.ts';
import { print, printJson } from '../../terminal/output.ts';
import { durationText } from '../../terminal/text-format.ts';
import { interruptible } from '../../terminal/interrupt.ts';
import { fetchedLine, fetchedScreen, type FetchedSymbol } from './candles-screen.ts';
import { archiveUrl, spanOf } from './fetch-options.ts';

interface FetchOptions {
  readonly from: string;
  readonly to?: string;
  readonly into?: string;
  readonly force?: true;
  readonly base?: string;
  readonly json?: true;
}

export async function fetchAll(
  exchange: string,
  written: readonly string[],
  options: FetchOptions,
): Promise<void> {
  const symbols = written.map(inCapitals);
  const signal = interruptible();
  const nowMs = machineClock.nowMs();
  const span = spanOf(options.from, options.to, nowMs);
  for (const symbol of symbols) requireSymbol(symbol);
  const baseUrl = archiveUrl(options.base);
  const progress = options.json === undefined ? openDownloadProgress(machineClock) : undefined;
  const watch = {
    signal,
    ...(progress && {
      onBytes: progress.bytes,
      onPart: progress.part,
      onWait: (durationMs: number, why: string) =>
        progress.line(`goes on in ${durationText(durationMs)}: ${why}`),
    }),
  };
  const done: FetchedSymbol[] = [];
  try {
    const { sources, closedByMs } = hasArchive(exchange)
      ? {
          sources: symbols.map((symbol) => new BinanceArchive({ ...watch, exchange, symbol, baseUrl })),
          closedByMs: nowMs,
        }
      : await openExchangeSources({ ...watch, id: exchange, symbols });
    for (const source of sources) {
      const folder = new KeptFolder(await folderOf(source, options));
      const result = await fetchCandles({
        source,
        folder,
        span,
        nowMs: closedByMs,
        signal,
        isForced: options.force ?? false,
        ...(progress && {
          onFile: progress.begin,
          onFetched: (file) => {
            progress.end(fetchedLine(file), file.outcome === 'loaded');
          },
        }),
      });
      done.push({ source, folder: folder.path, ...result });
      if (result.isInterrupted) break;
      if (result.files.every(({ outcome }) => outcome === 'none')) throw nothingThere(source, span, result);
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    progress?.close();
  }
  if (options.json) printJson(done.map(({ source, ...rest }) => ({ ...namesOf(source), ...rest })));
  else print(fetchedScreen(done, signal.aborted));
}

function namesOf({ exchange, symbol }: CandleSource) {
  return { exchange, symbol };
}

/** @throws InputError for one whose files could not be read afterwards. */
function requireSymbol(symbol: string): void {
  if (!botSymbol.safeParse(symbol).success)
    throw new InputError(`${symbol} is not a symbol; they look like BTCUSDT`);
  const { problem } = readFileName(`${symbol}-1m-2024-01.zip`);
  if (problem !== undefined) throw new InputError(`${symbol}: ${problem}`);
}

async function folderOf({ exchange, symbol }: CandleSource, { into }: FetchOptions): Promise<string> {
  if (into !== undefined) return resolve(into);
  const folder = archiveFolder(localFolder(), exchange, symbol);
  await makeOwnFolder(localFolder());
  await makeOwnFolder(folder);
  return folder;
}

function nothingThere(
  { name, symbol }: CandleSource,
  { fromMs, toMs }: WantedSpan,
  { files }: Pick<FetchedSymbol, 'files'>,
): InputError {
  const [first, last] = [fromMs, toMs - 1].map((timeMs) => new Date(timeMs).toISOString().slice(0, 10));
  const near = nearest(symbol, DEFAULT_SYMBOLS).filter((known) => known !== symbol);
  const hint = near.length === 0 ? 'look at its name, and at when it was listed' : `did you mean ${near[0]}?`;
  const why = files[0]?.why ?? 'no day of it is over yet';
  return new InputError(`${name} has no candles of ${symbol} from ${first} to ${last}: ${why}; ${hint}`);
}
