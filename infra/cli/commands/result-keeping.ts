/**
 * What a run or a backtest leaves: its result, and with it the ledger of a run.
 *
 * A result that cannot be kept is told, and is no failure of the command: it was shown.
 */
import { randomInt } from 'node:crypto';
import { commandLine, shellWord } from '../../../lambda/adapters/command-line.ts';
import { machineClock } from '../../../lambda/adapters/machine.ts';
import type { BotState } from '../../../lambda/core/bot-state.ts';
import type { LedgerStore } from '../../../lambda/ports.ts';
import { fileFailureWords } from '../../files/system-error.ts';
import type { StoreName } from '../../local/ledger-stores.ts';
import { localFolder, marketHash, type Beginning } from '../../local/run-record.ts';
import type { ChosenMarket } from '../../market/market-source.ts';
import { LIMITS, removeOldest, writeResult } from '../../results/result-folder.ts';
import { CHANCES, resultId } from '../../results/result-id.ts';
import type { ShownResult } from '../reports/result/shown-result.ts';
import { complain, print, printAside } from '../terminal/output.ts';
import { bytesText } from '../terminal/text-format.ts';
import { fittedLines } from './result-view.ts';

export function beginning(): Beginning {
  const startedMs = machineClock.nowMs();
  return { id: resultId(startedMs, randomInt(CHANCES)), startedMs, words: process.argv.slice(2) };
}

export interface Made extends Beginning {
  /** The command. */
  readonly by: string;
  readonly market: ChosenMarket;
  readonly shown: ShownResult;
  /** Of a run; a backtest has none. */
  readonly ledger?: { readonly state: BotState; readonly store: LedgerStore; readonly name: StoreName };
}

/** @param isQuiet whether nothing is said of it, but what went for it. */
export async function keepResult(made: Made, isQuiet: boolean): Promise<void> {
  const home = localFolder();
  try {
    await writeResult(home, made.id, await filesOf(made));
    const removed = await removeOldest(home, machineClock.nowMs());
    if (removed.length > 0) printAside(removedWords(removed));
  } catch (error) {
    complain(`this result is not kept: ${fileFailureWords(error)}`);
    return;
  }
  // Where somebody looks: another run has another id, and the same output.
  if (process.stdout.isTTY && !isQuiet) {
    print(['', ...fittedLines([`Kept: ${commandLine(`results show ${made.id}`)}`])]);
  }
}

function removedWords(removed: readonly string[]): string {
  const which = removed.length === 1 ? `result ${removed[0]} was` : `${removed.length} results were`;
  return `The oldest ${which} removed: ${LIMITS.results} are kept at most, and ${bytesText(LIMITS.bytes)}.`;
}

/** What writes a result is loaded when a run is over. */
async function filesOf({
  id,
  startedMs,
  words,
  by,
  market,
  shown,
  ledger,
}: Made): Promise<Readonly<Record<string, string>>> {
  const [{ keptFiles }, { revisionOfClone }] = await Promise.all([
    import('../reports/result/kept-files.ts'),
    import('../../bundle/release.ts'),
  ]);
  const files = keptFiles(
    {
      id,
      by,
      command: commandLine(words.map(shellWord).join(' ')),
      revision: revisionOfClone(),
      startedMs,
      endedMs: machineClock.nowMs(),
      store: ledger?.name,
      market: { label: market.label, toMs: market.toMs, hash: hashOfMarket(market) },
    },
    shown,
  );
  if (ledger === undefined) return files;
  const { LEDGER_FILE, ledgerText } = await import('../../results/kept-ledger.ts');
  return { ...files, [LEDGER_FILE]: await ledgerText(ledger.state, ledger.store) };
}

/** A market in real time is never the same again. */
function hashOfMarket(market: ChosenMarket): string | undefined {
  return market.toMs <= market.fromMs ? undefined : marketHash(market);
}
