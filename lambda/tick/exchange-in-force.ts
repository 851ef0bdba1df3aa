/**
 * Which exchange does a tick read, and which one does it trade at?
 *
 * Invariant: real money is traded only where the item says so and the deployment allows it.
 */
import { modeOf, type BotState } from '../core/bot-state.ts';
import type { Exchange, Ports } from '../ports.ts';

/** Where real money may be traded, its exchange reads the market too, and the account beside it. */
export function observing(ports: Ports): Ports {
  return ports.live === undefined ? ports : { ...ports, exchange: ports.live };
}

/** The item says whether the bot's money is real. @throws LiveNotAllowedError when it is, and must not be. */
export function exchangeOf({ exchange, live }: Ports, state: BotState): Exchange {
  if (modeOf(state) === 'paper') return exchange;
  if (live !== undefined) return live;
  throw new LiveNotAllowedError(
    `bot ${state.botId} trades with real money, and this deployment does not allow it: set allowLive`,
  );
}

/** A live bot whose deployment does not allow it to trade. Its account was not read, and nothing was sent. */
export class LiveNotAllowedError extends Error {
  override readonly name = 'LiveError';
}
