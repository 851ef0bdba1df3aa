/**
 * Does a person at a terminal see what they should of a bot in AWS, and nobody what they should not?
 *
 * Under a pseudo-terminal, with the unmodified clients of AWS, against fakes on loopback.
 */
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { describe, expect, it } from 'vitest';
import { DynamoLedger } from '../../lambda/adapters/dynamo/dynamo-ledger.ts';
import { haltName } from '../../lambda/core/control/halt.ts';
import { initialLedger } from '../../lambda/core/ledger/ledger-state.ts';
import { MINUTE_MS } from '../../lambda/core/units.ts';
import { NOON } from '../harness/builders.ts';
import { startInTerminal } from '../harness/pseudo-terminal.ts';
import { folderOf, scalper, startScalper, type Running } from '../harness/scalper-process.ts';
import { ESCAPE, Terminal } from '../harness/terminal-emulator.ts';
import { FILTER_LOG, TABLE } from './deployed-aws.ts';
import { deployed, ownRelease } from './deployed-bot.ts';

const COLUMNS = 80;

async function inTerminal(
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  { echoes = true } = {},
): Promise<Running> {
  return startInTerminal({ columns: COLUMNS, folder: await folderOf(), args, env, echoes });
}

describe('status --watch', () => {
  it('status --watch is refreshed in place, and leaves the terminal as it was on Ctrl-C', async () => {
    const { env } = await deployed();
    const running = await inTerminal(['status', '--bot', 'paper', '--watch', '0.2'], env, {
      echoes: false,
    });
    await running.until('Bot paper');
    const paused = await scalper(['pause', '--bot', 'paper', '--why', 'lunch'], { env });
    expect(paused.code).toBe(0);
    await running.until('lunch');
    running.type('\u0003');
    const { code, stdout } = await running.ended;
    const terminal = new Terminal(COLUMNS).write(stdout);
    expect(code).toBe(0);
    expect(terminal.cursorIsVisible).toBe(true);
    expect(terminal.isWrapping).toBe(true);
    expect(stdout.split('Bot paper').length - 1).toBeGreaterThan(1);
    expect(terminal.lines().filter((line) => line.includes('Bot paper'))).toHaveLength(1);
    for (const line of terminal.lines()) expect(line.length).toBeLessThanOrEqual(COLUMNS);
  });

  it('status --watch has no colours where NO_COLOR asks for none', async () => {
    const { env } = await deployed({}, await ownRelease());
    const coloured = await (await inTerminal(['doctor', '--bot', 'paper'], env)).ended;
    const plain = await (await inTerminal(['doctor', '--bot', 'paper'], { ...env, NO_COLOR: '1' })).ended;
    expect(coloured.stdout).toContain(`${ESCAPE}[32m`);
    expect(plain.stdout).toContain('Every check passed.');
    expect(plain.stdout).not.toContain(ESCAPE);
  });
});

describe('pause', () => {
  it('pause is followed in a terminal, and left to the next tick on Ctrl-C or with --no-wait', async () => {
    const { env } = await deployed();
    const running = await inTerminal(['pause', '--bot', 'paper'], env);
    await running.until('Waiting for a tick to obey it, 3 minutes at most');
    running.type('\u0003');
    const followed = await running.ended;
    expect(followed.code).toBe(0);
    expect(followed.stdout).toContain('Not obeyed yet: it stays left for the next tick.');
    const left = await (await inTerminal(['pause', '--no-wait', '--bot', 'paper'], env)).ended;
    expect(left.code).toBe(0);
    expect(left.stdout).toContain('Nothing is done yet.');
    expect(left.stdout).not.toContain('Waiting');
  });
});

describe('resume --accept', () => {
  const halted = { cause: 'two positions', sinceMs: NOON };
  const name = haltName(halted);
  const haltedBot = () => deployed({ ledger: { ...initialLedger(1), halted } });
  const waitingOf = async (client: DynamoDBClient) =>
    (await new DynamoLedger(client, TABLE).load('paper')).commands;

  it('resume --accept shows the halt and asks in a terminal, and accepts that one on a yes alone', async () => {
    const { env, client } = await haltedBot();
    const args = ['resume', '--accept', '--no-wait', '--bot', 'paper'];
    const question = 'two positions. Accept that? [y/N]';
    const doubting = await inTerminal(args, env);
    await doubting.until(question);
    doubting.type('\r');
    expect(await doubting.ended).toMatchObject({ code: 0 });
    expect(await waitingOf(client)).toEqual([]);
    const accepting = await inTerminal(args, env);
    await accepting.until(question);
    accepting.type('y\r');
    const { code, stdout } = await accepting.ended;
    expect(code).toBe(0);
    expect(stdout).toContain('The halt then ends too: two positions');
    expect(await waitingOf(client)).toMatchObject([{ kind: 'resume', accept: true, halt: name }]);
  });

  it('resume --accept without a name is refused where no terminal can ask, and leaves nothing', async () => {
    const { env, client } = await haltedBot();
    const refused = await scalper(['resume', '--accept', '--bot', 'paper'], { env });
    expect(refused).toMatchObject({ code: 2, stdout: '' });
    expect(refused.stderr).toContain(`/scalper resume --accept ${name} --bot paper`);
    expect(await waitingOf(client)).toEqual([]);
    const named = await scalper(['resume', '--accept', name.toUpperCase(), '--bot', 'paper'], { env });
    expect(named).toMatchObject({ code: 0, stderr: '' });
    expect(await waitingOf(client)).toMatchObject([{ accept: true, halt: name }]);
  });
});

it('a command for a bot in AWS is dated by the clock of AWS, and that is said', async () => {
  const { aws, env, client } = await deployed();
  aws.now = () => Date.now() + 60 * MINUTE_MS;
  const { code, stderr } = await scalper(['pause', '--bot', 'paper'], { env });
  expect(code).toBe(0);
  expect(stderr).toMatch(/^The clock of this machine is 60 min behind that of AWS/);
  const [pause] = (await new DynamoLedger(client, TABLE).load('paper')).commands;
  expect(Math.abs(pause!.issuedAtMs - aws.now())).toBeLessThan(MINUTE_MS);
});

describe('secrets set', () => {
  it('secrets set takes both lines of one paste, and shows nothing of them on a terminal that echoes', async () => {
    const { aws, env } = await deployed();
    const running = await inTerminal(['secrets', 'set', '--bot', 'paper'], env);
    await running.until('exchange/api-key: ');
    running.type('key-0123456789\rsecret-abcdef\r');
    const { code, stdout } = await running.ended;
    expect(code).toBe(0);
    expect(stdout).toContain('The API key and the secret of bot paper at the exchange, in ap-northeast-1.');
    expect(stdout).not.toMatch(/0123456789|abcdef/);
    expect(aws.parameters.latest('/kallisti/paper/exchange/api-key')).toBe('key-0123456789');
    expect(aws.parameters.latest('/kallisti/paper/exchange/secret')).toBe('secret-abcdef');
  });
});

describe('secrets set for a bot that is not deployed', () => {
  const KEYS = 'key-0123456789\rsecret-abcdef\r';
  const asking = async () => {
    const { aws, env } = await deployed();
    const running = await inTerminal(['secrets', 'set', '--bot', 'papre'], env);
    await running.until('[y/N]');
    return { aws, running };
  };
  const stored = (aws: Awaited<ReturnType<typeof deployed>>['aws']) =>
    [...aws.parameters.keys()].filter((name) => name.startsWith('/kallisti/papre/'));

  it.each(['n\r', '\r', 'yess\r', '\u0003'])(
    'secrets set for a bot that is not deployed asks, and writes nothing on %j',
    async (answer) => {
      const { aws, running } = await asking();
      running.type(answer);
      const { stdout } = await running.ended;
      const shown = stdout.replaceAll(/\s+/g, ' ');
      expect(shown).toContain('The stack Kallisti-Trader in ap-northeast-1 has no bot papre');
      expect(shown).toContain('infra/stages.ts has no bot papre either. Store the keys all the same');
      expect(shown).toMatch(/nothing was written/i);
      expect(stored(aws)).toEqual([]);
    },
  );

  it('secrets set for a bot that is not deployed stores the keys on a yes', async () => {
    const { aws, running } = await asking();
    running.type('y\r');
    await running.until('exchange/api-key: ');
    running.type(KEYS);
    expect(await running.ended).toMatchObject({ code: 0 });
    expect(aws.parameters.latest('/kallisti/papre/exchange/api-key')).toBe('key-0123456789');
    expect(aws.parameters.latest('/kallisti/papre/exchange/secret')).toBe('secret-abcdef');
  });

  it('secrets set for a bot that is not deployed shows no key that is pasted in the place of the answer', async () => {
    const { aws, running } = await asking();
    running.type(KEYS);
    const { stdout } = await running.ended;
    expect(stdout).not.toMatch(/0123456789|abcdef/);
    expect(stored(aws)).toEqual([]);
  });
});

describe('tail --bot', () => {
  it('tail --bot follows the log of the bot, and shows no line twice', async () => {
    const { aws, env } = await deployed();
    const asked: string[] = [];
    const eventOf = (k: number) => ({
      eventId: `event-${k}`,
      timestamp: Date.now(),
      message: `${JSON.stringify({ bot: 'paper', level: 'info', message: `line ${k}` })}\n`,
    });
    const events = [eventOf(1)];
    aws.answers.set(FILTER_LOG, (body) => {
      asked.push(body);
      return [200, { events }];
    });
    const running = await startScalper(['tail', '--bot', 'paper', '--follow', '--json'], { env });
    await running.until('line 1');
    events.push(eventOf(2));
    await running.until('line 2');
    running.signal('SIGINT');
    const { code, stdout, stderr } = await running.ended;
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout.trim().split('\n')).toHaveLength(2);
    expect(asked[0]).toContain('/aws/lambda/paper');
  });
});
