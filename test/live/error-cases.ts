/**
 * Everything that Binance USD-M answers instead of doing what it was asked, and everything that goes wrong on the way.
 *
 * `rejected` rows have changed nothing; of `unknown` ones nobody knows, so that each happens before the venue has done
 * anything, and after it has done everything.
 */
import type { RejectionCode } from '../../lambda/core/reasons.ts';
import type { Fault } from '../venue/faults.ts';
import { TROUBLES } from '../venue/request-faults.ts';

export interface ErrorRow {
  readonly name: string;
  readonly fault: Fault;
  readonly outcome: 'rejected' | 'unknown' | 'ask';
  readonly code?: RejectionCode;
}

const refusal = (
  code: number,
  outcome: ErrorRow['outcome'],
  rejection?: RejectionCode,
  status?: number,
): ErrorRow => ({
  name: `${code}${status === undefined ? '' : ` with HTTP ${status}`}`,
  fault: { kind: 'refusal', code, ...(status !== undefined && { status }) },
  outcome,
  ...(rejection !== undefined && { code: rejection }),
});

const trouble = (
  name: keyof typeof TROUBLES,
  outcome: ErrorRow['outcome'],
  rejection?: RejectionCode,
): ErrorRow => ({
  name,
  fault: TROUBLES[name],
  outcome,
  ...(rejection !== undefined && { code: rejection }),
});

const PLAIN_REFUSALS = [
  -1013, -1102, -1106, -1121, -1122, -2010, -2018, -2019, -2020, -2024, -2025, -2027, -2028, -4015, -4045,
  -4047, -4048, -4059, -4111, -4115, -4117, -4120, -4140, -5027, -9999,
];

/** Too far from the mark price. */
const PRICE_BAND_REFUSALS = [-4016, -4024, -4131];

/** The bot's list of markets is old. */
const STALE_MARKET_REFUSALS = [-1111, -4002, -4003, -4004, -4005, -4013, -4014, -4023, -4029, -4030, -4164];

/** Nothing but orders that reduce is taken from this account. */
const ACCOUNT_REFUSALS = [-2023, -4087, -4088, -4183, -4192, -4400, -4401, -4402, -4403];

/** §2.1 of the exchange's error semantics, row by row. */
export const ANSWERS: readonly ErrorRow[] = [
  trouble('unknown (400)', 'unknown'),
  trouble('unknown (503)', 'unknown'),
  trouble('unavailable (503)', 'rejected', 'unavailable'),
  {
    name: '503 in plain text',
    fault: { kind: 'status', status: 503, body: 'Service Unavailable.' },
    outcome: 'rejected',
    code: 'unavailable',
  },
  refusal(-1001, 'unknown'),
  trouble('unexpected response', 'unknown'),
  trouble('timeout (-1007)', 'unknown'),
  refusal(-1008, 'rejected', 'unavailable'),
  refusal(-1008, 'rejected', 'unavailable', 400),
  refusal(-1003, 'rejected', 'unavailable', 400),
  trouble('too many requests', 'rejected', 'unavailable'),
  trouble('banned', 'rejected', 'unavailable'),
  refusal(-1015, 'rejected', 'unavailable'),
  ...PLAIN_REFUSALS.map((code) => refusal(code, 'rejected')),
  trouble('maintenance', 'rejected', 'unavailable'),
  trouble('clock apart', 'rejected', 'clock'),
  refusal(-5028, 'rejected', 'clock'),
  refusal(-1022, 'rejected', 'credentials'),
  refusal(-2014, 'rejected', 'credentials'),
  refusal(-2015, 'rejected', 'credentials'),
  refusal(-2011, 'ask'),
  refusal(-2013, 'ask'),
  trouble('would trigger', 'rejected', 'would-trigger'),
  trouble('reduce-only refused', 'rejected', 'nothing-to-reduce'),
  refusal(-4118, 'rejected', 'nothing-to-reduce'),
  refusal(-4509, 'rejected', 'nothing-to-reduce'),
  refusal(-4061, 'rejected', 'hedge-mode'),
  refusal(-4411, 'rejected', 'agreement-unsigned'),
  trouble('duplicate id', 'ask'),
  refusal(-20132, 'ask'),
  refusal(-4130, 'ask'),
  ...PRICE_BAND_REFUSALS.map((code) => refusal(code, 'rejected', 'price-band')),
  ...STALE_MARKET_REFUSALS.map((code) => refusal(code, 'rejected', 'stale-market')),
  ...ACCOUNT_REFUSALS.map((code) => refusal(code, 'rejected', 'reduce-only-account')),
  refusal(-5021, 'rejected', 'would-cross'),
  trouble('post-only refused', 'rejected', 'would-cross'),
  trouble('web firewall', 'rejected', 'unavailable'),
  trouble('restricted location', 'rejected', 'region'),
  trouble('internal error', 'unknown'),
  trouble('bad gateway', 'unknown'),
  trouble('gateway timeout', 'unknown'),
  trouble('HTML with 200', 'unknown'),
  trouble('nothing with 200', 'unknown'),
  trouble('truncated body', 'unknown'),
];

/** §2.2: what goes wrong on the way. */
export const TRANSPORT: readonly ErrorRow[] = [
  trouble('no answer', 'unknown'),
  trouble('reset', 'unknown'),
  trouble('stalled body', 'unknown'),
  trouble('reset in the body', 'unknown'),
  { name: 'HTTP 400 and no word', fault: { kind: 'status', status: 400, body: '' }, outcome: 'unknown' },
  { name: 'a redirect', fault: { kind: 'status', status: 302, body: '' }, outcome: 'unknown' },
];

export const ROWS: readonly ErrorRow[] = [...ANSWERS, ...TRANSPORT];

/** How long the venue wants to be left alone; a minute where it limits and does not say. */
export function aloneSeconds({ fault, name }: ErrorRow): number {
  if (fault.kind === 'status') return Number(fault.retryAfter ?? 0);
  return /^-10(?:03|15)/.test(name) ? 60 : 0;
}

/** Whether a fault is one of the connection, and not of what is said over it. */
export function isOfConnection({ fault: { kind } }: ErrorRow): boolean {
  return ['silence', 'stall', 'reset', 'reset-mid-body'].includes(kind);
}

/** Whether an answer has come, and whether it could be read. */
function lineOf({ kind }: Fault): string {
  if (kind === 'refusal' || kind === 'status') return 'answered';
  return kind === 'body' ? 'garbled' : kind;
}

/** Rows of the same words are the same to the bot. */
export function sameness(row: ErrorRow): string {
  const { outcome, code = 'plain', fault, name } = row;
  // What it asks for is either the order, or what became of it.
  const asks = outcome === 'ask' ? ` ${/^-201[13]$/.test(name) ? 'not found' : 'duplicate'}` : '';
  const line = outcome === 'unknown' ? ` ${lineOf(fault)}` : '';
  return `${outcome}${asks}${line} ${code} ${aloneSeconds(row)} s`;
}

/** The first of each way in which they differ to the bot. */
export const ONE_OF_EACH: readonly ErrorRow[] = [
  ...new Map(ROWS.toReversed().map((row) => [sameness(row), row])).values(),
].toReversed();
