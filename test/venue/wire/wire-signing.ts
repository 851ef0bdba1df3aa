/**
 * May this request be served: key, signature, time, permission?
 *
 * The signature is an HMAC-SHA256 of query and body as they were sent, one after the other with nothing between, less
 * the signature itself. @throws Refusal
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { Refusal } from '../refusals.ts';
import { WireParams } from './wire-params.ts';

export interface VenueKey {
  readonly apiKey: string;
  readonly secret: string;
  canTrade: boolean;
  canWithdraw: boolean;
  /** Whether only listed addresses may use it. */
  isAddressRestricted: boolean;
  /** Whether the address that asks is one of them. */
  isAddressListed: boolean;
}

const WINDOW_MS = 5_000;
const WINDOW_MAX_MS = 60_000;
/** How far ahead of the venue a client's clock may be. */
const AHEAD_MS = 1_000;

export interface SentRequest {
  readonly apiKey: string | undefined;
  readonly query: string;
  readonly body: string;
}

function withoutSignature(text: string): string {
  return text
    .split('&')
    .filter((part) => !part.startsWith('signature='))
    .join('&');
}

export function checkKey(key: VenueKey, apiKey: string | undefined): void {
  if (apiKey === undefined || apiKey === '') throw new Refusal(-2014);
  if (apiKey !== key.apiKey) throw new Refusal(-2015);
  if (key.isAddressRestricted && !key.isAddressListed) throw new Refusal(-2015);
}

export function checkSigned(key: VenueKey, { apiKey, query, body }: SentRequest, nowMs: number): void {
  checkKey(key, apiKey);
  const params = new WireParams(query, body);
  const signature = params.required('signature').toLowerCase();
  const expected = createHmac('sha256', key.secret)
    .update(withoutSignature(query) + withoutSignature(body))
    .digest('hex');
  const isSame =
    signature.length === expected.length && timingSafeEqual(Buffer.from(signature), Buffer.from(expected));
  if (!isSame) throw new Refusal(-1022);
  const timestamp = params.integer('timestamp');
  if (timestamp === undefined) {
    throw new Refusal(-1102, "Mandatory parameter 'timestamp' was not sent, was empty/null, or malformed.");
  }
  const windowMs = params.integer('recvWindow') ?? WINDOW_MS;
  if (windowMs > WINDOW_MAX_MS) throw new Refusal(-1130, "Parameter 'recvWindow' must not exceed 60000.");
  if (timestamp >= nowMs + AHEAD_MS) {
    throw new Refusal(-1021, "Timestamp for this request was 1000ms ahead of the server's time.");
  }
  if (nowMs - timestamp > windowMs) throw new Refusal(-1021);
}
