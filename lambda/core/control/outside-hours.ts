/**
 * Which markets does the bot enter nothing in because of their trading hours? Kept for whoever looks between two ticks.
 *
 * Invariants:
 * - It is as of the last tick that had read the markets: a watch step, which enters nothing, leaves it.
 * - It never takes the room of what cannot wait: where it does not fit, it is left out.
 */
import type { BotParameters } from '../../config.ts';
import type { BotState } from '../bot-state.ts';
import { fits } from '../item-room.ts';
import type { MarketView } from '../market.ts';
import { entriesFromMs, whyNoEntry, type OutsideMarket } from '../trading-sessions.ts';

/** Named in the item; further ones are counted. */
const MARKETS_MAX = 8;

interface TickHours {
  readonly tickMs: number;
  /** None in a watch step. */
  readonly symbols: readonly string[];
  readonly views: readonly Pick<MarketView, 'market'>[];
  readonly parameters: Pick<BotParameters, 'sessionEndSeconds'>;
}

/** The state with the markets that are outside their hours, or without the field where there are none. */
export function noteHours(state: BotState, { tickMs, symbols, views, parameters }: TickHours): BotState {
  if (symbols.length === 0) return state;
  const outside = symbols.flatMap((symbol): readonly OutsideMarket[] => {
    const sessions = views.find(({ market }) => market.symbol === symbol)?.market.sessions;
    const why = whyNoEntry(sessions, tickMs, parameters.sessionEndSeconds);
    if (sessions === undefined || why === undefined) return [];
    const untilMs = entriesFromMs(sessions, tickMs);
    return [{ symbol, why, ...(untilMs !== undefined && { untilMs }) }];
  });
  const { outsideHours: _before, ...rest } = state;
  const count = outside.length;
  if (count === 0) return rest;
  const isAll = count === symbols.length;
  const noted = { ...rest, outsideHours: { markets: outside.slice(0, MARKETS_MAX), count, isAll } };
  return fits(noted) ? noted : rest;
}
