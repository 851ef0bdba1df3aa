/**
 * Does the deployed entry read its operator's keys when it trades real money, and only then?
 */
import { beforeEach, describe, expect, it } from 'vitest';
import { localContext } from '../infra/local/lambda-context.ts';
import { scheduledEvent } from '../infra/local/paper-run.ts';
import { SECOND_MS, minuteStartMs } from '../lambda/core/units.ts';
import { deployedBot } from '../lambda/deployed-bot.ts';
import { parseEnvironment } from '../lambda/environment.ts';
import { FakeAws } from './harness/aws/fake-aws.ts';
import { stubAws } from './harness/aws/stub-aws.ts';
import { useDynalite } from './adapters/dynamo/dynamo-servers.ts';
import { BUSY, NOON } from './harness/builders.ts';
import { nextMinute } from './live/live-harness.ts';
import { BinanceVenue } from './venue/binance-venue.ts';
import { openForTest } from './harness/loopback-server.ts';

const dynamo = useDynalite();
const KEYS = ['/kallisti/real/exchange/api-key', '/kallisti/real/exchange/secret'] as const;
const PRICE = 95_000;

let aws: FakeAws;
let venue: BinanceVenue;
let lines: string[];
let table: string;

beforeEach(async () => {
  aws = await openForTest(new FakeAws());
  venue = new BinanceVenue({ timeMs: NOON + 2 * SECOND_MS });
  venue.barOf = () => ({ open: PRICE, high: PRICE, low: PRICE, close: PRICE, volume: 10 });
  venue.quote('BTCUSDT', { bid: PRICE, ask: PRICE });
  await venue.open();
  lines = [];
  table = await dynamo.newTable();
  aws.parameters.answer = { kind: 'value', value: '{ "mode": "live" }' };
  aws.parameters.put(KEYS[0], venue.key.apiKey, 'SecureString');
  aws.parameters.put(KEYS[1], venue.key.secret, 'SecureString');
  stubAws(aws, dynamo.endpoint);
  return () => venue.close();
});

function cold(allowLive = 'true') {
  const environment = parseEnvironment({
    BOT_ID: 'real',
    BOT_SYMBOLS: 'BTCUSDT',
    EXCHANGE_ID: 'binanceusdm',
    TABLE_NAME: table,
    PARAMETERS_NAME: '/kallisti/real/params',
    ALERT_TOPIC_ARN: 'arn:aws:sns:ap-northeast-1:123456789012:alerts',
    RELEASE: 'unknown bundle 1a2b3c4d5e6f',
    ALLOW_LIVE: allowLive,
    ALIGN_TO_MINUTE: '0',
    EXCHANGE_ENDPOINT: venue.baseUrl,
  });
  return deployedBot(environment, {
    log: (line) => void lines.push(line),
    clock: venue,
  });
}

function tick(bot: ReturnType<typeof cold>) {
  return bot.handler(
    scheduledEvent(minuteStartMs(venue.timeMs)),
    localContext(() => 50_000),
  );
}

function minute(): void {
  nextMinute({ venue, prices: new Map([['BTCUSDT', PRICE]]) });
}

const keysAsked = () => aws.parameters.asked.filter((name) => name.includes('/exchange/'));

describe('the deployed bot', () => {
  it('the deployed bot opens nothing at an address that has used most of the minute, and warns of it', async () => {
    venue.rules.othersWeight = 1_990;
    const bot = cold();
    expect((await tick(bot)).noEntry).toBe('request-limit');
    expect(lines.at(-1)).toContain('the exchange counts a weight of 19');
    venue.rules.othersWeight = 0;
    minute();
    expect((await tick(bot)).noEntry).toBeUndefined();
  });

  it('the deployed bot reads both keys once in a cold start, trades with them, and writes them nowhere', async () => {
    const bot = cold();
    const first = await tick(bot);
    expect(first.state.account).toBeUndefined();
    minute();
    const second = await tick(bot);
    expect(second).toMatchObject({ status: 'committed' });
    expect(second.noEntry).toBeUndefined();
    expect(keysAsked()).toEqual([...KEYS]);
    expect(lines.join('\n')).toContain('"mode":"live"');
    for (const secret of [venue.key.apiKey, venue.key.secret]) {
      expect(lines.join('\n')).not.toContain(secret);
      expect(JSON.stringify(aws.topic.published)).not.toContain(secret);
    }
  });

  it('the deployed bot goes on with real money after another cold start', async () => {
    await tick(cold());
    minute();
    const report = await tick(cold());
    expect(report.noEntry).toBeUndefined();
    expect(report.state.account).toBeUndefined();
    expect(report.state.ledger.halted).toBeUndefined();
  });

  it('the deployed bot reads its keys again after the exchange has refused them', async () => {
    const bot = cold();
    await tick(bot);
    aws.parameters.put(KEYS[0], 'rotated-key', 'SecureString');
    venue.key.isAddressListed = false;
    minute();
    expect((await tick(bot)).noEntry).toBe('no-account');
    venue.key.isAddressListed = true;
    aws.parameters.put(KEYS[0], venue.key.apiKey, 'SecureString');
    minute();
    expect((await tick(bot)).noEntry).toBeUndefined();
    expect(keysAsked()).toEqual([...KEYS, ...KEYS]);
  });

  it('the deployed bot opens nothing when a key is missing, and says which', async () => {
    const bot = cold();
    await tick(bot);
    aws.parameters.delete(KEYS[1]);
    minute();
    const report = await tick(cold());
    expect(report.noEntry).toBe('no-account');
  });

  it('the deployed bot stays on paper while preflight cannot read its keys, and says which is missing', async () => {
    aws.parameters.delete(KEYS[1]);
    const report = await tick(cold());
    expect(report.state.account).toBeDefined();
    expect(report.state.refusal?.text).toContain('/kallisti/real/exchange/secret does not exist');
  });

  it('the deployed bot reads no key on paper, whether the deployment allows live or not', async () => {
    await tick(cold('false'));
    expect(lines[0]).toContain('"whyPaper":"mode is live, and the deployment does not allow it"');
    aws.parameters.answer = { kind: 'value', value: '{}' };
    minute();
    await tick(cold());
    expect(lines[1]).toContain('"whyPaper":"the deployment allows live, and mode is paper"');
    expect(keysAsked()).toEqual([]);
    expect(venue.asked('/fapi/v3/account')).toEqual([]);
  });

  it('the deployed bot is kept from trading by a minimum for five minutes after it has fallen, and no longer', async () => {
    aws.parameters.answer = {
      kind: 'value',
      value: JSON.stringify({ ...BUSY, mode: 'live', watchIntervalSeconds: 0 }),
    };
    const bot = cold();
    const moving = { venue, prices: new Map([['BTCUSDT', PRICE]]) };
    const verdict = async () => {
      const { verdicts } = await tick(bot);
      nextMinute(moving, { BTCUSDT: 0.1 });
      return verdicts[0];
    };
    venue.happen({ kind: 'market', symbol: 'BTCUSDT', change: { minNotional: '700' } });
    await verdict();
    expect(await verdict()).toMatchObject({ kind: 'denied', code: 'minimum' });
    venue.happen({ kind: 'market', symbol: 'BTCUSDT', change: { minNotional: '50' } });
    for (let minute = 2; minute < 5; minute += 1) expect(await verdict()).toMatchObject({ code: 'minimum' });
    expect(await verdict()).toMatchObject({ kind: 'entered' });
  });

  it('the deployed bot fails loudly where real money was traded and is no longer allowed', async () => {
    await tick(cold());
    minute();
    await expect(tick(cold('false'))).rejects.toThrow('this deployment does not allow it: set allowLive');
    expect(lines.at(-1)).toContain('"level":"ERROR"');
  });
});

describe('a deployed bot on paper, in a table that knows nothing of it', () => {
  /** Its life with real money, in a table that is left with a position open. */
  async function leaveOpen(): Promise<void> {
    const parameters = { ...BUSY, mode: 'live', watchIntervalSeconds: 0 };
    aws.parameters.answer = { kind: 'value', value: JSON.stringify(parameters) };
    const bot = cold();
    const moving = { venue, prices: new Map([['BTCUSDT', PRICE]]) };
    for (let k = 0; k < 2; k += 1) {
      await tick(bot);
      nextMinute(moving, { BTCUSDT: 0.1 });
    }
    expect(venue.books.positions).toHaveLength(1);
    aws.parameters.answer = { kind: 'value', value: '{}' };
    table = await dynamo.newTable();
    aws.parameters.asked.length = 0;
  }

  it('a deployed bot whose table knows nothing of its open position begins halted, sends nothing, and looks once', async () => {
    await leaveOpen();
    const sent = venue.requests.filter(({ method }) => method !== 'GET').length;
    const bot = cold();
    const { state } = await tick(bot);
    expect(state.account).toBeDefined();
    expect(state.ledger.halted?.cause).toMatch(
      /^this table knows nothing of the bot, and its account holds a long of [\d.]+ in BTCUSDT, the order real-[0-9a-z]{9}-\d+-t in BTCUSDT/,
    );
    expect(JSON.stringify(aws.topic.published)).toContain('Halted: this table knows nothing of the bot');
    minute();
    await tick(bot);
    expect(keysAsked()).toEqual([...KEYS]);
    expect(venue.requests.filter(({ method }) => method !== 'GET')).toHaveLength(sent);
  });

  it('a deployed bot without keys, or with keys that the exchange rejects, begins as one that has never traded', async () => {
    await leaveOpen();
    venue.key.isAddressListed = false;
    expect((await tick(cold())).state.ledger.halted).toBeUndefined();
    table = await dynamo.newTable();
    aws.parameters.delete(KEYS[1]);
    expect((await tick(cold())).state.ledger.halted).toBeUndefined();
  });

  it('a deployed bot whose account cannot be read does not begin before it can', async () => {
    await leaveOpen();
    const bot = cold();
    venue.fail({ path: '/fapi/v3/account', fault: { kind: 'status', status: 502, body: '' }, times: 1 });
    await expect(tick(bot)).rejects.toThrow('bot real does not begin before its account can be looked into');
    minute();
    expect((await tick(bot)).state.ledger.halted).toBeDefined();
  });
});

it('a deployed bot reads its keys again for each preflight, until they are right', async () => {
  aws.parameters.put(KEYS[0], 'wrong-key', 'SecureString');
  const bot = cold();
  expect((await tick(bot)).state.account).toBeDefined();
  aws.parameters.put(KEYS[0], venue.key.apiKey, 'SecureString');
  // Preflight looks again every five minutes.
  for (let k = 0; k < 5; k += 1) {
    minute();
    await tick(bot);
  }
  minute();
  expect((await tick(bot)).state.account).toBeUndefined();
});
