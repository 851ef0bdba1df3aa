/**
 * When does a new epoch of a bot's ledger begin, and with which state?
 *
 * An epoch is a series of rows and client order ids that belong together. A new one begins
 *
 * - when the table was restored from backup: the table that was left already has rows and ids after that moment;
 * - when the bot changes between paper and real money, whose sums never mix;
 * - when it changes between the exchange and the exchange's demo, which have other prices and other money;
 * - when its markets settle in another currency, which is other money;
 * - when its owner begins it anew.
 *
 * Invariants:
 * - Each epoch of a table has a greater number than the one before it. One of another table may have the same: no two have the
 *   same number and the same mark, not even in two tables that were restored from one backup in one minute.
 * - The first row of an epoch says how the one before it ended.
 * - A bot that changes its mode, or begins anew, is flat, with no order in flight.
 */
import { newPaperBot, recordEvent, type BotState } from '../bot-state.ts';
import type { Asked } from '../ledger/ledger-events.ts';
import { initialLedger, type LedgerState } from '../ledger/ledger-state.ts';
import { withoutLeftDay } from '../ledger/left-day.ts';
import type { PaperAccount } from '../paper/paper-account.ts';
import { keptCurrency, ledgerCurrency, type SettlementCurrency } from '../settlement.ts';
import { epochMarkOf } from '../text/epoch-name.ts';
import { MINUTE_MS, minuteStartMs, type Usd } from '../units.ts';

/**
 * The number of the epoch after `epoch` that begins at `atMs`: the minute since 1970. Counting on would give the same
 * number to every table that was ever restored from one backup. In one minute two of them have the same all the same: their
 * marks differ.
 */
export function nextEpoch(epoch: number, atMs: number): number {
  return Math.max(epoch + 1, Math.floor(atMs / MINUTE_MS));
}

/** Whether no position is open and no order is intended, resting or unknown. */
export function isFlat({ ledger, orders, account }: BotState): boolean {
  const simulated = account === undefined ? 0 : account.positions.length + account.orders.length;
  return ledger.positions.length + orders.length + simulated === 0;
}

export interface Beginning {
  readonly atMs: number;
  /** Unique to the invocation or command that begins it, also among those that serve another copy of the table. */
  readonly beginnerId: string;
}

/**
 * The restored bot on its first tick. It goes on where the backup was taken, under new numbers: with its positions, its
 * resting orders, its day, and its pauses, day stop or halt.
 */
export function continueRestored(state: BotState, { atMs, beginnerId }: Beginning): BotState {
  // Nobody knows when there was a stop since.
  const { ledger, unprotectedSoFar: _, ...rest } = state;
  const next = {
    ...rest,
    ledger: initialLedger(nextEpoch(ledger.epoch, atMs)),
    epochMark: epochMarkOf(beginnerId),
  };
  const { balanceUsd } = ledger;
  const after = { cause: 'restored', ledger } as const;
  return recordEvent(next, { kind: 'started', atMs, balanceUsd, ...moneyOf(ledger), after });
}

/** What the amounts of the next epoch are, where they go on being those of `ledger`. */
function moneyOf({ isDemo, currency }: LedgerState): Pick<LedgerState, 'isDemo' | 'currency'> {
  return { ...(isDemo && { isDemo }), ...(currency && { currency }) };
}

export interface NewEpoch extends Beginning {
  /** The balance at the beginning: the parameters' on paper, the wallet's with real money. */
  readonly balanceUsd: Usd;
  /** Empty on paper; `undefined` with real money, where the venue keeps it. */
  readonly account: PaperAccount | undefined;
  /** Whether it is of the exchange's demo. @default - as the epoch before */
  readonly isDemo?: boolean;
  /** What its amounts are in. @default - as the epoch before */
  readonly currency?: SettlementCurrency;
  /** Who begins the bot anew; absent where its mode changes. */
  readonly asked?: Asked;
}

/**
 * The bot on its first tick in another mode, or begun anew: a new balance, still paused or halted if it was, and a new day but
 * where it comes back to a mode that it has traded today.
 *
 * @throws when it is not flat: the caller rejects that change first.
 */
export function beginEpoch(state: BotState, epoch: NewEpoch): BotState {
  const { ledger, botId } = state;
  const { atMs, beginnerId, balanceUsd, account, isDemo = ledger.isDemo === true, asked } = epoch;
  const { currency = ledgerCurrency(ledger) } = epoch;
  if (!isFlat(state)) throw new Error(`bot ${botId} is not flat: no new epoch begins`);
  // They are of the exchange that is left.
  const {
    venueLog: _log,
    entryRejections: _rejections,
    unreadAccount: _unread,
    outsideHours: _hours,
    unpricedFees: _fees,
    isSumOpen: _sum,
    unexplainedSinceMs: _since,
    ...rest
  } = state;
  const next = {
    ...rest,
    account,
    ...(account === undefined && { venueLog: { sinceMs: atMs, bookedIds: [] } }),
    ledger: initialLedger(nextEpoch(ledger.epoch, atMs)),
    epochMark: epochMarkOf(beginnerId),
  };
  const cause = asked === undefined ? 'mode-changed' : 'begun';
  return recordEvent(next, {
    kind: 'started',
    atMs,
    balanceUsd,
    ...(isDemo && { isDemo }),
    ...keptCurrency(currency),
    after: { cause, ledger },
    ...(asked && { asked }),
  });
}

/**
 * Of a bot that has rows and no item: their numbers are taken, and what was open is not known.
 *
 * @param begin the command, as it is typed.
 */
export function missingItemWords(botId: string, lastEpoch: number, begin: string): string {
  return `bot ${botId} has rows of epoch ${lastEpoch} and no item: it was deleted. Nothing is traded. Restore the table from its backup, or begin anew with ${begin}; where real money was traded, look at the exchange first`;
}

/**
 * A paper bot in the place of one whose item is missing, and whose rows are there.
 *
 * @param lost the ledger by the rows of the last epoch; `undefined` where they cannot be replayed.
 */
export function beginWithoutItem(
  botId: string,
  { lastEpoch, lost }: { readonly lastEpoch: number; readonly lost: LedgerState | undefined },
  { atMs, beginnerId, balanceUsd, asked }: Beginning & Required<Pick<NewEpoch, 'balanceUsd' | 'asked'>>,
): BotState {
  const origin = {
    asked,
    ...(lost && { ...moneyOf(lost), after: { cause: 'begun' as const, ledger: withoutLeftDay(lost) } }),
  };
  const begun = newPaperBot(botId, nextEpoch(lastEpoch, atMs), balanceUsd, atMs, origin);
  // No tick has read what was left for the bot while it had no item.
  return {
    ...begun,
    epochMark: epochMarkOf(beginnerId),
    tickMs: minuteStartMs(atMs),
    commandsLeftSinceMs: 0,
  };
}
