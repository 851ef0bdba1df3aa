/**
 * Which exchange does a tick read, and which one does it trade at?
 *
 * Invariants:
 * - Real money is traded only where the item says so and the deployment allows it.
 * - An item of the exchange is never traded at its demo, nor one of the demo at the exchange.
 */
import { whyNotThere } from '../core/control/mode.ts';
import { modeOf, type BotState } from '../core/bot-state.ts';
import type { Exchange, Ports } from '../ports.ts';

/** Where real money may be traded, its exchange reads the market too, and the account beside it. */
export function observing(ports: Ports): Ports {
  return ports.live === undefined ? ports : { ...ports, exchange: ports.live };
}

/**
 * The item says whether the bot's money is real.
 *
 * @throws LiveNotAllowedError when it is, and must not be.
 * @throws PlaceChangedError when the item is of the exchange and the deployment of its demo, or the other way round.
 */
export function exchangeOf({ exchange, live, isDemo = false }: Ports, state: BotState): Exchange {
  const refusal = whyNotThere(state, isDemo);
  if (refusal !== undefined) throw new PlaceChangedError(refusal);
  if (modeOf(state) === 'paper') return exchange;
  if (live !== undefined) return live;
  throw new LiveNotAllowedError(
    state.ledger.isDemo
      ? `bot ${state.botId} trades at the exchange's demo, and this deployment does not allow it: set demo`
      : `bot ${state.botId} trades with real money, and this deployment does not allow it: set allowLive`,
  );
}

/** A live bot whose deployment does not allow it to trade. Its account was not read, and nothing was sent. */
export class LiveNotAllowedError extends Error {
  override readonly name = 'LiveError';
}

/** A deployment has moved a bot between the exchange and its demo that cannot follow. Nothing was read there, or sent. */
export class PlaceChangedError extends Error {
  override readonly name = 'PlaceError';
}
