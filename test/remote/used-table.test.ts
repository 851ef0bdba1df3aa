/**
 * Is the table of a command the one that the bot's ticks use, whoever says so, and is nothing guessed?
 *
 * The unmodified clients of AWS, against fakes on loopback; every request is counted.
 */
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { AwsUnavailableError, InputError } from '../../infra/input-error.ts';
import { usedTable } from '../../infra/remote/used-table.ts';
import { FakeAws } from '../harness/aws/fake-aws.ts';
import { failed } from '../harness/aws/protocols.ts';
import { openForTest } from '../harness/loopback-server.ts';
import { GET_FUNCTION, TRADER_BEFORE, environmentOf, functionWith } from './deployed-aws.ts';

const TRADER = 'Kallisti-Trader';
const PAPER = { botId: 'paper', region: 'ap-northeast-1', stage: 'Kallisti' };

let aws: FakeAws;
beforeEach(async () => {
  aws = await openForTest(new FakeAws());
  for (const [name, value] of Object.entries(environmentOf(aws))) vi.stubEnv(name, value);
  aws.cloudFormation.add('Kallisti-Ledger', { TableName: 'own' });
});

describe('the used table', () => {
  it('the used table is what the trader stack says, in one request', async () => {
    aws.cloudFormation.add(TRADER, { ...TRADER_BEFORE, TableName: 'restored', Bots: 'paper,live' });
    expect(await usedTable(PAPER)).toEqual({ table: 'restored', saidBy: 'trader stack', commands: 'beside' });
    expect(aws.requests).toEqual(['DescribeStacks Kallisti-Trader']);
  });

  it.each([
    ['the stack of the bot says so', { CommandsApart1: 'paper,live' }, 'apart'],
    ['a further stack says so', { CommandsApart1: 'live', CommandsApart2: 'other,paper' }, 'apart'],
    ['only that of other bots says so', { CommandsApart1: 'paper-2,live' }, 'beside'],
    ['no stack says so, as before', {}, 'beside'],
  ] as const)(
    'the used table has commands where the function looks for them: %s',
    async (_, says, commands) => {
      aws.cloudFormation.add(TRADER, { ...TRADER_BEFORE, TableName: 'own', Bots: 'paper,live', ...says });
      expect(await usedTable(PAPER)).toMatchObject({ commands });
    },
  );

  it('the used table of a bot that the stack does not have is told with the bots that it has', async () => {
    aws.cloudFormation.add(TRADER, { ...TRADER_BEFORE, TableName: 'restored', Bots: 'paper,live' });
    expect(await usedTable({ ...PAPER, botId: 'papre' })).toEqual({
      table: 'restored',
      saidBy: 'trader stack',
      commands: 'apart',
      unused:
        'No tick may ever read it: the stack Kallisti-Trader in ap-northeast-1 has no bot papre, but paper, live.',
    });
  });

  it("the used table of a stack that does not say it is that of the bot's function", async () => {
    aws.cloudFormation.add(TRADER, TRADER_BEFORE);
    const asked: string[] = [];
    aws.answers.set(GET_FUNCTION, (name) => {
      asked.push(name);
      return functionWith('restored');
    });
    expect(await usedTable({ ...PAPER, botId: 'live' })).toEqual({
      table: 'restored',
      saidBy: 'function',
      commands: 'beside',
    });
    expect(asked).toEqual(['live-function']);
    const stranger = await usedTable({ ...PAPER, botId: 'papre' });
    expect(stranger).toEqual({
      table: 'restored',
      saidBy: 'function',
      commands: 'apart',
      unused: 'No tick may ever read it: the stack Kallisti-Trader in ap-northeast-1 has no bot papre.',
    });
  });

  it.each([
    ['does not exist', undefined],
    ['has no function', {}],
  ])(
    'the used table is nobody’s where the trader stack %s: then it is that of the ledger',
    async (why, outputs) => {
      if (outputs !== undefined) aws.cloudFormation.add(TRADER, outputs);
      expect(await usedTable(PAPER)).toEqual({
        table: 'own',
        saidBy: 'ledger stack',
        commands: 'apart',
        unused: `Nothing ticks: the stack Kallisti-Trader in ap-northeast-1 ${why}.`,
      });
    },
  );

  it('the used table is not guessed where the function is gone, has none, or may not be read', async () => {
    aws.cloudFormation.add(TRADER, TRADER_BEFORE);
    const answered = async (answer: ReturnType<typeof functionWith>) => {
      aws.answers.set(GET_FUNCTION, () => answer);
      return usedTable(PAPER).catch((error: unknown) => error);
    };
    const gone = await answered(failed('ResourceNotFoundException', 'Function not found'));
    expect(gone).toBeInstanceOf(InputError);
    expect(String(gone)).toContain('the function paper-function in ap-northeast-1 does not exist');
    const without = await answered([200, { FunctionName: 'paper-function' }]);
    expect(String(without)).toContain('has no table in its environment: name the table with --table');
    const denied = await answered(failed('AccessDeniedException', 'no'));
    expect(denied).toBeInstanceOf(AwsUnavailableError);
    expect(aws.requests.filter((request) => request.includes('Ledger'))).toEqual([]);
  });
});
