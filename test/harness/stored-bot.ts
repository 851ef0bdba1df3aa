/**
 * What does a store hold of a bot?
 */
import type { BotState } from '../../lambda/core/bot-state.ts';
import type { LedgerRow } from '../../lambda/core/ledger/ledger-events.ts';
import type { LedgerStore } from '../../lambda/ports.ts';

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
): Promise<readonly LedgerRow[]> {
  const rows: LedgerRow[] = [];
  for await (const row of store.rows(botId, epoch)) rows.push(row);
  return rows;
}
