/**
 * Does a table that the operator names win, and is it said where the bot's ticks use another?
 *
 * The commands' own way to the embedded DynamoDB, with AWS's other services as fakes.
 */
import { describe, expect, it, vi } from 'vitest';
import { createTable } from '../../infra/local/embedded-dynamodb.ts';
import { remoteBotLocation } from '../../infra/remote/remote-bot.ts';
import { DynamoLedger } from '../../lambda/adapters/dynamo/dynamo-ledger.ts';
import { commandOf, stateIn } from '../harness/stored-bot.ts';
import { TABLE } from './deployed-aws.ts';
import { deployed } from './deployed-bot.ts';

const PAPER = { botId: 'paper', region: 'ap-northeast-1', stage: 'Kallisti' };
const LEFT = 'the-table-that-was-left';
const PAUSE = commandOf('1');

async function places() {
  const { aws, env, client } = await deployed();
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
  await createTable(client, LEFT);
  const state = await stateIn(new DynamoLedger(client, TABLE), 'paper');
  await new DynamoLedger(client, LEFT).commit({ ...state, version: 1 }, 0, 'a');
  const warnings: string[] = [];
  const at = (table: string | undefined) =>
    remoteBotLocation({ ...PAPER, table }, (sentence) => warnings.push(sentence));
  const commandsIn = async (table: string) =>
    (await new DynamoLedger(client, table).load('paper')).commands.map(({ id }) => id);
  return { aws, at, warnings, commandsIn };
}

describe('a named table', () => {
  it('a named table that the ticks use is as none: nothing is said', async () => {
    const { at, warnings } = await places();
    for (const table of [undefined, TABLE]) {
      expect(await at(table).issue(PAUSE)).toEqual({ isRunning: true });
      expect(await at(table).whyUnread()).toBeUndefined();
      expect(await at(table).find()).toMatchObject({ commands: [PAUSE] });
    }
    expect(warnings).toEqual([]);
  });

  it('a named table that the ticks do not use is read and written all the same, and told of once', async () => {
    const { at, warnings, commandsIn } = await places();
    const doubt = `The ticks of bot paper use the table ${TABLE}, not ${LEFT}: without --table the command goes there.`;
    const writing = at(LEFT);
    await writing.issue(PAUSE);
    expect(await writing.whyUnread()).toBe(doubt);
    expect([await commandsIn(LEFT), await commandsIn(TABLE)]).toEqual([['1'], []]);
    // It was said with the command.
    await writing.find();
    expect(warnings).toEqual([]);
    const reading = at(LEFT);
    for (const _ of [1, 2]) expect(await reading.find()).toMatchObject({ commands: [PAUSE] });
    expect(warnings).toEqual([doubt]);
  });

  it('a named table needs no stack: whether ticks use it is unknown, and said', async () => {
    const { aws, at, warnings, commandsIn } = await places();
    aws.cloudFormation.stacks.clear();
    const doubt = `Whether ticks of bot paper use the table ${TABLE} is unknown: the stack Kallisti-Ledger in ap-northeast-1 does not exist`;
    const writing = at(TABLE);
    await writing.issue(PAUSE);
    expect(await writing.whyUnread()).toContain(doubt);
    expect(await commandsIn(TABLE)).toEqual(['1']);
    await at(TABLE).find();
    expect(warnings).toEqual([expect.stringContaining(doubt)]);
  });

  it('a named table aside, commands for a bot without a function are read in the table of the ledger stack, and warned of', async () => {
    const { aws, at, warnings } = await places();
    aws.cloudFormation.stacks.delete('Kallisti-Trader');
    const nothingTicks = 'Nothing ticks: the stack Kallisti-Trader in ap-northeast-1 does not exist.';
    expect(await at(undefined).find()).toMatchObject({ state: { botId: 'paper' } });
    expect(warnings).toEqual([nothingTicks]);
    expect(await at(undefined).whyUnread()).toBe(nothingTicks);
  });
});
