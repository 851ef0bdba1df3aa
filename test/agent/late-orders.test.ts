/**
 * Which orders does a tick still send when its time runs out?
 */
import { expect, it } from 'vitest';
import { SEND_WITHIN_MS } from '../../lambda/core/order.ts';
import { SECOND_MS } from '../../lambda/core/units.ts';
import { closing } from '../harness/candle-rows.ts';
import { paperBot } from '../harness/paper-bot.ts';
import { wrapPorts, type Call } from '../harness/port-wrapper.ts';
import { stateIn } from '../harness/stored-bot.ts';
import { ONE_SIGNAL, arrive, beforeTheEntry, eager } from './tick-harness.ts';

it('a tick that wakes too late after the commit of its intended orders sends nothing [invariant 5]', async () => {
  const bot = await beforeTheEntry();
  const steps: Call['step'][] = [];
  let lateMs = 0;
  const ports = wrapPorts(bot.ports, async (call, effect) => {
    steps.push(call.step);
    const answer = await effect();
    if (call.step === 'commit') lateMs = SEND_WITHIN_MS + 1;
    return answer;
  });
  const clock = { nowMs: () => bot.ports.clock.nowMs() + lateMs };
  await bot.tick({ ports: { ...ports, clock } });
  expect(steps).toContain('commit');
  expect(steps).not.toContain('send');
});

it('a tick that is late after its first entry protects that one, and drops the others [invariant 5]', async () => {
  const symbols = [closing('BTC', ONE_SIGNAL), closing('ETH', ONE_SIGNAL)];
  const bot = paperBot(symbols, { parameters: eager() });
  await arrive(bot, 3);
  const sent: string[] = [];
  let lateMs = 0;
  const ports = wrapPorts(bot.ports, async (call, effect) => {
    const answer = await effect();
    if (call.step === 'send') {
      const { request } = call;
      const taken = request.kind === 'place' && request.stop !== undefined ? ' with its stop' : '';
      sent.push(`${request.order.symbol} ${request.order.leg}${taken}`);
      if (call.request.order.leg === 'entry') lateMs = SEND_WITHIN_MS + 1;
    }
    return answer;
  });
  await bot.tick({ ports: { ...ports, clock: { nowMs: () => bot.ports.clock.nowMs() + lateMs } } });
  expect(sent).toEqual(['BTC entry with its stop', 'BTC take-profit']);
  expect((await stateIn(bot.store)).orders.map(({ symbol, leg }) => `${symbol} ${leg}`)).toEqual([
    'BTC stop',
    'BTC take-profit',
  ]);
});

it('a tick without time for a round of orders leaves none intended', async () => {
  const parameters = eager({ quickExitSeconds: 60, maxHoldSeconds: 60 });
  const bot = paperBot([closing('BTC', ONE_SIGNAL)], { parameters });
  await arrive(bot, 4);
  expect((await stateIn(bot.store)).ledger.positions).toHaveLength(1);
  const late = { nowMs: () => bot.ports.clock.nowMs() + 58 * SECOND_MS };
  await bot.tick({ ports: { ...bot.ports, clock: late } });
  const { orders, ledger } = await stateIn(bot.store);
  expect(ledger.positions).toHaveLength(1);
  expect(orders.map(({ leg, status }) => `${leg} ${status}`)).toEqual([
    'stop resting',
    'take-profit resting',
  ]);
});
