/**
 * What does the bot make of an exchange that rejects, or does not say what became of a request?
 *
 * The exchange is the simulated one, which here refuses or swallows requests: an order that it rejected or that nobody
 * knows of was not placed. Nothing is doubled, the order book stays sane, and when it answers again all is protected.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Ports } from '../../lambda/ports.ts';
import { parseParameters } from '../../lambda/config.ts';
import type { Outcome, Request } from '../../lambda/core/order.ts';
import { MINUTE_MS } from '../../lambda/core/units.ts';
import { closing, randomWalks } from '../harness/candle-rows.ts';
import { paperBot } from '../harness/paper-bot.ts';
import { rowsIn, stateIn } from '../harness/stored-bot.ts';
import { NOON, EAGER } from '../harness/builders.ts';

const RUNS = Number(process.env['SCALPER_FUZZ_RUNS'] ?? 100);

const PARAMETERS = parseParameters({
  ...EAGER,
});

/** A signal for 12:03, then nothing that moves: what is entered leaves at 12:08 for its age. */
const CLOSES = [100, 100, 100.1, 100.1, 100.1, 100.1, 100.1, 100.1, 100.1, 100.1, 100.1];
const ONE_SIGNAL = closing('BTC', CLOSES);

type Answer = (request: Request) => Outcome | undefined;

/** Answers in the exchange's place, without any effect, where `answer` has an outcome. */
function answering({ exchange, ...others }: Ports, answer: Answer): Ports {
  return {
    ...others,
    exchange: {
      observe: (symbols, tickMs) => exchange.observe(symbols, tickMs),
      observePrices: (symbols, stepMs) => exchange.observePrices(symbols, stepMs),
      syncAccount: (views, state, parameters) => exchange.syncAccount(views, state, parameters),
      send: async (request, context) => {
        const outcome = answer(request);
        if (outcome !== undefined) return { outcome, account: context.account };
        if (request.kind === 'cancel' || request.stop === undefined) return exchange.send(request, context);
        // The stop that goes out with an entry fails alone.
        const { order, stop: taken } = request;
        const stop = answer({ kind: 'place', order: taken });
        if (stop === undefined) return exchange.send(request, context);
        return { ...(await exchange.send({ kind: 'place', order }, context)), protection: { stop } };
      },
    },
  };
}

type PaperBot = ReturnType<typeof paperBot>;

async function expectSane({ store }: PaperBot): Promise<void> {
  const { orders, ledger, account } = await stateIn(store);
  const legs = orders.map(({ tradeId, leg }) => `${leg} of trade ${tradeId}`);
  expect(new Set(legs).size).toBe(legs.length);
  const [held, known] = [account!.positions, ledger.positions].map((all) =>
    all.map(({ symbol }) => symbol).toSorted(),
  );
  expect(held).toEqual(known);
  const resting = account!.orders.map(({ clientOrderId }) => clientOrderId);
  const believed = orders
    .filter(({ status }) => status === 'resting')
    .map(({ clientOrderId }) => clientOrderId);
  expect(believed.toSorted()).toEqual(resting.toSorted());
}

async function expectProtected({ store }: PaperBot): Promise<void> {
  const { ledger, account } = await stateIn(store);
  const stops = account!.orders.filter(({ leg }) => leg === 'stop').map(({ symbol }) => symbol);
  expect(stops.toSorted()).toEqual(ledger.positions.map(({ symbol }) => symbol).toSorted());
}

const REJECTED: Outcome = { status: 'rejected', cause: 'a test' };
const UNKNOWN: Outcome = { status: 'unknown', cause: 'a test' };
const OUTCOMES = { rejected: REJECTED, unknown: UNKNOWN } as const;

/** A tick at 12:03 or 12:08 in which one kind of request fails a number of times, and the ticks around it. */
async function failing(kind: Request['kind'], leg: Request['order']['leg'], outcome: Outcome, times: number) {
  const bot = paperBot([ONE_SIGNAL], { parameters: PARAMETERS });
  let failures = 0;
  const ports = answering(bot.ports, (request) => {
    if (request.kind !== kind || request.order.leg !== leg || failures >= times) return undefined;
    failures += 1;
    return outcome;
  });
  while (bot.market.advance()) {
    await bot.tick({ ports });
    await expectSane(bot);
  }
  const events = (await rowsIn(bot.store)).map(({ event }) => event);
  const trades = events.flatMap((event) => (event.kind === 'closed' ? [event.trade] : []));
  const closedAfterMinutes = trades.map(({ exitTimeMs }) => (exitTimeMs - NOON) / MINUTE_MS);
  return { failures, opened: events.filter((event) => event.kind === 'opened').length, closedAfterMinutes };
}

describe('A request that fails', () => {
  it.each([
    ['place', 'entry', 'rejected', 1, 0, []],
    ['place', 'entry', 'unknown', 1, 0, []],
    ['place', 'stop', 'rejected', 1, 1, [8]],
    ['place', 'stop', 'unknown', 1, 1, [8]],
    ['place', 'take-profit', 'rejected', 1, 1, [8]],
    ['place', 'take-profit', 'unknown', 1, 1, [8]],
    ['place', 'exit', 'rejected', 1, 1, [9]],
    ['place', 'exit', 'unknown', 1, 1, [9]],
    ['cancel', 'take-profit', 'rejected', 1, 1, [8]],
    ['cancel', 'take-profit', 'unknown', 1, 1, [8]],
    ['cancel', 'stop', 'rejected', 1, 1, [8]],
    ['cancel', 'stop', 'unknown', 1, 1, [8]],
    // More often than one tick tries: the close waits for no cancel.
    ['cancel', 'take-profit', 'unknown', 5, 1, [8]],
  ] as const)(
    'a request that fails (%s %s: %s, %i times) is never doubled, and its trade ends as it should',
    async (kind, leg, outcome, times, opened, closedAfterMinutes) => {
      const result = await failing(kind, leg, OUTCOMES[outcome], times);
      expect(result.failures).toBeGreaterThan(0);
      expect(result).toMatchObject({ opened, closedAfterMinutes });
    },
  );

  it('a request that fails to place a stop is repeated in the same tick, which leaves the position protected', async () => {
    const bot = paperBot([ONE_SIGNAL], { parameters: PARAMETERS });
    let rejections = 0;
    const ports = answering(bot.ports, ({ order }) => {
      if (order.leg !== 'stop' || rejections === 2) return undefined;
      rejections += 1;
      return REJECTED;
    });
    while (bot.market.advance() && bot.market.nowMs() <= NOON + 3 * MINUTE_MS) await bot.tick({ ports });
    expect(rejections).toBe(2);
    expect((await stateIn(bot.store)).ledger.positions).toHaveLength(1);
    await expectProtected(bot);
  });

  it('a request that fails to enter, with an answer that nobody knows, counts as open until it is known [invariant 2]', async () => {
    const bot = paperBot([ONE_SIGNAL], { parameters: PARAMETERS });
    const ports = answering(bot.ports, ({ order }) => (order.leg === 'entry' ? UNKNOWN : undefined));
    while (bot.market.advance() && bot.market.nowMs() <= NOON + 3 * MINUTE_MS) await bot.tick({ ports });
    expect((await stateIn(bot.store)).orders).toMatchObject([
      { leg: 'entry', status: 'unknown' },
      { leg: 'stop', status: 'intended' },
    ]);
  });

  it('a request that fails among many that fail as well leaves everything sane, and protected once they do not', async () => {
    const answers = fc.array(fc.constantFrom(undefined, undefined, REJECTED, UNKNOWN), {
      minLength: 1,
      maxLength: 60,
    });
    const property = fc.asyncProperty(fc.nat(), answers, async (seed, outcomes) => {
      const walks = { seed, symbolCount: 3, minutes: 90, volatilityBps: 12, gapShare: 0.1, missingShare: 0 };
      const bot = paperBot(randomWalks(walks, NOON), { parameters: PARAMETERS });
      const placed: string[] = [];
      let requests = 0;
      const failingPorts = answering(bot.ports, ({ kind, order }) => {
        requests += 1;
        // A stop that does not rest is sent again, under its own id.
        if (kind === 'place' && order.leg !== 'stop') placed.push(order.clientOrderId);
        return outcomes[requests % outcomes.length];
      });
      for (let minute = 0; bot.market.advance(); minute += 1) {
        await bot.tick({ ports: minute % 10 < 8 ? failingPorts : bot.ports });
        await expectSane(bot);
        if (minute % 10 >= 8) await expectProtected(bot);
      }
      expect(new Set(placed).size).toBe(placed.length);
    });
    await fc.assert(property, { numRuns: RUNS });
  });
});
