/**
 * Asks for the prices of fees that had none when their fills were booked.
 *
 * - The last thing that is done in a look at the account: nothing waits for it, and it fails nothing.
 * - One price after another until one is not to be had; then the currency is left alone for a minute.
 */
import type { UnpricedFee } from '../../core/ledger/fills.ts';
import { currencyOf } from '../../core/settlement.ts';
import { MINUTE_MS } from '../../core/units.ts';
import type { VenueActivity } from '../../core/venue-report.ts';
import type { VenueDialect } from './venue-dialect.ts';
import { FeePrices } from './venue-fills.ts';

export class LateFees {
  private readonly dialect: VenueDialect;
  /** When each currency had no price. */
  private readonly missedAtMs = new Map<string, number>();

  constructor(dialect: VenueDialect) {
    this.dialect = dialect;
  }

  async priced(fees: readonly UnpricedFee[], nowMs: number): Promise<readonly VenueActivity[]> {
    const prices = new FeePrices(this.dialect);
    const activities: VenueActivity[] = [];
    for (const { venueId, symbol, amount, currency, timeMs } of fees) {
      if (nowMs - (this.missedAtMs.get(currency) ?? -Infinity) < MINUTE_MS) continue;
      const paidUsd = await prices.amountOf(
        { amount, currency },
        { settlement: currencyOf([symbol]), timeMs },
      );
      if (paidUsd === undefined) this.missedAtMs.set(currency, nowMs);
      else activities.push({ kind: 'fee-priced', timeMs, venueId, paidUsd });
    }
    return activities;
  }
}
