/**
 * The lines of the doctor, and the exit code that follows from them.
 *
 * - A check that failed or could not run names a remedy.
 * - A check that could not run never passes.
 */
import { awsWords } from '../../../lambda/adapters/aws/aws-refusal.ts';
import { commandLine } from '../../../lambda/adapters/command-line.ts';
import { attentionOf, type AttentionReason } from '../../../lambda/core/control/attention.ts';
import type { BotState } from '../../../lambda/core/bot-state.ts';
import { haltName } from '../../../lambda/core/control/halt.ts';
import { isStanding } from '../../../lambda/core/control/entry-rejections.ts';
import { impossibleTimes } from '../../../lambda/core/audit/stored-times.ts';
import { AwsUnavailableError, InputError } from '../../input-error.ts';

import { mayEnter, type Restriction } from '../../../lambda/core/restrictions/restrictions.ts';
import {
  CAP_WORDS,
  outsideWords,
  rejectionWords,
  unreadCommandsWords,
  unreadWords,
} from '../../../lambda/core/restrictions/restriction-words.ts';
import { minute } from '../terminal/text-format.ts';

export interface DoctorLine {
  readonly check: string;
  readonly status: 'passed' | 'wrong' | 'unasked';
  readonly found: string;
  /** The remedy; absent when it has passed. */
  readonly todo?: string;
}

export interface DoctorReport {
  readonly bot: string;
  readonly place: string;
  readonly lines: readonly DoctorLine[];
}

/** A tick that is further ahead is one of a wrong clock. */
const AHEAD_MAX_MS = 60_000;

/** A wrong clock writes many. */
const TIMES_SHOWN_MAX = 5;

/** As the alarm on missed ticks: three minutes without one. */
const SILENCE_MAX_MS = 3 * 60_000;

export function passed(check: string, found: string): DoctorLine {
  return { check, status: 'passed', found };
}

export function failed(check: string, found: string, todo: string): DoctorLine {
  return { check, status: 'wrong', found, todo };
}

/** The lines of a check; one line with the reason where it failed or could not run. */
export async function lineOf(
  check: string,
  todo: string,
  ask: () => Promise<readonly DoctorLine[] | DoctorLine>,
): Promise<readonly DoctorLine[]> {
  try {
    return [await ask()].flat();
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    if (isUnexpectedAnswer(error)) {
      return [{ check, status: 'unasked', found: `AWS answered ${awsWords(error)}`, todo }];
    }
    if (!(error instanceof InputError)) throw error;
    const status = error instanceof AwsUnavailableError ? 'unasked' : 'wrong';
    return [{ check, status, found: error.message, todo }];
  }
}

/** Of AWS: a throttle, a failure of its own. The clients of its SDK mark them so. */
function isUnexpectedAnswer(error: Error): boolean {
  return '$metadata' in error;
}

/** 0: every check passed; 1: a check failed; 2: no check failed, but some could not run. */
export function exitCodeOf({ lines }: DoctorReport): 0 | 1 | 2 {
  if (lines.some(({ status }) => status === 'wrong')) return 1;
  return lines.some(({ status }) => status === 'unasked') ? 2 : 0;
}

/** Of a bot that ticks in real time, every minute. */
export function tickLine(lastTickMs: number, nowMs: number, isScheduled: boolean, bot?: string): DoctorLine {
  const seconds = Math.max(0, Math.round((nowMs - lastTickMs) / 1000));
  if (lastTickMs - nowMs > AHEAD_MAX_MS) {
    const ahead = `${minute(lastTickMs)} UTC, ${Math.round((lastTickMs - nowMs) / 1000)} s ahead of this machine`;
    return failed(
      'last tick',
      ahead,
      'set the clock that is wrong; until then the bot takes its ticks for repeated',
    );
  }
  const found = `${minute(lastTickMs)} UTC, ${seconds} s ago`;
  if (!isScheduled) return passed('last tick', `${found}; its schedule is off in infra/stages.ts`);
  if (nowMs - lastTickMs <= SILENCE_MAX_MS) return passed('last tick', found);
  return failed('last tick', found, `${commandLine('tail', bot)}, then infra/README.md, "Missed ticks"`);
}

/** Whether the item's times can be: one that was written by a wrong clock decides about entries and pauses. */
export function timesLine(state: BotState, nowMs: number, bot?: string): DoctorLine {
  const wrong = impossibleTimes(state, nowMs);
  if (wrong.length === 0) return passed('times', 'each time in the item can be');
  const named = wrong.map(({ path, timeMs }) => `${path} is ${minute(timeMs)} UTC`);
  return failed(
    'times',
    named.slice(0, TIMES_SHOWN_MAX).join('; '),
    `to see the rows: ${commandLine('rebuild', bot)}`,
  );
}

/** Why nothing may be opened. Only a halt is a failure: the operator or a gate wants the rest, or it waits for him below. */
export function entriesLine(restrictions: readonly Restriction[], bot?: string): DoctorLine {
  const halted = restrictions.find((restriction) => restriction.kind === 'halted');
  if (halted !== undefined) {
    const found = `halted since ${minute(halted.sinceMs)} UTC: ${halted.cause}`;
    return failed(
      'entries',
      found,
      `${commandLine('status', bot)}; to accept the cause: ${commandLine(`resume --accept ${haltName(halted)}`, bot)}`,
    );
  }
  if (restrictions.length === 0) return passed('entries', 'may be opened');
  const found = `${mayEnter(restrictions) ? 'may be opened, but' : 'none'}: ${restrictions.map((restriction) => restrictionWords(restriction, bot)).join('; ')}`;
  return passed('entries', found);
}

function restrictionWords(restriction: Restriction, bot?: string): string {
  switch (restriction.kind) {
    case 'halted':
      return `halted since ${minute(restriction.sinceMs)} UTC`;
    case 'flattening':
      return `flattened since ${minute(restriction.sinceMs)} UTC (to end it: ${commandLine('resume', bot)})`;
    case 'operator-paused':
      return `operator pause since ${minute(restriction.sinceMs)} UTC (to end it: ${commandLine('resume', bot)})`;
    case 'stopped':
      return `day stop until ${minute(restriction.untilMs)} UTC`;
    case 'paused':
      return `streak pause until ${minute(restriction.untilMs)} UTC (to end it: ${commandLine('resume', bot)})`;
    case 'outside-hours':
      return outsideWords(restriction);
    case 'account-unread':
      return unreadWords(restriction);
    case 'commands-unread':
      return unreadCommandsWords(restriction);
    case 'entries-rejected':
      return restriction.rejections.map(rejectionWords).join('; ');
    default:
      return CAP_WORDS[restriction.kind].what;
  }
}

/** Other matters that wait for the operator; a halt has a line of its own. */
export function attentionLines(state: BotState, bot?: string): readonly DoctorLine[] {
  const reasons = attentionOf(state).filter((reason) => reason !== 'halted');
  if (reasons.length === 0) return [passed('attention', 'nothing else waits for the operator')];
  return reasons.map((reason) => failed('attention', ...attentionWords(reason, state, bot)));
}

function attentionWords(
  reason: AttentionReason,
  { outbox, unreadAccount, unreadCommands, entryRejections = [], unpricedFees = [] }: BotState,
  bot?: string,
): readonly [found: string, todo: string] {
  switch (reason) {
    case 'halted':
      return ['halted', commandLine('status', bot)];
    case 'account-unread':
      return [
        unreadAccount === undefined ? 'the account cannot be read' : unreadWords(unreadAccount),
        `look at positions and stops at the exchange; to see more: ${commandLine('tail', bot)}`,
      ];
    case 'commands-unread':
      return [
        unreadCommands === undefined ? 'not all commands can be read' : unreadCommandsWords(unreadCommands),
        `find out who writes or reads there; to close everything: ${commandLine('flatten --direct', bot)}`,
      ];
    case 'entries-rejected':
      return [
        entryRejections.filter(isStanding).map(rejectionWords).join('; '),
        `${commandLine('preflight', bot)}; the next accepted entry ends it`,
      ];
    case 'parameters-refused':
      return [
        'the last tick found the parameters invalid, and went on with the last valid ones',
        commandLine('params get', bot),
      ];
    case 'fees-unpriced': {
      const currencies = [...new Set(unpricedFees.map(({ currency }) => currency))].join(', ');
      return [
        `${unpricedFees.length} fees in ${currencies} have no price in dollars: results and the day lack them`,
        'keep no coins for fees in the futures wallet',
      ];
    }
    case 'rows-undelivered':
      return [`${outbox.rows.length} rows wait to be delivered`, `to see why: ${commandLine('tail', bot)}`];
    case 'alerts-undelivered':
      return [`${outbox.alerts.length} alerts wait to be sent`, `to see why: ${commandLine('tail', bot)}`];
  }
}
