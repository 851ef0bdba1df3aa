/**
 * Does the deployed entry tick, with every service that it needs on the loopback interface?
 */
import { beforeEach, describe, expect, it } from 'vitest';
import { localContext } from '../infra/local/lambda-context.ts';
import { scheduledEvent } from '../infra/local/paper-run.ts';
import { minuteStartMs } from '../lambda/core/units.ts';
import { deployedBot } from '../lambda/deployed-bot.ts';
import { EnvironmentError, parseEnvironment } from '../lambda/environment.ts';
import { FakeAws } from './harness/aws/fake-aws.ts';
import { stubAws } from './harness/aws/stub-aws.ts';
import { useDynalite } from './adapters/dynamo/dynamo-servers.ts';
import { type BinanceVenue, quietVenue } from './venue/binance-venue.ts';
import { openForTest } from './harness/loopback-server.ts';
import { NOON } from './harness/builders.ts';

const dynamo = useDynalite();

const VARIABLES = {
  BOT_ID: 'paper',
  BOT_SYMBOLS: 'BTCUSDT,ETHUSDT',
  EXCHANGE_ID: 'binanceusdm',
  TABLE_NAME: 'ledger',
  PARAMETERS_NAME: '/kallisti/paper/params',
  ALERT_TOPIC_ARN: 'arn:aws:sns:ap-northeast-1:123456789012:alerts',
  RELEASE: '4c97113f0a29 bundle 1a2b3c4d5e6f',
  ALLOW_LIVE: 'false',
  ALIGN_TO_MINUTE: '0',
};

let aws: FakeAws;
let venue: BinanceVenue;
let variables: Record<string, string>;
let lines: string[];
beforeEach(async () => {
  aws = await openForTest(new FakeAws());
  venue = await openForTest(quietVenue(NOON + 2_000));
  aws.parameters.put(VARIABLES.PARAMETERS_NAME, '{}');
  lines = [];
  stubAws(aws, dynamo.endpoint);
  variables = { ...VARIABLES, TABLE_NAME: await dynamo.newTable(), EXCHANGE_ENDPOINT: venue.baseUrl };
});

/** The bot of a cold start. */
function cold(changes: Record<string, string> = {}) {
  const environment = parseEnvironment({ ...variables, ...changes });
  return deployedBot(environment, { log: (line) => void lines.push(line), clock: venue });
}

function tick(bot = cold()) {
  return bot.handler(
    scheduledEvent(minuteStartMs(venue.nowMs())),
    localContext(() => 50_000),
  );
}

describe('the deployed bot', () => {
  it('the deployed bot commits its first tick, on paper, with one line in the log', async () => {
    const report = await tick();
    expect(report).toMatchObject({ status: 'committed', commits: 1, tickMs: NOON });
    expect(report.state.ledger.balanceUsd).toBe(2_000e8);
    expect(report.verdicts).toEqual([
      { symbol: 'BTCUSDT', kind: 'held', reason: 'momentum' },
      { symbol: 'ETHUSDT', kind: 'held', reason: 'momentum' },
    ]);
    expect(aws.parameters.asked).toEqual(['/kallisti/paper/params']);
    expect(lines.map((line): unknown => JSON.parse(line))).toEqual([
      expect.objectContaining({
        status: 'committed',
        Bot: 'paper',
        Heartbeat: 1,
        Attention: 0,
        DayNetUsd: 0,
        UnprotectedSeconds: 0,
        // It opened at 11:59, and it is 12:00:02.
        CandleAgeSeconds: 62,
      }),
    ]);
    expect(lines[0]).toContain(`"release":"${VARIABLES.RELEASE}"`);
  });

  it('the deployed bot goes on in the next minute and after another cold start', async () => {
    const bot = cold();
    await tick(bot);
    venue.timeMs += 60_000;
    expect(await tick(bot)).toMatchObject({ status: 'committed', state: { version: 2 } });
    venue.timeMs += 60_000;
    expect(await tick()).toMatchObject({ status: 'committed', state: { version: 3 } });
  });

  it('the deployed bot uses what its operator wrote', async () => {
    aws.parameters.answer = { kind: 'value', value: '{ "startingBalanceUsd": 500 }' };
    expect((await tick()).state.ledger.balanceUsd).toBe(500e8);
  });

  it('the deployed bot keeps the candles that it has: a second tick asks for less', async () => {
    const bot = cold();
    await tick(bot);
    venue.timeMs += 60_000;
    venue.requests.length = 0;
    await tick(bot);
    expect(venue.asked('exchangeInfo')).toEqual([]);
    expect(venue.asked('klines')).toHaveLength(2);
    expect(venue.asked('klines').every(({ params }) => params.includes('limit=3'))).toBe(true);
  });

  it('the deployed bot ticks without an exchange, opens nothing, and tries again', async () => {
    venue.fail({ path: 'exchangeInfo', fault: { kind: 'status', status: 503, body: '{}' } });
    const bot = cold();
    expect(await tick(bot)).toMatchObject({ status: 'committed', noEntry: 'no-quote' });
    expect(lines[0]).toContain('"trouble":["BTCUSDT: its market could not be had');
    expect(lines[0]).not.toContain('CandleAgeSeconds');
    venue.timeMs += 60_000;
    const after = await tick(bot);
    expect(after.noEntry).toBeUndefined();
  });

  it('the deployed bot asks for the list of markets once: the next cold start takes what was kept of it', async () => {
    await tick();
    venue.timeMs += 60_000;
    venue.requests.length = 0;
    const report = await tick();
    expect(report.noEntry).toBeUndefined();
    expect(report.verdicts.map((verdict) => verdict.kind)).toEqual(['held', 'held']);
    expect(venue.asked('exchangeInfo')).toEqual([]);
    expect(venue.asked('klines')).toHaveLength(2);
  });

  it('the deployed bot asks again for a list that is nearly too old, after the tick, and a day later at once', async () => {
    const bot = cold();
    await tick(bot);
    venue.timeMs += 12 * 3_600_000;
    venue.requests.length = 0;
    await tick(bot);
    expect(venue.requests.at(-1)?.path).toContain('exchangeInfo');
    venue.timeMs += 24 * 3_600_000;
    venue.requests.length = 0;
    await tick();
    expect(venue.requests[0]?.path).toContain('exchangeInfo');
  });

  it('the deployed bot asks for the list when a symbol is not in what was kept', async () => {
    await tick();
    venue.timeMs += 60_000;
    venue.requests.length = 0;
    const report = await tick(cold({ BOT_SYMBOLS: 'BTCUSDT,SOLUSDT' }));
    expect(report.verdicts.map(({ symbol }) => symbol)).toEqual(['BTCUSDT', 'SOLUSDT']);
    expect(venue.asked('exchangeInfo')).toHaveLength(1);
  });

  it('the deployed bot ends no tick late to renew the list', async () => {
    const bot = cold();
    await bot.handler(
      scheduledEvent(NOON),
      localContext(() => 14_000),
    );
    venue.timeMs += 60_000;
    venue.requests.length = 0;
    await tick();
    expect(venue.asked('exchangeInfo')).toHaveLength(1);
  });

  it('the deployed bot changes nothing by warming up, and asks the exchange for nothing twice', async () => {
    const bot = cold();
    await bot.warm();
    expect(venue.asked('exchangeInfo')).toHaveLength(1);
    const report = await tick(bot);
    expect(report.state.version).toBe(1);
    expect(venue.asked('exchangeInfo')).toHaveLength(1);
    expect(lines).toHaveLength(1);
  });

  it('the deployed bot warms up where nothing answers, and leaves it to the tick to say so', async () => {
    aws.parameters.answer = { kind: 'error', name: 'InternalServerError', message: 'try again' };
    venue.fail({ fault: { kind: 'status', status: 451, body: '{}' }, times: Infinity });
    const bot = cold({ TABLE_NAME: 'there-is-none' });
    await bot.warm();
    expect(lines).toEqual([]);
    aws.parameters.answer = { kind: 'value', value: '{}' };
    await expect(tick(bot)).rejects.toThrow('there-is-none');
  });

  it('the deployed bot does not start with another exchange than it holds', () => {
    expect(() => cold({ EXCHANGE_ID: 'bybit' })).toThrow(
      new EnvironmentError('EXCHANGE_ID is bybit, and this function holds binanceusdm'),
    );
  });
});

describe('an alert', () => {
  let bot: ReturnType<typeof cold>;
  beforeEach(async () => {
    bot = cold();
    await tick(bot);
    lines.length = 0;
    venue.timeMs += 60_000;
    aws.parameters.answer = { kind: 'value', value: '{ "targetPct": -1 }' };
  });

  it('an alert is mailed with what happened, what the bot did, what to do, and its id', async () => {
    await tick(bot);
    venue.timeMs += 60_000;
    await tick(bot);
    expect(aws.topic.published).toHaveLength(1);
    expect(aws.topic.published[0]).toMatchObject({
      topicArn: VARIABLES.ALERT_TOPIC_ARN,
      subject: 'Kallisti paper: parameters refused',
    });
    expect(aws.topic.published[0]?.message).toMatch(
      /targetPct[^]*\nWhat the bot did: [^]*\nWhat to do: [^]*\n\n2026-01-05T12:01[^]*\nid paper-1-1-parameters-refused/,
    );
    expect(lines.at(-1)).toContain('"attention":["parameters-refused"]');
  });

  it('an alert waits while its topic is away: the tick ends, says why, and the next one sends it', async () => {
    aws.topic.isThere = false;
    expect(await tick(bot)).toMatchObject({ status: 'committed' });
    expect(lines[0]).toContain('"attention":["parameters-refused","alerts-undelivered"]');
    expect(lines[0]).toContain('an alert could not be sent to arn:aws:sns');
    aws.topic.isThere = true;
    venue.timeMs += 60_000;
    await tick(bot);
    expect(aws.topic.published).toHaveLength(1);
    expect(lines[1]).toContain('"attention":["parameters-refused"]');
  });
});
