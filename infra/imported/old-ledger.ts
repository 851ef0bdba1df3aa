/**
 * Reads the ledger file of the bot that came before this one; keys that are not needed may hold anything.
 *
 * It traded on paper without fees, and its P&L is that of its prices. Its quantity was collateral × leverage / entry price.
 */
import { z } from 'zod';
import type { ImportedLedger, TradePart } from './imported-trade.ts';
import { checkTrades, jsonPlace, problemsOf, refusal, refuseTooMany, valueAt } from './trade-checks.ts';
import { decimalNumber } from './written-number.ts';
import { timeMs } from './written-time.ts';

const positive = decimalNumber.positive();
const opened = {
  id: z.string(),
  side: z.enum(['Short', 'Long']),
  entryPrice: positive,
  entryTime: timeMs,
  collateral: positive,
  leverage: positive,
};
const closed = {
  ...opened,
  status: z.literal('closed'),
  exitPrice: positive,
  exitTime: timeMs,
  pnl: decimalNumber,
  reason: z.string(),
};

const ledgerSchema = z.object({
  balance: decimalNumber,
  initialBalance: decimalNumber,
  positions: z.array(
    z.discriminatedUnion('status', [z.object(closed), z.object({ ...opened, status: z.literal('open') })], {
      error: 'expected a position whose status is "open" or "closed"',
    }),
  ),
});
const sizedSchema = z.object({ positions: z.array(z.unknown()) });

/** Where it keeps what we call otherwise. */
const PARTS: Readonly<Partial<Record<TradePart, string>>> = {
  quantity: 'collateral',
  exitTimeMs: 'exitTime',
  recordedUsd: 'pnl',
};

export function isOldLedger(json: unknown): boolean {
  return typeof json === 'object' && json !== null && ('positions' in json || 'initialBalance' in json);
}

/** @param file named in the error. @throws InputError naming every place that the old bot cannot have written. */
export function readOldLedger(json: unknown, file: string): ImportedLedger {
  const title = `${file} is not a ledger of the old bot:`;
  refuseTooMany(sizedSchema.safeParse(json).data?.positions.length ?? 0, file);
  const parsed = ledgerSchema.safeParse(json);
  if (!parsed.success) throw refusal(title, problemsOf(parsed.error, json, jsonPlace));
  const { positions, balance, initialBalance } = parsed.data;
  const placed = positions.flatMap((position, index) => {
    if (position.status === 'open') return [];
    const { id, side, entryPrice, exitPrice, entryTime, exitTime, collateral, leverage, pnl, reason } =
      position;
    const trade = {
      id,
      side: side === 'Long' ? ('long' as const) : ('short' as const),
      quantity: (collateral * leverage) / entryPrice,
      entryPrice,
      exitPrice,
      entryTimeMs: entryTime,
      exitTimeMs: exitTime,
      reason,
      recordedUsd: pnl,
    };
    const place = (part: TradePart) => {
      const path = ['positions', index, PARTS[part] ?? part];
      return { where: jsonPlace(path), found: valueAt(json, path) };
    };
    return [{ trade, place }];
  });
  checkTrades(title, file, placed);
  return {
    origin: 'the old bot',
    recordedIs: 'gross',
    amountStepUsd: 0,
    quantityStep: 0,
    trades: placed.map(({ trade }) => trade),
    openTrades: positions.length - placed.length,
    balance: { initialUsd: initialBalance, finalUsd: balance },
    assumed: [],
  };
}
