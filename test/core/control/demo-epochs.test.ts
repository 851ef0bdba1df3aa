/**
 * Is every epoch of the exchange or of its demo, and in its currency, from its first row on, and does a bot change between
 * the two places only from paper, with nothing open?
 */
import { describe, expect, it } from 'vitest';
import { rebuild } from '../../../lambda/core/audit/rebuild.ts';
import { newPaperBot, recordEvent, tradedAs, type BotState } from '../../../lambda/core/bot-state.ts';
import { beginEpoch, beginWithoutItem, continueRestored } from '../../../lambda/core/control/epoch.ts';
import { changePlace, whyNotThere } from '../../../lambda/core/control/mode.ts';
import { replay } from '../../../lambda/core/ledger/ledger.ts';
import { EMPTY_ACCOUNT } from '../../../lambda/core/paper/paper-account.ts';
import { usd } from '../../../lambda/core/units.ts';
import { BEGINNER_ID, NOON, at, entryOrder, position } from '../../harness/builders.ts';

const begins = { atMs: NOON, beginnerId: BEGINNER_ID, balanceUsd: usd(500) };
const ASKED = { by: 'a', why: '' };

/** A bot on paper, and the same one with an account. */
function botAt(place: 'exchange' | 'demo', mode: 'paper' | 'live' = 'paper'): BotState {
  const origin = place === 'demo' ? { isDemo: true as const } : {};
  const paper = newPaperBot('bot', 1, usd(2000), at('11:00'), origin);
  return mode === 'paper' ? paper : beginEpoch(paper, { ...begins, atMs: at('11:30'), account: undefined });
}

/** The bot that begins after that one's item was deleted. */
function withoutItem({ ledger }: BotState): BotState {
  return beginWithoutItem('bot', { lastEpoch: 1, lost: ledger }, { ...begins, asked: ASKED });
}

function withPosition(bot: BotState): BotState {
  const { decision } = entryOrder();
  return recordEvent(bot, { kind: 'opened', atMs: NOON, position: position(), decision, fills: [] });
}

const firstRow = ({ outbox, ledger }: BotState) =>
  outbox.rows.find(({ epoch, sequence }) => epoch === ledger.epoch && sequence === 1)?.event;

describe('an epoch of the demo', () => {
  it.each<[words: string, begun: () => BotState]>([
    ['a new bot', () => botAt('demo')],
    ['a change of mode', () => botAt('demo', 'live')],
    ['a new beginning', () => beginEpoch(botAt('demo'), { ...begins, account: EMPTY_ACCOUNT, asked: ASKED })],
    ['a restored table', () => continueRestored(botAt('demo', 'live'), begins)],
    ['an item that was deleted', () => withoutItem(botAt('demo'))],
  ])('an epoch of the demo says so in its first row, after %s, and is rebuilt from it', (_, begun) => {
    const bot = begun();
    expect(firstRow(bot)).toMatchObject({ kind: 'started', isDemo: true });
    expect(bot.ledger.isDemo).toBe(true);
    const rows = bot.outbox.rows.filter(({ epoch }) => epoch === bot.ledger.epoch);
    expect(replay(bot.ledger.epoch, rows)).toEqual(bot.ledger);
    expect(rebuild(bot, []).differences).toEqual([]);
  });

  it('an epoch of the exchange says nothing, also after one of the demo', () => {
    const real = changePlace(botAt('demo'), { ...begins, isDemo: false });
    const restored = continueRestored(botAt('exchange'), begins);
    for (const bot of [botAt('exchange', 'live'), restored, withoutItem(botAt('exchange')), real]) {
      expect(firstRow(bot)).not.toHaveProperty('isDemo');
      expect(bot.ledger).not.toHaveProperty('isDemo');
    }
    expect(tradedAs(botAt('exchange', 'live'))).toBe('live');
    expect(tradedAs(botAt('demo', 'live'))).toBe('demo');
    expect(tradedAs(botAt('demo'))).toBe('paper');
  });
});

describe('the currency of an epoch', () => {
  it.each([
    ['a restored table', (bot: BotState) => continueRestored(bot, begins)],
    ['an item that was deleted', withoutItem],
  ])('the currency of an epoch is that of the one before, after %s', (_, begun) => {
    const [usdc, usdt] = [{ currency: 'USDC' } as const, {}].map((origin) =>
      begun(newPaperBot('bot', 1, usd(2000), at('11:00'), origin)),
    );
    expect(firstRow(usdc!)).toMatchObject({ kind: 'started', currency: 'USDC' });
    expect(usdc!.ledger.currency).toBe('USDC');
    expect(firstRow(usdt!)).not.toHaveProperty('currency');
  });
});

describe('from the one place to the other', () => {
  it.each(['exchange', 'demo'] as const)('a bot stays where it is, whatever it holds: at the %s', (place) => {
    for (const bot of [botAt(place), botAt(place, 'live'), withPosition(botAt(place, 'live'))])
      expect(whyNotThere(bot, place === 'demo')).toBeUndefined();
  });

  it.each([
    ['exchange', true, 'take demo out of infra/stages.ts again'],
    ['demo', false, 'set demo: true in infra/stages.ts again'],
  ] as const)(
    'a bot goes from the %s only flat and on paper, and is told what to do else',
    (place, isDemo, remedy) => {
      expect(whyNotThere(botAt(place), isDemo)).toBeUndefined();
      for (const bot of [
        botAt(place, 'live'),
        withPosition(botAt(place, 'live')),
        withPosition(botAt(place)),
      ])
        expect(whyNotThere(bot, isDemo)).toContain(`${remedy}, deploy, close everything, set mode=paper`);
    },
  );

  it('a bot that goes begins on paper with the balance of its parameters, and tells its operator', () => {
    const there = changePlace(botAt('exchange'), { ...begins, isDemo: true });
    expect(there).toMatchObject({ account: EMPTY_ACCOUNT, ledger: { isDemo: true, balanceUsd: usd(500) } });
    expect(there.ledger.epoch).toBeGreaterThan(1);
    expect(there.outbox.alerts).toMatchObject([
      { kind: 'mode-changed', happened: 'The deployment was changed from the exchange to its demo.' },
    ]);
  });
});
