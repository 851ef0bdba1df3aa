/**
 * Does a bot at the exchange's demo reach the demo and nothing else, with its own keys and epochs, and does no other bot
 * reach it?
 *
 * Every request is written down with its host, as ccxt unmodified has made it, and answered by an exchange on the loopback
 * interface.
 */
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { localContext } from '../infra/local/lambda-context.ts';
import { scheduledEvent } from '../infra/local/paper-run.ts';
import { DynamoLedger } from '../lambda/adapters/dynamo/dynamo-ledger.ts';
import type * as nodeHttpModule from '../lambda/adapters/market/node-http.ts';
import { SECOND_MS, minuteStartMs, toDollars } from '../lambda/core/units.ts';
import { deployedBot } from '../lambda/deployed-bot.ts';
import { parseEnvironment } from '../lambda/environment.ts';
import { useDynalite } from './adapters/dynamo/dynamo-servers.ts';
import { FakeAws } from './harness/aws/fake-aws.ts';
import { stubAws } from './harness/aws/stub-aws.ts';
import { EAGER, NOON } from './harness/builders.ts';
import { openForTest } from './harness/loopback-server.ts';
import { rowsIn, stateIn } from './harness/stored-bot.ts';
import { nextMinute } from './live/live-harness.ts';
import { BinanceVenue } from './venue/binance-venue.ts';

/** Where requests went, and the exchange on the loopback interface that answers them. */
const network = vi.hoisted(() => ({ hosts: new Set<string>(), baseUrl: '' }));

vi.mock('../lambda/adapters/market/node-http.ts', async (original) => {
  const { nodeHttp, ...rest } = await original<typeof nodeHttpModule>();
  const send = nodeHttp();
  return {
    ...rest,
    nodeHttp: () => (url: string, request: nodeHttpModule.HttpRequest) => {
      const { host, pathname, search } = new URL(url);
      network.hosts.add(host);
      return send(`${network.baseUrl}${pathname}${search}`, request);
    },
  };
});

const dynamo = useDynalite();
const DEMO_HOST = 'demo-fapi.binance.com';
const DEMO_KEYS = ['/kallisti/both/demo/api-key', '/kallisti/both/demo/secret'] as const;
const KEYS = ['/kallisti/both/exchange/api-key', '/kallisti/both/exchange/secret'] as const;
const AT_DEMO = { EXCHANGE_DEMO: 'true' };
const WITH_MONEY = { ALLOW_LIVE: 'true' };

let aws: FakeAws;
let venue: BinanceVenue;
let prices: Map<string, number>;
let lines: string[];
let table: string;

beforeEach(async () => {
  aws = await openForTest(new FakeAws());
  venue = await openForTest(new BinanceVenue({ timeMs: NOON + 2 * SECOND_MS }));
  prices = new Map([['BTCUSDT', 95_000]]);
  venue.barOf = () => ({ open: 95_000, high: 95_000, low: 95_000, close: 95_000, volume: 10 });
  venue.quote('BTCUSDT', { bid: 95_000, ask: 95_000 });
  network.hosts.clear();
  network.baseUrl = venue.baseUrl;
  lines = [];
  table = await dynamo.newTable();
  want({ mode: 'live' });
  storeKeys(DEMO_KEYS);
  stubAws(aws, dynamo.endpoint);
});

/** The right keys under one pair of names. */
function storeKeys([apiKey, secret]: readonly [string, string]): void {
  aws.parameters.put(apiKey, venue.key.apiKey, 'SecureString');
  aws.parameters.put(secret, venue.key.secret, 'SecureString');
}

/** The parameters that are written. */
function want(parameters: object): void {
  const value = { ...EAGER, watchIntervalSeconds: 0, maxTradesPerHour: 1, ...parameters };
  aws.parameters.answer = { kind: 'value', value: JSON.stringify(value) };
}

function cold(deployment: Readonly<Record<string, string>>) {
  const environment = parseEnvironment({
    BOT_ID: 'both',
    BOT_SYMBOLS: 'BTCUSDT',
    EXCHANGE_ID: 'binanceusdm',
    TABLE_NAME: table,
    PARAMETERS_NAME: '/kallisti/both/params',
    ALERT_TOPIC_ARN: 'arn:aws:sns:ap-northeast-1:123456789012:alerts',
    RELEASE: 'unknown bundle 1a2b3c4d5e6f',
    ALLOW_LIVE: 'false',
    ALIGN_TO_MINUTE: '0',
    ...deployment,
  });
  return deployedBot(environment, { log: (line) => void lines.push(line), clock: venue });
}

function tick(bot: ReturnType<typeof cold>) {
  return bot.handler(
    scheduledEvent(minuteStartMs(venue.timeMs)),
    localContext(() => 50_000),
  );
}

function minute(movePct = 0): void {
  nextMinute({ venue, prices }, { BTCUSDT: movePct });
}

/** A whole trade: preflight, entry with its stop, take-profit, and the account after it. */
async function trade(bot: ReturnType<typeof cold>): Promise<void> {
  await tick(bot);
  for (const movePct of [0.1, 0.3, 0, 0]) {
    minute(movePct);
    await tick(bot);
  }
}

async function kindsOfRows(): Promise<readonly string[]> {
  const store = new DynamoLedger(dynamo.client, table);
  const { ledger } = await stateIn(store, 'both');
  return (await rowsIn(store, ledger.epoch, 'both')).map(({ event }) =>
    event.kind === 'started' && event.isDemo ? 'started at the demo' : event.kind,
  );
}

const keysAsked = () => new Set(aws.parameters.asked.filter((name) => !name.endsWith('/params')));
const subjects = () => aws.topic.published.map(({ subject }) => subject);
const ordersSent = () => venue.requests.filter(({ method }) => method !== 'GET').length;
const requested = (what: string) => venue.requests.filter(({ path }) => path.includes(what)).length;

describe('a bot at the demo', () => {
  it('a bot at the demo makes a whole trade there with its own keys, and asks no other host for anything', async () => {
    await trade(cold(AT_DEMO));
    expect(venue.books.walletText()).not.toBe('2000.00000000');
    const served = ['/order', '/algoOrder', '/income', '/symbolConfig', '/leverageBracket', '/exchangeInfo'];
    expect(served.filter((path) => requested(path) === 0)).toEqual([]);
    expect(network.hosts).toEqual(new Set([DEMO_HOST]));
    expect(requested('sapi')).toBe(0);
    expect(keysAsked()).toEqual(new Set(DEMO_KEYS));
  });

  it('a bot at the demo says so in its log, its alerts and its ledger, and nowhere that it is live', async () => {
    await trade(cold(AT_DEMO));
    expect(lines[0]).toContain('"mode":"demo","prices":"demo"');
    expect(lines.join('\n')).not.toContain('"mode":"live"');
    expect(subjects()).toContain('Kallisti DEMO both: mode changed');
    expect(subjects().every((subject) => subject?.startsWith('Kallisti DEMO both: '))).toBe(true);
    expect(aws.topic.published[0]?.message).toContain('The mode was changed from paper to demo.');
    expect(await kindsOfRows()).toEqual(expect.arrayContaining(['started at the demo', 'opened', 'closed']));
  });

  it('a bot at the demo trades on paper until its mode is live, at the prices of the demo', async () => {
    want({});
    const { state } = await tick(cold(AT_DEMO));
    expect(state).toMatchObject({ account: { positions: [] }, ledger: { isDemo: true, epoch: 1 } });
    expect(lines[0]).toContain('"mode":"paper","prices":"demo"');
    expect(lines[0]).toContain('the deployment allows demo trading, and mode is paper');
    // By the one look of a bot that has no item.
    expect(keysAsked()).toEqual(new Set(DEMO_KEYS));
    expect(network.hosts).toEqual(new Set([DEMO_HOST]));
  });

  it('a bot at the demo stays on paper where preflight fails, as with real money', async () => {
    aws.parameters.put(DEMO_KEYS[0], 'another-key', 'SecureString');
    const { state } = await tick(cold(AT_DEMO));
    expect(state.account).toBeDefined();
    expect(state.refusal?.text).toContain('needs a preflight that has passed: key: rejected');
  });
});

it('a bot with real money makes the same trade, and never asks the demo', async () => {
  storeKeys(KEYS);
  for (const name of DEMO_KEYS) aws.parameters.delete(name);
  await trade(cold(WITH_MONEY));
  expect(network.hosts).toEqual(new Set(['fapi.binance.com', 'api.binance.com']));
  expect(keysAsked()).toEqual(new Set(KEYS));
  expect(subjects()).toContain('Kallisti both: mode changed');
  expect(await kindsOfRows()).toEqual(expect.arrayContaining(['started', 'opened', 'closed']));
});

describe('from the demo to real money', () => {
  it.each([
    ['the demo, for real money', AT_DEMO, WITH_MONEY, 'set demo: true in infra/stages.ts again'],
    ['the exchange, for the demo', WITH_MONEY, AT_DEMO, 'take demo out of infra/stages.ts again'],
  ])(
    'a bot that trades at %s is refused with a sentence, and nothing is asked or sent',
    async (_, first, then, remedy) => {
      storeKeys(KEYS);
      const bot = cold(first);
      await tick(bot);
      minute(0.1);
      expect((await tick(bot)).state.ledger.positions).toHaveLength(1);
      const sent = ordersSent();
      minute();
      await expect(tick(cold(then))).rejects.toThrow(remedy);
      expect(lines.at(-1)).toContain('"error":"PlaceError"');
      expect(ordersSent()).toBe(sent);
      minute();
      await expect(tick(bot)).resolves.toMatchObject({ status: 'committed' });
    },
  );

  it('a flat bot at the demo is refused, too: real money begins from paper', async () => {
    await tick(cold(AT_DEMO));
    minute();
    await expect(tick(cold(WITH_MONEY))).rejects.toThrow(
      "bot both trades at the exchange's demo, and this deployment is of the exchange itself",
    );
  });

  it('a bot on paper begins a new epoch at the other place, and real money another one, each with its own balance', async () => {
    storeKeys(KEYS);
    const demo = cold(AT_DEMO);
    const first = (await tick(demo)).state.ledger;
    want({ mode: 'paper', startingBalanceUsd: 500 });
    minute();
    const paper = (await tick(demo)).state;
    expect(paper).toMatchObject({ account: { orders: [] }, ledger: { isDemo: true } });
    const asked = requested('exchangeInfo');
    minute();
    const real = (await tick(cold(WITH_MONEY))).state;
    expect(real.ledger.isDemo).toBeUndefined();
    expect(toDollars(real.ledger.balanceUsd)).toBe(500);
    expect(await kindsOfRows()).toEqual(['started']);
    // Steps and minimums of the demo are not those of the exchange.
    expect(requested('exchangeInfo')).toBe(asked + 1);
    want({ mode: 'live' });
    minute();
    const live = (await tick(cold(WITH_MONEY))).state;
    expect(live.account).toBeUndefined();
    expect(live.ledger.isDemo).toBeUndefined();
    const epochs = [first, paper.ledger, real.ledger, live.ledger].map(({ epoch }) => epoch);
    expect(new Set(epochs).size).toBe(4);
    expect(epochs).toEqual(epochs.toSorted((left, right) => left - right));
    expect(aws.topic.published.map(({ message }) => message).join('\n')).toContain(
      "The deployment was changed from the exchange's demo to the exchange itself.",
    );
  });

  it('a bot with paper positions at the prices of the one is refused at those of the other', async () => {
    want({});
    await tick(cold({}));
    minute(0.1);
    expect((await tick(cold({}))).state.ledger.positions).toHaveLength(1);
    minute();
    await expect(tick(cold(AT_DEMO))).rejects.toThrow(
      'bot both has open paper positions at the prices of the exchange, and this deployment is of its demo',
    );
  });
});
