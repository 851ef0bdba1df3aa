/**
 * A click in the dashboard, from the page over the table to the tick that obeys it: is it the command line's command?
 *
 * Page, table, function and tick are the real ones, on the loopback interface; the console between page and function is
 * played by the test.
 */
import { describe, expect, it, onTestFinished } from 'vitest';
import { createTable, openEmbeddedDynamo } from '../../infra/local/embedded-dynamodb.ts';
import { localContext } from '../../infra/local/lambda-context.ts';
import { scheduledEvent } from '../../infra/local/paper-run.ts';
import { synthesiseMarket } from '../../infra/market/synthetic-market.ts';
import { CLICK_CALLS } from '../../infra/operator/command-calls.ts';
import { dynamoClient } from '../../lambda/adapters/dynamo/dynamo-client.ts';
import { DynamoLedger } from '../../lambda/adapters/dynamo/dynamo-ledger.ts';
import { parseParameters } from '../../lambda/config.ts';
import { isFlat } from '../../lambda/core/control/epoch.ts';
import { halt, haltName } from '../../lambda/core/control/halt.ts';
import { MINUTE_MS, minuteStartMs } from '../../lambda/core/units.ts';
import { createSteering } from '../../lambda/dashboard/steering.ts';
import { createWidget } from '../../lambda/dashboard/widget.ts';
import { deployedBot } from '../../lambda/deployed-bot.ts';
import { parseEnvironment } from '../../lambda/environment.ts';
import { FakeAws } from '../harness/aws/fake-aws.ts';
import { stubAws } from '../harness/aws/stub-aws.ts';
import { BUSY, NOON } from '../harness/builders.ts';
import { openForTest } from '../harness/loopback-server.ts';
import { paperBot } from '../harness/paper-bot.ts';
import { scalper } from '../harness/scalper-process.ts';
import { rowsIn, stateIn } from '../harness/stored-bot.ts';
import { PARAMS, TABLE, TOPIC, deployIn, environmentOf } from '../remote/deployed-aws.ts';
import { placed } from '../remote/placed-calls.ts';
import { quietVenue } from '../venue/binance-venue.ts';
import { ENDPOINT, buttonsIn, type Button } from './steered-bot.ts';

/** Page and function of a bot in a table: two stores, as they are two functions. */
function dashboardOf(botId: string, nowMs: () => number) {
  const widget = createWidget({
    ledger: new DynamoLedger(dynamoClient(), TABLE),
    bots: [botId],
    steering: new Map([[botId, ENDPOINT]]),
    now: nowMs,
  });
  const steering = createSteering({
    ledger: new DynamoLedger(dynamoClient(), TABLE),
    bot: botId,
    now: nowMs,
    log: () => {},
  });
  const buttons = async () => buttonsIn(await widget({ bot: botId }));
  const click = ({ event }: Button) =>
    steering({ ...event, widgetContext: { dashboardName: 'Kallisti', params: { bot: botId } } });
  return { buttons, click };
}

async function accountWithTable() {
  const aws = await openForTest(new FakeAws());
  const dynamo = await openEmbeddedDynamo();
  onTestFinished(() => dynamo.close());
  await createTable(dynamo.client, TABLE);
  deployIn(aws, dynamo.endpoint);
  stubAws(aws, aws.baseUrl);
  return { aws, ledger: new DynamoLedger(dynamo.client, TABLE) };
}

async function deployed() {
  const { aws, ledger } = await accountWithTable();
  const venue = await openForTest(quietVenue(NOON + 2_000));
  const environment = parseEnvironment({
    BOT_ID: 'paper',
    BOT_SYMBOLS: 'BTCUSDT',
    EXCHANGE_ID: 'binanceusdm',
    TABLE_NAME: TABLE,
    PARAMETERS_NAME: PARAMS,
    ALERT_TOPIC_ARN: TOPIC,
    RELEASE: '4c97113f0a29 bundle 1a2b3c4d5e6f',
    ALLOW_LIVE: 'false',
    ALIGN_TO_MINUTE: '0',
    EXCHANGE_ENDPOINT: venue.baseUrl,
  });
  const { handler } = deployedBot(environment, { log: () => {}, clock: venue });
  const tick = async () => {
    venue.timeMs += MINUTE_MS;
    const event = scheduledEvent(minuteStartMs(venue.nowMs()));
    return handler(
      event,
      localContext(() => 50_000),
    );
  };
  const nowMs = () => venue.nowMs();
  return { aws, ledger, tick, nowMs, ...dashboardOf('paper', nowMs) };
}

describe('a click', () => {
  it('pauses at the next tick, once, and status says who; a second one resumes, and the first changes nothing any more', async () => {
    const { aws, ledger, tick, buttons, click } = await deployed();
    await tick();
    const [pause, ...others] = await buttons();
    if (pause === undefined) throw new Error('nothing is offered');
    expect([pause.label, ...others]).toEqual(['Pause']);
    const answers = await Promise.all([click(pause), click(pause)]);
    expect(answers.join()).toContain('Left for the next tick of bot paper: pause');
    expect((await ledger.load('paper')).commands).toHaveLength(1);
    await tick();
    const status = await scalper(['status', '--bot', 'paper'], { env: environmentOf(aws) });
    expect(status.stdout).toContain('OPERATOR PAUSE since 2026-01-05 12:02');
    expect(status.stdout).toContain('By dashboard Kallisti, without a reason given.');
    const [resume, ...more] = await buttons();
    if (resume === undefined) throw new Error('nothing is offered');
    expect([resume.label, ...more]).toEqual(['Resume']);
    expect(resume.question).toContain('OPERATOR PAUSE since 2026-01-05 12:02 (By dashboard Kallisti');
    await click(resume);
    const { state } = await tick();
    expect(state.ledger.operatorPausedSinceMs).toBeUndefined();
    for (const again of [pause, resume]) expect(await click(again)).toContain('this click has come before');
    expect((await tick()).state.ledger.operatorPausedSinceMs).toBeUndefined();
    const kinds = (await rowsIn(ledger, 1, 'paper')).flatMap(({ event }) =>
      event.kind === 'operator-command' ? [event.command.kind] : [],
    );
    expect(kinds).toEqual(['pause', 'resume']);
  });

  it('accepts the halt that it names', async () => {
    const { ledger, tick, nowMs, buttons, click } = await deployed();
    await tick();
    const state = await stateIn(ledger, 'paper');
    const halted = halt(state, 'a position nobody knows', nowMs());
    await ledger.commit({ ...halted, version: state.version + 1 }, state.version, 'test');
    const [accept] = await buttons();
    const name = haltName(halted.ledger.halted ?? expect.unreachable());
    if (accept === undefined) throw new Error('nothing is offered');
    expect(accept.label).toBe(`Accept halt ${name} and resume`);
    await click(accept);
    expect((await tick()).state.ledger.halted).toBeUndefined();
  });

  it('makes those calls of AWS that its role allows, and no other', async () => {
    const { aws, tick, buttons, click } = await deployed();
    await tick();
    const [pause] = await buttons();
    if (pause === undefined) throw new Error('nothing is offered');
    aws.calls.length = 0;
    await Promise.all([click(pause), click(pause)]);
    const made = new Set(aws.calls.map(placed));
    const allowed = CLICK_CALLS.map(([action, place]) => `${action} on ${place}`);
    expect([...made].filter((call) => !allowed.includes(call))).toEqual([]);
    expect([...made]).toContain('dynamodb:PutItem on commands');
  });

  it('flattens what is open, and no more is opened', async () => {
    const { ledger } = await accountWithTable();
    const market = synthesiseMarket({ symbols: ['BTCUSDT'], seed: 1, days: 1, startMs: NOON });
    const bot = paperBot(market, {
      parameters: parseParameters(BUSY),
      wrap: (ports) => ({ ...ports, store: ledger }),
    });
    const { buttons, click } = dashboardOf('bot', () => bot.market.nowMs());
    let flatten: Button | undefined;
    while (flatten === undefined && bot.market.advance()) {
      await bot.tick();
      flatten = (await buttons()).find(({ label }) => label === 'Flatten 1 position');
    }
    if (flatten === undefined) throw new Error('nothing was ever open');
    expect(flatten.question).toMatch(/it closes 1 position at the market, .*: (?:long|short) BTCUSDT\./);
    await click(flatten);
    bot.market.advance();
    const { state } = await bot.tick();
    expect(isFlat(state)).toBe(true);
    expect(state.ledger.askedBy).toEqual({ by: 'dashboard Kallisti', why: '' });
    bot.market.advance();
    expect((await bot.tick()).state.ledger.positions).toEqual([]);
    expect((await buttons()).map(({ label }) => label)).toEqual(['Resume']);
  });
});
