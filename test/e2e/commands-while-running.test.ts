/**
 * Can a running bot be steered from another terminal, and is its last command still in force after a kill?
 *
 * Separate processes: the run, and each command beside it.
 */
import { readFile, stat, writeFile } from 'node:fs/promises';
import { request, type IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { text as textOf } from 'node:stream/consumers';
import { setTimeout } from 'node:timers/promises';
import { beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { folderOf, scalper, startScalper, type Ended, type Running } from '../harness/scalper-process.ts';

const SYMBOLS = ['--symbols', 'BTCUSDT,ETHUSDT'];

const statusSchema = z.object({
  isRunning: z.boolean(),
  positions: z.array(z.unknown()),
  restrictions: z.array(z.object({ kind: z.string() })),
  waitingCommands: z.array(z.unknown()),
});
const rowsSchema = z.array(z.looseObject({ kind: z.string(), reason: z.string().optional() }));

let env: { readonly SCALPER_HOME: string };

const ask = (...args: readonly string[]) => scalper(args, { env });
const run = (...args: readonly string[]): Promise<Running> =>
  startScalper(['start', ...SYMBOLS, ...args], { env });

async function told(...args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await ask(...args);
  expect({ code, stderr }, args.join(' ')).toEqual({ code: 0, stderr: '' });
  return stdout;
}

async function status() {
  return statusSchema.parse(JSON.parse(await told('status', '--json')));
}

async function rows() {
  return rowsSchema.parse(JSON.parse(await told('ledger', '--json')));
}

/** Asks until it is so; the run goes on meanwhile. */
async function until<Value>(ask_: () => Promise<Value>, isSo: (value: Value) => boolean): Promise<Value> {
  for (;;) {
    const value = await ask_();
    if (isSo(value)) return value;
    await setTimeout(50);
  }
}

async function interrupted(running: Running): Promise<Ended> {
  running.signal('SIGINT');
  return running.ended;
}

beforeEach(async () => {
  env = { SCALPER_HOME: join(await folderOf(), 'home') };
});

describe('a running bot', () => {
  it('a running bot is flattened from another terminal: what is open is closed, and the ledger says who asked', async () => {
    // Slow enough that a position is still open when it is asked for; nothing else would close it.
    const keeps = ['targetPct=5', 'recoveryStopPct=2', 'initialStopPct=1', 'maxHoldSeconds=86000'];
    const sets = [...keeps, 'quickExitSeconds=3600'].flatMap((pair) => ['--set', pair]);
    const running = await run('--speed', '600', ...sets);
    await running.until('Paper trading');
    const open = await until(status, ({ positions }) => positions.length > 0);
    expect(open.isRunning).toBe(true);
    expect(await told('flatten', '--yes', '--why', 'enough')).toContain(
      'Nothing is done yet. The next tick obeys it.\n',
    );
    const flat = await until(
      status,
      ({ positions, waitingCommands }) => positions.length + waitingCommands.length === 0,
    );
    expect(flat.restrictions).toMatchObject([{ kind: 'flattening' }]);
    const written = await rows();
    expect(written.filter(({ kind }) => kind === 'operator-command')).toHaveLength(1);
    const closed = written.filter(({ kind, reason }) => kind === 'closed' && reason === 'flatten');
    // The bot may have opened another one before it read the command.
    expect(closed.length).toBeGreaterThanOrEqual(open.positions.length);
    const { code, stdout, stderr } = await interrupted(running);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/the bot flattens/);
    expect(await status()).toMatchObject({ isRunning: false, positions: [] });
    expect(await ask('rebuild')).toMatchObject({ code: 0 });
  });

  it('a running bot stays paused across a kill, and goes on when it is resumed', async () => {
    const killed = await run('--speed', '600');
    await killed.until('Paper trading');
    await until(status, ({ isRunning }) => isRunning);
    expect(await told('pause', '--why', 'a walk', '--wait')).toMatch(
      /\nObeyed at 2025-.* UTC\.\n +state +OPERATOR PAUSE since 2025-.*\n +By .*: a walk\n/,
    );
    killed.signal('SIGKILL');
    await killed.ended;
    // The kill has left the address behind.
    expect(await readFile(join(env.SCALPER_HOME, 'endpoint.json'), 'utf8')).toContain('127.0.0.1');
    const stopped = await status();
    expect(stopped).toMatchObject({ isRunning: false, restrictions: [{ kind: 'operator-paused' }] });
    const again = await run('--speed', '600');
    await again.until('Goes on after');
    await until(status, ({ isRunning }) => isRunning);
    expect((await status()).restrictions.map(({ kind }) => kind)).toContain('operator-paused');
    await told('resume');
    await until(status, ({ restrictions }) => restrictions.every(({ kind }) => kind !== 'operator-paused'));
    expect(await interrupted(again)).toMatchObject({ code: 0 });
  });

  it('a running bot refuses a parameter with its bound, and takes one with its next tick', async () => {
    const running = await run('--speed', '600');
    await running.until('Paper trading');
    await until(status, ({ isRunning }) => isRunning);
    const refused = await ask('params', 'set', 'targetPct=20', 'leverage=15');
    expect(refused).toMatchObject({ code: 2, stdout: '' });
    expect(refused.stderr).toContain('targetPct = 20: must be above 0, up to 10');
    expect(await told('params', 'get', 'leverage')).toBe('20\n');
    expect(await told('params', 'set', 'targetPct=0.3')).toContain('targetPct: 0.15 → 0.3');
    const changes = await until(rows, (all) => all.some(({ kind }) => kind === 'parameters-changed'));
    expect(changes.filter(({ kind }) => kind === 'parameters-changed')).toHaveLength(1);
    expect(await told('params', 'history')).toContain('targetPct: 0.15 → 0.3');
    // Two at once: neither is lost.
    await Promise.all([told('params', 'set', 'leverage=10'), told('params', 'set', 'lossStreak=6')]);
    expect(await told('params', 'diff')).toMatch(/leverage.* 10\b[\s\S]*lossStreak.* 6\b/);
    expect(await interrupted(running)).toMatchObject({ code: 0 });
  });

  it('a running bot tells its address to its operator only, answers no other key and no page, and takes the address back', async () => {
    const running = await run('--speed', '600');
    await running.until('Paper trading');
    const file = join(env.SCALPER_HOME, 'endpoint.json');
    expect((await stat(file)).mode.toString(8)).toBe('100600');
    const { endpoint, accessKeyId } = z
      .object({ endpoint: z.url(), accessKeyId: z.string() })
      .parse(JSON.parse(await readFile(file, 'utf8')));
    const page = 'http://example.org';
    expect(await asks(endpoint, accessKeyId)).toContain('TableNames');
    const refused = await Promise.all([
      asks(endpoint, 'local'),
      asks(endpoint, accessKeyId, { host: 'example.org' }),
      asks(endpoint, accessKeyId, { host: `localhost:${new URL(endpoint).port}` }),
      asks(endpoint, accessKeyId, { origin: page }),
      asks(endpoint, accessKeyId, { origin: 'null' }),
    ]);
    for (const answer of refused) expect(answer).toMatch(/^400 .*UnrecognizedClientException/);
    expect(await interrupted(running)).toMatchObject({ code: 0 });
    await expect(stat(file)).rejects.toThrow('ENOENT');
    // An address that nobody answers at any more is no obstacle.
    await writeFile(file, JSON.stringify({ pid: 1, endpoint: 'http://127.0.0.1:9', accessKeyId: 'LOCAL' }));
    expect((await status()).isRunning).toBe(false);
  });
});

/** Status and body of what a database says to whoever asks for its tables. */
async function asks(
  endpoint: string,
  accessKeyId: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<string> {
  const asked = request(endpoint, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': 'DynamoDB_20120810.ListTables',
      'x-amz-date': '20260101T000000Z',
      authorization: `AWS4-HMAC-SHA256 Credential=${accessKeyId}/20260101/local/dynamodb/aws4_request, SignedHeaders=host, Signature=0`,
      ...headers,
    },
  }).end('{}');
  const answered = Promise.withResolvers<IncomingMessage>();
  asked.once('response', answered.resolve).once('error', answered.reject);
  const answer = await answered.promise;
  return `${answer.statusCode} ${await textOf(answer)}`;
}
