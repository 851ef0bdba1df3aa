/**
 * Does each command make the calls of AWS that its policy is made from, and no other?
 *
 * Every command is run, in this process, with the unmodified clients of AWS; what they ask is written down.
 */
import { rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { DeleteItemCommand } from '@aws-sdk/client-dynamodb';
import type { Command } from 'commander';
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest';
import { followCommand } from '../../infra/cli/commands/operate/follow-command.ts';
import { scalperProgram } from '../../infra/cli/program.ts';
import { COMMAND_CALLS, OPERATOR_COMMANDS, isCommandName } from '../../infra/operator/command-calls.ts';
import { remoteBotLocation } from '../../infra/remote/remote-bot.ts';
import type * as stagesModule from '../../infra/stages.ts';
import type { StageInput } from '../../infra/stages.ts';
import { secretNames } from '../../lambda/adapters/aws/secret-names.ts';
import { stateKey } from '../../lambda/adapters/dynamo/dynamo-items.ts';
import { DynamoLedger } from '../../lambda/adapters/dynamo/dynamo-ledger.ts';
import type { OperatorCommand } from '../../lambda/core/ledger/operator-command.ts';
import { failed } from '../harness/aws/protocols.ts';
import { commandOf } from '../harness/stored-bot.ts';
import { QUEUE_ATTRIBUTES, RECEIVE_MESSAGE, TABLE, TRADER_BEFORE } from './deployed-aws.ts';
import { deployed } from './deployed-bot.ts';
import { RULE_ARN, placed } from './placed-calls.ts';

/** Whether the stage allows the bot real money. */
const live = vi.hoisted(() => ({ isAllowed: false }));

vi.mock('../../infra/stages.ts', async (original) => {
  const stages = await original<typeof stagesModule>();
  const bots: StageInput['bots'] = stages.STAGE.bots.map((bot) => ({
    ...bot,
    id: 'paper',
    get allowLive() {
      return live.isAllowed;
    },
  }));
  const parsed = stages.parseStage(stages.STAGE);
  const STAGE = { ...stages.STAGE, name: 'Kallisti', bots };
  const stagedBot = (botId: string) => bots.find(({ id }) => id === botId);
  return { ...stages, STAGE, stagedBot, parseStage: () => parsed };
});

/** A command that waits for a second of the minute need not here. */
vi.mock('node:timers/promises', () => ({ setTimeout: () => Promise.resolve() }));

const keyboard = Object.getOwnPropertyDescriptor(process, 'stdin');
/** Written by a command that makes one. */
const PAGE = join(tmpdir(), 'page-of-calls.html');

/** From now on the input has these lines, and ends. */
function type(lines: string): void {
  Object.defineProperty(process, 'stdin', { ...keyboard, get: () => Readable.from([lines]) });
}

afterEach(() => {
  process.exitCode = undefined;
  if (keyboard !== undefined) Object.defineProperty(process, 'stdin', keyboard);
  live.isAllowed = false;
});

afterAll(() => rmSync(PAGE, { force: true }));

type There = Awaited<ReturnType<typeof deployed>>;

interface Run {
  readonly args: readonly string[];
  readonly allowLive?: boolean;
  readonly typed?: string;
  /** Makes something different from a bot that is well. */
  readonly before?: (there: There) => Promise<void> | void;
  /** No tick has obeyed for three minutes. */
  readonly isUnheard?: true;
}

/** Somebody else's write came first: what is there is read. */
const refusesWrites = ({ aws }: There): void => {
  aws.answers.set('DynamoDB_20120810.PutItem', () =>
    failed('com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException', 'refused'),
  );
};
const failsTick = ({ aws }: There): void => {
  aws.answers.set(QUEUE_ATTRIBUTES, () => [200, { Attributes: { ApproximateNumberOfMessages: '1' } }]);
  aws.answers.set(RECEIVE_MESSAGE, () => [200, {}]);
};
const losesItem = async ({ client }: There): Promise<void> => {
  await client.send(new DeleteItemCommand({ TableName: TABLE, Key: stateKey('paper') }));
};
const twice = (...args: readonly string[]): readonly Run[] => [{ args }, { args, before: refusesWrites }];
const followed = (...args: readonly string[]): readonly Run[] => [
  ...twice(...args),
  { args, isUnheard: true },
];

const RUNS: Readonly<Record<string, readonly Run[]>> = {
  status: [{ args: [] }],
  tail: [{ args: [] }],
  doctor: [{ args: [], allowLive: true, before: failsTick }],
  pause: followed(),
  resume: followed(),
  flatten: [...followed('--yes'), { args: ['--yes', '--direct'], allowLive: true }],
  begin: [...twice('--yes'), { args: ['--yes'], before: losesItem }, { args: ['--yes'], allowLive: true }],
  schedule: [{ args: [] }],
  ledger: [{ args: [] }],
  rebuild: [{ args: [] }],
  export: [{ args: [] }],
  parity: [{ args: [] }],
  report: [{ args: ['--out', PAGE] }],
  params: [{ args: [] }],
  'params get': [{ args: [] }],
  'params set': [{ args: ['targetPct=0.3'] }],
  'params diff': [{ args: [] }],
  'params history': [{ args: [] }],
  preflight: [{ args: [], allowLive: true }],
  'agreement sign': [{ args: ['--yes'], allowLive: true }],
  'secrets set': [{ args: [], typed: 'key-0123456789\nsecret-abcdef\n' }],
  'secrets list': [{ args: [] }],
};

/** A trader stack that names no table, and none. Where an earlier release looks for commands, its own policy reaches. */
const TRADERS: readonly (Readonly<Record<string, string>> | undefined)[] = [
  { ...TRADER_BEFORE, CommandsApart1: 'paper' },
  undefined,
];

function withTrader(outputs: Readonly<Record<string, string>> | undefined): NonNullable<Run['before']> {
  return ({ aws }) => {
    aws.cloudFormation.stacks.delete('Kallisti-Trader');
    if (outputs !== undefined) aws.cloudFormation.add('Kallisti-Trader', outputs);
  };
}

/** The rule that wakes the bot, which can be deleted and made. */
function answerRules({ aws }: There): void {
  const rule = { Name: 'paper-rule', Arn: RULE_ARN, ScheduleExpression: 'rate(1 minute)', State: 'ENABLED' };
  const answers = {
    DescribeRule: rule,
    ListTargetsByRule: {
      Targets: [{ Id: 'Target0', Arn: 'arn:aws:lambda:ap-northeast-1:123456789012:function:paper' }],
    },
    ListTagsForResource: { Tags: [] },
    RemoveTargets: {},
    DeleteRule: {},
    PutRule: { RuleArn: RULE_ARN },
    PutTargets: {},
  };
  for (const [operation, answer] of Object.entries(answers))
    aws.answers.set(`AWSEvents.${operation}`, () => [200, answer]);
}

/** Its runs, the first one once more for each trader stack of other times. */
function runsOf(command: string): readonly Run[] {
  const runs = RUNS[command] ?? [];
  const [first] = runs;
  if (first === undefined) return [];
  return [...runs, ...TRADERS.map((outputs) => ({ ...first, before: withTrader(outputs) }))];
}

/** The calls of a run, each once, as `action on place`. */
async function callsOf(command: string, run: Run): Promise<string[]> {
  const { args, allowLive = false, typed, before, isUnheard } = run;
  const there = await deployed();
  answerRules(there);
  await before?.(there);
  for (const name of secretNames('paper', false)) there.aws.parameters.put(name, 'a-key');
  for (const [name, value] of Object.entries(there.env)) vi.stubEnv(name, value);
  vi.stubEnv('EXCHANGE_ENDPOINT', 'http://127.0.0.1:9');
  vi.spyOn(console, 'log').mockReturnValue();
  vi.spyOn(console, 'error').mockReturnValue();
  vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  if (typed !== undefined) type(typed);
  live.isAllowed = allowLive;
  const words = command.split(' ');
  const program = await scalperProgram(words[0]);
  const line = [...words, '--bot', 'paper', ...args];
  // What AWS was asked counts, whatever came of it: no exchange answers here.
  await program.parseAsync(line, { from: 'user' }).catch((error: unknown) => error);
  if (isUnheard) await follow(there);
  return [...new Set(there.aws.calls.map(placed))].toSorted();
}

/** What is asked of a command that is followed for three minutes, which pass at once, and of one that waits no more. */
async function follow({ client }: There): Promise<void> {
  const waiting = commandOf('later', { kind: 'pause' });
  await new DynamoLedger(client, TABLE).issue('paper', waiting);
  for (const command of [waiting, commandOf('gone')]) await followOne(command);
}

async function followOne(command: OperatorCommand): Promise<void> {
  const address = { botId: 'paper', stage: 'Kallisti', region: 'ap-northeast-1', table: undefined };
  let nowMs = 0;
  await followCommand(
    command,
    remoteBotLocation(address, () => {}),
    {
      signal: new AbortController().signal,
      nowMs: () => nowMs,
      sleep: async (durationMs) => (nowMs += 30 * durationMs),
    },
  );
}

describe('the calls of a command', () => {
  it.each(Object.keys(RUNS))(
    'the calls of a command are those that its policy is made from: %s',
    async (command) => {
      const made = new Set<string>();
      for (const run of runsOf(command)) for (const call of await callsOf(command, run)) made.add(call);
      const listed = isCommandName(command) ? COMMAND_CALLS[command] : [];
      expect([...made].toSorted(), 'infra/operator/command-calls.ts lists others').toEqual(
        [...new Set(listed.map(([action, place]) => `${action} on ${place}`))].toSorted(),
      );
    },
  );

  it('the calls of a command are known of every command that reaches a bot in AWS', async () => {
    const program = await scalperProgram();
    const names = program.commands.flatMap((command) => botCommands(command)).toSorted();
    expect(names).toEqual(Object.keys(RUNS).toSorted());
    expect(OPERATOR_COMMANDS.filter((name) => !name.startsWith('aws ')).toSorted()).toEqual(
      names.filter((name) => name !== 'schedule' && name !== 'begin'),
    );
  });
});

/** Those of it that have `--bot`, by their words. */
function botCommands(command: Command, before = ''): readonly string[] {
  const name = `${before}${command.name()}`;
  const own = command.options.some(({ long }) => long === '--bot') ? [name] : [];
  return [...own, ...command.commands.flatMap((sub) => botCommands(sub, `${name} `))];
}
