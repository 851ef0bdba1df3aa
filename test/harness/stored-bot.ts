/**
 * What does a store hold of a bot, and what is put into one?
 */
import { newPaperBot, type BotState } from '../../lambda/core/bot-state.ts';
import type { LedgerRow } from '../../lambda/core/ledger/ledger-events.ts';
import { isReadable } from '../../lambda/core/ledger/stored-row.ts';
import type { OperatorCommand } from '../../lambda/core/ledger/operator-command.ts';
import { usd } from '../../lambda/core/units.ts';
import type { LedgerStore, RowRange } from '../../lambda/ports.ts';
import { NOON } from './builders.ts';

export const BOT_ID = 'bot';

export async function stateIn(store: Pick<LedgerStore, 'load'>, botId = BOT_ID): Promise<BotState> {
  const { state } = await store.load(botId);
  if (state === undefined) throw new Error(`${botId} has no item: it has not committed anything yet`);
  return state;
}

export async function rowsIn(
  store: Pick<LedgerStore, 'rows'>,
  epoch = 1,
  botId = BOT_ID,
  range?: RowRange,
): Promise<readonly LedgerRow[]> {
  const rows: LedgerRow[] = [];
  for await (const row of store.rows(botId, epoch, range)) {
    if (!isReadable(row)) throw new Error(`row ${row.epoch}/${row.sequence} ${row.problem}`);
    rows.push(row);
  }
  return rows;
}

/** The item of a bot at a version; `balance` tells one writer's from another's. */
export function stateAt(version: number, balance = 2_000, botId = 'bot'): BotState {
  return { ...newPaperBot(botId, 1, usd(balance), NOON), version, tickMs: NOON };
}

export function haltedRow(sequence: number, cause = 'a test', epoch = 1): LedgerRow {
  return { epoch, sequence, event: { kind: 'halted', atMs: NOON, cause } };
}

export function commandOf(id: string, changes: Partial<OperatorCommand> = {}): OperatorCommand {
  const words = { issuedBy: 'owner', issuedAtMs: NOON, why: 'a test' };
  return { id, kind: 'pause', accept: false, ...words, ...changes };
}
