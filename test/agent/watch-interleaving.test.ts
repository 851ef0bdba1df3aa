/**
 * What do a watch step and another invocation make of each other?
 *
 * A position is open, and its operator wants it closed: each of the two would close it. Every order in which their
 * calls can follow each other is tried, as far as one can see of the other: the item.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TradeReplay } from '../../infra/market/trade-replay.ts';
import { PaperExchange } from '../../lambda/adapters/paper-exchange.ts';
import { runTick, watchStep } from '../../lambda/agent.ts';
import type { Ports } from '../../lambda/ports.ts';
import { MINUTE_MS, SECOND_MS } from '../../lambda/core/units.ts';
import { BOT_ID, rowsIn, stateIn } from '../harness/stored-bot.ts';
import { wrapPorts, type Call } from '../harness/port-wrapper.ts';
import { expectSound } from './crash-harness.ts';
import { Schedule, race, type Racer } from './interleaver.ts';
import { NOON } from '../harness/builders.ts';
import { afterSignal, detailOf, steady, watchingBot } from '../harness/watching-bot.ts';

const RUNS = Number(process.env['SCALPER_FUZZ_RUNS'] ?? 150);
const ENTRY_MS = NOON + 4 * MINUTE_MS;
const STEP_MS = ENTRY_MS + 20 * SECOND_MS;
const BOT = { id: BOT_ID, symbols: ['BTC'] };
const FLATTEN = { id: '1', kind: 'flatten', accept: false, issuedBy: 'ada', issuedAtMs: 0, why: '' } as const;
const DETAIL = [detailOf('BTC', afterSignal(steady(100.1, 0, 300)))];

/** A bot whose position is open, at the step of 12:04:20. */
async function atStep() {
  const bot = watchingBot([], { details: DETAIL, parameters: { watchIntervalSeconds: 0 } });
  await bot.run(ENTRY_MS + MINUTE_MS);
  const left = await stateIn(bot.store);
  expect(left.ledger.positions).toHaveLength(1);
  await bot.store.issue(BOT_ID, FLATTEN);
  const placed: string[] = [];
  const at = (timeMs: number): Ports => {
    const market = new TradeReplay(DETAIL, []);
    market.resumeAfter(timeMs);
    return wrapPorts({ ...bot.ports, clock: market, exchange: new PaperExchange(market) }, (call, effect) => {
      if (call.step === 'send' && call.request.kind === 'place')
        placed.push(call.request.order.clientOrderId);
      return effect();
    });
  };
  const { parameters } = bot.reports.at(-1)!;
  const step = (id: string): Racer => ({
    tick: ({ ports }) =>
      watchStep(
        BOT,
        ports,
        { id, deadlineMs: STEP_MS + 30 * SECOND_MS },
        { stepMs: STEP_MS, left, held: left, parameters },
      ),
    ports: at(STEP_MS),
  });
  const tick = (id: string, timeMs: number): Racer => ({
    tick: ({ ports }) => runTick(BOT, ports, { id, deadlineMs: timeMs + MINUTE_MS }),
    ports: at(timeMs),
  });
  return { bot, placed, step, tick };
}

const OTHERS = [
  ['a step of another invocation', ({ step }: Awaited<ReturnType<typeof atStep>>) => step('another')],
  [
    'a tick that is invoked again in this minute',
    ({ tick }: Awaited<ReturnType<typeof atStep>>) => tick('again', STEP_MS),
  ],
  [
    'the tick of the next minute',
    ({ tick }: Awaited<ReturnType<typeof atStep>>) => tick('next', ENTRY_MS + MINUTE_MS),
  ],
] as const;

async function tryOrder(
  other: (typeof OTHERS)[number][1],
  schedule: Schedule,
  gates: readonly Call['step'][],
): Promise<readonly string[]> {
  const harness = await atStep();
  const reports = await race([harness.step('step'), other(harness)], schedule, gates);
  const results = reports.map(({ status }) => status);
  expect(results).toContain('committed');
  await expectSound(harness.bot, harness.placed);
  const kinds = (await rowsIn(harness.bot.store)).map(({ event }) => event.kind);
  expect(kinds.filter((kind) => kind === 'closed')).toHaveLength(1);
  expect(kinds.filter((kind) => kind === 'operator-command')).toHaveLength(1);
  expect((await stateIn(harness.bot.store)).account?.orders).toEqual([]);
  return results;
}

describe('A watch step at once with', () => {
  it.each(OTHERS)(
    'a watch step at once with %s: the position is closed once in any order of their loads and commits',
    async (what, other) => {
      const results = new Set<string>();
      let orders = 0;
      for (let schedule: Schedule | undefined = new Schedule([]); schedule; schedule = schedule.next) {
        for (const result of await tryOrder(other, schedule, ['load', 'commit'])) results.add(result);
        orders += 1;
      }
      console.info(`interleavings: ${orders} of a watch step with ${what}`);
      expect(orders).toBeGreaterThan(5);
      expect([...results].toSorted()).toEqual(['committed', 'lost-race']);
    },
  );

  it.each(OTHERS)(
    'a watch step at once with %s: nothing is doubled in whatever order of all their calls',
    async (_, other) => {
      const choices = fc.array(fc.nat(1), { minLength: 10, maxLength: 60 });
      const gates = ['load', 'observe', 'commit', 'append', 'send', 'publish', 'discard'] as const;
      const property = fc.asyncProperty(choices, async (planned) => {
        await tryOrder(other, new Schedule(planned), gates);
      });
      await fc.assert(property, { numRuns: RUNS });
    },
  );
});
