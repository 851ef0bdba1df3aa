/**
 * What is a request for, to whoever trades: an entry, an exit, a stop, a take-profit, or the end of an order?
 *
 * An order that can only reduce and takes what there is at once is an exit, one that rests is a take-profit.
 */
import { z } from 'zod';
import type { WireParams } from '../wire/wire-params.ts';

export const orderKindSchema = z.enum(['entry', 'exit', 'stop', 'take-profit', 'cancel']);

export type OrderKind = z.infer<typeof orderKindSchema>;

const CANCELS = /^DELETE \/fapi\/v1\/(?:order|batchOrders|allOpenOrders|algoOrder|algoOpenOrders)$/;

/** `undefined` for what asks for no order and ends none. */
export function orderKindOf(method: string, path: string, params: WireParams): OrderKind | undefined {
  const route = `${method} ${path}`;
  if (CANCELS.test(route)) return 'cancel';
  const type = params.text('type') ?? '';
  if (route === 'POST /fapi/v1/algoOrder') return type.startsWith('TAKE_PROFIT') ? 'take-profit' : 'stop';
  if (route !== 'POST /fapi/v1/order') return undefined;
  const closes: Partial<Record<string, string>> = { LONG: 'SELL', SHORT: 'BUY' };
  const isReducing =
    params.text('reduceOnly') === 'true' ||
    closes[params.text('positionSide') ?? ''] === (params.text('side') ?? 'neither');
  if (!isReducing) return 'entry';
  const takes = type === 'MARKET' || ['IOC', 'FOK'].includes(params.text('timeInForce') ?? '');
  return takes ? 'exit' : 'take-profit';
}
