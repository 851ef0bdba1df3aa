/**
 * One check of preflight: what was found, whether that passes, and if not, what to do.
 *
 * Invariant: a line that has not passed says what to do.
 */

export const PREFLIGHT_CHECKS = [
  'reachable',
  'clock',
  'key',
  'trade',
  'withdraw',
  'address',
  'one-way',
  'empty',
  'balance',
  'margin',
  'size',
  'stop',
  'fees',
] as const;
export type PreflightCheck = (typeof PREFLIGHT_CHECKS)[number];

export interface PreflightLine {
  readonly check: PreflightCheck;
  /** Of a line about one market. */
  readonly symbol?: string;
  readonly hasPassed: boolean;
  readonly found: string;
  /** What to do; absent when it has passed. */
  readonly todo?: string;
}

export function passed(check: PreflightCheck, found: string): PreflightLine {
  return { check, hasPassed: true, found };
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
