/**
 * The ledger that was kept with a result, read again: what is damaged is named by its line.
 */
import { rowSchema, stateSchema } from '../../lambda/adapters/dynamo/state-schema.ts';
import { MemoryLedger } from '../../lambda/adapters/memory-ledger.ts';
import { parseJson } from '../../lambda/adapters/parse-json.ts';
import type { BotState } from '../../lambda/core/bot-state.ts';
import type { LedgerStore } from '../../lambda/ports.ts';
import { readText } from '../files/bounded-text.ts';
import { fileFailureWords } from '../files/system-error.ts';
import { InputError } from '../input-error.ts';

const LEDGER_BYTES_MAX = 512 * 1024 * 1024;

export interface KeptLedger {
  readonly state: BotState;
  /** Holds the rows, and no item. */
  readonly store: LedgerStore;
}

/** @throws InputError that names the line which cannot be read. */
export async function readKeptLedger(file: string): Promise<KeptLedger> {
  const text = await readText(file, LEDGER_BYTES_MAX).catch((error: unknown) => {
    throw new InputError(`${file} cannot be read: ${fileFailureWords(error)}`, { cause: error });
  });
  const [first = '', ...lines] = text.trimEnd().split('\n');
  const state = stateSchema.safeParse(parseJson(first)).data;
  if (state === undefined) throw new InputError(`${file} is damaged: its line 1 is no item of a bot`);
  const rows = lines.map((line, k) => {
    const row = rowSchema.safeParse(parseJson(line)).data;
    if (row === undefined)
      throw new InputError(`${file} is damaged: its line ${k + 2} is no row of a ledger`);
    return row;
  });
  const store = new MemoryLedger();
  await store.append(state.botId, rows);
  return { state, store };
}
