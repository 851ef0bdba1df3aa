/**
 * Does a difference between account and ledger halt the bot, and is money that was accepted booked?
 */
import { describe, expect, it } from 'vitest';
import type { BotState } from '../../lambda/core/bot-state.ts';
import { judgeAccount } from '../../lambda/core/reconcile.ts';
import { usd } from '../../lambda/core/units.ts';
import type { VenueReport } from '../../lambda/core/venue-report.ts';
import { NOON, botState } from '../harness/builders.ts';
import { eventsOf } from '../harness/booking.ts';

describe('an account that is not what the ledger says', () => {
  const judged = (state: BotState, told: Partial<VenueReport>, isAccepted = false) =>
    judgeAccount(
      state,
      { views: [], activities: [], restingOrderIds: new Set(), account: undefined, ...told },
      { tickMs: NOON, isAccepted },
    );
  const flat = botState({ account: undefined });

  it('an account that is not what the ledger says halts the bot, and it says what differs', () => {
    const strange = ['there is a short of 1 in XRP', 'there is an order in ADA'];
    expect(judged(flat, { unexplained: strange, unexplainedUsd: usd(-0.5) }).ledger.halted?.cause).toBe(
      'the account is not what the ledger says: there is a short of 1 in XRP; there is an order in ADA; the wallet holds 1999.50000000 USDT, the ledger has 2000.00000000',
    );
    expect(judged(flat, {})).toBe(flat);
    expect(judged(flat, {}, true)).toBe(flat);
    const open = { ...flat, isSumOpen: true } as const;
    expect(judged(open, {})).toBe(open);
  });

  it.each([
    [-0.5, 'late-cost', { symbol: '', paidUsd: usd(0.5) }, 'less', usd(-0.5)],
    [0.5, 'transfer', { amountUsd: usd(0.5) }, 'more', 0],
  ] as const)(
    'an account that is not what the ledger says by %d USD that were accepted has a %s booked',
    (amount, kind, row, words, todayUsd) => {
      const after = judged(flat, { unexplainedUsd: usd(amount) }, true);
      expect(eventsOf(after)).toEqual([{ kind, atMs: NOON, venueId: `nameless/${NOON}`, ...row }]);
      expect(after.outbox.alerts.map(({ happened }) => happened)).toEqual([expect.stringContaining(words)]);
      expect(after.ledger.realisedTodayUsd).toBe(todayUsd);
      expect(after.ledger.halted).toBeUndefined();
    },
  );

  it('an account that is not what the ledger says by the open sum of a close is booked, and the sum is closed', () => {
    const after = judged({ ...flat, isSumOpen: true }, { unexplainedUsd: usd(-0.5) });
    expect(eventsOf(after)).toMatchObject([{ kind: 'late-cost', paidUsd: usd(0.5) }]);
    expect(after).not.toHaveProperty('isSumOpen');
    const halted = judged({ ...flat, isSumOpen: true }, { unexplained: ['a'], unexplainedUsd: usd(-0.5) });
    expect(halted.ledger.halted?.cause).toBe('the account is not what the ledger says: a');
  });
});
