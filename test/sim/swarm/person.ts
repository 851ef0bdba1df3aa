/**
 * The one person who looks after the bot. She looks at its item some time after a halt, closes by hand what is not the
 * bot's, and accepts.
 */
import { z } from 'zod';
import { MINUTE_MS } from '../../../lambda/core/units.ts';
import { decimal } from '../../venue/decimal.ts';
import { BOT_ID, type World } from '../world/world.ts';
import { amountOf, tradeTo } from './hand-trades.ts';

const stateSchema = z.object({
  ledger: z.object({
    halted: z.object({ cause: z.string(), sinceMs: z.number() }).nullable(),
    positions: z.array(z.object({ symbol: z.string(), side: z.string(), quantity: z.number() })),
  }),
  orders: z.array(z.unknown()),
});

/** @param onTrade she has traded by hand. */
export function lookAfter(world: World, afterMs: number, onTrade: () => void): void {
  const look = () => {
    attend(world, afterMs, onTrade);
    world.time.after(MINUTE_MS, look);
  };
  world.time.after(MINUTE_MS, look);
}

function attend(world: World, afterMs: number, onTrade: () => void): void {
  const body = world.dynamo.item(world.tableName, `bot#${BOT_ID}`, 'state')?.body;
  if (body === undefined || !('S' in body)) return;
  const { ledger, orders } = stateSchema.parse(JSON.parse(body.S));
  if (ledger.halted === null || world.time.nowMs() < ledger.halted.sinceMs + afterMs) return;
  world.trace.note(`the operator looks: ${ledger.halted.cause}`);
  for (const { symbol } of world.terms.markets) {
    const own = ledger.positions.find((position) => position.symbol === symbol);
    const wanted = own === undefined ? 0n : decimal(own.quantity) * (own.side === 'short' ? -1n : 1n);
    // What is under way may be the difference: she waits for it.
    if (wanted === amountOf(world.venue, symbol) || orders.length > 0) continue;
    try {
      tradeTo(world.venue, symbol, wanted);
      onTrade();
    } catch (error) {
      world.trace.note(`the operator cannot trade ${symbol}: ${String(error)}`);
    }
  }
  world.desk.issue('resume', ledger.halted);
}
