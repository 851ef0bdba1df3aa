/**
 * Did money move in the real account without a trade of ours: funding, a deposit, a withdrawal?
 *
 * The list of movements is dear, so it is read only when money can have moved: after a full hour with a position open,
 * and when the wallet of a flat account differs from the ledger's balance. With a position open the wallet is not
 * compared.
 *
 * An account has a wallet for each asset; the ledger keeps the balance of the one that its markets settle in. A fee paid in
 * another asset, such as the exchange's own coin, did not come out of that wallet: it is booked with its fill, and is
 * nothing here. Nor is a transfer of another asset, also of the other stablecoin.
 *
 * - Each movement is booked once, by the venue's own id.
 * - The wallet of a flat account equals the ledger's balance to the last digit. A difference is explained by movements,
 *   or reported as unexplained.
 */
import type { BotState } from '../../core/bot-state.ts';
import { isFlat } from '../../core/control/epoch.ts';
import {
  HOUR_MS,
  MINUTE_MS,
  ZERO_USD,
  minuteStartMs,
  minus,
  negate,
  plus,
  usd,
  type Usd,
} from '../../core/units.ts';
import { ledgerCurrency, type SettlementCurrency } from '../../core/settlement.ts';
import type { VenueActivity, VenueReport } from '../../core/venue-report.ts';
import { VenueError } from '../market/venue-error.ts';
import type { Income, Snapshot, VenueDialect } from './venue-dialect.ts';

/** The wallet of one currency. @throws VenueError where the exchange does not state it: that is not zero. */
export function walletIn({ wallets }: Pick<Snapshot, 'wallets'>, currency: SettlementCurrency): Usd {
  const walletUsd = wallets.get(currency);
  if (walletUsd !== undefined) return walletUsd;
  throw new VenueError('unexpected-answer', `an answer that is not a balance in ${currency}`);
}

export interface MoneyLookup {
  readonly dialect: VenueDialect;
  readonly nowMs: number;
  /** Whether this reading of the account has found everything as it was left. */
  readonly isSettled: boolean;
  /** When the funding of open positions was read last. */
  readonly fundingReadMs: number | undefined;
}

export interface WalletMovements {
  readonly activities: readonly VenueActivity[];
  /** The part of a flat account's wallet beyond the ledger's balance that no movement explains. */
  readonly unexplainedUsd?: Usd;
  /** The wallet of a flat account is the ledger's balance. */
  readonly isBalanced?: true;
  /** When the funding of open positions was read, if it was. */
  readonly fundingReadMs?: number;
}

/** How long after a full hour the venue may show its funding; it is read once in each of these minutes. */
const FUNDING_SHOWN_MS = 4 * MINUTE_MS;

/** @throws VenueError when the venue cannot be asked. */
export async function reconcileWallet(
  state: BotState,
  walletUsd: Usd,
  { dialect, nowMs, isSettled, fundingReadMs = -Infinity }: MoneyLookup,
): Promise<WalletMovements> {
  const { positions, balanceUsd } = state.ledger;
  const differenceUsd = minus(walletUsd, balanceUsd);
  if (isFlat(state) && isSettled && differenceUsd === 0) return { activities: [], isBalanced: true };
  if (isFlat(state) && isSettled) return explain(state, differenceUsd, { dialect, nowMs });
  const isFundingDue =
    positions.length > 0 &&
    nowMs % HOUR_MS < FUNDING_SHOWN_MS &&
    minuteStartMs(nowMs) !== minuteStartMs(fundingReadMs);
  if (!isFundingDue) return { activities: [] };
  return { activities: await funding(state, { dialect, nowMs }), fundingReadMs: nowMs };
}

/** How long after the wallet has changed the venue may take to say why. */
const EXPLAINED_WITHIN_MS = MINUTE_MS;

type MoneyFound = Pick<VenueReport, 'walletDoubt' | 'unexplainedUsd' | 'balancedAtMs' | 'unreadable'>;

/**
 * The venue shows a movement of money a little after the wallet has changed: until then nothing is opened. The item says
 * since when that is so, and no container begins to wait anew.
 */
export function moneyFound(
  { unexplainedSinceMs = Infinity }: BotState,
  money: WalletMovements | undefined,
  nowMs: number,
): MoneyFound {
  if (money === undefined) return {};
  const { unexplainedUsd, isBalanced = false } = money;
  if (unexplainedUsd === undefined) return { walletDoubt: {}, ...(isBalanced && { balancedAtMs: nowMs }) };
  const sinceMs = Math.min(unexplainedSinceMs, nowMs);
  const walletDoubt = { sinceMs };
  if (nowMs - sinceMs >= EXPLAINED_WITHIN_MS) return { walletDoubt, unexplainedUsd };
  const cause = 'the wallet has changed, and the exchange does not say why yet';
  return { walletDoubt, unreadable: { cause } };
}

/** Funding of the positions that are open, since they were opened. */
async function funding(state: BotState, asking: Asking): Promise<readonly VenueActivity[]> {
  const { positions } = state.ledger;
  const sinceMs = Math.min(...positions.map(({ filledAtMs }) => filledAtMs));
  const fresh = await unbookedSince(state, sinceMs, asking);
  return fresh.flatMap((income): VenueActivity[] => {
    const position = positions.find(({ symbol }) => symbol === income.symbol);
    if (income.kind !== 'funding' || position === undefined || income.timeMs < position.filledAtMs) return [];
    return [
      {
        kind: 'funding',
        timeMs: income.timeMs,
        symbol: income.symbol,
        paidUsd: usd(-income.amount),
        venueId: income.id,
      },
    ];
  });
}

/**
 * The movements by which the wallet of a flat account differs from the ledger's balance. Each is booked, whether or not
 * they explain all of the difference.
 */
async function explain(state: BotState, differenceUsd: Usd, asking: Asking): Promise<WalletMovements> {
  const fresh = await unbookedSince(state, state.venueLog?.sinceMs ?? 0, asking);
  const currency = ledgerCurrency(state.ledger);
  const moved: Moved[] = [];
  for (const income of fresh) {
    const { kind, asset, amount } = income;
    // Results and fees of trading are in the fills already.
    const isInFills = kind === 'trade' || kind === 'fee';
    if (asset === currency && !isInFills) moved.push({ income, amountUsd: usd(amount) });
  }
  const sumUsd = moved.reduce<Usd>((sum, { amountUsd }) => plus(sum, amountUsd), ZERO_USD);
  const unexplainedUsd = minus(differenceUsd, sumUsd);
  return { activities: moved.map(activityOf), ...(unexplainedUsd !== 0 && { unexplainedUsd }) };
}

interface Moved {
  readonly income: Income;
  /** Positive when the wallet gained by it. */
  readonly amountUsd: Usd;
}

function activityOf({ income, amountUsd }: Moved): VenueActivity {
  const { id: venueId, kind, name, timeMs, symbol } = income;
  if (kind === 'transfer') return { kind, timeMs, amountUsd, venueId, name };
  return { kind: 'late-cost', timeMs, symbol, paidUsd: negate(amountUsd), venueId };
}

type Asking = Pick<MoneyLookup, 'dialect' | 'nowMs'>;

async function unbookedSince(
  { venueLog }: BotState,
  sinceMs: number,
  { dialect, nowMs }: Asking,
): Promise<readonly Income[]> {
  const booked = new Set(venueLog?.bookedIds);
  return (await dialect.movements(sinceMs, nowMs)).filter(({ id }) => !booked.has(id));
}
