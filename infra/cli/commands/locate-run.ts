/**
 * Of which run does a command read the ledger: of the one started last in this folder, of one that is kept, or of a bot
 * in AWS?
 */
import { Option, type Command } from 'commander';
import { InputError } from '../../input-error.ts';
import type { BotLocation } from '../../local/bot-location.ts';
import { readRun, type BotSnapshot, type RunSummary } from '../../local/bot-snapshot.ts';
import type { StoreName } from '../../local/ledger-stores.ts';
import { LOCAL_BOT, localFolder } from '../../local/run-record.ts';
import { SECOND_MS } from '../../../lambda/core/units.ts';
import { fileOfResult, idNamed, resultIds, resultNamed, resultsIn } from '../../results/result-folder.ts';
import { startedMsOf } from '../../results/result-id.ts';
import type { KeptResult } from '../reports/result/kept-result-schema.ts';
import { readKept } from '../reports/result/kept-result.ts';
import { complain, printAside } from '../terminal/output.ts';
import { locateBot, withBotOptions, type BotOptions } from './locate-bot.ts';

export interface RunOptions extends BotOptions {
  readonly result?: string;
}

/** A bot whose ledger is read, and that is not steered. */
export type ReadBot = Pick<BotLocation, 'botId' | 'name' | 'isLocal' | 'find' | 'withLedger' | 'noLedger'>;

export function withRunOptions(command: Command): Command {
  return withBotOptions(command).addOption(
    new Option(
      '--result <id>',
      'a run of this folder that is kept, by its id or the beginning of it (default: the one started last)',
    ).conflicts('bot'),
  );
}

/** @throws InputError where no run, or several, are called so, or what is kept of it is damaged. */
export async function locateRun({ result, ...where }: RunOptions): Promise<ReadBot> {
  const location = await locateBot(where);
  if (!location.isLocal) return location;
  const home = localFolder();
  const run = await readRun(home);
  if (result === undefined) {
    const later = await startedLater(home, run);
    return later === undefined ? location : keptRun(home, later);
  }
  const ids = new Set([...(run?.id === undefined ? [] : [run.id]), ...(await resultIds(home))]);
  const id = idNamed([...ids], result, resultsIn(home));
  // What is in the database may have gone on since its result was kept.
  return id === run?.id ? location : keptRun(home, await readKept(home, await resultNamed(home, id)));
}

/** A run in memory that was started after that of the database, which does not go on. */
async function startedLater(home: string, run: RunSummary | undefined): Promise<KeptResult | undefined> {
  const sinceMs = run?.startedMs ?? -Infinity;
  for (const id of await resultIds(home)) {
    if ((startedMsOf(id) ?? Infinity) + SECOND_MS <= sinceMs) return undefined;
    const kept = await readable(home, id);
    if (kept?.origin.store !== IN_MEMORY || kept.origin.startedMs <= sinceMs) continue;
    return run !== undefined && (await isServed(home)) ? undefined : kept;
  }
  return undefined;
}

const IN_MEMORY: StoreName = 'memory';

/** A damaged one is told, and keeps nobody from the others. */
async function readable(home: string, id: string): Promise<KeptResult | undefined> {
  try {
    return await readKept(home, id);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    complain(error.lines);
    return undefined;
  }
}

async function isServed(home: string): Promise<boolean> {
  const { findServed } = await import('../../local/database-endpoint.ts');
  const served = await findServed(home);
  served?.client.destroy();
  return served !== undefined;
}

/** The bot of a run as its result has it. */
function keptRun(home: string, { origin, report }: KeptResult): ReadBot {
  const { id, startedMs, by } = origin;
  const name = `result ${id}`;
  const noLedger = new InputError(`${name} is that of a ${by}, and has no ledger`);
  const withLedger: ReadBot['withLedger'] = async (use) => {
    if (origin.store === undefined) throw noLedger;
    const [{ LEDGER_FILE }, { readKeptLedger }] = await Promise.all([
      import('../../results/kept-ledger.ts'),
      import('../../results/read-kept-ledger.ts'),
    ]);
    const { state, store } = await readKeptLedger(fileOfResult(home, id, LEDGER_FILE));
    const { market, interrupted, parameters } = report;
    const { kind, symbols, seed } = market;
    const run = { market: kind, symbols, seed, finished: !interrupted, id, startedMs, parameters };
    return use({ state, commands: [], run: { ...run, isKept: true }, isRunning: false }, store);
  };
  return {
    botId: LOCAL_BOT,
    name,
    isLocal: true,
    find: () => withLedger((snapshot) => Promise.resolve(snapshot)),
    withLedger,
    noLedger: () => Promise.resolve(noLedger),
  };
}

/** Beside an output for machines, where it is not of the run in the database. */
export function sayRun({ run }: Pick<BotSnapshot, 'run'>): void {
  if (run?.isKept && run.id !== undefined) printAside(`of run ${run.id}, which is kept with its result`);
}
