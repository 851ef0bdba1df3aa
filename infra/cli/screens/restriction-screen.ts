/**
 * What keeps the bot from entering, why, and what ends that.
 */
import { withCommandLines } from '../../../lambda/adapters/command-line.ts';
import { haltName } from '../../../lambda/core/control/halt.ts';
import type { AskedBy } from '../../../lambda/core/ledger/ledger-state.ts';
import type { Restriction } from '../../../lambda/core/restrictions.ts';
import { CAP_WORDS, rejectionWords, unreadCommandsWords, unreadWords } from '../reports/failure-words.ts';
import { wrapped } from '../terminal/columns.ts';
import { minute, money, tone } from '../terminal/text-format.ts';

const LABEL_WIDTH = 14;

/** A line of the status. */
export function labelled(label: string, text: string): string {
  return `  ${label.padEnd(LABEL_WIDTH)}${text}`;
}

/** Why the bot is not trading, or that it is. @param bot named in the commands that end a restriction */
export function stateLines(
  restrictions: readonly Restriction[],
  width: number,
  bot: string | undefined,
): readonly string[] {
  if (restrictions.length === 0) return [labelled('state', 'trading: entries are allowed')];
  return restrictions.flatMap((restriction, k) => restrictionLines(restriction, k === 0, width, bot));
}

/** Its name and times, its cause, and the remedy. */
function restrictionLines(
  restriction: Restriction,
  isFirst: boolean,
  width: number,
  bot: string | undefined,
): readonly string[] {
  const { what, why, remedy } = restrictionWords(restriction);
  const indent = ' '.repeat(LABEL_WIDTH + 2);
  const sentences = [why, ...remedy.map((sentence) => withCommandLines(sentence, bot))]
    .filter((text) => text !== '')
    .flatMap((text) => wrapped(text, width - indent.length));
  return [
    labelled(isFirst ? 'state' : '', tone('loud', what)),
    ...sentences.map((line) => `${indent}${line}`),
  ];
}

const STAYS_MANAGED = 'Nothing is opened; open positions stay managed.';

function restrictionWords(restriction: Restriction): {
  readonly what: string;
  readonly why: string;
  /** Sentences with a line of their own: a command is pasted whole. */
  readonly remedy: readonly string[];
} {
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
        remedy: ['The bot tries again with the next signal. Money and settings: {preflight}'],
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
