/**
 * Does real money take two consents and a flat bot, and is a bot that cannot follow its deployment told why?
 */
import { describe, expect, it } from 'vitest';
import { modeOf, tradedAs } from '../../../lambda/core/bot-state.ts';
import {
  changeMode,
  changePlace,
  noteNotAllowed,
  paperBalance,
  turnsLive,
  whyNotThere,
  whyPaper,
} from '../../../lambda/core/control/mode.ts';
import type { ParameterDecision } from '../../../lambda/core/control/parameter-changes.ts';
import { EMPTY_ACCOUNT } from '../../../lambda/core/paper/paper-account.ts';
import { usd } from '../../../lambda/core/units.ts';
import { BEGINNER_ID, NOON, botState, parameters, position } from '../../harness/builders.ts';

const begins = { atMs: NOON, beginnerId: BEGINNER_ID };
const FLAT = botState();
const OPEN = botState({ ledger: { positions: [position()] } });
const LIVE = botState({ account: undefined });
const DEMO = botState({ ledger: { isDemo: true } });

describe('a bot on paper', () => {
  const why = (state: typeof FLAT, mode: 'paper' | 'live', isLiveAllowed: boolean) =>
    whyPaper(state, parameters({ mode }), isLiveAllowed);

  it('a bot on paper says which of the two consents is missing, or what it waits for', () => {
    expect(why(FLAT, 'live', false)).toBe('mode is live, and the deployment does not allow it');
    expect(why(FLAT, 'live', true)).toBe('mode is live, and preflight has not let it through');
    expect(why(OPEN, 'live', true)).toBe('mode is live, and begins when nothing is open');
    expect(why(FLAT, 'paper', true)).toBe('the deployment allows live, and mode is paper');
    expect(why(DEMO, 'paper', true)).toBe('the deployment allows demo trading, and mode is paper');
  });

  it('a bot on paper without any consent says nothing, and neither does one with real money', () => {
    expect(why(FLAT, 'paper', false)).toBeUndefined();
    for (const allowed of [true, false]) expect(why(LIVE, 'live', allowed)).toBeUndefined();
  });

  it('a bot on paper stays there where the deployment does not allow more, and the operator learns it', () => {
    const after = noteNotAllowed(FLAT, NOON);
    expect(after.outbox.alerts).toMatchObject([{ kind: 'live-not-allowed', atMs: NOON }]);
    expect(modeOf(after)).toBe('paper');
  });
});

describe('parameters that turn a bot live', () => {
  const accepted = (...changes: Extract<ParameterDecision, { kind: 'accepted' }>['changes']) =>
    turnsLive({ kind: 'accepted', overrides: {}, changes });

  it('parameters that turn a bot live are accepted ones that change its mode to live', () => {
    const leverage = { name: 'leverage', from: 20, to: 10 } as const;
    expect(accepted(leverage, { name: 'mode', from: 'paper', to: 'live' })).toBe(true);
    expect(accepted({ name: 'mode', from: 'live', to: 'paper' })).toBe(false);
    expect(accepted({ name: 'entryStyle', from: 'taker', to: 'live' })).toBe(false);
    expect(accepted(leverage)).toBe(false);
    expect(turnsLive({ kind: 'kept' })).toBe(false);
  });
});

describe('a change of mode', () => {
  it('a change of mode to live begins an epoch with the wallet, without a simulated account', () => {
    const after = changeMode(FLAT, { to: 'live', balanceUsd: usd(120.5), ...begins });
    expect(modeOf(after)).toBe('live');
    expect(after.venueLog).toEqual({ sinceMs: NOON, bookedIds: [] });
    expect(after.ledger.balanceUsd).toBe(usd(120.5));
    expect(after.outbox.rows.at(-1)?.event).toMatchObject({
      kind: 'started',
      atMs: NOON,
      after: { cause: 'mode-changed' },
    });
    expect(after.outbox.alerts).toMatchObject([
      {
        kind: 'mode-changed',
        atMs: NOON,
        happened: 'The mode was changed from paper to live.',
        did: 'A new epoch of the ledger begins with 120.50 USDT.',
      },
    ]);
  });

  it('a change of mode to paper begins an epoch with an empty simulated account, and the balance of the parameters', () => {
    const balanceUsd = paperBalance(parameters({ startingBalanceUsd: 2_500 }));
    const after = changeMode(LIVE, { to: 'paper', balanceUsd, ...begins });
    expect(after.account).toEqual(EMPTY_ACCOUNT);
    expect(after).not.toHaveProperty('venueLog');
    expect(after.ledger.balanceUsd).toBe(usd(2_500));
    expect(after.outbox.alerts[0]?.happened).toBe('The mode was changed from live to paper.');
  });

  it('a change of mode waits for a flat bot', () => {
    expect(() => changeMode(OPEN, { to: 'live', balanceUsd: usd(1), ...begins })).toThrow('not flat');
  });
});

describe('a deployment of the other place', () => {
  it('a deployment of the other place is followed by a flat bot on paper, with a new epoch', () => {
    expect(whyNotThere(FLAT, false)).toBeUndefined();
    expect(whyNotThere(FLAT, true)).toBeUndefined();
    const after = changePlace(FLAT, { isDemo: true, balanceUsd: usd(2_000), ...begins });
    expect(after.ledger.isDemo).toBe(true);
    expect(tradedAs(after)).toBe('paper');
    expect(after.outbox.alerts[0]?.happened).toBe(
      'The deployment was changed from the exchange to its demo.',
    );
  });

  it('a deployment with markets that settle in another currency is followed with a new epoch in that one, and told', () => {
    const place = { isDemo: false, balanceUsd: usd(2_000), atMs: NOON, beginnerId: BEGINNER_ID };
    const told = (changes: Parameters<typeof changePlace>[1]) =>
      changePlace(FLAT, changes).outbox.alerts.map(({ happened, did }) => [happened, did]);
    const currency = [
      'The symbols were changed from markets that settle in USDT to markets that settle in USDC.',
      'A new epoch of the ledger begins on paper, with 2000.00 USDC: what is called USD is USDC now.',
    ];
    expect(changePlace(FLAT, { ...place, currency: 'USDC' }).ledger.currency).toBe('USDC');
    expect(told({ ...place, currency: 'USDC' })).toEqual([currency]);
    expect(told({ ...place, currency: 'USDC', isDemo: true })).toEqual([
      [expect.stringContaining('to its demo'), expect.stringContaining('2000.00 USD.')],
      currency,
    ]);
    expect(told({ ...place, currency: 'USDT', isDemo: true })).toHaveLength(1);
  });

  it.each([
    [
      'with real money',
      LIVE,
      true,
      'bot bot trades at the exchange, and this deployment is of its demo: take demo out of infra/stages.ts again, deploy, close everything, set mode=paper, and change it then',
    ],
    [
      'with an open paper position',
      OPEN,
      true,
      'bot bot has open paper positions at the prices of the exchange, and this deployment is of its demo: take demo out of infra/stages.ts again, deploy, close everything, set mode=paper, and change it then',
    ],
    [
      'with play money',
      botState({ account: undefined, ledger: { isDemo: true } }),
      false,
      "bot bot trades at the exchange's demo, and this deployment is of the exchange itself: set demo: true in infra/stages.ts again, deploy, close everything, set mode=paper, and change it then",
    ],
  ])('a deployment of the other place is not followed by a bot %s', (_, state, isDemo, words) => {
    expect(whyNotThere(state, isDemo)).toBe(words);
  });
});
