/**
 * Is the ledger that is kept with a result read as the run wrote it?
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { chooseMarket } from '../../infra/market/market-source.ts';
import { LOCAL_BOT } from '../../infra/local/run-record.ts';
import { ledgerText } from '../../infra/results/kept-ledger.ts';
import { readKeptLedger } from '../../infra/results/read-kept-ledger.ts';
import { MemoryLedger } from '../../lambda/adapters/memory-ledger.ts';
import { run } from '../local/paper-run-harness.ts';

it('a ledger that is kept has the item and every row, and a damaged line is named', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'kept-ledger-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const file = join(folder, 'ledger.jsonl');
  const store = new MemoryLedger();
  const { result } = await run(await chooseMarket({ symbols: ['BTCUSDT'] }), { store, ticksMax: 300 });
  const rowsOf = (ledger: Pick<MemoryLedger, 'rows'>) =>
    Array.fromAsync(ledger.rows(LOCAL_BOT, result.state.ledger.epoch));
  const rows = await rowsOf(store);
  expect(rows.length).toBeGreaterThan(10);

  const text = await ledgerText(result.state, store);
  await writeFile(file, text);
  const read = await readKeptLedger(file);
  expect(read.state).toEqual(result.state);
  expect(await Array.fromAsync(read.store.rows(LOCAL_BOT, result.state.ledger.epoch))).toEqual(rows);

  const lines = text.split('\n');
  await writeFile(file, lines.toSpliced(4, 1, lines[4]!.slice(0, 40)).join('\n'));
  await expect(readKeptLedger(file)).rejects.toThrow(`${file} is damaged: its line 5 is no row of a ledger`);
  await writeFile(file, lines.toSpliced(0, 1).join('\n'));
  await expect(readKeptLedger(file)).rejects.toThrow('its line 1 is no item of a bot');
  await rm(file);
  await expect(readKeptLedger(file)).rejects.toThrow(`${file} cannot be read`);
});
