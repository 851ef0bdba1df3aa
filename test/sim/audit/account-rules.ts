/**
 * Is the account what the ledger says, to the last digit?
 *
 * Asked when nothing is under way: orders take their time, and so do reports of what was filled.
 *
 * - The venue holds the positions of the ledger, side and quantity.
 * - The wallet of a bot with nothing open is its balance. What was paid and earned meanwhile is compared fill by fill.
 * - The bot's orders at the venue are those of the item, and the other way round.
 */
import { decimal, plainText, type Decimal } from '../../venue/decimal.ts';
import type { VenueState } from '../../venue/venue-state.ts';
import type { RecordedPosition, RecordedState } from './recorded-items.ts';

/** Of a position that is partly closed, what is still open; positive for a long. */
export function openAmount({ side, quantity, exits = [] }: RecordedPosition): Decimal {
  const closed = exits.reduce((sum, fill) => sum + decimal(fill.quantity), 0n);
  const open = decimal(quantity) - closed;
  return side === 'long' ? open : -open;
}

/** In what the positions differ, each in words, which name the trade: the next one of a market differs for itself. */
export function positionDifferences({ ledger }: RecordedState, venue: VenueState): readonly string[] {
  const told = new Map(ledger.positions.map((position) => [position.symbol, openAmount(position)]));
  const trades = new Map(ledger.positions.map(({ symbol, tradeId }) => [symbol, ` of trade ${tradeId}`]));
  const held = new Map([...venue.positions.values()].map(({ symbol, amount }) => [symbol, amount]));
  return [...new Set([...told.keys(), ...held.keys()])]
    .filter((symbol) => told.get(symbol) !== held.get(symbol))
    .map((symbol) => {
      const [own, real] = [told.get(symbol) ?? 0n, held.get(symbol) ?? 0n];
      return `${symbol}: the ledger has ${plainText(own)}${trades.get(symbol) ?? ''}, the venue ${plainText(real)}`;
    });
}

/** A world has a wallet in USDC only where the bot's markets settle in it: the other one is bait then. */
export function settledIn({ wallets }: Pick<VenueState, 'wallets'>): string {
  return wallets.has('USDC') ? 'USDC' : 'USDT';
}

/** What the wallet of a bot with nothing open holds beyond its balance; `undefined` while something is open. */
export function walletDifference({ ledger, orders }: RecordedState, venue: VenueState): Decimal | undefined {
  if (ledger.positions.length > 0 || orders.length > 0 || venue.positions.size > 0) return undefined;
  return (venue.wallets.get(settledIn(venue)) ?? 0n) - ledger.balanceUsd;
}

/** Orders of the bot's at the venue that its item does not hold, and those that only the item takes for resting. */
export function orderDifferences(
  botId: string,
  { orders, ledger: { positions } }: RecordedState,
  venue: VenueState,
): readonly string[] {
  // A stop beside a position that is not the bot's may be all that protects it, and stays.
  const ours = new Set(positions.map(({ symbol }) => symbol));
  const foreign = new Set(
    [...venue.positions.values()].map(({ symbol }) => symbol).filter((one) => !ours.has(one)),
  );
  const resting = new Set(
    [
      ...[...venue.openOrders].filter(({ origType }) => origType === 'LIMIT').map((one) => one.clientOrderId),
      ...[...venue.openAlgos]
        .filter(({ symbol }) => !foreign.has(symbol))
        .map(({ clientAlgoId }) => clientAlgoId),
    ].filter((id) => id.startsWith(`${botId}-`)),
  );
  const known = new Set(orders.map(({ clientOrderId }) => clientOrderId));
  const gone = orders.filter(
    ({ status, clientOrderId }) => status === 'resting' && !resting.has(clientOrderId),
  );
  return [
    ...[...resting].filter((id) => !known.has(id)).map((id) => `${id} rests, and the item does not hold it`),
    ...gone.map(({ clientOrderId }) => `${clientOrderId} rests in the item alone`),
  ];
}
