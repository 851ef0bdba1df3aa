/**
 * One check of preflight: the finding, whether it passes, and the remedy if it does not.
 *
 * Invariant: a line that has not passed names a remedy.
 */

export const PREFLIGHT_CHECKS = [
  'reachable',
  'clock',
  'key',
  'trade',
  'withdraw',
  'agreement',
  'address',
  'one-way',
  'empty',
  'balance',
  'requests',
  'margin',
  'size',
  'limits',
  'stop',
  'trigger',
  'fees',
] as const;
export type PreflightCheck = (typeof PREFLIGHT_CHECKS)[number];

export interface PreflightLine {
  readonly check: PreflightCheck;
  /** Of a line about one market. */
  readonly symbol?: string;
  readonly hasPassed: boolean;
  readonly found: string;
  /** The remedy. Of a line that has passed: what would be better, where something would. */
  readonly todo?: string;
}

export function passed(check: PreflightCheck, found: string): PreflightLine {
  return { check, hasPassed: true, found };
}

/** It may stay as it is, and would be better otherwise. */
export function advised(check: PreflightCheck, found: string, todo: string): PreflightLine {
  return { check, hasPassed: true, found, todo };
}

export function failed(check: PreflightCheck, found: string, todo: string): PreflightLine {
  return { check, hasPassed: false, found, todo };
}

export function unread(check: PreflightCheck, fact: string, failure: string): PreflightLine {
  return failed(
    check,
    `${fact} could not be read: ${failure}`,
    'Run preflight again. If it fails again, ask the exchange.',
  );
}
