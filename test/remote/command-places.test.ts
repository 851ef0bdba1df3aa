/**
 * Does a command of this clone reach the function that is deployed, whichever release that is?
 *
 * The commands' own way to the embedded DynamoDB, with AWS's other services as fakes. Which release is deployed the
 * stack says; what the function reads is read as that release does.
 */
import { describe, expect, it, vi } from 'vitest';
import { remoteBotLocation } from '../../infra/remote/remote-bot.ts';
import { DynamoLedger } from '../../lambda/adapters/dynamo/dynamo-ledger.ts';
import { commandOf } from '../harness/stored-bot.ts';
import { stageOf } from '../infra/synthesis.ts';
import { TABLE } from './deployed-aws.ts';
import { deployed } from './deployed-bot.ts';
import { deployedStage } from './deployed-stage.ts';
import { placed } from './placed-calls.ts';

const PAUSE = commandOf('1');
const PAPER = { botId: 'paper', region: 'ap-northeast-1', stage: 'Kallisti' };

async function placesOf(differs: 'this release' | 'an earlier release') {
  const { aws, env, client } = await deployed();
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
  const { CommandsApart1, ...before } = deployedStage(stageOf(), TABLE).outputs;
  aws.cloudFormation.stacks.delete('Kallisti-Trader');
  aws.cloudFormation.add(
    'Kallisti-Trader',
    differs === 'this release' ? { ...before, CommandsApart1: CommandsApart1! } : before,
  );
  const at = (table?: string) => remoteBotLocation({ ...PAPER, table }, () => {});
  const functionOf = (place: 'apart' | 'beside') => new DynamoLedger(client, TABLE, place);
  const tableCalls = () => aws.calls.map(placed).filter((call) => call.startsWith('dynamodb:'));
  return { aws, at, functionOf, tableCalls };
}

describe('a command', () => {
  it.each([
    ['this release', 'apart', 'commands'],
    ['an earlier release', 'beside', 'item'],
  ] as const)(
    'a command reaches the function of %s, and nothing is asked of the table but what its policy allows',
    async (release, place, where) => {
      const { at, functionOf, tableCalls } = await placesOf(release);
      await at().issue(PAUSE);
      expect(tableCalls()).toEqual([`dynamodb:PutItem on ${where}`]);
      expect((await functionOf(place).load('paper')).commands).toEqual([PAUSE]);
      expect(await at().find()).toMatchObject({ commands: [PAUSE] });
      const looks =
        place === 'apart'
          ? ['dynamodb:Query on item', 'dynamodb:Query on commands']
          : ['dynamodb:Query on item'];
      expect(tableCalls().slice(1).toSorted()).toEqual(looks.toSorted());
    },
  );

  it('a command of an earlier clone reaches the function of this release, and is shown while it waits', async () => {
    const { at, functionOf } = await placesOf('this release');
    await functionOf('beside').issue('paper', PAUSE);
    expect(await at().find()).toMatchObject({ commands: [PAUSE] });
    expect((await functionOf('apart').load('paper')).commands).toEqual([PAUSE]);
  });

  it('a command for a named table follows the deployed function as well; where no stack is known, it is for one of this release', async () => {
    const { aws, at, functionOf, tableCalls } = await placesOf('an earlier release');
    await at(TABLE).issue(PAUSE);
    expect((await functionOf('beside').load('paper')).commands).toEqual([PAUSE]);
    aws.cloudFormation.stacks.clear();
    await at(TABLE).issue(commandOf('2'));
    expect(tableCalls()).toEqual(['dynamodb:PutItem on item', 'dynamodb:PutItem on commands']);
  });
});
