/**
 * Does the embedded DynamoDB keep what it is given, and say in words when it cannot be opened?
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRequire } from 'node:module';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { LOCAL_TABLE, createTable, openEmbeddedDynamo } from '../../../infra/local/embedded-dynamodb.ts';
import { InputError } from '../../../infra/input-error.ts';
import { DynamoLedger } from '../../../lambda/adapters/dynamo/dynamo-ledger.ts';
import { haltedRow, stateAt, rowsIn } from '../../harness/stored-bot.ts';

interface DatabaseIterator {
  next(): Promise<unknown>;
}

interface Database {
  values(range: unknown): DatabaseIterator;
}

const databaseSchema = z.object({
  Level: z.custom<{ readonly prototype: Database }>((value) => typeof value === 'function'),
});

/** The database that dynalite brings. */
function brought() {
  const ofDynalite = createRequire(createRequire(import.meta.url).resolve('dynalite'));
  return databaseSchema.parse(ofDynalite('level'));
}

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'embedded-'));
});
afterEach(async () => rm(folder, { recursive: true, force: true }));

async function refusal(path: string): Promise<string> {
  const error: unknown = await openEmbeddedDynamo(path).catch((thrown: unknown) => thrown);
  if (!(error instanceof InputError)) throw new Error(`no InputError: ${String(error)}`);
  return error.message;
}

describe('The embedded DynamoDB', () => {
  it('the embedded DynamoDB is opened by one at a time, and who is patient gets its turn', async () => {
    const openAndClose = async () => (await openEmbeddedDynamo(folder, 60_000)).close();
    await Promise.all(Array.from({ length: 16 }, openAndClose));
    const { close } = await openEmbeddedDynamo(folder);
    expect(await refusal(folder)).toBe(`${folder} is in use: another run has this local database open`);
    await close();
  });

  it('the embedded DynamoDB keeps what was written when it is opened again', async () => {
    const first = await openEmbeddedDynamo(join(folder, 'not', 'there', 'yet'));
    const store = new DynamoLedger(first.client, LOCAL_TABLE);
    await store.commit(stateAt(1), 0, 'a');
    await store.append('bot', [haltedRow(1)]);
    await first.close();

    const second = await openEmbeddedDynamo(join(folder, 'not', 'there', 'yet'));
    const again = new DynamoLedger(second.client, LOCAL_TABLE);
    expect((await again.load('bot')).state).toEqual(stateAt(1));
    expect(await rowsIn(again)).toEqual([haltedRow(1)]);
    await second.close();
  });

  it('the embedded DynamoDB without a folder forgets everything', async () => {
    for (const _ of ['first', 'second']) {
      const dynamo = await openEmbeddedDynamo();
      const store = new DynamoLedger(dynamo.client, LOCAL_TABLE);
      expect(await store.commit(stateAt(1), 0, 'a')).toBe('committed');
      await dynamo.close();
    }
  });

  it('the embedded DynamoDB has its table once, however often it is asked for', async () => {
    const dynamo = await openEmbeddedDynamo();
    const store = new DynamoLedger(dynamo.client, LOCAL_TABLE);
    await store.commit(stateAt(1), 0, 'a');
    await createTable(dynamo.client, LOCAL_TABLE);
    expect((await store.load('bot')).state).toEqual(stateAt(1));
    await dynamo.close();
  });

  it('the embedded DynamoDB closes what a query has read with, so that old versions are not kept', async () => {
    const opened: DatabaseIterator[] = [];
    const { Level } = brought();
    const values = vi.spyOn(Level.prototype, 'values').mockImplementation(function (this: Database, range) {
      values.mockRestore();
      const iterator = this.values(range);
      opened.push(iterator);
      return iterator;
    });
    const dynamo = await openEmbeddedDynamo(folder);
    await new DynamoLedger(dynamo.client, LOCAL_TABLE).load('bot');
    const [iterator] = opened;
    await expect(iterator?.next()).rejects.toMatchObject({ code: 'LEVEL_ITERATOR_NOT_OPEN' });
    await dynamo.close();
  });

  it('the embedded DynamoDB refuses a folder that another run has open, which goes on', async () => {
    const first = await openEmbeddedDynamo(folder);
    expect(await refusal(folder)).toBe(`${folder} is in use: another run has this local database open`);
    const store = new DynamoLedger(first.client, LOCAL_TABLE);
    expect(await store.commit(stateAt(1), 0, 'a')).toBe('committed');
    await first.close();
  });

  it('the embedded DynamoDB refuses what is no folder', async () => {
    const file = join(folder, 'file');
    await writeFile(file, 'x');
    expect(await refusal(file)).toBe(
      `${file} cannot be made: it is there already (EEXIST); name another folder; SCALPER_HOME is that of runs`,
    );
    expect(await refusal(join(file, 'below'))).toContain('(ENOTDIR)');
  });

  it('the embedded DynamoDB refuses a database that is broken', async () => {
    await (await openEmbeddedDynamo(folder)).close();
    await writeFile(join(folder, 'CURRENT'), 'nothing of the kind');
    expect(await refusal(folder)).toMatch(/: the local database cannot be opened: LEVEL_\w+$/);
  });
});
