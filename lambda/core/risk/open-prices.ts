/**
 * What could each open position be closed at now, and at which price was it last looked at?
 *
 * Invariants:
 * - One price for both: the day's open result is reckoned by it, and whoever looks between two ticks is shown it.
 * - The thin price of a closed minute counts for neither: what was seen before stays, with its time.
 * - What was seen is kept while its trade is open, and no longer.
 */
import type { BotParameters } from '../../config.ts';
import type { BotState, SeenPrice } from '../bot-state.ts';
import { netIfClosed, type Position } from '../ledger/position.ts';
import { closingPrice, type MarketView, type Quote, type TradingSessions } from '../market.ts';
import { isClosed } from '../trading-sessions.ts';
import { MINUTE_MS, type Usd } from '../units.ts';

/** Older than two ticks: the bot is silent, or its market has no price. */
const SEEN_OLD_MS = 2 * MINUTE_MS;

/** Whether a price is told as old. */
export function isSeenOld(ageMs: number): boolean {
  return ageMs > SEEN_OLD_MS;
}

interface Seeing {
  /** Scheduled time of the tick, or of the watch step. */
  readonly tickMs: number;
  readonly views: readonly Pick<MarketView, 'market' | 'quote'>[];
}

export interface PricedPosition {
  readonly position: Position;
  readonly quote: Quote;
  readonly sessions: TradingSessions | undefined;
}

/** Positions that have a price now, in the order of the views. */
export function pricedPositions(
  { ledger }: Pick<BotState, 'ledger'>,
  { views }: Pick<Seeing, 'views'>,
): readonly PricedPosition[] {
  return views.flatMap(({ market, quote }) => {
    const position = ledger.positions.find(({ symbol }) => symbol === market.symbol);
    if (position === undefined || quote === undefined) return [];
    return [{ position, quote, sessions: market.sessions }];
  });
}

export interface OpenPrice {
  readonly position: Position;
  /** At which it could be closed. */
  readonly price: number;
  /** When the venue stated it. */
  readonly atMs: number;
}

/** Positions whose price counts in the day's open result. */
export function openPrices(state: Pick<BotState, 'ledger'>, seeing: Seeing): readonly OpenPrice[] {
  return pricedPositions(state, seeing)
    .filter(({ sessions }) => !isClosed(sessions, seeing.tickMs))
    .map(({ position, quote }) => ({
      position,
      price: closingPrice(position.side, quote),
      atMs: quote.timeMs,
    }));
}

/** The state with the last price of each open position; without the field where there is none. */
export function noteSeenPrices(state: BotState, seeing: Seeing): BotState {
  const { seenPrices: before = [], ...rest } = state;
  const { positions } = rest.ledger;
  if (positions.length === 0) return before.length === 0 ? state : rest;
  const now = openPrices(state, seeing);
  const seenPrices = positions.flatMap(({ tradeId }): readonly SeenPrice[] => {
    const seen = now.find(({ position }) => position.tradeId === tradeId);
    if (seen !== undefined) return [{ tradeId, price: seen.price, atMs: seen.atMs }];
    return before.filter((price) => price.tradeId === tradeId);
  });
  return seenPrices.length === 0 ? rest : { ...rest, seenPrices };
}

/** What a position was worth when it was last looked at. */
export interface SeenWorth extends Omit<SeenPrice, 'tradeId'> {
  /** After all costs, had it been closed at that price. */
  readonly netUsd: Usd;
}

/** `undefined` where no price was seen, or an earlier release kept none. */
export function seenWorth(
  { seenPrices }: Pick<BotState, 'seenPrices'>,
  position: Position,
  parameters: BotParameters,
): SeenWorth | undefined {
  const seen = seenPrices?.find(({ tradeId }) => tradeId === position.tradeId);
  if (seen === undefined) return undefined;
  const { price, atMs } = seen;
  return { price, atMs, netUsd: netIfClosed(position, price, parameters) };
}
