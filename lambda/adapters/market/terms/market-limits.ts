/**
 * The limits of a market that ccxt leaves in the exchange's own description of it, as Binance writes them: its filters,
 * and the bound of market orders. Pure.
 *
 * Invariant: a limit that is absent, or no number above 0, is unknown. Other exchanges write theirs elsewhere, and
 * have none known here.
 */
import { z } from 'zod';
import type { Market, PriceBand } from '../../../core/market.ts';
import { pctOfFraction } from '../../../core/units.ts';

type Limits = Pick<Market, 'maxOrders' | 'maxConditionalOrders' | 'priceBand' | 'marketTakePct'>;

const positive = z.coerce.number().positive().optional().catch(undefined);

const filterSchema = z.looseObject({
  filterType: z.string(),
  limit: positive,
  multiplierUp: positive,
  multiplierDown: positive,
});

const infoSchema = z.looseObject({
  filters: z.array(z.unknown()).catch([]),
  marketTakeBound: positive,
});

/** @param info a market as the exchange describes it. */
export function limitsOfInfo(info: unknown): Limits {
  const { data } = infoSchema.safeParse(info);
  if (data === undefined) return {};
  const filters = data.filters.flatMap((found) => filterSchema.safeParse(found).data ?? []);
  const filterOf = (type: string) => filters.find(({ filterType }) => filterType === type);
  const maxOrders = filterOf('MAX_NUM_ORDERS')?.limit;
  const maxConditionalOrders = filterOf('MAX_NUM_ALGO_ORDERS')?.limit;
  const priceBand = bandOf(filterOf('PERCENT_PRICE'));
  return {
    ...(maxOrders !== undefined && { maxOrders }),
    ...(maxConditionalOrders !== undefined && { maxConditionalOrders }),
    ...(priceBand !== undefined && { priceBand }),
    ...(data.marketTakeBound !== undefined && { marketTakePct: pctOfFraction(data.marketTakeBound) }),
  };
}

function bandOf(filter: z.output<typeof filterSchema> | undefined): PriceBand | undefined {
  const { multiplierUp, multiplierDown } = filter ?? {};
  if (multiplierUp === undefined || multiplierDown === undefined) return undefined;
  return { belowPct: pctOfFraction(1 - multiplierDown), abovePct: pctOfFraction(multiplierUp - 1) };
}
