/**
 * Did money move in the real account without a trade of ours: funding, a deposit, a withdrawal?
 *
 * Asking is dear (30 of the venue's weight), so it is asked only when something can have moved: after a full hour with
 * a position open, and when the flat account holds something else than the ledger says.
 *
 * Invariants: each movement is booked once, by the venue's own id; what a flat account holds is the ledger's balance to
 * the last digit, or is explained by movements, or is told as unexplained.
 */
import type { BotState } from '../core/bot-state.ts';
import {
  HOUR_MS,
  MINUTE_MS,
  ZERO_USD,
  minus,
  negate,
  plus,
  toDollars,
  usd,
  type Usd,
} from '../core/units.ts';
import type { VenueActivity } from '../core/venue.ts';
import type { Income } from './ccxt-mapping.ts';
import type { VenueAccount } from './venue-account.ts';

export interface MoneyLookup {
  readonly account: VenueAccount;
  readonly nowMs: number;
  /** Whether this look at the account has found everything as it was left. */
  readonly isSettled: boolean;
}

export interface MoneyMoved {
  readonly activities: readonly VenueActivity[];
  readonly unexplained: readonly string[];
}

const NOTHING: MoneyMoved = { activities: [], unexplained: [] };

/** How long after a full hour its funding may be told. */
const FUNDING_SHOWN_MS = 3 * MINUTE_MS;

/** Costs and earnings of trading that are in the fills already. */
const IN_FILLS = new Set(['REALIZED_PNL', 'COMMISSION']);

const TRANSFERS = new Set(['TRANSFER', 'INTERNAL_TRANSFER', 'CROSS_COLLATERAL_TRANSFER', 'WELCOME_BONUS']);

/** @throws VenueFailure or an error of ccxt when the venue cannot be asked. */
export async function moneyMoved(
  state: BotState,
  walletUsd: Usd,
  { account, nowMs, isSettled }: MoneyLookup,
): Promise<MoneyMoved> {
  const { positions, balanceUsd } = state.ledger;
  const isFlat = positions.length + state.orders.length === 0;
  const differenceUsd = minus(walletUsd, balanceUsd);
  if (isFlat && isSettled && differenceUsd !== 0) return explain(state, differenceUsd, account);
  const isFundingDue = positions.length > 0 && nowMs % HOUR_MS < FUNDING_SHOWN_MS;
  return isFundingDue ? { ...NOTHING, activities: await funding(state, account) } : NOTHING;
}

/** Funding of the positions that are open, since they were opened. */
async function funding(state: BotState, account: VenueAccount): Promise<readonly VenueActivity[]> {
  const { positions } = state.ledger;
  const sinceMs = Math.min(...positions.map(({ filledAtMs }) => filledAtMs));
  const fresh = await unbookedSince(state, sinceMs, account);
  return fresh.flatMap((income): VenueActivity[] => {
    const position = positions.find(({ symbol }) => symbol === income.symbol);
    if (income.type !== 'FUNDING_FEE' || position === undefined || income.timeMs < position.filledAtMs)
      return [];
    return [
      {
        kind: 'funding',
        timeMs: income.timeMs,
        symbol: income.symbol,
        paidUsd: usd(-income.amount),
        venueId: keyOf(income),
      },
    ];
  });
}

/** Why a flat account holds something else than the ledger says. */
async function explain(state: BotState, differenceUsd: Usd, account: VenueAccount): Promise<MoneyMoved> {
  const fresh = await unbookedSince(state, state.venueLog?.sinceMs ?? 0, account);
  const moved = fresh.filter(({ asset, type }) => asset === 'USDT' && !IN_FILLS.has(type));
  const sumUsd = moved.reduce<Usd>((sum, { amount }) => plus(sum, usd(amount)), ZERO_USD);
  if (sumUsd === differenceUsd) return { ...NOTHING, activities: moved.map(activityOf) };
  const [held, told] = [plus(state.ledger.balanceUsd, differenceUsd), state.ledger.balanceUsd].map((amount) =>
    toDollars(amount).toFixed(8),
  );
  return { ...NOTHING, unexplained: [`the wallet holds ${held} USDT, the ledger has ${told}`] };
}

function activityOf(income: Income): VenueActivity {
  const { timeMs, symbol, type, amount } = income;
  const venueId = keyOf(income);
  if (TRANSFERS.has(type)) return { kind: 'transfer', timeMs, amountUsd: usd(amount), venueId };
  return { kind: 'late-cost', timeMs, symbol, paidUsd: negate(usd(amount)), venueId };
}

async function unbookedSince(
  { venueLog }: BotState,
  sinceMs: number,
  account: VenueAccount,
): Promise<readonly Income[]> {
  const booked = new Set(venueLog?.bookedIds);
  return (await account.incomeSince(sinceMs)).filter((income) => !booked.has(keyOf(income)));
}

/** A number of Binance's is unique within a type and a market only. */
function keyOf({ type, symbol, id }: Income): string {
  return `${type}/${symbol}/${id}`;
}
