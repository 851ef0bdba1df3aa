/**
 * Is everything that keeps the bot from entering on one list?
 */
import { describe, expect, it } from 'vitest';
import { OUTBOX_ROWS_MAX, recordEvent, type BotState } from '../../../lambda/core/bot-state.ts';
import {
  mayEnter,
  restrictionsOf,
  type Restriction,
} from '../../../lambda/core/restrictions/restrictions.ts';
import { restrictionWords } from '../../../lambda/core/restrictions/restriction-words.ts';
import { DENIAL_CODES, type DenialCode } from '../../../lambda/core/reasons.ts';
import { denialOf, exposureOf } from '../../../lambda/core/risk/entry-gates.ts';
import { usd } from '../../../lambda/core/units.ts';
import { NOON, at, botState, ledger, parameters, position } from '../../harness/builders.ts';

const PARAMETERS = parameters();

function kindsOf(state: BotState): readonly Restriction['kind'][] {
  return restrictionsOf(state, PARAMETERS, NOON).map(({ kind }) => kind);
}

const rejection = { symbols: ['BTC'], sinceMs: NOON, lastMs: NOON, cause: 'No margin.' };
const command = { id: '1', accept: false, issuedBy: 'ada', issuedAtMs: NOON, why: 'lunch' } as const;
const FLATTENED = recordEvent(botState(), {
  kind: 'operator-command',
  atMs: NOON,
  command: { ...command, kind: 'flatten' },
});
const full = Array.from({ length: OUTBOX_ROWS_MAX }, (_, k) => ({
  epoch: 1,
  sequence: k + 1,
  event: { kind: 'day-started' as const, atMs: NOON },
}));

const OF_A_SIGNAL: readonly DenialCode[] = ['symbol', 'minimum'];

/** A state for each kind. */
const STATES: readonly (readonly [kind: Restriction['kind'], state: BotState])[] = [
  ['halted', botState({ ledger: { halted: { cause: 'a', sinceMs: NOON } } })],
  ['flattening', FLATTENED],
  ['operator-paused', botState({ ledger: { operatorPausedSinceMs: NOON } })],
  ['stopped', botState({ ledger: { stoppedAtMs: NOON } })],
  ['paused', botState({ ledger: { pausedUntilMs: at('12:01') } })],
  ['positions', botState({ ledger: { positions: ['A', 'B', 'C'].map((symbol) => position({ symbol })) } })],
  ['hour', botState({ ledger: { entryTimesMs: Array.from({ length: 30 }, () => at('11:30')) } })],
  ['balance', botState({ ledger: { balanceUsd: usd(29) } })],
  ['budget', botState({ ledger: { realisedTodayUsd: usd(-79.9) } })],
  ['outbox', botState({ outbox: { rows: full, alerts: [] } })],
  ['account-unread', botState({ unreadAccount: { sinceMs: NOON, cause: 'HTTP 503' } })],
  ['commands-unread', botState({ unreadCommands: { sinceMs: NOON, cause: 'throttled' } })],
  ['entries-rejected', botState({ entryRejections: [{ ...rejection, reason: 'a', count: 1 }] })],
];

describe('the restrictions of a bot', () => {
  it('the restrictions of a bot that may enter are none', () => {
    expect(kindsOf(botState())).toEqual([]);
    expect(mayEnter([])).toBe(true);
  });

  it.each(STATES)('the restrictions of a bot name that it is %s', (kind, state) => {
    expect(kindsOf(state)).toContain(kind);
    expect(mayEnter(restrictionsOf(state, PARAMETERS, NOON))).toBe(kind === 'entries-rejected');
  });

  it('the restrictions of a bot name the collateral where more positions are allowed than it can pay', () => {
    const many = botState({
      ledger: { positions: ['A', 'B', 'C'].map((symbol) => position({ symbol })) },
    });
    const more = restrictionsOf(many, parameters({ maxPositions: 50 }), NOON);
    expect(more.map(({ kind }) => kind)).toEqual(['collateral']);
  });

  it('the restrictions of a bot are there whenever a gate denies, and none of its latches or caps is there otherwise', () => {
    for (const [, state] of STATES) {
      const exposure = exposureOf(state, PARAMETERS);
      const denied = denialOf({ state, exposure, symbol: 'NEW', tickMs: NOON, parameters: PARAMETERS });
      const gates = restrictionsOf(state, PARAMETERS, NOON).filter(
        ({ kind }) => !['account-unread', 'commands-unread', 'entries-rejected'].includes(kind),
      );
      expect(gates.length > 0).toBe(denied !== undefined);
    }
    const shown: readonly string[] = [...STATES.map(([kind]) => kind), 'collateral'];
    expect(shown).toEqual(expect.arrayContaining(DENIAL_CODES.filter((code) => !OF_A_SIGNAL.includes(code))));
  });

  it('the restrictions of a bot whose entries are rejected for want of a signature name the command that signs', () => {
    const remedyOf = (reason: string) => {
      const [restriction] = restrictionsOf(
        botState({ entryRejections: [{ ...rejection, reason, count: 1 }] }),
        PARAMETERS,
        NOON,
      );
      return restriction === undefined ? [] : restrictionWords(restriction).remedy;
    };
    expect(remedyOf('agreement-unsigned')).toContain('To sign the agreement: {agreement sign}');
    expect(remedyOf('No margin.').join()).not.toContain('agreement');
  });

  it('the restrictions of a bot say who flattened it and why, and when a day stop ends', () => {
    expect(restrictionsOf(FLATTENED, PARAMETERS, NOON)).toEqual([
      { kind: 'flattening', sinceMs: NOON, asked: { by: 'ada', why: 'lunch' } },
    ]);
    const stop = { cause: 'loss' as const, realisedUsd: usd(-1), unrealisedUsd: usd(0), limitUsd: usd(80) };
    const state = botState({ ledger: { ...ledger(), stoppedAtMs: NOON, stop } });
    expect(restrictionsOf(state, PARAMETERS, NOON)).toEqual([
      { kind: 'stopped', sinceMs: NOON, untilMs: at('2026-01-06T00:00'), stop },
    ]);
  });

  it('the restrictions of a bot leave out a pause that is over, and rejections that are', () => {
    const over = botState({
      ledger: { pausedUntilMs: NOON },
      entryRejections: [{ ...rejection, symbols: [], reason: 'a', count: 1 }],
    });
    expect(kindsOf(over)).toEqual([]);
  });
});
