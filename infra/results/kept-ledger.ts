/**
 * The ledger of a run, kept with its result: the bot's item in the first line, then every row, as they lie in a table.
 */
import { toJson } from '../../lambda/adapters/dynamo/stored-json.ts';
import type { BotState } from '../../lambda/core/bot-state.ts';
import type { LedgerStore } from '../../lambda/ports.ts';
import { epochsOf } from '../local/epochs.ts';

export const LEDGER_FILE = 'ledger.jsonl';

export async function ledgerText(state: BotState, store: Pick<LedgerStore, 'rows'>): Promise<string> {
  const epochs = await epochsOf(store, state);
  const rows = epochs.toReversed().flatMap(({ delivered }) => delivered);
  return [state, ...rows].map((value) => `${toJson(value)}\n`).join('');
}
