/**
 * `scalper rebuild`: recomputes the ledger from its rows, and compares it with the bot's item. Repairs nothing.
 */
import type { Command } from 'commander';
import type { BotState } from '../../../../lambda/core/bot-state.ts';
import { ItemError } from '../../../../lambda/adapters/dynamo/dynamo-items.ts';
import type { Difference } from '../../../../lambda/core/audit/differences.ts';
import { rebuild, type Epoch } from '../../../../lambda/core/audit/rebuild.ts';
import { impossibleTimes } from '../../../../lambda/core/audit/stored-times.ts';
import { toDollars } from '../../../../lambda/core/units.ts';
import { InputError } from '../../../input-error.ts';
import { epochsOf } from '../../../local/epochs.ts';
import { locateRun, withRunOptions, type RunOptions } from '../locate-run.ts';
import { rebuildScreen, type RebuiltEpochs } from '../../screens/rebuild-screen.ts';
import { print, printAside, printJson } from '../../terminal/output.ts';

const EXIT_DIFFERS = 1;

export function addRebuildCommand(program: Command): void {
  withRunOptions(program.command('rebuild'))
    .description('recompute the ledger from its rows, and compare every digit')
    .option('--json', 'print JSON, with every difference')
    .addHelpText(
      'after',
      '\nExit codes: 0 item and rows agree, 1 they differ or one cannot be read, 2 there is no ledger.',
    )
    .action(async ({ json, ...where }: RunOptions & { readonly json?: true }) => {
      const epochs = await readable(where);
      if (epochs === undefined) return;
      const [{ state }] = epochs;
      const result = rebuildAll(epochs, Date.now());
      if (json) printJson(rebuildReport(state, result));
      else print(rebuildScreen(state, result));
      if (result.differences.length > 0) process.exitCode = EXIT_DIFFERS;
    });
}

type Epochs = Awaited<ReturnType<typeof epochsOf>>;

function rebuildEpoch({ state, delivered, unreadable }: Epoch) {
  return rebuild(state, delivered, unreadable);
}

/** The last epoch, with the differences of those before it, and times that cannot be. */
export function rebuildAll([now, ...before]: Epochs, nowMs: number): RebuiltEpochs {
  const { state, delivered } = now;
  const last = rebuildEpoch(now);
  const ended = before.map((epoch) => ({ epoch: epoch.state.ledger.epoch, result: rebuildEpoch(epoch) }));
  const inEnded = ended.flatMap(({ epoch, result }) =>
    result.differences.map(({ path, ...found }) => ({ path: `epoch ${epoch}: ${path}`, ...found })),
  );
  const inTimes = [
    ...impossibleTimes(state, nowMs),
    ...delivered.flatMap((row) => impossibleTimes(row.event, nowMs, `rows[${row.sequence}]`)),
  ].map(({ path, timeMs }): Difference => ({ path, kept: timeMs, rebuilt: 'a time that can be' }));
  return { ...last, differences: [...last.differences, ...inEnded, ...inTimes], ended };
}

/** An item that cannot be read is a finding, not wrong input. */
async function readable(where: RunOptions): Promise<Epochs | undefined> {
  try {
    const location = await locateRun(where);
    return await location.withLedger(({ state }, store) => epochsOf(store, state));
  } catch (error) {
    if (!(error instanceof InputError && error.cause instanceof ItemError)) throw error;
    printAside(error.message);
    process.exitCode = EXIT_DIFFERS;
    return undefined;
  }
}

function rebuildReport(state: BotState, result: RebuiltEpochs) {
  const { deliveredRows, waitingRows, closedTrades, netUsd, ledger, differences, ended } = result;
  return {
    bot: state.botId,
    epoch: state.ledger.epoch,
    agrees: differences.length === 0,
    endedEpochs: ended.map(({ epoch }) => epoch),
    rows: deliveredRows + waitingRows,
    waitingRows,
    closedTrades,
    netUsd: netUsd === undefined ? null : toDollars(netUsd),
    balanceUsd: toDollars(state.ledger.balanceUsd),
    rebuiltBalanceUsd: ledger === undefined ? null : toDollars(ledger.balanceUsd),
    /** As stored: amounts in whole units of 1e-8 USD. */
    differences: differences.map(({ path, kept, rebuilt }) => ({
      path,
      kept: kept ?? null,
      rebuilt: rebuilt ?? null,
    })),
  };
}
