/**
 * What does a bot do with a table that was restored from backup, while the table it was copied from goes on?
 *
 * The backup is a copy of every item, as DynamoDB makes it, under another name.
 */
import { ScanCommand } from '@aws-sdk/client-dynamodb';
import { describe, expect, it } from 'vitest';
import { DynamoLedger } from '../../../lambda/adapters/dynamo/dynamo-ledger.ts';
import type { BotState } from '../../../lambda/core/bot-state.ts';
import { MINUTE_MS } from '../../../lambda/core/units.ts';
import { auditEpochs } from '../../harness/ledger-audit.ts';
import { putRaw } from './dynamo-raw-items.ts';
import { useDynalite } from './dynamo-servers.ts';
import { ChangingStore, PaperHarness, PAPER_BOT, minutesOfMarket } from './dynamo-harness.ts';

const MARKET = minutesOfMarket(120);
const BACKUP_MINUTE = 60;

const dynalite = useDynalite();

/** A bot's store in a table of that name, and every name it has given since it was opened. */
class NamedTable extends ChangingStore {
  readonly table: string;
  /** Keys of rows and ids of orders. */
  readonly names = new Set<string>();

  constructor(table: string) {
    const ledger = new DynamoLedger(dynalite.client, table);
    super(ledger);
    this.table = table;
    this.commit = (next, ...args) => {
      for (const { epoch, sequence } of next.outbox.rows) this.names.add(`row ${epoch}/${sequence}`);
      for (const { clientOrderId } of next.orders) this.names.add(`order ${clientOrderId}`);
      return ledger.commit(next, ...args);
    };
  }

  async state(): Promise<BotState> {
    const { state } = await this.load(PAPER_BOT);
    if (state === undefined) throw new Error(`table ${this.table} has no item of the bot`);
    return state;
  }
}

/** What DynamoDB makes of a table's backup: a new table with its items. */
async function restored({ table }: NamedTable): Promise<NamedTable> {
  const copy = await dynalite.newTable();
  const scan = new ScanCommand({ TableName: table, ConsistentRead: true });
  const { Items = [], LastEvaluatedKey } = await dynalite.client.send(scan);
  expect(LastEvaluatedKey).toBeUndefined();
  for (const item of Items) await putRaw(dynalite.client, copy, item);
  return new NamedTable(copy);
}

/** A tick in each of so many minutes after that minute of the market. */
async function run(store: NamedTable, afterMinute: number, minutes: number): Promise<void> {
  const harness = new PaperHarness(store, MARKET);
  for (let k = 0; k < afterMinute; k += 1) harness.advance();
  await harness.run(minutes);
}

/** An hour of trading, with positions open and orders at rest at its end. */
async function tradedForAnHour(): Promise<NamedTable> {
  const table = new NamedTable(await dynalite.newTable());
  await run(table, 0, BACKUP_MINUTE);
  const { ledger, orders } = await table.state();
  expect(Math.min(ledger.positions.length, orders.length, ledger.tradeCount)).toBeGreaterThan(0);
  return table;
}

async function epochOf(table: NamedTable): Promise<number> {
  return (await table.state()).ledger.epoch;
}

describe('a restored table', () => {
  it('a restored table shares no new row and no new order with the table it was copied from', async () => {
    const old = await tradedForAnHour();
    const { tickMs, ledger } = await old.state();
    const copy = await restored(old);
    const resting = new Set((await copy.state()).orders.map(({ clientOrderId }) => `order ${clientOrderId}`));
    old.names.clear();
    await run(old, BACKUP_MINUTE, 50);
    await run(copy, BACKUP_MINUTE + 5, 45);

    expect(await epochOf(old)).toBe(1);
    expect(await epochOf(copy)).toBe(tickMs! / MINUTE_MS + 6);
    const shared = [...old.names].filter((name) => copy.names.has(name) && !resting.has(name));
    // Only what waited in the outbox, and is the same in both.
    const waiting = ledger.rowCount;
    expect(shared.filter((name) => !name.startsWith(`row 1/`) || Number(name.slice(6)) > waiting)).toEqual(
      [],
    );
    expect(Math.min(old.names.size, copy.names.size)).toBeGreaterThan(50);
    expect((await copy.state()).ledger.tradeCount).toBeGreaterThan(ledger.tradeCount);
  });

  it('a restored table agrees with its rows, epoch by epoch, with what waited in the outbox under its own', async () => {
    const old = await tradedForAnHour();
    const copy = await restored(old);
    await run(copy, BACKUP_MINUTE, 40);
    const [young, before] = await auditEpochs(copy, PAPER_BOT);
    expect(young?.state.ledger.epoch).not.toBe(1);
    expect(young?.rows.length).toBeGreaterThan(10);
    expect(before?.state.ledger).toEqual((await old.state()).ledger);
  });

  it('a restored table is known as restored until its first tick, and then as any other', async () => {
    const copy = await restored(await tradedForAnHour());
    expect((await copy.load(PAPER_BOT)).isRestored).toBe(true);
    await run(copy, BACKUP_MINUTE, 1);
    const epoch = await epochOf(copy);
    expect((await copy.load(PAPER_BOT)).isRestored).toBeUndefined();
    await run(copy, BACKUP_MINUTE + 1, 20);
    expect(await epochOf(copy)).toBe(epoch);
  });

  it('a restored table has an epoch of its own, however often one backup is restored', async () => {
    const old = await tradedForAnHour();
    const copies = [await restored(old), await restored(old), await restored(old)];
    for (const [k, copy] of copies.entries()) await run(copy, BACKUP_MINUTE + k, 1);
    const epochs = await Promise.all([old, ...copies].map(epochOf));
    expect(new Set(epochs).size).toBe(4);
  });

  it('a restored table gives orders of its own, though another copy of the backup begins in the same minute', async () => {
    const old = await tradedForAnHour();
    const copies = [await restored(old), await restored(old)] as const;
    const resting = new Set((await old.state()).orders.map(({ clientOrderId }) => `order ${clientOrderId}`));
    await Promise.all(copies.map((copy) => run(copy, BACKUP_MINUTE, 50)));
    const [first, second] = copies.map(({ names }) => {
      return [...names].filter((name) => name.startsWith('order') && !resting.has(name));
    });
    expect(await epochOf(copies[0])).toBe(await epochOf(copies[1]));
    expect(first!.length).toBeGreaterThan(10);
    expect(second).toHaveLength(first!.length);
    expect(first!.filter((name) => second!.includes(name))).toEqual([]);
  });

  it('a restored table can be restored itself; and the table that was left can be taken up again', async () => {
    const old = await tradedForAnHour();
    const copy = await restored(old);
    await run(copy, BACKUP_MINUTE + 2, 10);
    const again = await restored(copy);
    await run(again, BACKUP_MINUTE + 12, 10);
    expect(await auditEpochs(again, PAPER_BOT)).toHaveLength(3);
    await run(old, BACKUP_MINUTE + 30, 10);
    expect(await auditEpochs(old, PAPER_BOT)).toHaveLength(1);
  });

  it('a restored table begins its epoch once, when two invocations find it at once', async () => {
    const copy = await restored(await tradedForAnHour());
    await Promise.all([run(copy, BACKUP_MINUTE, 1), run(copy, BACKUP_MINUTE, 1)]);
    await expect(auditEpochs(copy, PAPER_BOT)).resolves.toHaveLength(2);
  });
});
