/**
 * `infra/cli/commands/`: one file for each command of `scalper`, in folders by subject; here, what several commands
 * share.
 *
 * Options that several commands share, and how their text is parsed.
 */
import { InvalidArgumentError, Option, type Command } from 'commander';
import { ParameterError, parseParameters, type BotParameters } from '../../../lambda/config.ts';
import { readText } from '../../files/bounded-text.ts';
import { readWrittenJson } from '../../files/written-file.ts';
import { botSymbol } from '../../../lambda/adapters/symbol-names.ts';
import { mixWords } from '../../../lambda/core/settlement.ts';
import { inCapitals } from '../../recordings/named-symbol.ts';
import { InputError } from '../../input-error.ts';
import type { ReadingOptions } from '../../candles/candle-files.ts';
import { ColumnCache } from '../../candles/column-cache.ts';
import { columnFolder } from '../../candles/kept-columns.ts';
import { localFolder } from '../../local/run-record.ts';
import { complain } from '../terminal/output.ts';
import type { MarketRequest } from '../../market/market-source.ts';
import type { ChosenColumns } from '../../recordings/header-columns.ts';
import { HOUR_MS } from '../../../lambda/core/units.ts';
import { fileFailureWords } from '../../files/system-error.ts';
import { CANDLES, CANDLES_WORDS, withReading } from './candle-reading.ts';
import { sessionChoice, type SessionChoice } from '../../market/sessions/session-source.ts';
import { utcTime } from './utc-time.ts';

export interface ParameterOptions {
  readonly set?: readonly string[];
  readonly params?: string;
}

export interface MarketOptions {
  readonly candles?: readonly string[];
  readonly detail?: readonly string[];
  readonly symbols?: readonly string[];
  readonly seed?: number;
  readonly days?: number;
  /** ms. */
  readonly from?: number;
  readonly to?: number;
  readonly funding?: readonly string[];
  readonly sessions?: readonly SessionChoice[];
  readonly symbol?: string;
  readonly columns?: ChosenColumns;
  readonly utcOffset?: number;
}

export function withParameterOptions(command: Command): Command {
  return command
    .option('--set <name=value>', 'set one parameter; may be repeated, and wins over --params', collect)
    .option('--params <file>', 'JSON file of parameters; what it leaves out keeps its default');
}

export function withMarketOptions(command: Command): Command {
  return withCandleOptions(
    withDetailOption(command.option(CANDLES, `${CANDLES_WORDS}, instead of the synthetic market`)),
  );
}

export function withDetailOption(command: Command): Command {
  return command.addOption(
    new Option(
      '--detail <paths...>',
      'recorded trades, and quotes if you have them, instead of candles: positions are watched within the minute; candles are then earlier history',
    ).conflicts(['seed', 'days']),
  );
}

/** The market of a command that reads candles, and no trades: its files need no option. */
export function withCandleFiles(command: Command): Command {
  return withCandleOptions(
    command
      .argument('[files...]', `${CANDLES_WORDS}; a synthetic market where there are none`)
      .addOption(new Option(CANDLES, 'the same').hideHelp()),
  );
}

/** Files without an option, and those of --candles. */
export function withFiles<Options extends MarketOptions>(files: readonly string[], given: Options): Options {
  const candles = [...files, ...(given.candles ?? [])];
  return candles.length === 0 ? given : { ...given, candles };
}

function withCandleOptions(command: Command): Command {
  return withReading(command)
    .option('--symbols <list>', 'symbols in order of priority, such as BTCUSDT,ETHUSDT', botSymbolList)
    .addOption(new Option('--seed <n>', 'seed of the synthetic market (default: 1)').argParser(wholeNumber))
    .addOption(
      new Option('--days <n>', 'length of the run in days (default: 1 synthetic, all recorded)').argParser(
        dayCount,
      ),
    )
    .addOption(
      new Option(
        '--from <time>',
        'first minute that is traded, a day or a minute in UTC; what comes before it is history',
      )
        .argParser(utcTime)
        .conflicts('days'),
    )
    .addOption(
      new Option('--to <time>', 'first minute that is not traded any more')
        .argParser(utcTime)
        .conflicts('days'),
    )
    .option(
      '--funding <files...>',
      "recorded funding rates (Binance's archive, ts,rate, or JSON of ccxt's fetchFundingRateHistory or freqtrade); fundingPct is assumed where they say nothing",
    )
    .addOption(
      new Option(
        '--sessions <source>',
        'when a market with closed hours is open: gaps (of its candles, such as a broker’s), a file of its sessions, or off; XAUUSDT=gaps for one of several; may be repeated (default: always, but for synthetic gold)',
      ).argParser(sessionChoices),
    );
}

function sessionChoices(written: string, previous: readonly SessionChoice[] = []): readonly SessionChoice[] {
  if (written.trim() === '') throw new InvalidArgumentError('It must be gaps, off or a file.');
  return [...previous, sessionChoice(written)];
}

function columnCache(): ColumnCache {
  return new ColumnCache(columnFolder(localFolder()), complain);
}

export function marketRequest(options: MarketOptions): MarketRequest {
  const { candles, detail, symbols, seed, days, symbol, columns, utcOffset, funding, from, to, sessions } =
    options;
  const reading: ReadingOptions = {
    ...(symbol !== undefined && { symbol }),
    ...(columns && { columns }),
    ...(utcOffset !== undefined && { utcOffsetMs: utcOffset * HOUR_MS }),
  };
  const [unread] = Object.keys(reading);
  if (unread !== undefined && candles === undefined && detail === undefined) {
    throw new InputError(
      '--symbol, --columns and --utc-offset belong to recorded files (--candles, --detail)',
    );
  }
  const isRead = candles !== undefined || detail !== undefined;
  return {
    reading: isRead ? { ...reading, cache: columnCache() } : reading,
    ...(candles && { candles }),
    ...(detail && { detail }),
    ...(symbols && { symbols }),
    ...(seed !== undefined && { seed }),
    ...(days !== undefined && { days }),
    ...(from !== undefined && { fromMs: from }),
    ...(to !== undefined && { toMs: to }),
    ...(funding && { funding }),
    ...(sessions && { sessions }),
  };
}

/** Parameters of a run that this machine makes: it trades on paper only. @throws InputError for mode live. */
export async function readPaperParameters(options: ParameterOptions): Promise<BotParameters> {
  const parameters = await readParameters(options);
  if (parameters.mode === 'paper') return parameters;
  throw new InputError('mode=live: `scalper` trades on paper only; leave mode out, or set mode=paper');
}

/** @throws ParameterError with all violations of file and command line together. */
export async function readParameters({ set = [], params }: ParameterOptions): Promise<BotParameters> {
  const fromFile = params === undefined ? {} : await readJsonObject(params);
  const fromLine = Object.fromEntries(set.map(assignment));
  const sources = [...(params === undefined ? [] : [params]), ...(set.length === 0 ? [] : ['--set'])];
  return parseParameters({ ...fromFile, ...fromLine }, [], sources.join(' and ') || 'defaults');
}

async function readJsonObject(file: string): Promise<object> {
  const text = await readText(file).catch((error: unknown) => {
    throw new InputError(`--params: cannot read ${file}: ${fileFailureWords(error)}`, { cause: error });
  });
  const value = readWrittenJson(text, `--params: ${file}`);
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  throw new ParameterError(
    [{ key: 'parameters', value, bound: 'must be an object of parameter names and values' }],
    file,
  );
}

/** `name=value`; a value that reads as a number is one. */
export function assignment(written: string): readonly [string, unknown] {
  const at = written.indexOf('=');
  if (at <= 0) throw new InputError(`--set ${written}: write name=value, such as --set targetPct=0.2`);
  const value = written.slice(at + 1).trim();
  const isDecimal = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(value);
  return [written.slice(0, at).trim(), isDecimal ? Number(value) : value];
}

function collect(value: string, previous: readonly string[] = []): readonly string[] {
  return [...previous, value];
}

export function symbolList(written: string): readonly string[] {
  const symbols = written.split(',').map((symbol) => inCapitals(symbol.trim()));
  const wrong = symbols.find((symbol) => !botSymbol.safeParse(symbol).success);
  if (wrong !== undefined)
    throw new InvalidArgumentError(`"${wrong}" is not a symbol; they look like BTCUSDT,ETHUSDT.`);
  const doubled = symbols.find((symbol, i) => symbols.indexOf(symbol) !== i);
  if (doubled !== undefined) throw new InvalidArgumentError(`${doubled} is named twice.`);
  return symbols;
}

/** The same of one bot, which settle in one currency. */
export function botSymbolList(written: string): readonly string[] {
  const symbols = symbolList(written);
  const mix = mixWords(symbols);
  if (mix !== undefined) throw new InvalidArgumentError(`${mix}.`);
  return symbols;
}

function wholeNumber(written: string): number {
  const value = Number(written);
  if (written.trim() === '' || !Number.isSafeInteger(value) || value < 0) {
    throw new InvalidArgumentError('It must be a whole number from 0.');
  }
  return value;
}

function dayCount(written: string): number {
  const value = Number(written);
  if (!Number.isInteger(value) || value < 1 || value > 3660)
    throw new InvalidArgumentError('It must be a whole number of days from 1 to 3660.');
  return value;
}
