/**
 * Requests to the venue as they stand on the wire: signed, and without any client's reading of the answer.
 */
import { createHmac } from 'node:crypto';
import type { BinanceVenue } from './binance-venue.ts';

export interface RawAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
}

type Fields = Readonly<Record<string, string | number | boolean>>;

/** `ask('POST /fapi/v1/order', { symbol: 'BTCUSDT', … })` */
export type Ask = (route: string, fields?: Fields) => Promise<RawAnswer>;

/** A client that signs everything, at the venue's own time. */
export function rawClient(venue: BinanceVenue): Ask {
  return async (route, fields = {}) => {
    const [method = 'GET', path = '/'] = route.split(' ');
    const params = new URLSearchParams({ timestamp: String(venue.timeMs) });
    for (const [name, value] of Object.entries(fields)) params.set(name, String(value));
    const query = params.toString();
    const signature = createHmac('sha256', venue.key.secret).update(query).digest('hex');
    const response = await fetch(`${venue.baseUrl}${path}?${query}&signature=${signature}`, {
      method,
      headers: { 'x-mbx-apikey': venue.key.apiKey },
    });
    return { status: response.status, headers: response.headers, body: await response.json() };
  };
}

/** `ok`, or the code of the refusal. */
export async function codeOf(answer: Promise<RawAnswer>): Promise<'ok' | number> {
  const { status, body } = await answer;
  if (status === 200) return 'ok';
  return typeof body === 'object' && body !== null && 'code' in body ? Number(body.code) : status;
}

/** How many rows an answer has. */
export async function rowsIn(answer: Promise<RawAnswer>): Promise<number> {
  const { body } = await answer;
  if (!Array.isArray(body)) throw new TypeError(`these are no rows: ${JSON.stringify(body)}`);
  return body.length;
}

const BTC = { symbol: 'BTCUSDT' };

/** Orders of one unit of 0.006 BTC, long, as the bot's are. */
export const ORDERS = {
  entry: { ...BTC, side: 'BUY', type: 'MARKET', quantity: 0.006, newClientOrderId: 'b-1-e' },
  exit: {
    ...BTC,
    side: 'SELL',
    type: 'MARKET',
    quantity: 0.006,
    reduceOnly: true,
    newClientOrderId: 'b-1-x',
  },
  'take-profit': {
    ...BTC,
    side: 'SELL',
    type: 'LIMIT',
    timeInForce: 'GTX',
    price: 96_000,
    quantity: 0.006,
    reduceOnly: true,
    newClientOrderId: 'b-1-t',
  },
  stop: {
    ...BTC,
    side: 'SELL',
    algoType: 'CONDITIONAL',
    type: 'STOP_MARKET',
    triggerPrice: 94_000,
    closePosition: true,
    clientAlgoId: 'b-1-s',
  },
} as const;

export const ORDER = 'POST /fapi/v1/order';
export const ALGO = 'POST /fapi/v1/algoOrder';
