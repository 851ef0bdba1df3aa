/**
 * The numbers of a loop's days, kept in the bot's own ledger: every change is an event, and copies it.
 */
import type { LoopBook } from '../../lambda/backtest/loop-books.ts';
import type { LedgerEvent } from '../../lambda/core/ledger/ledger-events.ts';
import { initialLedger } from '../../lambda/core/ledger/ledger-state.ts';
import { evolve } from '../../lambda/core/ledger/ledger.ts';
import { ZERO_USD } from '../../lambda/core/units.ts';

const NO_SIGNAL = { momentum: 0, volumeRatio: 0, range: 0 };

export function bookInLedger(from = initialLedger(1)): LoopBook {
  let ledger = from;
  const record = (event: LedgerEvent) => {
    ledger = evolve(ledger, event);
  };
  return {
    get book() {
      return ledger;
    },
    begin: (balanceUsd, atMs) => record({ kind: 'started', atMs, balanceUsd }),
    beginDay: (atMs) => record({ kind: 'day-started', atMs }),
    open: (position) => {
      const { decidedAtMs: atMs, entryPrice: price } = position;
      const decision = { price, tickMs: atMs, signal: NO_SIGNAL };
      // The loop changes its own in place.
      record({ kind: 'opened', atMs, position: { ...position }, decision, fills: [] });
    },
    close: (trade) => record({ kind: 'closed', atMs: trade.exitTimeMs, trade, fills: [] }),
    pause: (atMs, untilMs) => record({ kind: 'paused', atMs, untilMs, lossesInARow: ledger.lossesInARow }),
    stop: (atMs, cause) => {
      const amounts = { realisedUsd: ZERO_USD, unrealisedUsd: ZERO_USD, limitUsd: ZERO_USD };
      record({ kind: 'stopped', atMs, cause, ...amounts });
    },
    copy: () => bookInLedger(ledger),
  };
}
