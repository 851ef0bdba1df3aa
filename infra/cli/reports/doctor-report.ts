/**
 * What did the doctor find: is the bot where it should be, and well?
 *
 * Invariants: a line that is wrong, or could not be asked, says what to do; what could not be asked never passes.
 */
import { attentionOf, type AttentionReason } from '../../../lambda/core/control/attention.ts';
import type { BotState } from '../../../lambda/core/bot-state.ts';
import { InputError } from '../../input-error.ts';
import { AwsUnavailableError } from '../../remote/aws-unavailable-error.ts';
import type { Restriction } from './bot-status.ts';
import { minute } from '../screens/text-format.ts';

export interface DoctorLine {
  readonly check: string;
  readonly status: 'passed' | 'wrong' | 'unasked';
  readonly found: string;
  /** What to do; absent when it has passed. */
  readonly todo?: string;
}

export interface DoctorReport {
  readonly bot: string;
  readonly place: string;
  readonly lines: readonly DoctorLine[];
}

/** Three minutes without a tick are what the alarm calls missed ticks. */
const SILENCE_MAX_MS = 3 * 60_000;

export function passed(check: string, found: string): DoctorLine {
  return { check, status: 'passed', found };
}

export function failed(check: string, found: string, todo: string): DoctorLine {
  return { check, status: 'wrong', found, todo };
}

/** What a check finds, or why it could not: nobody answered, or what is there cannot be used. */
export async function lineOf(
  check: string,
  todo: string,
  ask: () => Promise<readonly DoctorLine[] | DoctorLine>,
): Promise<readonly DoctorLine[]> {
  try {
    return [await ask()].flat();
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    const status = error instanceof AwsUnavailableError ? 'unasked' : 'wrong';
    return [{ check, status, found: error.message, todo }];
  }
}

/** 0 when all is well, 1 when something is wrong, 2 when nothing is, as far as it could be asked. */
export function exitCodeOf({ lines }: DoctorReport): 0 | 1 | 2 {
  if (lines.some(({ status }) => status === 'wrong')) return 1;
  return lines.some(({ status }) => status === 'unasked') ? 2 : 0;
}

/** Of a bot that ticks in real time, every minute. */
export function tickLine(lastTickMs: number, nowMs: number, isScheduled: boolean, at: string): DoctorLine {
  const seconds = Math.max(0, Math.round((nowMs - lastTickMs) / 1000));
  const found = `${minute(lastTickMs)} UTC, ${seconds} s ago`;
  if (!isScheduled) return passed('last tick', `${found}; infra/stages.ts has switched its schedule off`);
  if (nowMs - lastTickMs <= SILENCE_MAX_MS) return passed('last tick', found);
  return failed('last tick', found, `scalper tail${at}; then infra/README.md, "Missed ticks"`);
}

/** Why nothing may be opened: only a halt is wrong, the rest is what its owner or its rails want. */
export function entriesLine(restrictions: readonly Restriction[], at: string): DoctorLine {
  const halted = restrictions.find((restriction) => restriction.kind === 'halted');
  if (halted !== undefined) {
    const found = `halted since ${minute(halted.sinceMs)} UTC: ${halted.cause}`;
    return failed(
      'entries',
      found,
      `scalper status${at}; when it is understood, scalper resume --accept${at}`,
    );
  }
  if (restrictions.length === 0) return passed('entries', 'may be opened');
  return passed(
    'entries',
    `none: ${restrictions.map((restriction) => restrictionWords(restriction, at)).join('; ')}`,
  );
}

function restrictionWords(restriction: Restriction, at: string): string {
  switch (restriction.kind) {
    case 'halted':
      return `halted since ${minute(restriction.sinceMs)} UTC`;
    case 'flattening':
      return `closing everything since ${minute(restriction.sinceMs)} UTC (scalper resume${at})`;
    case 'operator-paused':
      return `paused by command since ${minute(restriction.sinceMs)} UTC (scalper resume${at})`;
    case 'stopped':
      return `stopped for the day until ${minute(restriction.untilMs)} UTC`;
    case 'paused':
      return `paused after a streak until ${minute(restriction.untilMs)} UTC`;
  }
}

/** What else waits for a person; a halt has a line of its own. */
export function attentionLines(state: BotState, at: string): readonly DoctorLine[] {
  const reasons = attentionOf(state).filter((reason) => reason !== 'halted');
  if (reasons.length === 0) return [passed('attention', 'nothing else waits for a person')];
  return reasons.map((reason) => failed('attention', ...attentionWords(reason, state, at)));
}

function attentionWords(
  reason: AttentionReason,
  { outbox }: BotState,
  at: string,
): readonly [found: string, todo: string] {
  switch (reason) {
    case 'halted':
      return ['halted', `scalper status${at}`];
    case 'parameters-refused':
      return [
        'the last tick refused the parameters, and went on with those before',
        `scalper params get${at}`,
      ];
    case 'rows-undelivered':
      return [`${outbox.rows.length} rows wait to be delivered`, `scalper tail${at} names what keeps them`];
    case 'alerts-undelivered':
      return [`${outbox.alerts.length} alerts wait to be sent`, `scalper tail${at} names what keeps them`];
  }
}
