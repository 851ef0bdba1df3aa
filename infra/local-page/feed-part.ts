/**
 * What the page asks for, and what it gets: everything that came since the place to which it has read.
 *
 * A place is how much of each list it has. Nothing is kept for a page: one that comes late, or slowly, reads from where it
 * is, in parts of bounded size.
 */
import * as z from 'zod/mini';
import type { BotParameters } from '../../lambda/config.ts';
import type { Position } from '../../lambda/core/ledger/position.ts';
import { boundSchema, detailsSchema, termsSchema, tradeColumnsSchema } from '../report/page-data.ts';

const number = z.number();
const text = z.string();
const count = z.int().check(z.nonnegative());

/** How much of each list a page has. */
export const placeSchema = z.object({
  /** By symbol, in their order. */
  candles: z.array(count),
  trades: count,
  standings: count,
  denials: count,
  moments: count,
});

export type Place = z.output<typeof placeSchema>;

export const FEED_STATUSES = ['waiting', 'running', 'ended', 'failed'] as const;

/** Written by this program for its own page: what other types describe is not described again. */
function written<Value>() {
  return z.custom<Value>((value) => typeof value === 'object' && value !== null);
}

const aboutSchema = z.object({
  bot: text,
  mode: z.enum(['paper', 'demo', 'live']),
  symbols: written<readonly string[]>(),
  fromMs: number,
  /** Of the market; that of the last tick, where nobody knows where it ends. */
  toMs: z.optional(number),
  beganDollars: number,
  parameters: written<BotParameters>(),
  terms: termsSchema,
});

const standingSchema = z.object({
  timeMs: number,
  /** Why nothing was entered from then on, or none. */
  restrictions: z.array(z.object({ what: text, why: text, remedy: z.array(text) })),
});

const countsSchema = z.record(text, count);
const denialsSchema = z.object({ timeMs: number, counts: countsSchema });

const momentSchema = z.object({ timeMs: number, words: text });

export const feedPartSchema = z.object({
  /** Where to go on; there is more already, where `isMore`. */
  place: placeSchema,
  isMore: z.boolean(),
  /** Grows with everything that changes. */
  version: count,
  status: z.enum(FEED_STATUSES),
  /** Of its status, for a person; empty where there is nothing to say. */
  words: text,
  /** Up to which minute it has come. */
  nowMs: number,
  /** In the first part alone. */
  about: z.optional(aboutSchema),
  candles: z.array(z.object({ name: text, decimals: number, base64: text })),
  trades: z.extend(tradeColumnsSchema, { base64: text }),
  /** One for each trade, or none. */
  details: z.array(detailsSchema),
  /** What each trade was filled worse than decided, in dollars; null where nobody knows it. */
  slippages: z.array(z.nullable(number)),
  open: z.array(written<Position>()),
  /** Each from its time on. Absent where nobody has told them. */
  standings: z.optional(z.array(standingSchema)),
  /** Of the hours that are over, by their gate; those of the hour that goes on are `denying`. */
  denials: z.array(denialsSchema),
  denying: countsSchema,
  moments: z.array(momentSchema),
});

export type FeedPart = z.output<typeof feedPartSchema>;
export type FeedAbout = z.output<typeof aboutSchema>;
export type FeedDenials = z.output<typeof denialsSchema>;
export type FeedStanding = z.output<typeof standingSchema>;
export type FeedMoment = z.output<typeof momentSchema>;

/** The result of a run that has ended. */
export const feedResultSchema = z.object({
  /** HTML of our own. */
  verdict: text,
  sections: text,
  boundHead: text,
  /** How far the other bound of the ambiguous candles was from the balance, each from its time on. */
  bound: boundSchema,
});

export type FeedResult = z.output<typeof feedResultSchema>;

/** As the page asks for it. */
export function placeQuery({ candles, trades, standings, denials, moments }: Place): string {
  return `c=${candles.join('.')}&t=${trades}&s=${standings}&d=${denials}&m=${moments}`;
}

/** `undefined` for what is no place. */
export function placeOf(query: URLSearchParams): Place | undefined {
  const whole = (name: string) => wholeOf(query.get(name) ?? '0');
  const candles = (query.get('c') ?? '').split('.').filter((part) => part !== '');
  return placeSchema.safeParse({
    candles: candles.map((part) => wholeOf(part)),
    trades: whole('t'),
    standings: whole('s'),
    denials: whole('d'),
    moments: whole('m'),
  }).data;
}

/** `NaN` for what is no whole number in digits. */
function wholeOf(digits: string): number {
  return /^\d{1,10}$/.test(digits) ? Number(digits) : Number.NaN;
}
