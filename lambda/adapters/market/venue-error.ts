/**
 * An error of a request that went to a venue through ccxt.
 *
 * - Whatever was thrown becomes one error of a closed set of kinds.
 * - Its message is for people, and names the host where it is known.
 * - What prints an error with all that it holds finds no error of a library in it: those quote the request.
 * - The outcome of an order is never judged here: the dialect of the exchange judges it, from `ccxtError`.
 */
import { MINUTE_MS, SECOND_MS } from '../../core/units.ts';

export type FailureKind =
  /** No connection: no network, no such host, nobody listening. */
  | 'unreachable'
  /** Connected, and no complete answer in time. */
  | 'no-answer'
  /** The connection broke, or we broke it off. */
  | 'connection-lost'
  /** The venue does not serve this region. Asking again does not help. */
  | 'region-refused'
  | 'rate-limited'
  /** Maintenance, or a defect of the venue. */
  | 'unavailable'
  /** An answer of another shape. */
  | 'unexpected-answer'
  /** The venue, or ccxt for it, does not support the request. */
  | 'not-supported'
  /** The venue understood, and said no. */
  | 'refused';

interface ErrorDetails {
  readonly host?: string | undefined;
  /** Of an answer that came. */
  readonly httpStatus?: number;
  /** The venue says that it has not accepted the request. */
  readonly isRefused?: boolean;
  /** How long to leave the venue alone. */
  readonly retryAfterMs?: number;
  /** The error that ccxt made, of the venue's answer or instead of a request; absent where the connection failed. */
  readonly ccxtError?: Error;
}

export class VenueError extends Error {
  override readonly name = 'VenueFailure';
  readonly kind: FailureKind;
  readonly host: string | undefined;
  readonly httpStatus: number | undefined;
  readonly isRefused: boolean;
  readonly retryAfterMs: number;
  readonly #ccxtError: Error | undefined;

  constructor(
    kind: FailureKind,
    message: string,
    { host, httpStatus, isRefused = false, retryAfterMs = 0, ccxtError }: ErrorDetails = {},
  ) {
    super(message);
    this.kind = kind;
    this.host = host;
    this.httpStatus = httpStatus;
    this.isRefused = isRefused;
    this.retryAfterMs = retryAfterMs;
    this.#ccxtError = ccxtError;
  }

  /** For the verdict of the exchange's dialect, and for nobody to read. */
  get ccxtError(): Error | undefined {
    return this.#ccxtError;
  }

  /** The same failure in other words. */
  reworded(reword: (message: string) => string): VenueError {
    const { kind, message, host, httpStatus, isRefused, retryAfterMs, ccxtError } = this;
    return new VenueError(kind, reword(message), {
      host,
      isRefused,
      retryAfterMs,
      ...(httpStatus !== undefined && { httpStatus }),
      ...(ccxtError && { ccxtError }),
    });
  }
}

/** ccxt's classes by their names, which it sets itself and bundlers keep. */
const KIND_BY_CCXT_NAME: Readonly<Record<string, FailureKind>> = {
  DDoSProtection: 'rate-limited',
  ExchangeNotAvailable: 'unavailable',
  NetworkError: 'connection-lost',
  NotSupported: 'not-supported',
  OnMaintenance: 'unavailable',
  RateLimitExceeded: 'rate-limited',
  RequestTimeout: 'no-answer',
  RestrictedLocation: 'region-refused',
};

/** Errors of JavaScript for an answer that the code does not expect. */
const DEFECTS = [TypeError, RangeError, SyntaxError, ReferenceError];

const MESSAGE_CHARACTERS_MAX = 200;

/** Whatever a call of ccxt threw, as a VenueError. */
export function failureOf(thrown: unknown): VenueError {
  if (thrown instanceof VenueError) return thrown;
  if (!(thrown instanceof Error)) return new VenueError('unexpected-answer', shortened(String(thrown)));
  if (DEFECTS.some((defect) => thrown instanceof defect)) {
    const message = `an answer that cannot be read: ${shortened(thrown.message)}`;
    return new VenueError('unexpected-answer', message, { ccxtError: thrown });
  }
  const kind = KIND_BY_CCXT_NAME[thrown.name] ?? 'refused';
  const retryAfterMs = kind === 'rate-limited' ? RETRY_AFTER_MS : 0;
  return new VenueError(kind, shortened(thrown.message), { retryAfterMs, ccxtError: thrown });
}

/** Where the venue does not say how long to wait. */
const RETRY_AFTER_MS = MINUTE_MS;

/** Longest pause that is believed: some venues ban for days, and may let go earlier. */
const RETRY_AFTER_MAX_MS = 15 * MINUTE_MS;

/** `Retry-After` in seconds or as a date; a venue that does not say is left alone for a minute. */
export function retryAfterMsOf(header: string | null, nowMs: number): number {
  if (header === null || header.trim() === '') return RETRY_AFTER_MS;
  const seconds = Number(header);
  const waitMs = Number.isNaN(seconds) ? Date.parse(header) - nowMs : seconds * SECOND_MS;
  return Number.isNaN(waitMs) || waitMs < 0 ? RETRY_AFTER_MS : Math.min(waitMs, RETRY_AFTER_MAX_MS);
}

/** The signature and key of a request: some answers quote the request. */
const SIGNED_WITH = /(signature|x-mbx-apikey)["']?\s*[=:]\s*["']?[^&\s"',}]*/gi;

function shortened(message: string): string {
  const line = message.replaceAll(SIGNED_WITH, '(signed)').replaceAll(/\s+/g, ' ').trim();
  return line.length > MESSAGE_CHARACTERS_MAX ? `${line.slice(0, MESSAGE_CHARACTERS_MAX)}…` : line;
}

/** Something that could not be read of a symbol, in a sentence. */
export interface MarketProblem {
  readonly symbol: string;
  readonly kind: 'unknown-symbol' | 'failed' | 'late-candle' | 'missing-candles' | 'no-price' | 'no-hours';
  readonly text: string;
  /** Where a request failed. */
  readonly failure?: VenueError;
}

/** Whether it may be over a moment later. */
export function isPassing({ kind, failure }: MarketProblem): boolean {
  if (failure === undefined) return kind === 'late-candle';
  return ['connection-lost', 'unavailable', 'unexpected-answer'].includes(failure.kind);
}
