/**
 * Do commands over AWS find the bot, lose no change, and keep secrets to themselves?
 *
 * The command line as a process of its own, with the unmodified clients of AWS, against fakes on loopback and the
 * embedded DynamoDB.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openEmbeddedDynamo, createTable } from '../../infra/local/embedded-dynamodb.ts';
import { secretNames } from '../../lambda/adapters/aws/secret-names.ts';
import { DynamoLedger } from '../../lambda/adapters/dynamo/dynamo-ledger.ts';
import { newPaperBot } from '../../lambda/core/bot-state.ts';
import { usd } from '../../lambda/core/units.ts';
import { folderOf, scalper, startScalper } from '../harness/scalper-process.ts';
import { FakeAws } from '../harness/aws/fake-aws.ts';
import { NOON } from '../harness/builders.ts';
import { openForTest } from '../harness/loopback-server.ts';

const PARAMS = '/kallisti/paper/params';
const CREDENTIALS = { AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE', AWS_SECRET_ACCESS_KEY: 'example' };
const NO_CREDENTIALS = { AWS_EC2_METADATA_DISABLED: 'true', HOME: '/nonexistent' };

/** A deployed bot that has ticked once. */
async function deployed(): Promise<{ readonly aws: FakeAws; readonly env: NodeJS.ProcessEnv }> {
  const aws = await openForTest(new FakeAws());
  const dynamo = await openEmbeddedDynamo();
  onTestFinished(() => dynamo.close());
  await createTable(dynamo.client, 'the-table');
  const state = { ...newPaperBot('paper', 1, usd(2000), NOON), version: 1, tickMs: NOON };
  await new DynamoLedger(dynamo.client, 'the-table').commit(state, 0, 'execution');
  aws.cloudFormation.add('Kallisti-Trader', {
    TableName: 'the-table',
    PaperFunction: 'paper-function',
    PaperRelease: '4c97113f0a29 bundle 1a2b3c4d5e6f',
  });
  aws.parameters.put(PARAMS, '{}');
  const env = {
    ...NO_CREDENTIALS,
    ...CREDENTIALS,
    AWS_ENDPOINT_URL_DYNAMODB: dynamo.endpoint,
    AWS_ENDPOINT_URL_SSM: aws.baseUrl,
    AWS_ENDPOINT_URL_CLOUDFORMATION: aws.baseUrl,
  };
  return { aws, env };
}

describe('a command with --bot', () => {
  it("a command with --bot finds the table by the stack's output, and leaves what the next tick reads", async () => {
    const { env } = await deployed();
    const status = await scalper(['status', '--bot', 'paper'], { env });
    expect(status).toMatchObject({ code: 0, stderr: '' });
    expect(status.stdout).toContain(
      'Bot paper  paper · last tick 2026-01-05 12:00 UTC\nrelease 4c97113f0a29 bundle 1a2b3c4d5e6f\n',
    );
    const paused = await scalper(['pause', '--bot', 'paper', '--why', 'lunch', '--json'], { env });
    expect(JSON.parse(paused.stdout)).toMatchObject({ kind: 'pause', why: 'lunch', outcome: 'left' });
    const table = ['--bot', 'paper', '--table', 'the-table', '--stage', 'Other'];
    const named = await scalper(['status', ...table], { env });
    expect(named.stdout).toContain('pause, by ');
    expect(named.stderr).toMatch(/^scalper: Whether ticks of bot paper use the table the-table is unknown: /);
  });

  it('a command with --bot says what is missing: credentials, the stack, the bot', async () => {
    const { env } = await deployed();
    const { AWS_ACCESS_KEY_ID: _, ...without } = env;
    const [nobody, nowhere, nothing] = await Promise.all([
      scalper(['status', '--bot', 'paper'], { env: without }),
      scalper(['status', '--bot', 'paper', '--stage', 'Other'], { env }),
      scalper(['ledger', '--bot', 'stranger'], { env }),
    ]);
    expect([nobody.code, nowhere.code, nothing.code]).toEqual([2, 2, 2]);
    expect(nobody.stderr).toContain('there are no credentials for AWS');
    expect(nowhere.stderr).toContain('the stack Other-Ledger in ap-northeast-1 does not exist');
    expect(nothing.stderr).toContain('its table has no ledger of it yet');
  });

  it('a command with --bot changes parameters without losing what somebody else writes at that very moment', async () => {
    const { aws, env } = await deployed();
    aws.parameters.beforePut = () => {
      aws.parameters.beforePut = undefined;
      aws.parameters.put(PARAMS, '{"leverage": 10}');
    };
    const set = await scalper(['params', 'set', '--bot', 'paper', 'targetPct=0.3'], { env });
    expect(set).toMatchObject({ code: 0, stderr: '' });
    expect(JSON.parse(aws.parameters.latest(PARAMS) ?? '')).toEqual({ leverage: 10, targetPct: 0.3 });
  });

  it('a command with --bot puts back what somebody else wrote, where the two together cannot be', async () => {
    const { aws, env } = await deployed();
    aws.parameters.beforePut = () => {
      aws.parameters.beforePut = undefined;
      aws.parameters.put(PARAMS, '{"leverage": 125, "recoveryStopPct": 0.13}');
    };
    const set = await scalper(['params', 'set', '--bot', 'paper', 'recoveryStopPct=1'], { env });
    expect(set).toMatchObject({ code: 2, stdout: '' });
    expect(set.stderr).toContain('recoveryStopPct = 1');
    expect(JSON.parse(aws.parameters.latest(PARAMS) ?? '')).toEqual({
      leverage: 125,
      recoveryStopPct: 0.13,
    });
  });

  it('a command with --bot makes the page of its ledger, also of one without a trade', async () => {
    const { env } = await deployed();
    const folder = await folderOf();
    const { code, stderr } = await scalper(['report', '--bot', 'paper', '--out', 'bot.html'], {
      env,
      folder,
    });
    expect(code, stderr).toBe(0);
    const page = await readFile(join(folder, 'bot.html'), 'utf8');
    expect(page).toContain('<h1>Bot paper');
    expect(page).toContain('2,000.00');
  });

  it('a command with --bot writes nothing that is refused', async () => {
    const { aws, env } = await deployed();
    const set = await scalper(['params', 'set', '--bot', 'paper', 'targetPct=20'], { env });
    expect(set).toMatchObject({ code: 2, stdout: '' });
    expect(set.stderr).toContain('targetPct = 20: must be above 0, up to 10');
    expect(aws.parameters.get(PARAMS)).toHaveLength(1);
  });
});

describe('secrets', () => {
  it('secrets are taken from a pipe, encrypted, and shown nowhere', async () => {
    const { aws, env } = await deployed();
    const running = await startScalper(['secrets', 'set', '--bot', 'paper'], { env });
    running.typeLast('key-0123456789\nsecret-abcdef\n');
    const { code, stdout, stderr } = await running.ended;
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).not.toMatch(/0123456789|abcdef/);
    expect(aws.parameters.get('/kallisti/paper/exchange/api-key')).toEqual([
      { value: 'key-0123456789', type: 'SecureString', keyId: 'alias/aws/ssm' },
    ]);
    expect(aws.parameters.get('/kallisti/paper/exchange/secret')).toEqual([
      { value: 'secret-abcdef', type: 'SecureString', keyId: 'alias/aws/ssm' },
    ]);
    const list = await scalper(['secrets', 'list', '--bot', 'paper'], { env, folder: await folderOf() });
    expect(list.stdout).toMatch(/api-key +written 2026-/);
    expect(list.stdout).not.toMatch(/0123456789|abcdef/);
  });

  it('secrets are encrypted with the key that the deployment of the bot names, without being told, and with that of AWS on request', async () => {
    const { aws, env } = await deployed();
    const key = 'arn:aws:kms:ap-northeast-1:123456789012:key/0f1e2d3c';
    aws.cloudFormation.add('Kallisti-Trader', { PaperFunction: 'f', Bots: 'paper', SecretsKey: key });
    const running = await startScalper(['secrets', 'set', '--bot', 'paper'], { env });
    running.typeLast('key-0123456789\nsecret-abcdef\n');
    const { code, stdout, stderr } = await running.ended;
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain(`/kallisti/paper/exchange/secret in ap-northeast-1, encrypted with ${key}\n`);
    for (const name of ['api-key', 'secret']) {
      expect(aws.parameters.get(`/kallisti/paper/exchange/${name}`)).toMatchObject([{ keyId: key }]);
    }
    const back = await startScalper(['secrets', 'set', '--bot', 'paper', '--aws-key'], { env });
    back.typeLast('key-0123456789\nsecret-abcdef\n');
    expect(await back.ended).toMatchObject({ code: 0, stderr: '' });
    for (const name of ['api-key', 'secret']) {
      const versions = aws.parameters.get(`/kallisti/paper/exchange/${name}`);
      expect(versions?.map(({ keyId }) => keyId)).toEqual([key, 'alias/aws/ssm']);
    }
  });

  it('secrets of which the first alone could be written are half new, which is said with what to do, and without them', async () => {
    const { aws, env } = await deployed();
    const [apiKey, secret] = secretNames('paper', false);
    const setting = async () => {
      const running = await startScalper(['secrets', 'set', '--bot', 'paper'], { env });
      running.typeLast('key-0123456789\nsecret-abcdef\n');
      return running.ended;
    };
    aws.parameters.unwritable.add(secret);
    const half = await setting();
    expect(half).toMatchObject({ code: 2, stdout: '' });
    expect(half.stderr).toContain(`${secret}: these credentials may not`);
    expect(half.stderr).toContain(`${apiKey} is written already: the pair is half new`);
    expect(half.stderr).toContain('Write both again at once, with the same command');
    expect(half.stderr).not.toMatch(/0123456789|abcdef/);
    aws.parameters.unwritable.add(apiKey);
    expect((await setting()).stderr).not.toContain('half new');
  });

  it('secrets that are half there are refused without being repeated, and nothing is written', async () => {
    const { aws, env } = await deployed();
    const running = await startScalper(['secrets', 'set', '--bot', 'paper'], { env });
    running.typeLast('only-the-key\n');
    const { code, stdout, stderr } = await running.ended;
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain('the input has one line: pipe 2');
    expect(stderr).not.toContain('only-the-key');
    expect([...aws.parameters.keys()]).toEqual([PARAMS]);
  });

  it('secrets are written for a bot that is not deployed where no terminal can ask only with --yes, and the ones that are there are named', async () => {
    const { aws, env } = await deployed();
    aws.cloudFormation.add('Kallisti-Trader', { PaperFunction: 'paper-function', Bots: 'paper,live' });
    const set = async (...args: readonly string[]) => {
      const running = await startScalper(['secrets', 'set', ...args], { env });
      running.typeLast('key-0123456789\nsecret-abcdef\n');
      const { code, stdout, stderr } = await running.ended;
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      return stderr;
    };
    const absent = 'scalper: the stack Kallisti-Trader in ap-northeast-1 has no bot';
    const staged = (bot: string) => `infra/stages.ts has no bot ${bot} either`;
    const advice =
      'name one that is deployed, with its --region and --stage, or add --yes to store the keys before it is\n';
    expect(await set('--bot', 'papre')).toBe(
      `${absent} papre, but paper, live. ${staged('papre')}: ${advice}`,
    );
    expect(await set('--bot', 'pa-per')).toBe(
      `${absent} pa-per, but paper, live. ${staged('pa-per')}: ${advice}`,
    );
    expect(await set('--bot', 'paper', '--stage', 'Other')).toBe(
      `scalper: the stack Other-Trader in ap-northeast-1 does not exist: ${advice}`,
    );
    expect(await set('--bot', '../papre', '--yes')).toContain('It must be the id of a bot');
    expect([...aws.parameters.keys()]).toEqual([PARAMS]);
    const running = await startScalper(['secrets', 'set', '--bot', 'later', '--yes'], { env });
    running.typeLast('key-0123456789\nsecret-abcdef\n');
    expect(await running.ended).toMatchObject({ code: 0, stderr: '' });
    expect(aws.parameters.latest('/kallisti/later/exchange/secret')).toBe('secret-abcdef');
  });
});

it('`schedule` leaves the rule of another bot alone whose outputs have the same name', async () => {
  const { aws, env } = await deployed();
  const outputs = { PaperFunction: 'paper-function', PaperRule: 'paper-rule', Bots: 'paper' };
  aws.cloudFormation.add('Kallisti-Trader', outputs);
  const { code, stderr } = await scalper(['schedule', '--bot', 'pa-per'], { env });
  expect(code).toBe(2);
  expect(stderr).toContain('has no bot pa-per');
  expect(aws.calls.filter(({ target }) => target.startsWith('AWSEvents'))).toEqual([]);
});

describe('--table', () => {
  it('--table takes the name of a table, and no ARN, which may be of another account', async () => {
    const { aws, env } = await deployed();
    const arn = 'arn:aws:dynamodb:ap-northeast-1:999999999999:table/the-table';
    for (const table of [arn, 'the/table', 'ab', '']) {
      const paused = await scalper(['pause', '--bot', 'paper', '--table', table], { env });
      expect(paused).toMatchObject({ code: 2, stdout: '' });
      expect(paused.stderr).toContain('It must be the name of a table of this account, and no ARN.');
    }
    expect(aws.requests).toEqual([]);
  });
});
