/**
 * `infra/cli/commands/candles/`: `scalper candles`: load recorded candles, check them, list them; save trading hours.
 */
import { Option, type Command } from 'commander';
import { commandLine } from '../../../../lambda/adapters/command-line.ts';
import { ARCHIVE_URL } from '../../../candles/download/archive.ts';
import { utcTime } from '../utc-time.ts';
import { checkCandles } from './check-command.ts';
import { fetchAll } from './fetch-command.ts';
import { listCandles } from './list-command.ts';
import { addSessionsCommand } from './sessions-command.ts';

const BASE_WORDS = `a mirror of the archive (default: ${ARCHIVE_URL})`;

export function addCandlesCommand(program: Command): void {
  const command = program
    .command('candles')
    .description('load recorded one-minute candles, check and list them, and save trading hours');
  command
    .command('fetch')
    .description(
      "load one-minute candles: Binance's from its public archive, with their sums; those of any other exchange page by page",
    )
    .argument(
      '<exchange>',
      'an exchange by its id in ccxt, such as binanceusdm, or binance for its spot market',
    )
    .argument('<symbols...>', 'such as BTCUSDT')
    .requiredOption('--from <period>', 'the first month or day, such as 2024-01 or 2024-01-15')
    .option('--to <period>', 'the last month or day, itself included (default: the last day that is over)')
    .option(
      '--into <folder>',
      'where to keep them (default: a folder of the exchange and symbol, beside runs)',
    )
    .option(
      '--force',
      'ask for the sums of files that are there, too, and replace those that differ, whoever wrote them',
    )
    .option('--base <url>', BASE_WORDS)
    .option('--json', 'print JSON, and no progress')
    .addHelpText(
      'after',
      `
A month that is over is one file; of any other month each day that is over is one. What is whole is not loaded again:
after Ctrl-C, a lost connection or a kill the same command goes on.

Examples:
  ${commandLine('candles fetch binanceusdm BTCUSDT --from 2024-01')}
  ${commandLine('candles fetch binance BTCUSDT ETHUSDT --from 2024-01 --to 2024-06 --into candles')}
  ${commandLine('candles fetch bybit BTCUSDT --from 2024-07-01 --to 2024-07-15')}`,
    )
    .action(fetchAll);
  addCheckCommand(command);
  command
    .command('list')
    .description('list the candles that were loaded, and the files whose columns are kept')
    .argument('[folders...]', 'folders that were named with --into (default: all others)')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      `
Columns of a file that was read are kept, so that it is read once: their source, size and age are listed, too.`,
    )
    .action(listCandles);
  addSessionsCommand(command);
}

function addCheckCommand(command: Command): void {
  command
    .command('check')
    .description('check the sums of loaded candles, and read all of them as a run does')
    .argument('[paths...]', 'files or folders (default: all that was loaded)')
    .addOption(
      new Option('--from <time>', 'first minute that is checked, a day or a minute in UTC').argParser(
        utcTime,
      ),
    )
    .addOption(new Option('--to <time>', 'first minute that is not checked any more').argParser(utcTime))
    .option('--archive', 'also ask the archive whether a file was corrected since')
    .option('--base <url>', BASE_WORDS)
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      `
Missing minutes and candles without volume are told, and are nothing wrong. Files of your own can be checked, too. With
--from and --to only files that have candles in between are told, and of them only these minutes; a file is still read whole.

Examples:
  ${commandLine('candles check')}
  ${commandLine('candles check candles --archive')}
  ${commandLine('candles check --from 2024-03-01 --to 2024-04-01')}

Exit codes: 0 every file is whole, 1 a file is damaged, gone, or was corrected, 2 there is nothing to check, 130 interrupted
before all were checked.`,
    )
    .action(checkCandles);
}
