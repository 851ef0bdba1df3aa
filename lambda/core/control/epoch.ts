/**
 * When does a bot's ledger begin anew, and what goes with it?
 *
 * An epoch is a series of rows and of client order ids that belong together. A new one begins when the table was
 * restored from backup, because rows and ids after that moment exist already in the table that was left, and when the
 * bot changes between paper and real money, whose sums never mix.
 *
 * Invariants: no two epochs of a bot have one number, not even in two tables restored from one backup; the first row
 * of an epoch says how the one before it ended; what changes the mode is flat, with nothing in flight.
 */
import { recordEvent, type BotState } from '../bot-state.ts';
import { initialLedger } from '../ledger/ledger-state.ts';
import type { PaperAccount } from '../paper/paper-account.ts';
import { MINUTE_MS, type Usd } from '../units.ts';

/**
 * The number of the epoch after `epoch` that begins at `atMs`: the minute since 1970. Counting on would give the same
 * number to every table that was ever restored from one backup.
 */
export function nextEpoch(epoch: number, atMs: number): number {
  return Math.max(epoch + 1, Math.floor(atMs / MINUTE_MS));
}

/** Whether no position is open and no order is in flight, at rest or in doubt. */
export function isFlat({ ledger, orders, account }: BotState): boolean {
  const simulated = account === undefined ? 0 : account.positions.length + account.orders.length;
  return ledger.positions.length + orders.length + simulated === 0;
}

/**
 * The restored bot on its first tick: it goes on where the backup was taken, with its positions, its orders at rest, its
 * day and everything that keeps it from opening, under new numbers.
 */
export function continueRestored(state: BotState, atMs: number): BotState {
  const { ledger } = state;
  const next = { ...state, ledger: initialLedger(nextEpoch(ledger.epoch, atMs)) };
  const { balanceUsd } = ledger;
  return recordEvent(next, { kind: 'started', atMs, balanceUsd, after: { cause: 'restored', ledger } });
}

export interface NewMode {
  readonly atMs: number;
  /** What it begins with: the parameters' on paper, the wallet's with real money. */
  readonly balanceUsd: Usd;
  /** Empty on paper; `undefined` with real money, where the venue keeps it. */
  readonly account: PaperAccount | undefined;
}

/**
 * The bot on its first tick in another mode: a new balance and a new day, still paused or halted if it was.
 *
 * @throws when it is not flat: the caller has to refuse that change before.
 */
export function beginEpoch(state: BotState, { atMs, balanceUsd, account }: NewMode): BotState {
  const { ledger, botId } = state;
  if (!isFlat(state)) throw new Error(`bot ${botId} is not flat: no new epoch begins with a change of mode`);
  const { venueLog: _, ...rest } = state;
  const next = {
    ...rest,
    account,
    ...(account === undefined && { venueLog: { sinceMs: atMs, bookedIds: [] } }),
    ledger: initialLedger(nextEpoch(ledger.epoch, atMs)),
  };
  return recordEvent(next, { kind: 'started', atMs, balanceUsd, after: { cause: 'mode-changed', ledger } });
}
