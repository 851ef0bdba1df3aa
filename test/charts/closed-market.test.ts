/**
 * Do the dashboard's card and its buttons say that a market is closed, and what a resume would leave?
 */
import { expect, it } from 'vitest';
import { standingOf } from '../../lambda/charts/bot-view.ts';
import { standingCard } from '../../lambda/charts/standing-card.ts';
import { offersOf } from '../../lambda/dashboard/steering-offers.ts';
import type { BotState } from '../../lambda/core/bot-state.ts';
import { NOON, at, botState, parameters } from '../harness/builders.ts';

const closed = (isAll: boolean): BotState['outsideHours'] => ({
  markets: [{ symbol: 'XAUUSDT', why: 'closed-session', untilMs: at('23:05') }],
  count: 1,
  isAll,
});
const cardOf = (outsideHours: BotState['outsideHours']) => {
  const state = botState(outsideHours === undefined ? {} : { outsideHours });
  const looked = { waiting: { commands: 0 }, typed: (words: string) => words };
  return standingCard(standingOf(state, parameters(), looked), 640).toString();
};

it('the card of a bot whose market is closed says until when, and not that entries are allowed', () => {
  const card = cardOf(closed(true));
  expect(card).toContain('MARKET CLOSED: XAUUSDT until 2026-01-05 23:05');
  expect(card).not.toContain('entries are allowed');
  expect(cardOf(undefined)).toContain('entries are allowed');
});

it('a resume says that nothing is opened while all markets are closed, and nothing of it beside one that is open', () => {
  const questionOf = (isAll: boolean) => {
    const state = botState({ outsideHours: closed(isAll)!, ledger: { operatorPausedSinceMs: NOON } });
    return offersOf(state, NOON).find(({ label }) => label === 'Resume')?.question;
  };
  expect(questionOf(true)).toContain('It still opens nothing because of: MARKET CLOSED: XAUUSDT');
  expect(questionOf(false)).toContain('It may then open positions again.');
});
