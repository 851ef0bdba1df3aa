/**
 * Whose ledger is compared: the run of this folder, a bot in AWS, or a file.
 */
import { machineClock } from '../../../../lambda/adapters/machine.ts';
import { wordsOf } from '../../../caught-words.ts';
import { readText } from '../../../files/bounded-text.ts';
import type { ColumnRole } from '../../../imported/ledger-columns.ts';
import { LEDGER_BYTES_MAX } from '../../../imported/read-ledger.ts';
import { InputError } from '../../../input-error.ts';
import { logOfFolder } from '../../../local/log-reader.ts';
import { localFolder } from '../../../local/run-record.ts';
import { booksOfRows, rowsOf, type BotBooks } from '../../../parity/bot-books.ts';
import { booksOfLedger, booksOfReport } from '../../../parity/file-books.ts';
import { tickLogOf } from '../../../parity/tick-log.ts';
import type { ChosenColumns } from '../../../recordings/header-columns.ts';
import { STAGE } from '../../../stages.ts';
import { openWorkProgress } from '../../terminal/work-progress.ts';
import { locateBot, type BotOptions } from '../locate-bot.ts';
import { keptReport } from '../named-result.ts';
import { readParameters, type MarketOptions, type ParameterOptions } from '../options.ts';
import type { ReportOptions } from '../report-option.ts';

export interface ParityOptions extends BotOptions, MarketOptions, ParameterOptions, ReportOptions {
  readonly ledger?: string;
  readonly ledgerColumns?: ChosenColumns<ColumnRole>;
  readonly log?: readonly string[];
  readonly within: number;
  readonly json?: true;
}

export async function readBooks(options: ParityOptions): Promise<BotBooks> {
  const { ledger } = options;
  const books = ledger === undefined ? await booksOfBot(options) : await booksOfFile(ledger, options);
  if (options.log === undefined) return books;
  const texts = await Promise.all(options.log.map((file) => textOf(file)));
  const log = tickLogOf(texts.flatMap((text) => text.split('\n')));
  if (log === undefined) throw new InputError(`--log: no line of ${options.log.join(', ')} is of a tick`);
  return { ...books, log };
}

/** The item's epoch, row by row. */
async function booksOfBot(options: ParityOptions): Promise<BotBooks> {
  const location = await locateBot(options);
  const progress = openWorkProgress('rows', machineClock);
  try {
    return await location.withLedger(async ({ state, run }, store) => {
      const rows = await rowsOf(store, state, (read) => progress.update(read, state.ledger.rowCount));
      const { botId, name, isLocal } = location;
      return booksOfRows(rows, state, {
        origin: isLocal ? `${run?.id === undefined ? 'the run' : `run ${run.id}`} in ${name}` : name,
        symbols: run?.symbols ?? STAGE.bots.find(({ id }) => id === botId)?.symbols,
        log: isLocal ? tickLogOf(await linesOfFolder()) : undefined,
        seed: run?.market === 'synthetic' ? run.seed : undefined,
      });
    });
  } finally {
    progress.close();
  }
}

async function linesOfFolder(): Promise<readonly string[]> {
  return logOfFolder(localFolder())
    .next()
    .catch((error: unknown) => {
      if (error instanceof InputError) return [];
      throw error;
    });
}

async function booksOfFile(file: string, options: ParityOptions): Promise<BotBooks> {
  const kept = await keptReport(file);
  const text = kept?.text ?? (await textOf(file));
  const report = booksOfReport(text, kept?.source ?? file);
  if (report !== undefined) return report;
  const { ledgerColumns: columns, symbol, symbols } = options;
  return booksOfLedger(text, file, {
    ...(columns && { columns }),
    parameters: await readParameters(options),
    only: symbol ?? (symbols?.length === 1 ? symbols[0] : undefined),
  });
}

async function textOf(file: string): Promise<string> {
  return readText(file, LEDGER_BYTES_MAX).catch((error: unknown) => {
    throw new InputError(`cannot read ${file}: ${wordsOf(error)}`, { cause: error });
  });
}
