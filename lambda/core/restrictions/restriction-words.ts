/**
 * Why is nothing entered, and what ends that? In the words that the status, the doctor and the pictures share.
 *
 * Invariants:
 * - Every restriction says what it is, and how it ends.
 * - A command stands in braces: whoever shows the words knows how it is typed.
 */
import { isUnsigned } from '../control/entry-rejections.ts';
import { haltName } from '../control/halt.ts';
import { count, minute, money } from '../text/figure-words.ts';
import type { AskedBy } from '../ledger/ledger-state.ts';
import type { ReachedCap, Restriction } from './restrictions.ts';
import type { EntryRejection, UnreadAccount, UnreadSince } from '../standing-failures.ts';

/** `3 entries in BTCUSDT rejected since 2026-01-05 12:00 UTC, the last at 2026-01-05 12:02 UTC: Margin is insufficient.` */
export function rejectionWords({ symbols, count: entries, sinceMs, lastMs, cause }: EntryRejection): string {
  const what = `${count(entries)} ${entries === 1 ? 'entry' : 'entries'} in ${symbols.join(', ')}`;
  const last = lastMs === sinceMs ? '' : `, the last at ${minute(lastMs)} UTC`;
  return `${what} rejected since ${minute(sinceMs)} UTC${last}: ${cause}`;
}

export function unreadWords({ sinceMs, cause }: UnreadAccount): string {
  return `what is open cannot be read since ${minute(sinceMs)} UTC: ${cause}`;
}

export function unreadCommandsWords({ sinceMs, cause }: Pick<UnreadSince, 'sinceMs' | 'cause'>): string {
  return `not all commands can be read since ${minute(sinceMs)} UTC: ${cause}`;
}

/** The cap that is reached, and what ends that; a command stands in braces. */
export const CAP_WORDS: Readonly<Record<ReachedCap, { readonly what: string; readonly until: string }>> = {
  positions: {
    what: 'as many positions are open as maxPositions allows',
    until: 'one of them is closed, or {params set maxPositions=…}',
  },
  collateral: {
    what: 'one more position would exceed the collateral that maxOpenCollateralUsd allows',
    until: 'a position is closed, or {params set maxOpenCollateralUsd=…}',
  },
  hour: {
    what: 'as many positions were opened in the last hour as maxTradesPerHour allows',
    until: 'the hour is over',
  },
  balance: {
    what: 'the balance cannot pay the collateral of one more position',
    until: 'a position is closed, or with less collateral: {params set collateralUsd=…}',
  },
  budget: {
    what: 'what the day may still lose cannot pay for one more position',
    until: 'a position is closed, or the next day begins at 00:00 UTC',
  },
  outbox: {
    what: "one more position, with all that may follow from it, has no room in the bot's item",
    until: 'a position is closed, or rows that wait are delivered; to see why they are not: {tail}',
  },
};

const STAYS_MANAGED = 'Nothing is opened; open positions stay managed.';

export interface RestrictionWords {
  readonly what: string;
  /** May be empty. */
  readonly why: string;
  /** Sentences with a line of their own: a command, in braces, is pasted whole. */
  readonly remedy: readonly string[];
}

export function restrictionWords(restriction: Restriction): RestrictionWords {
  switch (restriction.kind) {
    case 'halted':
      return {
        what: `HALTED since ${minute(restriction.sinceMs)}`,
        why: restriction.cause,
        remedy: [STAYS_MANAGED, `To accept it: {resume --accept ${haltName(restriction)}}`],
      };
    case 'flattening':
      return {
        what: `FLATTENED BY THE OPERATOR since ${minute(restriction.sinceMs)}`,
        why: askedWords(restriction.asked),
        remedy: ['What is open is being closed, and nothing is opened.', 'To go on: {resume}'],
      };
    case 'operator-paused':
      return {
        what: `OPERATOR PAUSE since ${minute(restriction.sinceMs)}`,
        why: askedWords(restriction.asked),
        remedy: [STAYS_MANAGED, 'To go on: {resume}'],
      };
    case 'stopped':
      return {
        what: `DAY STOP since ${minute(restriction.sinceMs)}, until ${minute(restriction.untilMs)}`,
        why: stoppedWords(restriction),
        remedy: [`Nothing to do: trading resumes at ${minute(restriction.untilMs)} UTC.`],
      };
    case 'paused':
      return {
        what: `STREAK PAUSE${restriction.streak === undefined ? '' : ` since ${minute(restriction.streak.sinceMs)},`} until ${minute(restriction.untilMs)}`,
        why: restriction.streak === undefined ? '' : `${restriction.streak.losses} losses in a row.`,
        remedy: [
          `Nothing to do: trading resumes at ${minute(restriction.untilMs)} UTC.`,
          'To go on at once: {resume}',
        ],
      };
    case 'account-unread':
      return {
        what: 'ACCOUNT OR PRICES UNREAD',
        why: unreadWords(restriction),
        remedy: ['While the account itself cannot be read, nothing is opened.'],
      };
    case 'commands-unread':
      return {
        what: 'COMMANDS UNREAD',
        why: unreadCommandsWords(restriction),
        remedy: [STAYS_MANAGED, 'To close everything without a command: {flatten --direct}'],
      };
    case 'entries-rejected':
      return {
        what: 'ENTRIES REJECTED by the exchange',
        why: restriction.rejections.map(rejectionWords).join('; '),
        remedy: [
          ...(restriction.rejections.some(isUnsigned) ? ['To sign the agreement: {agreement sign}'] : []),
          'The bot tries again with the next signal. Money and settings: {preflight}',
        ],
      };
    default: {
      const { what, until } = CAP_WORDS[restriction.kind];
      return { what: `NO ENTRIES: ${restriction.kind}`, why: `${what}.`, remedy: [`Until ${until}`] };
    }
  }
}

function stoppedWords({ stop }: Extract<Restriction, { readonly kind: 'stopped' }>): string {
  if (stop === undefined) return '';
  const { cause, realisedUsd, unrealisedUsd, limitUsd } = stop;
  const amounts = `closed ${money(realisedUsd)}, open ${money(unrealisedUsd)}, limit ${money(limitUsd)}`;
  return cause === 'loss'
    ? `The day's loss has reached its limit: ${amounts}.`
    : `What remains of the day's limit cannot pay for one more position: ${amounts}.`;
}

function askedWords(asked: AskedBy | undefined): string {
  if (asked === undefined) return '';
  return `By ${asked.by}${asked.why === '' ? ', without a reason given.' : `: ${asked.why}`}`;
}
