/**
 * Do the keys, or a signature made with them, appear anywhere that a person or a machine can read?
 *
 * A key and a secret that cannot be mistaken trade through the real handler while everything goes wrong; then every
 * line, error, row, item and alert is searched for them.
 */
import { expect, it } from 'vitest';
import { localContext } from '../../infra/local/lambda-context.ts';
import { endingEarly } from '../../lambda/adapters/aws/early-end.ts';
import { createHandler } from '../../lambda/handler.ts';
import { haltName } from '../../lambda/core/control/halt.ts';
import { SECOND_MS } from '../../lambda/core/units.ts';
import { ROWS } from './error-cases.ts';
import { LIVE_BOT, liveHarness, nextMinute, rowsOf, stateOf } from './live-harness.ts';

const KEY = 'CANARYKEY0123456789';
const SECRET = 'CANARYSECRET9876543210';

/** What nobody may read: the keys, and what is signed with them. */
const SECRETS = [KEY, SECRET, /signature/i, /X-MBX-APIKEY/i];

it('the keys are in no log line, error, row, item or alert, whatever the venue answers', async () => {
  const told: string[] = [];
  const harness = await liveHarness({
    venue: { key: { apiKey: KEY, secret: SECRET } },
    parameters: { quickExitSeconds: 60, maxHoldSeconds: 60, maxTradesPerHour: 600, lossStreak: 500 },
  });
  const { venue, ports } = harness;
  let invocations = 0;
  const handler = createHandler({
    ending: endingEarly,
    bot: { id: LIVE_BOT, symbols: ['BTCUSDT'] },
    ports,
    log: (line) => told.push(line),
    newInvocationId: () => `h${(invocations += 1)}`,
    sleep: (durationMs) => {
      venue.timeMs += durationMs;
      return Promise.resolve(true);
    },
  });
  const context = localContext(() => 55 * SECOND_MS);
  // Some answers quote what they were asked with.
  const echo = {
    kind: 'status',
    status: 400,
    body: `{"code":-2015,"msg":"api key ${KEY}, signature=abc123 is wrong"}`,
  } as const;
  const faults = [echo, echo, echo, ...ROWS.map(({ fault }) => fault)];
  for (const [k, fault] of faults.entries()) {
    const paths = [
      '/fapi/v1/order',
      '/fapi/v1/algoOrder',
      '/fapi/v3/',
      '/fapi/v1/openOrders',
      '/fapi/v1/klines',
    ];
    venue.faults.clear();
    venue.fail({ path: paths[k % paths.length]!, fault, times: 2, when: k % 2 === 0 ? 'before' : 'after' });
    const { halted } = (await stateOf(harness)).ledger;
    const halt = halted && { halt: haltName(halted) };
    const accepting = { id: `a${k}`, kind: 'resume', accept: true, issuedBy: 'owner', why: '' } as const;
    await harness.store.issue(LIVE_BOT, { ...accepting, ...halt, issuedAtMs: venue.timeMs });
    nextMinute(harness, { BTCUSDT: k % 2 === 0 ? 0.1 : -0.1 });
    const event = {
      id: `e${k}`,
      source: 'aws.events',
      'detail-type': 'Scheduled Event',
      time: new Date(venue.timeMs).toISOString(),
    };
    await handler(event, context).catch((error: unknown) => {
      for (let each = error; each instanceof Error; each = each.cause)
        told.push(each.message, each.stack ?? '');
    });
  }
  told.push(
    JSON.stringify(await stateOf(harness)),
    JSON.stringify(await rowsOf(harness)),
    JSON.stringify(harness.alerts),
  );
  expect(told.length).toBeGreaterThan(50);
  expect(harness.alerts.map(({ kind }) => kind)).toContain('credentials-refused');
  expect(venue.books.trades.length).toBeGreaterThan(2);
  for (const secret of SECRETS) {
    const found = told.filter((text) =>
      typeof secret === 'string' ? text.includes(secret) : secret.test(text),
    );
    expect(found).toEqual([]);
  }
});
