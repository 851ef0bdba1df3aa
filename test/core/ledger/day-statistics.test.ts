/**
 * Does the ledger count its days?
 */
import { describe, expect, it } from 'vitest';
import {
  EMPTY_DAY,
  grossOf,
  ratesOf,
  slippageOf,
  type EndedDay,
} from '../../../lambda/core/ledger/day-statistics.ts';
import type { LedgerEvent } from '../../../lambda/core/ledger/ledger-events.ts';
import { evolve } from '../../../lambda/core/ledger/ledger.ts';
import { usd } from '../../../lambda/core/units.ts';
import { NOON, at, ledger, trade } from '../../harness/builders.ts';

const closed = (net: number, changes: Parameters<typeof trade>[1] = {}): LedgerEvent => ({
  kind: 'closed',
  atMs: NOON,
  trade: trade(net, changes),
  fills: [],
});
const NEXT_DAY: LedgerEvent = { kind: 'day-started', atMs: at('2026-01-06T00:00') };
const STOPPED: LedgerEvent = {
  kind: 'stopped',
  atMs: NOON,
  cause: 'budget',
  realisedUsd: usd(-79),
  unrealisedUsd: usd(0),
  limitUsd: usd(80),
};
const COSTS = { grossUsd: usd(2), feesUsd: usd(0.4), fundingUsd: usd(0.1) };

const SUMMARISED: LedgerEvent = { kind: 'day-summarised', atMs: at('2026-01-06T00:05') };

const DAY = [closed(1.5, COSTS), closed(-3), closed(0), closed(0.5)].reduce(evolve, ledger());

/** The day as it is when the next one has begun. */
function ended(...events: readonly LedgerEvent[]): EndedDay {
  const { lastDay } = [...events, NEXT_DAY].reduce(evolve, ledger());
  if (lastDay === undefined) throw new Error('nobody counted it');
  return lastDay;
}

describe('the day of a ledger', () => {
  it('the day of a ledger is empty before the first trade', () => {
    expect(ledger().today).toEqual(EMPTY_DAY);
    expect(ratesOf(ended())).toEqual({ winRate: undefined, breakEvenWinRate: undefined });
    expect(ratesOf(ended(closed(-3)))).toEqual({ winRate: 0, breakEvenWinRate: undefined });
    expect(ratesOf(ended(closed(3)))).toEqual({ winRate: 1, breakEvenWinRate: undefined });
  });

  it('the day of a ledger has slipped nothing before the first trade, and what nobody knows after one that tells none', () => {
    expect(slippageOf(EMPTY_DAY)).toEqual({ knownUsd: usd(0), unknownTrades: 0 });
    expect(slippageOf({ ...EMPTY_DAY, trades: 1 })).toEqual({ knownUsd: undefined, unknownTrades: 1 });
    const slippage = { trades: 1, sumUsd: usd(0.2) };
    expect(slippageOf({ ...EMPTY_DAY, trades: 3, slippage })).toEqual({
      knownUsd: usd(0.2),
      unknownTrades: 2,
    });
  });

  it('the day of a ledger sums its trades, exactly, and with what was realised says what they were before costs', () => {
    expect(DAY.today).toEqual({
      trades: 4,
      wins: 2,
      feesUsd: usd(0.4),
      fundingUsd: usd(0.1),
      winsUsd: usd(2),
    });
    const day = evolve(DAY, NEXT_DAY).lastDay!;
    expect([day.netUsd, grossOf(day)]).toEqual([usd(-1), usd(-0.5)]);
  });

  it('the day of a ledger has a win rate, and one that would have broken even', () => {
    // mean win 1, mean other −1.5: 1.5 / 2.5
    expect(ratesOf(evolve(DAY, NEXT_DAY).lastDay!)).toEqual({ winRate: 0.5, breakEvenWinRate: 0.6 });
    expect(ratesOf(ended(closed(1))).breakEvenWinRate).toBeUndefined();
  });

  it('the day of a ledger ends when the next one begins, and says whether it was stopped', () => {
    const after = [STOPPED, NEXT_DAY].reduce(evolve, DAY);
    expect(after.lastDay).toEqual({
      ...DAY.today,
      netUsd: usd(-1),
      dayMs: at('00:00'),
      wasStopped: true,
    });
    expect(after.today).toEqual(EMPTY_DAY);
    expect(evolve(DAY, NEXT_DAY).lastDay?.wasStopped).toBe(false);
  });

  it('the day of a ledger that has ended is kept until it is summed up', () => {
    expect([NEXT_DAY, SUMMARISED].reduce(evolve, DAY)).toMatchObject({
      lastDay: undefined,
      today: EMPTY_DAY,
    });
  });

  it('the day of a ledger counts what the venue told when a trade was over', () => {
    const late: LedgerEvent = {
      kind: 'late-cost',
      atMs: NOON,
      symbol: 'BTC',
      paidUsd: usd(0.2),
      venueId: 'x',
    };
    const { lastDay } = [late, NEXT_DAY].reduce(evolve, DAY);
    expect(lastDay).toMatchObject({ netUsd: usd(-1.2), fundingUsd: usd(0.3) });
    expect(grossOf(lastDay!)).toBe(usd(-0.5));
  });

  it('the day of a ledger that has ended takes a trade that is learned of late', () => {
    const after = evolve(evolve(DAY, NEXT_DAY), closed(-1, { exitTimeMs: at('23:59:59') }));
    expect(after.lastDay).toMatchObject({ trades: 5, wins: 2, netUsd: usd(-2) });
    expect(after.today).toEqual(EMPTY_DAY);
  });

  it('the day of a ledger that nobody counted is unknown until the next one', () => {
    const old = { ...ledger(), today: undefined };
    const after = evolve(old, closed(-1));
    expect(after.today).toBeUndefined();
    const tomorrow = evolve(after, NEXT_DAY);
    expect(tomorrow).toMatchObject({ today: EMPTY_DAY, lastDay: undefined });
  });
});
