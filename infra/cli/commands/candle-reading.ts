/**
 * Options of recorded candles: which files, and what these do not say.
 */
import { InvalidArgumentError, Option, type Command } from 'commander';
import { botSymbol } from '../../../lambda/adapters/symbol-names.ts';
import { CANDLE_ROLES } from '../../candles/candle-columns.ts';
import { TRADE_ROLES } from '../../market/trade-columns.ts';
import { inCapitals } from '../../recordings/named-symbol.ts';
import { chosenColumns, type ChosenColumns } from '../../recordings/header-columns.ts';

export const CANDLES = '--candles <paths...>';
export const CANDLES_WORDS = 'recorded one-minute candles, files or folders (CSV, JSON, Parquet; .gz, .zip)';

/** Candles are drawn, and nothing is traded. */
export function withCandleReading(command: Command): Command {
  return withReading(command.option(CANDLES, `${CANDLES_WORDS}, to be drawn`));
}

/** What files of candles do not say. */
export function withReading(command: Command): Command {
  return command
    .addOption(
      new Option(
        '--symbol <name>',
        "the market of recorded files that do not say theirs; of a broker's XAUUSD also XAUUSDT",
      ).argParser(oneSymbol),
    )
    .addOption(
      new Option(
        '--columns <list>',
        'which column of recorded files is which, by name or number, such as time=1,open=2; the others are found',
      ).argParser(columnList),
    )
    .addOption(
      new Option(
        '--utc-offset <hours>',
        'how far dates without a zone in recorded files are ahead of UTC (default: 0; must be said of dates such as 2025.05.01)',
      ).argParser(offsetHours),
    );
}

function oneSymbol(written: string): string {
  const symbol = botSymbol.safeParse(inCapitals(written.trim()));
  if (symbol.success) return symbol.data;
  throw new InvalidArgumentError('It must be a symbol, such as BTCUSDT.');
}

function columnList(written: string): ChosenColumns {
  return chosenColumns(written, [...new Set([...CANDLE_ROLES, ...TRADE_ROLES])]);
}

function offsetHours(written: string): number {
  const value = Number(written);
  if (written.trim() === '' || !Number.isInteger(value * 4) || Math.abs(value) > 14) {
    throw new InvalidArgumentError('It must be hours from -14 to 14, in quarters.');
  }
  return value;
}
