/**
 * Whatever is sent to the function that steers: is it answered as HTML, does no text of it become a part of that, and is
 * nothing left but what its bot was offered?
 */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { OperatorCommand } from '../../lambda/core/ledger/operator-command.ts';
import { clickSchema, markOf } from '../../lambda/dashboard/click.ts';
import { kindsOffered } from '../../lambda/dashboard/steering-offers.ts';
import { botState, position } from '../harness/builders.ts';
import { hostileText, steeringIn } from '../harness/hostile-text.ts';
import { CONTEXT, steeredBot } from './steered-bot.ts';

const value = fc.oneof(
  fc.jsonValue(),
  hostileText,
  fc.constantFrom('<script>', "'><img onerror=x>", '__proto__', -1, 1.5, 9e15, 1e300, '{flatten}'),
);
const context = fc.oneof(
  value,
  fc.record(
    { theme: value, dashboardName: value, params: value, forms: value, accountId: value },
    { requiredKeys: [] },
  ),
);
/** A click that would be taken, with anything in the place of some of its fields. */
const changes = fc.record(
  {
    action: fc.oneof(value, fc.constantFrom('pause', 'resume', 'flatten')),
    bot: value,
    epoch: value,
    version: value,
    drawnAtMs: value,
    halt: value,
    ends: value,
    trades: value,
    widgetContext: context,
  },
  { requiredKeys: [] },
);

it('an event of whatever form is answered with HTML, and steers nothing but what is offered', async () => {
  const state = botState({ ledger: { positions: [position()] } });
  const offered = kindsOffered(state);
  let left = 0;
  await fc.assert(
    fc.asyncProperty(fc.oneof(value, changes), async (changed) => {
      const bot = steeredBot(state);
      const { event } = await bot.button('Pause');
      const isPart = typeof changed === 'object' && changed !== null && !Array.isArray(changed);
      const html = await bot.send(isPart ? { ...event, ...CONTEXT, ...changed } : changed);
      expect(html.startsWith("<div class='ks'>")).toBe(true);
      expect(html).not.toMatch(/<script|<img|<cwdb|\son\w+=|NaN|undefined/);
      expect(steeringIn(html)).toEqual([]);
      expect(bot.lines.flatMap((line) => steeringIn(line))).toEqual([]);
      const commands = await bot.waiting();
      expect(commands.filter((command) => !isOffered(command, offered))).toEqual([]);
      left += commands.length;
    }),
    { numRuns: 300 },
  );
  // Some of them are taken, so that what is broken is reached.
  expect(left).toBeGreaterThan(0);
});

function isOffered({ kind, accept, issuedBy }: OperatorCommand, offered: readonly string[]): boolean {
  return offered.includes(kind) && !accept && issuedBy.startsWith('dashboard');
}

it('a click is read as it was sent, and by the page alone', async () => {
  const { event } = await steeredBot().button('Pause');
  expect(clickSchema.parse({ ...event, accept: true, issuedBy: 'owner', id: '1' })).toEqual(event);
});

it('a click on another ledger or for another thing has another mark, and the time is no part of it', () => {
  const click = { action: 'flatten', bot: 'bot', epoch: 1, version: 7, drawnAtMs: 1, trades: [1] } as const;
  const others = [
    { ...click, action: 'pause' },
    { ...click, epoch: 2 },
    { ...click, version: 8 },
    { ...click, trades: [1, 2] },
    { ...click, halt: 'abcdef' },
    { ...click, ends: 'abcdef' },
  ] as const;
  expect(new Set([click, ...others].map((one) => markOf(one))).size).toBe(others.length + 1);
  expect(markOf({ ...click, drawnAtMs: 2 })).toBe(markOf(click));
});
