/**
 * Does the dashboard offer what would change something, and say before a click what that is?
 */
import { describe, expect, it } from 'vitest';
import type { LedgerState } from '../../lambda/core/ledger/ledger-state.ts';
import { haltName } from '../../lambda/core/control/halt.ts';
import { endsOf, offersOf } from '../../lambda/dashboard/steering-offers.ts';
import { NOON, at, botState, entryOrder, position } from '../harness/builders.ts';
import { ENDPOINT, buttonsIn, steeredBot } from './steered-bot.ts';

const HALTED = { cause: 'the wallet holds less', sinceMs: NOON };
const HALT = haltName(HALTED);
const PAUSED = { operatorPausedSinceMs: at('11:30'), askedBy: { by: 'ada', why: 'lunch' } };
const TWO_OPEN = [position(), position({ tradeId: 2, symbol: 'ETH', side: 'short' })];

function offered(ledger: Partial<LedgerState> = {}) {
  return offersOf(botState({ ledger }), NOON);
}
const labels = (ledger?: Partial<LedgerState>) => offered(ledger).map(({ label }) => label);
const questionOf = (label: string, ledger: Partial<LedgerState>) =>
  offered(ledger).find((offer) => offer.label.startsWith(label))?.question;

describe('what is offered', () => {
  it.each<[string, Partial<LedgerState>, readonly string[]]>([
    ['a bot that trades', {}, ['Pause']],
    ['one with a position', { positions: TWO_OPEN.slice(0, 1) }, ['Pause', 'Flatten 1 position']],
    ['one with two', { positions: TWO_OPEN }, ['Pause', 'Flatten 2 positions']],
    ['one that its operator has paused', PAUSED, ['Resume']],
    ['one in a streak pause', { pausedUntilMs: at('12:30') }, ['Resume', 'Pause']],
    ['one whose streak pause is over', { pausedUntilMs: at('11:30') }, ['Pause']],
    ['one that is halted', { halted: HALTED }, [`Accept halt ${HALT} and resume`, 'Pause']],
    ['one that is flattened', { ...PAUSED, flatteningSinceMs: NOON, positions: TWO_OPEN }, ['Resume']],
    ['one that is resumed and still closes', { flatteningSinceMs: NOON, positions: TWO_OPEN }, ['Pause']],
    ['one whose day is stopped: no command ends that', { stoppedAtMs: NOON }, ['Pause']],
  ])('%s', (_name, ledger, expected) => {
    expect(labels(ledger)).toEqual(expected);
  });

  it('an order under way can be flattened, too', () => {
    const [, flatten] = offersOf(botState({ orders: [entryOrder()] }), NOON);
    expect(flatten).toMatchObject({ label: 'Flatten', click: { action: 'flatten', trades: [] } });
    expect(flatten?.question).toContain('it closes what is open at the market');
  });
});

describe('the question before a click', () => {
  it('of a pause says for how long, and what goes on', () => {
    expect(questionOf('Pause', { positions: TWO_OPEN })).toBe(
      'Pause, bot bot (PAPER: no order is sent, no money is at risk)? At its next tick, within a minute, it stops opening positions, until somebody resumes it: a pause does not end by itself. Open positions, 2 now, stay managed: exits and stops go on.',
    );
  });

  it('of a flatten names all that is closed, at which price, and what follows', () => {
    expect(questionOf('Flatten', { positions: TWO_OPEN })).toBe(
      'Flatten 2 positions, bot bot (PAPER: no order is sent, no money is at risk)? At its next tick, within a minute, it closes 2 positions at the market, whatever that brings: long BTC, short ETH. It then opens nothing until somebody resumes it.',
    );
  });

  it('of a resume names all that ends, the halt by its name and cause, and what stays', () => {
    const both = questionOf('Accept', { ...PAUSED, halted: HALTED });
    expect(both).toContain('HALTED since 2026-01-05 12:00 (the wallet holds less)');
    expect(both).toContain('OPERATOR PAUSE since 2026-01-05 11:30 (By ada: lunch)');
    expect(both).toContain(`You have looked at the cause of halt ${HALT}, and accept it.`);
    expect(both).toMatch(/It may then open positions again\.$/);
    const stopped = questionOf('Resume', { ...PAUSED, stoppedAtMs: NOON });
    expect(stopped).toMatch(/It still opens nothing because of: DAY STOP since 2026-01-05 12:00, until/);
    const closing = questionOf('Resume', { ...PAUSED, flatteningSinceMs: NOON, positions: TWO_OPEN });
    expect(closing).toContain('What is being closed is closed first.');
  });

  it('says that money is real', () => {
    const [pause] = offersOf(botState({ account: undefined }), NOON);
    expect(pause?.question).toContain('bot bot (LIVE: real money)?');
  });
});

it('all that a resume ends has another name where anything of it is another', () => {
  const named = [
    {},
    PAUSED,
    { halted: HALTED },
    { halted: { ...HALTED, cause: 'another' } },
    { ...PAUSED, operatorPausedSinceMs: NOON },
    { ...PAUSED, flatteningSinceMs: NOON },
    { pausedUntilMs: at('12:30') },
    { pausedUntilMs: at('12:31') },
  ].map((ledger) => endsOf(botState({ ledger })));
  expect(new Set(named).size).toBe(named.length);
  expect(endsOf(botState({ ledger: { pausedUntilMs: at('11:00') } }))).toBe(endsOf(botState()));
});

describe('the buttons on the page', () => {
  it('call the function of the bot, in a popup, after the question, with what was shown', async () => {
    const bot = steeredBot(botState({ ledger: { positions: TWO_OPEN } }));
    expect(buttonsIn(await bot.draw())).toMatchObject([
      { label: 'Pause', endpoint: ENDPOINT, event: { action: 'pause', bot: 'bot', epoch: 1, version: 7 } },
      { label: 'Flatten 2 positions', event: { action: 'flatten', trades: [1, 2], drawnAtMs: NOON } },
    ]);
  });

  it('take words of the exchange and of people as words', async () => {
    const cause = `'>"</cwdb-action><script>alert(1)</script><a onclick='x'> & {flatten}`;
    const askedBy = { by: "<b id='x'>", why: cause };
    const ledger = { halted: { cause, sinceMs: NOON }, operatorPausedSinceMs: NOON, askedBy };
    const html = await steeredBot(botState({ ledger })).draw();
    expect(html).not.toMatch(/<script|onclick='|<b id/);
    const [accept] = buttonsIn(html);
    expect(accept?.question).toContain(cause);
  });
});
