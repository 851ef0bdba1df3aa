/**
 * Does `scalper begin` begin a bot anew, only when it was asked to and nothing is open, and lose no row?
 */
import { DeleteItemCommand } from '@aws-sdk/client-dynamodb';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { LOCAL_TABLE } from '../../../infra/local/embedded-dynamodb.ts';
import { STORES } from '../../../infra/local/ledger-stores.ts';
import { LOCAL_BOT } from '../../../infra/local/run-record.ts';
import { stateKey } from '../../../lambda/adapters/dynamo/dynamo-items.ts';
import { newPaperBot, recordEvent, type BotState } from '../../../lambda/core/bot-state.ts';
import type { LedgerEvent } from '../../../lambda/core/ledger/ledger-events.ts';
import { MINUTE_MS, usd } from '../../../lambda/core/units.ts';
import { NOON, entryOrder, position } from '../../harness/builders.ts';
import { folderOf, scalper } from '../../harness/scalper-process.ts';

const { decision } = entryOrder();
const OPENED: LedgerEvent = { kind: 'opened', atMs: NOON, position: position(), decision, fills: [] };
const USED_UP = newPaperBot(LOCAL_BOT, 1, usd(3), NOON - MINUTE_MS);
const EPOCH = NOON / MINUTE_MS;

/** The folder of a bot, with its rows; `isMissing` without its item. */
async function homeOf(bot: BotState, isMissing = false): Promise<string> {
  const home = join(await folderOf(), 'home');
  const { store, client, close } = await STORES.dynalite.open(home);
  await store.append(LOCAL_BOT, bot.outbox.rows);
  await store.commit({ ...bot, version: 1, tickMs: NOON, outbox: { rows: [], alerts: [] } }, 0, 'a');
  const command = new DeleteItemCommand({ TableName: LOCAL_TABLE, Key: stateKey(LOCAL_BOT) });
  if (isMissing) await client?.send(command);
  await close();
  return home;
}

const at = (home: string) => ({ env: { SCALPER_HOME: home } });

async function json(home: string, ...args: readonly string[]): Promise<unknown> {
  const { code, stdout, stderr } = await scalper([...args, '--json'], at(home));
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return JSON.parse(stdout);
}

/** Why a command does nothing. */
async function refusal(home: string, ...args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await scalper(args, at(home));
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  return stderr;
}

describe('a used-up account', () => {
  it('a used-up account begins anew with the balance of the parameters; its rows stay, and agree', async () => {
    const home = await homeOf(USED_UP);
    expect(await json(home, 'begin', '--yes', '--why', 'used up')).toEqual({
      bot: LOCAL_BOT,
      epoch: EPOCH,
      balanceUsd: 2000,
    });
    expect(await json(home, 'ledger', '--all')).toMatchObject([
      { epoch: 1, kind: 'started', balanceUsd: 3 },
      {
        epoch: EPOCH,
        kind: 'started',
        balanceUsd: 2000,
        after: { cause: 'begun', epoch: 1 },
        asked: { why: 'used up' },
      },
    ]);
    expect(await json(home, 'rebuild')).toMatchObject({ agrees: true, endedEpochs: [1] });
    const again = await scalper(['begin', '--yes'], at(home));
    expect(again.stdout).toBe(`Bot local begins anew: epoch ${EPOCH + 1}, 2,000.00 USDT on paper.\n`);
  });

  it('a used-up account is left as it is without --yes, where nobody can be asked', async () => {
    const home = await homeOf(USED_UP);
    expect(await refusal(home, 'begin')).toContain('add --yes where no terminal can ask for confirmation');
    expect(await json(home, 'ledger', '--all')).toHaveLength(1);
  });
});

it('a bot with a position open does not begin anew', async () => {
  const home = await homeOf(recordEvent(USED_UP, OPENED));
  expect(await refusal(home, 'begin', '--yes')).toMatch(
    /a long in BTC open\. Close everything first: `\/\S+\/scalper flatten`, then run begin again/,
  );
});

it('a bot whose item was deleted begins anew after the epoch that its rows have', async () => {
  const home = await homeOf(USED_UP, true);
  expect(await json(home, 'begin', '--yes')).toMatchObject({ balanceUsd: 2000 });
  expect(await json(home, 'ledger', '--all')).toMatchObject([
    { epoch: 1, balanceUsd: 3 },
    { kind: 'started', balanceUsd: 2000, after: { cause: 'begun', epoch: 1 } },
  ]);
  expect(await json(home, 'rebuild')).toMatchObject({ agrees: true, endedEpochs: [1] });
});

it('a folder without a ledger has nothing to begin anew', async () => {
  const nowhere = join(await folderOf(), 'nowhere');
  expect(await refusal(nowhere, 'begin', '--yes')).toContain('/scalper start` trades a day and saves it');
});
