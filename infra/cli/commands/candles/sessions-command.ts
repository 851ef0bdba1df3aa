/**
 * `scalper candles sessions`: saves the trading hours that an exchange states, week by week.
 */
import type { Command } from 'commander';
import { botSymbol } from '../../../../lambda/adapters/symbol-names.ts';
import { commandLine } from '../../../../lambda/adapters/command-line.ts';
import { InputError } from '../../../input-error.ts';
import { readExchangeSchedule } from '../../../market/sessions/exchange-schedule.ts';
import { mergeMarket, type SavedSchedule } from '../../../market/sessions/saved-schedule.ts';
import { openSessionsOutput } from '../../../market/sessions/sessions-output.ts';
import { inCapitals } from '../../../recordings/named-symbol.ts';
import { rehearsalEndpoint } from '../../../rehearsal-endpoint.ts';
import { interruptible } from '../../terminal/interrupt.ts';
import { complain, print, printJson } from '../../terminal/output.ts';
import { sessionsScreen, type SavedSessions } from './sessions-screen.ts';

/** Some of the hours could not be read; the others were saved. */
const EXIT_NOT_ALL = 1;
const INTERRUPTED = 130;

interface SessionsOptions {
  readonly out: string;
  readonly force?: true;
  readonly json?: true;
}

export function addSessionsCommand(command: Command): void {
  command
    .command('sessions')
    .description('save when markets with closed hours are open (gold, oil, shares), week by week')
    .argument('<exchange>', 'an exchange by its id in ccxt, such as binanceusdm')
    .argument('[symbols...]', 'such as XAUUSDT (default: all that have closed hours)')
    .requiredOption('--out <file>', 'where to gather them; what it holds is kept')
    .option('--force', 'replace a file that this command did not write, or cannot go on with')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      `
An exchange states a week to either side. Once a week the same command gathers years, in one file that --sessions reads; it says
where weeks are missing. What the exchange states now takes the place of what it stated before of the same time.

Examples:
  ${commandLine('candles sessions binanceusdm XAUUSDT --out hours.json')}
  ${commandLine('backtest candles --sessions XAUUSDT=hours.json')}

Exit codes: 0 saved, or none of the symbols has closed hours, 1 hours of some could not be read and the others are saved,
2 nothing was saved, 130 interrupted.`,
    )
    .action(saveSessions);
}

async function saveSessions(
  exchange: string,
  written: readonly string[],
  { out, force, json }: SessionsOptions,
): Promise<void> {
  const symbols = [...new Set(written.map(inCapitals))];
  const stranger = symbols.find((symbol) => !botSymbol.safeParse(symbol).success);
  if (stranger !== undefined) throw new InputError(`${stranger} is not a symbol; they look like XAUUSDT`);
  const output = await openSessionsOutput(out, { exchange, isForced: force === true });
  const signal = interruptible();
  const transport = { signal, endpoint: rehearsalEndpoint() };
  const read = await readExchangeSchedule({ id: exchange, symbols, transport }).catch((error: unknown) => {
    if (!signal.aborted) throw error;
    return undefined;
  });
  if (read === undefined) {
    complain('interrupted: nothing was saved');
    process.exitCode = INTERRUPTED;
    return;
  }
  const [problem] = read.problems.values();
  if (read.stated.size === 0 && problem !== undefined) {
    throw new InputError(`candles sessions: ${exchange} gives ${problem}; nothing was saved`);
  }
  const schedule: SavedSchedule = {
    exchange,
    follows: new Map([...(output.saved?.follows ?? []), ...read.follows]),
    markets: new Map([
      ...(output.saved?.markets ?? []),
      ...[...read.stated].map(
        ([name, stated]) => [name, mergeMarket(output.saved?.markets.get(name), stated)] as const,
      ),
    ]),
  };
  if (read.stated.size > 0) await output.write(schedule);
  const saved: SavedSessions = {
    file: out,
    exchange,
    schedule,
    withoutHours: read.withoutHours,
    problems: read.problems,
    read: [...read.follows].flatMap(([symbol, name]) => (read.stated.has(name) ? [symbol] : [])),
    isWritten: read.stated.size > 0,
    isMerged: output.saved !== undefined,
  };
  if (json) printJson(jsonOf(saved));
  else print(sessionsScreen(saved));
  if (read.problems.size > 0) process.exitCode = EXIT_NOT_ALL;
}

function jsonOf({ schedule: { follows, markets }, problems, ...rest }: SavedSessions) {
  return {
    ...rest,
    follows: Object.fromEntries(follows),
    known: Object.fromEntries([...markets].map(([name, { known }]) => [name, known])),
    problems: Object.fromEntries(problems),
  };
}
