/**
 * What may a click ask of a bot as it stands, and in which words is its reader asked first?
 *
 * Invariants:
 * - Only what would change something is offered. What resumes accepts the halt that it names, and no other.
 * - A click carries what its reader was shown, as far as that matters: whoever gets it can tell whether it still holds.
 */
import { completeParameters } from '../config.ts';
import { tradedAs, type BotState } from '../core/bot-state.ts';
import { isFlat } from '../core/control/epoch.ts';
import { haltName } from '../core/control/halt.ts';
import { isPaused } from '../core/ledger/day-book.ts';
import type { CommandKind } from '../core/ledger/operator-command.ts';
import { restrictionWords } from '../core/restrictions/restriction-words.ts';
import { leavesEntries, restrictionsOf, type Restriction } from '../core/restrictions/restrictions.ts';
import { shortHash } from '../core/words.ts';
import { MODES } from '../charts/standing-card.ts';
import type { Click } from './click.ts';

export interface Offer {
  readonly label: string;
  /** What will happen, in sentences: its reader is asked before it counts. */
  readonly question: string;
  readonly click: Click;
}

/** In the order of their weight. @param drawnAtMs of the page */
export function offersOf(state: BotState, drawnAtMs: number): readonly Offer[] {
  const { botId: bot, version, ledger } = state;
  const shown = { bot, epoch: ledger.epoch, version, drawnAtMs };
  return kindsOffered(state).map((action): Offer => {
    const { label, sentences, ...more } = TERMS[action](state);
    const money = MODES[tradedAs(state)];
    return {
      label,
      question: [`${label}, bot ${bot} (${money[0]}: ${money[1]})?`, ...sentences].join(' '),
      click: { action, ...shown, ...more },
    };
  });
}

/** What a click changes as the bot stands. */
export function kindsOffered(state: BotState): readonly CommandKind[] {
  const { operatorPausedSinceMs, flatteningSinceMs } = state.ledger;
  return [
    ...(endedByResume(state).length > 0 ? (['resume'] as const) : []),
    ...(operatorPausedSinceMs === undefined ? (['pause'] as const) : []),
    ...(flatteningSinceMs === undefined && !isFlat(state) ? (['flatten'] as const) : []),
  ];
}

interface Terms extends Pick<Click, 'halt' | 'ends' | 'trades'> {
  readonly label: string;
  readonly sentences: readonly string[];
}

const NEXT = 'At its next tick, within a minute,';

const TERMS: Readonly<Record<CommandKind, (state: BotState) => Terms>> = {
  pause: (state) => ({
    label: 'Pause',
    sentences: [
      `${NEXT} it stops opening positions, until somebody resumes it: a pause does not end by itself.`,
      `Open positions, ${state.ledger.positions.length} now, stay managed: exits and stops go on.`,
    ],
  }),
  flatten: (state) => {
    const { positions } = state.ledger;
    const what = positions.length === 0 ? 'what is open' : positionsWords(positions.length);
    return {
      label: positions.length === 0 ? 'Flatten' : `Flatten ${what}`,
      trades: positions.map(({ tradeId }) => tradeId),
      sentences: [
        `${NEXT} it closes ${what} at the market, whatever that brings${listed(state)}.`,
        'It then opens nothing until somebody resumes it.',
      ],
    };
  },
  resume: (state) => {
    const { halted } = state.ledger;
    const halt = halted && haltName(halted);
    const [ended, staying] = [endedByResume(state), stayingAfterResume(state)];
    return {
      label: halt === undefined ? 'Resume' : `Accept halt ${halt} and resume`,
      ...(halt !== undefined && { halt }),
      ends: endsOf(state),
      sentences: [
        `${NEXT} this ends: ${ended.map(restrictedWords).join('; ')}.`,
        ...(halt === undefined ? [] : [`You have looked at the cause of halt ${halt}, and accept it.`]),
        ...(ended.some(({ kind }) => kind === 'flattening') && !isFlat(state)
          ? ['What is being closed is closed first.']
          : []),
        staying.length === 0
          ? 'It may then open positions again.'
          : `It still opens nothing because of: ${staying.map(restrictedWords).join('; ')}.`,
      ],
    };
  },
};

/** A name for all that a resume would end: another one, where anything of it is another. */
export function endsOf(state: BotState): string {
  const { halted, operatorPausedSinceMs, flatteningSinceMs, pausedUntilMs } = state.ledger;
  const streak = isPaused(state.ledger, asOf(state)) ? pausedUntilMs : undefined;
  return shortHash(JSON.stringify([halted ?? null, operatorPausedSinceMs, flatteningSinceMs, streak]));
}

const ENDED: readonly Restriction['kind'][] = ['halted', 'operator-paused', 'paused'];

/** A flatten is finished first: it alone is nothing that a resume would end. */
function endedByResume(state: BotState): readonly Restriction[] {
  const { operatorPausedSinceMs } = state.ledger;
  return standing(state).filter(
    ({ kind }) => ENDED.includes(kind) || (kind === 'flattening' && operatorPausedSinceMs !== undefined),
  );
}

function stayingAfterResume(state: BotState): readonly Restriction[] {
  const ended = endedByResume(state).map(({ kind }) => kind);
  return standing(state).filter((each) => !ended.includes(each.kind) && !leavesEntries(each));
}

/** Why the bot opens nothing, as it stands. */
export function standing(state: BotState): readonly Restriction[] {
  return restrictionsOf(state, completeParameters(state.parameters ?? {}), asOf(state));
}

function asOf({ tickMs, ledger }: BotState): number {
  return tickMs ?? ledger.dayMs;
}

/** `DAY STOP since …, until … (the day's loss has reached its limit)`, without a full stop. */
export function restrictedWords(restriction: Restriction): string {
  const { what, why } = restrictionWords(restriction);
  return why === '' ? what : `${what} (${why.replace(/\.$/, '')})`;
}

function positionsWords(positions: number): string {
  return positions === 1 ? '1 position' : `${positions} positions`;
}

function listed({ ledger: { positions } }: BotState): string {
  if (positions.length === 0) return '';
  return `: ${positions.map(({ side, symbol }) => `${side} ${symbol}`).join(', ')}`;
}
