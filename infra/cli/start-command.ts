/**
 * `scalper start`: trades a market on paper and tells the truth about it.
 */
import { open, rename, rm } from 'node:fs/promises';
import { InvalidArgumentError, type Command } from 'commander';
import type { TurnReport } from '../../lambda/agent.ts';
import type { BotParameters } from '../../lambda/config.ts';
import { minus, plus } from '../../lambda/core/units.ts';
import { InputError } from '../local/input-error.ts';
import { chooseMarket, type ChosenMarket } from '../local/market-source.ts';
import { runOnPaper, type RunResult } from '../local/paper-run.ts';
import { minute, tone } from './format.ts';
import {
  marketRequest,
  messageOf,
  readParameters,
  withMarketOptions,
  withParameterOptions,
} from './options.ts';
import type { MarketOptions, ParameterOptions } from './options.ts';
import { openProgress } from './progress.ts';
import { runReport } from './run-report.ts';
import { economicsScreen } from './screens/economics-screen.ts';
import { marketLine, resultScreen, tradeLine } from './screens/result-screen.ts';

interface StartOptions extends MarketOptions, ParameterOptions {
  readonly speed?: number;
  readonly report?: string;
  readonly bothWays?: true;
  readonly quiet?: true;
}

export function addStartCommand(program: Command): void {
  const command = program
    .command('start')
    .description('trade a market on paper: a synthetic day, or recorded candles');
  withParameterOptions(withMarketOptions(command))
    .option('--speed <x>', 'simulated time over real time, such as 60 (default: as fast as possible)', speed)
    .option(
      '--both-ways',
      'run again with the take-profit winning every ambiguous candle, for the other bound',
    )
    .option('--report <file>', 'write the result as JSON')
    .option('--quiet', 'only the result: no economics, no line for each trade')
    .action(start);
}

async function start(options: StartOptions): Promise<void> {
  const parameters = await readParameters(options);
  if (parameters.mode === 'live') {
    throw new InputError(
      'mode live: `scalper start` trades on paper only; leave out mode, or set mode=paper',
    );
  }
  const report = options.report === undefined ? undefined : await openReport(options.report);
  try {
    const market = await chooseMarket(marketRequest(options));
    const interrupt = interruptible();
    if (options.quiet === undefined) {
      console.log(
        `${economicsScreen(parameters)}\n\n${tone('loud', 'Paper trading')}  ${marketLine(market)}\n`,
      );
    }
    const result = await runShown(market, parameters, interrupt, options);
    const optimistic = await secondRun(market, parameters, result, interrupt, options);
    console.log(resultScreen(market, result, optimistic));
    await report?.write(`${JSON.stringify(runReport(market, result, optimistic), undefined, 2)}\n`);
  } finally {
    await report?.discard();
  }
}

async function runShown(
  market: ChosenMarket,
  parameters: BotParameters,
  signal: AbortSignal,
  { speed, quiet }: StartOptions,
): Promise<RunResult> {
  const progress = openProgress(market, parameters);
  const lines = quiet === undefined ? progress.line : () => {};
  const alerts: string[] = [];
  try {
    return await runOnPaper({
      market,
      parameters,
      barOrder: 'stop-first',
      signal,
      ...(speed !== undefined && { speed }),
      onTurn: (tickMs, report) => {
        for (const line of [...tradeLines(report), ...alerts.splice(0)]) lines(line);
        progress.update(tickMs, report.state);
      },
      onAlert: ({ atMs, text }) => alerts.push(tone('loud', `${minute(atMs)} ${text}`)),
    });
  } finally {
    progress.close();
  }
}

/** The trades a turn closed, each with the balance it left. */
function tradeLines({ rows, state }: TurnReport): readonly string[] {
  const trades = rows
    .map(({ event }) => event)
    .flatMap((event) => (event.kind === 'closed' ? [event.trade] : []));
  let balanceUsd = trades.reduce((before, { netUsd }) => minus(before, netUsd), state.ledger.balanceUsd);
  return trades.map((trade) => {
    balanceUsd = plus(balanceUsd, trade.netUsd);
    return tradeLine(trade, balanceUsd);
  });
}

/** The other bound of the bar model, for the same minutes. */
async function secondRun(
  market: ChosenMarket,
  parameters: BotParameters,
  first: RunResult,
  signal: AbortSignal,
  { bothWays }: StartOptions,
): Promise<RunResult | undefined> {
  if (bothWays === undefined || first.interrupted) return undefined;
  const second = await runOnPaper({ market, parameters, barOrder: 'take-profit-first', signal });
  return second.interrupted ? undefined : second;
}

/** Aborts on the first Ctrl-C; the second one ends the process at once. */
function interruptible(): AbortSignal {
  const controller = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => controller.abort());
  return controller.signal;
}

interface ReportFile {
  write(text: string): Promise<void>;
  /** Removes what was not finished. */
  discard(): Promise<void>;
}

/** Fails before the run when the report could not be written after it. */
async function openReport(path: string): Promise<ReportFile> {
  const unfinished = `${path}.unfinished`;
  const file = await open(unfinished, 'w').catch((error: unknown) => {
    throw new InputError(`--report: cannot write ${path}: ${messageOf(error)}`, { cause: error });
  });
  return {
    async write(text) {
      await file.writeFile(text);
      await file.close();
      await rename(unfinished, path).catch((error: unknown) => {
        throw new InputError(`--report: cannot write ${path}: ${messageOf(error)}`, { cause: error });
      });
    },
    async discard() {
      await file.close();
      await rm(unfinished, { force: true });
    },
  };
}

function speed(written: string): number {
  const value = Number(written);
  if (!(value > 0 && value <= 1_000_000))
    throw new InvalidArgumentError('It is a number above 0, such as 60.');
  return value;
}
