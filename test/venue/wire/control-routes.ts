/**
 * How does a test in any language tell the venue what goes wrong, what is different and what happens?
 *
 * `/venue/…` is no part of Binance: it needs no key, costs nothing and appears in no log. Everything here can be done
 * in code, too.
 */
import { z } from 'zod';
import { moneyText } from '../decimal.ts';
import {
  faultScriptSchema,
  type FaultScript,
  type LoggedRequest,
  type RequestFaults,
} from '../request-faults.ts';
import { Refusal } from '../refusals.ts';
import type { VenueBooks } from '../venue-books.ts';
import { eventSchema, type VenueEvent } from '../venue-events.ts';
import { rulesSchema, type VenueRules } from '../venue-rules.ts';
import type { VenueState } from '../venue-state.ts';

const PREFIX = '/venue/';

export interface ControlRequest {
  readonly method: string;
  readonly url: string;
  readonly body: string;
}

export interface ControlAnswer {
  readonly status: number;
  readonly answer: unknown;
}

/** What can be told to a venue, and what it tells. */
export interface Controlled {
  readonly timeMs: number;
  readonly state: VenueState;
  readonly books: VenueBooks;
  readonly faults: RequestFaults;
  readonly rules: VenueRules;
  readonly requests: readonly LoggedRequest[];
  fail(script: FaultScript): void;
  happen(event: VenueEvent): void;
  weightByMinute(): ReadonlyMap<number, number>;
}

type Route = (venue: Controlled, body: unknown) => unknown;

const ROUTES: Readonly<Record<string, Route>> = {
  'GET faults': ({ faults }) =>
    faults.all.map(({ script, met }) => ({ ...script, clientId: script.clientId?.toString(), met })),
  'POST faults': (venue, body) => {
    for (const script of z.array(faultScriptSchema).parse(Array.isArray(body) ? body : [body])) {
      venue.fail(script);
    }
    return { scripted: venue.faults.all.length };
  },
  'DELETE faults': ({ faults }) => {
    faults.clear();
    return { scripted: 0 };
  },
  'GET rules': ({ rules }) => rules,
  'PATCH rules': ({ rules }, body) => Object.assign(rules, rulesSchema.parse(body)),
  'POST events': (venue, body) => {
    for (const event of z.array(eventSchema).parse(Array.isArray(body) ? body : [body])) venue.happen(event);
    return { timeMs: venue.timeMs };
  },
  'GET report': (venue) => ({
    timeMs: venue.timeMs,
    wallets: Object.fromEntries(
      [...venue.state.wallets].map(([asset, amount]) => [asset, moneyText(amount)]),
    ),
    positions: venue.books.positionsInWords(),
    trades: venue.books.tradesInWords(),
    duplicates: venue.books.duplicates(),
    unprotected: venue.books.unprotectedTimes(),
    weightByMinute: Object.fromEntries(venue.weightByMinute()),
  }),
  'GET requests': ({ requests }) => requests,
};

export function isControl(url: string): boolean {
  return url.startsWith(PREFIX);
}

export function control(venue: Controlled, { method, url, body }: ControlRequest): ControlAnswer {
  const route = ROUTES[`${method} ${url.slice(PREFIX.length)}`];
  if (route === undefined)
    return { status: 404, answer: { error: `there is ${Object.keys(ROUTES).join(', ')}` } };
  try {
    return { status: 200, answer: route(venue, body === '' ? undefined : JSON.parse(body)) };
  } catch (error) {
    const isTheirs =
      error instanceof z.ZodError ||
      error instanceof SyntaxError ||
      error instanceof RangeError ||
      error instanceof Refusal;
    if (!isTheirs) throw error;
    const words = error instanceof z.ZodError ? z.prettifyError(error) : error.message;
    return { status: 400, answer: { error: words } };
  }
}
