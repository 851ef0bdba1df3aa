/**
 * Which epochs has a bot had in its table? Its first rows lead from each to the one before.
 */
import { endOfEpochBefore, type Epoch } from '../../lambda/core/audit/rebuild.ts';
import type { BotState } from '../../lambda/core/bot-state.ts';
import { isReadable } from '../../lambda/core/ledger/stored-row.ts';
import type { LedgerStore } from '../../lambda/ports.ts';

/** All of them, the last one first. */
export async function epochsOf(
  store: Pick<LedgerStore, 'rows'>,
  last: BotState,
): Promise<readonly [Epoch, ...(readonly Epoch[])]> {
  const now = await read(store, last);
  const before: Epoch[] = [];
  for (let state = endOfEpochBefore(now); state !== undefined;) {
    const epoch = await read(store, state);
    before.push(epoch);
    state = endOfEpochBefore(epoch);
  }
  return [now, ...before];
}

async function read(store: Pick<LedgerStore, 'rows'>, state: BotState): Promise<Epoch> {
  const rows = await Array.fromAsync(store.rows(state.botId, state.ledger.epoch));
  const unreadable = rows.flatMap((row) => (isReadable(row) ? [] : [row]));
  return { state, delivered: rows.filter((row) => isReadable(row)), unreadable };
}
