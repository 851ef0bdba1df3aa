/**
 * What becomes of a click in the dashboard: is one command left for it, once, and none where what it was asked of has gone?
 */
import { describe, expect, it } from 'vitest';
import { haltName } from '../../lambda/core/control/halt.ts';
import { MINUTE_MS } from '../../lambda/core/units.ts';
import { NOON, at, botState, position } from '../harness/builders.ts';
import { commandOf } from '../harness/stored-bot.ts';
import { CONTEXT, steeredBot } from './steered-bot.ts';

const HALTED = { cause: 'the wallet holds less', sinceMs: at('11:50') };
const HALT = haltName(HALTED);
const PAUSED = { operatorPausedSinceMs: at('11:30'), askedBy: { by: 'ada', why: 'lunch' } };
const OPEN = [position()];

describe('a click leaves', () => {
  it('a command as scalper leaves it, by the dashboard, dated by the click', async () => {
    const bot = steeredBot();
    const pause = await bot.button('Pause');
    bot.nowMs = NOON + 5_000;
    expect(await bot.click(pause)).toContain(
      'Left for the next tick of bot bot: pause, by dashboard Kallisti.',
    );
    const [left, ...others] = await bot.waiting();
    expect(others).toEqual([]);
    expect(left?.id).toMatch(/^2026-01-05T12:00:00\.000Z-[0-9a-z]{6}$/);
    expect(left).toEqual({
      id: left?.id,
      kind: 'pause',
      accept: false,
      issuedBy: 'dashboard Kallisti',
      issuedAtMs: NOON + 5_000,
      why: '',
    });
  });

  it('a resume that accepts the halt of that name, and no other command accepts one', async () => {
    const bot = steeredBot(botState({ ledger: { halted: HALTED, positions: OPEN } }));
    await bot.click(await bot.button('Accept halt'));
    expect(await bot.waiting()).toMatchObject([{ kind: 'resume', accept: true, halt: HALT }]);
    const other = steeredBot(botState({ ledger: { halted: HALTED, positions: OPEN } }));
    await other.send({ ...(await other.button('Pause')).event, halt: HALT, ...CONTEXT });
    expect(await other.waiting()).toMatchObject([{ kind: 'pause', accept: false }]);
  });

  it('words of what follows and when, and of a bot that does not tick', async () => {
    const bot = steeredBot(botState({ ledger: { positions: OPEN } }));
    const html = await bot.click(await bot.button('Flatten'));
    expect(html).toContain('Nothing is done yet: the next tick obeys it within a minute.');
    expect(html).toContain('from 2026-01-05 12:02 UTC on');
    expect(html).toContain('opens nothing until <code>./scalper resume --bot bot</code>');
    const silent = steeredBot(botState({ tickMs: at('11:00') }));
    const doubt = await silent.click(await silent.button('Pause'));
    expect(doubt).toContain('No tick has been seen since 2026-01-05 11:00 UTC');
    expect(doubt).toContain('./scalper doctor --bot bot');
  });

  it('a line in the log, which holds no word that steers a terminal', async () => {
    const bot = steeredBot();
    const { event } = await bot.button('Pause');
    await bot.send({ ...event, widgetContext: { dashboardName: '\u001B[31mx' } });
    expect(bot.lines).toHaveLength(1);
    expect(bot.lines[0]).not.toContain('\u001B');
    const [{ id, issuedBy } = commandOf('none')] = await bot.waiting();
    expect(issuedBy).toBe('dashboard ·[31mx');
    expect(JSON.parse(bot.lines[0] ?? '')).toMatchObject({
      message: 'click',
      bot: 'bot',
      outcome: 'left',
      action: 'pause',
      commandId: id,
    });
  });
});

it('two buttons of one page leave two commands', async () => {
  const bot = steeredBot(botState({ ledger: { positions: OPEN } }));
  for (const label of ['Pause', 'Flatten']) await bot.click(await bot.button(label));
  expect((await bot.waiting()).map(({ kind }) => kind).toSorted()).toEqual(['flatten', 'pause']);
});

describe('the same click again', () => {
  it('adds nothing while its command waits', async () => {
    const bot = steeredBot();
    const pause = await bot.button('Pause');
    await bot.click(pause);
    bot.nowMs += 700;
    expect(await bot.click(pause)).toContain('this click has left its command already');
    expect(await bot.waiting()).toHaveLength(1);
  });

  it('at the very same moment leaves one command, and both are told so', async () => {
    const bot = steeredBot();
    const pause = await bot.button('Pause');
    const first = bot.click(pause);
    bot.nowMs += 1;
    const answers = await Promise.all([first, bot.click(pause)]);
    expect(await bot.waiting()).toHaveLength(1);
    for (const html of answers) expect(html).toMatch(/Left for the next tick|has left its command already/);
  });

  it('adds nothing after a tick has obeyed it, nor after it was resumed since', async () => {
    const bot = steeredBot();
    const pause = await bot.button('Pause');
    await bot.click(pause);
    const [{ id } = commandOf('none')] = await bot.waiting();
    await bot.store.discard('bot', [id]);
    const remembered = { id, kind: 'pause', untilMs: NOON + MINUTE_MS } as const;
    bot.state = botState({ version: 9, commandMemory: { sinceMs: at('11:00'), commands: [remembered] } });
    expect(await bot.click(pause)).toContain('this click has come before, and a tick has obeyed it');
    expect(await bot.waiting()).toEqual([]);
  });

  it('of another tab adds nothing while the like of it waits, whoever has left that', async () => {
    const bot = steeredBot();
    const pause = await bot.button('Pause');
    await bot.store.issue('bot', commandOf('1-ada', { issuedBy: 'ada' }));
    expect(await bot.click(pause)).toContain('a pause waits already');
    expect(await bot.waiting()).toHaveLength(1);
  });
});

describe('a click is refused', () => {
  it('of a page that is more than ten minutes old, or of a time to come', async () => {
    const bot = steeredBot();
    const pause = await bot.button('Pause');
    bot.nowMs = NOON + 10 * MINUTE_MS + 1;
    expect(await bot.click(pause)).toContain(
      'Nothing was done. This page was drawn at 2026-01-05 12:00 UTC, more than 10 minutes ago.',
    );
    bot.nowMs = NOON - MINUTE_MS - 1;
    expect(await bot.click(pause)).toContain('which is still to come');
    expect(await bot.waiting()).toEqual([]);
    bot.nowMs = NOON + 10 * MINUTE_MS;
    await bot.click(pause);
    expect(await bot.waiting()).toHaveLength(1);
  });

  it.each([
    ['another epoch', { ledger: { epoch: 2 } }],
    ['a version before the one that was shown', { version: 6 }],
    ['a memory that does not reach back so far', { commandMemory: { sinceMs: NOON + 1, commands: [] } }],
  ])('of a ledger with %s', async (_name, changes) => {
    const bot = steeredBot();
    const pause = await bot.button('Pause');
    bot.state = botState(changes);
    expect(await bot.click(pause)).toContain('Nothing was done. This page was drawn at');
    expect(await bot.waiting()).toEqual([]);
  });

  it.each([
    ['another halt', { halted: { ...HALTED, cause: 'another' } }],
    ['a pause besides', { halted: HALTED, ...PAUSED }],
    ['none any more', {}],
  ])('to resume where there is %s', async (_name, ledger) => {
    const bot = steeredBot(botState({ ledger: { halted: HALTED } }));
    const accept = await bot.button('Accept halt');
    bot.state = botState({ version: 8, ledger });
    const html = await bot.click(accept);
    expect(html).toContain('What it would end now is not what was shown then.');
    expect(html).toContain('Refresh the dashboard');
    expect(await bot.waiting()).toEqual([]);
  });

  it('to resume with the name of another halt than it shows', async () => {
    const bot = steeredBot(botState({ ledger: { halted: HALTED } }));
    const { event } = await bot.button('Accept halt');
    for (const halt of ['abcdef', undefined]) await bot.send({ ...event, halt, ...CONTEXT });
    expect(await bot.waiting()).toEqual([]);
  });

  it('to resume while a stop waits', async () => {
    const bot = steeredBot(botState({ ledger: PAUSED }));
    const resume = await bot.button('Resume');
    await bot.store.issue('bot', commandOf('1-ada', { issuedBy: 'ada', kind: 'flatten' }));
    expect(await bot.click(resume)).toContain('A flatten by ada waits for the next tick');
    expect(await bot.waiting()).toHaveLength(1);
  });

  it('to flatten what was opened since; what was closed since is no reason', async () => {
    const two = [position(), position({ tradeId: 2, symbol: 'ETH', side: 'short' })];
    const bot = steeredBot(botState({ ledger: { positions: OPEN } }));
    const flatten = await bot.button('Flatten');
    bot.state = botState({ version: 8, ledger: { positions: two } });
    expect(await bot.click(flatten)).toContain('Opened since, and so not confirmed: short ETH.');
    expect(await bot.waiting()).toEqual([]);
    const both = await bot.button('Flatten');
    bot.state = botState({ version: 9, ledger: { positions: OPEN } });
    await bot.click(both);
    expect(await bot.waiting()).toMatchObject([{ kind: 'flatten' }]);
  });

  it('that would change nothing', async () => {
    const bot = steeredBot(botState({ ledger: { positions: OPEN } }));
    const [pause, flatten] = [await bot.button('Pause'), await bot.button('Flatten')];
    bot.state = botState({ version: 8, ledger: PAUSED });
    expect(await bot.click(pause)).toContain('Nothing was done: it is paused already.');
    expect(await bot.click(flatten)).toContain('nothing is open, or all of it is being closed already');
    expect(await bot.waiting()).toEqual([]);
  });

  it('of another bot, of no known action, of a widget that calls by itself, and of a bot without a ledger', async () => {
    const bot = steeredBot();
    const { event } = await bot.button('Pause');
    const byItself = { ...event, widgetContext: { params: event } };
    expect(await bot.send({ ...event, bot: 'other', ...CONTEXT })).toContain('for another bot');
    expect(await bot.send({ ...event, action: 'begin', ...CONTEXT })).toContain('no click that can be read');
    expect(await bot.send(byItself)).toContain('A widget has called this without a click');
    bot.state = undefined;
    expect(await bot.send({ ...event, ...CONTEXT })).toContain('has not ticked yet');
    expect(await bot.waiting()).toEqual([]);
    expect(bot.lines).toHaveLength(4);
  });
});
