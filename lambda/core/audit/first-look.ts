/**
 * May a bot without an item begin as if it had never traded?
 *
 * A table that was restored to a moment before the bot's first tick knows nothing of it. Its orders and positions may
 * stand at the exchange all the same, with real money.
 *
 * Invariant: where they do, the bot begins halted, and a person is told.
 */
import type { BotState } from '../bot-state.ts';
import { halt } from '../control/halt.ts';
import { ownOrder } from '../order.ts';
import type { AccountOrder, AccountPosition } from '../venue-report.ts';

/** What an account holds. */
export interface AccountHoldings {
  readonly positions: readonly AccountPosition[];
  readonly orders: readonly AccountOrder[];
}

/**
 * The bot on its first tick, halted where the account holds an order of its name, or a position in one of its markets.
 *
 * @param symbols of the bot.
 */
export function haltForHoldings(
  state: BotState,
  { positions, orders }: AccountHoldings,
  { symbols, tickMs }: { readonly symbols: readonly string[]; readonly tickMs: number },
): BotState {
  const own = orders.filter(({ clientOrderId }) => ownOrder(state.botId, clientOrderId) !== undefined);
  const markets = new Set([...symbols, ...own.map(({ symbol }) => symbol)]);
  const found = [
    ...positions
      .filter(({ symbol }) => markets.has(symbol))
      .map(({ symbol, side, quantity }) => `a ${side} of ${quantity} in ${symbol}`),
    ...own.map(({ symbol, clientOrderId }) => `the order ${clientOrderId} in ${symbol}`),
  ];
  if (found.length === 0) return state;
  const cause = `this table knows nothing of the bot, and its account holds ${found.join(', ')}: see to it at the exchange`;
  return halt(state, cause, tickMs);
}
