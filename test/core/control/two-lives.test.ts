/**
 * Does each life of a table give ids of its own, whenever and however often it was restored, and whatever begins its epochs?
 *
 * A life is what becomes of one copy. Lives know nothing of each other, and may be served at once.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { haltedAlert } from '../../../lambda/core/alerts/alert-texts.ts';
import { intendOrder, newPaperBot, raiseAlert, type BotState } from '../../../lambda/core/bot-state.ts';
import { beginEpoch, beginWithoutItem, continueRestored } from '../../../lambda/core/control/epoch.ts';
import { changeMode, changePlace } from '../../../lambda/core/control/mode.ts';
import { EMPTY_ACCOUNT } from '../../../lambda/core/paper/paper-account.ts';
import { MINUTE_MS, usd } from '../../../lambda/core/units.ts';
import { NOON, at, stopOrder } from '../../harness/builders.ts';

const BORN = newPaperBot('bot', 1, usd(2_000), at('11:00'));
const balance = { balanceUsd: usd(2_000), asked: { by: 'ada', why: '' } };

interface Begins {
  readonly atMs: number;
  readonly beginnerId: string;
}

/** Whatever begins an epoch. */
const BEGINNINGS: Readonly<Record<string, (bot: BotState, begins: Begins) => BotState>> = {
  'a restored table': (bot, begins) => continueRestored(bot, begins),
  'a change to real money': (bot, begins) => changeMode(bot, { ...balance, ...begins, to: 'live' }),
  'a change to paper': (bot, begins) => changeMode(bot, { ...balance, ...begins, to: 'paper' }),
  'a change to the demo': (bot, begins) => changePlace(bot, { ...balance, ...begins, isDemo: true }),
  'a new beginning': (bot, begins) => beginEpoch(bot, { ...balance, ...begins, account: EMPTY_ACCOUNT }),
  'a new beginning without an item': (bot, begins) =>
    beginWithoutItem('bot', { lastEpoch: bot.ledger.epoch, lost: bot.ledger }, { ...balance, ...begins }),
};
const NAMES = Object.keys(BEGINNINGS);
const after = (bot: BotState, name: string, begins: Begins) => BEGINNINGS[name]!(bot, begins);

/** What it gives next: ten orders, and an alert. */
function idsOf(bot: BotState): readonly string[] {
  let state: BotState = { ...bot, orders: [], outbox: { rows: [], alerts: [] } };
  for (let k = 0; k < 10; k += 1) state = intendOrder(state, 'stop', (id) => stopOrder({ ...id }));
  const told = raiseAlert(state, { atMs: NOON, ...haltedAlert('a test', 'k3f9ab') });
  return [
    ...told.orders.map(({ clientOrderId }) => clientOrderId),
    ...told.outbox.alerts.map(({ id }) => id),
  ];
}

function expectApart(...lives: readonly BotState[]): void {
  const ids = lives.flatMap(idsOf);
  expect(ids).toHaveLength(11 * lives.length);
  expect(new Set(ids).size).toBe(ids.length);
}

describe('two lives of one table', () => {
  it.each(NAMES)('two lives of one table share no id where both begin in one minute, by %s', (name) => {
    for (const laterMs of [0, 1, 1_000, MINUTE_MS - 1]) {
      const first = after(BORN, name, { atMs: NOON, beginnerId: 'a' });
      const second = after(BORN, name, { atMs: NOON + laterMs, beginnerId: 'b' });
      expect(second.ledger.epoch).toBe(first.ledger.epoch);
      expectApart(BORN, first, second);
    }
  });

  it('two lives of one table share no id where their clocks stand before the epoch of their backup', () => {
    const backup = continueRestored(BORN, { atMs: NOON + 5 * MINUTE_MS, beginnerId: 'a' });
    const [first, second] = ['b', 'c'].map((beginnerId) =>
      continueRestored(backup, { atMs: NOON, beginnerId }),
    );
    expect(second!.ledger.epoch).toBe(first!.ledger.epoch);
    expectApart(backup, first!, second!);
  });

  it('two lives of one table share no id, however each of them goes on', () => {
    const story = fc.array(fc.tuple(fc.constantFrom(...NAMES), fc.integer({ min: -2, max: 2 })), {
      maxLength: 4,
    });
    fc.assert(
      fc.property(story, story, (one, other) => {
        const lives = [one, other].flatMap((beginnings, life) => {
          let bot = BORN;
          return beginnings.map(([name, minute], k) => {
            bot = after(bot, name, { atMs: NOON + minute * MINUTE_MS, beginnerId: `${life}/${k}` });
            return bot;
          });
        });
        expectApart(BORN, ...lives);
      }),
    );
  });

  it('an epoch of one life has a greater number than the one before it, whatever the clock says', () => {
    let bot = BORN;
    for (const [k, minute] of [0, 0, -5, 3].entries()) {
      const next = continueRestored(bot, { atMs: NOON + minute * MINUTE_MS, beginnerId: String(k) });
      expect(next.ledger.epoch).toBeGreaterThan(bot.ledger.epoch);
      bot = next;
    }
  });
});
