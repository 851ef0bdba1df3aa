/**
 * Does a person at a terminal see what they should of a bot in AWS, and nobody what they should not?
 *
 * Under a pseudo-terminal, with the unmodified clients of AWS, against fakes on loopback.
 */
import { describe, expect, it } from 'vitest';
import { startInTerminal } from '../harness/pseudo-terminal.ts';
import { folderOf, scalper, startScalper, type Running } from '../harness/scalper-process.ts';
import { ESCAPE, Terminal } from '../harness/terminal-emulator.ts';
import { FILTER_LOG } from './deployed-aws.ts';
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

describe('secrets set', () => {
  it('secrets set takes both lines of one paste, and shows nothing of them on a terminal that echoes', async () => {
    const { aws, env } = await deployed();
    const running = await inTerminal(['secrets', 'set', '--bot', 'paper'], env);
    await running.until('exchange/api-key: ');
    running.type('key-0123456789\rsecret-abcdef\r');
    const { code, stdout } = await running.ended;
    expect(code).toBe(0);
    expect(stdout).not.toMatch(/0123456789|abcdef/);
    expect(aws.parameters.latest('/kallisti/paper/exchange/api-key')).toBe('key-0123456789');
    expect(aws.parameters.latest('/kallisti/paper/exchange/secret')).toBe('secret-abcdef');
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
