/**
 * Which prices and movements of money are asked for, and which count?
 */
import { describe, expect, it } from 'vitest';
import { LateFees } from '../../../lambda/adapters/trading/late-fees.ts';
import { FeePrices } from '../../../lambda/adapters/trading/venue-fills.ts';
import type { Income } from '../../../lambda/adapters/trading/venue-dialect.ts';
import { reconcileWallet } from '../../../lambda/adapters/trading/wallet-movements.ts';
import { HOUR_MS, MINUTE_MS, SECOND_MS, usd } from '../../../lambda/core/units.ts';
import { NOON, botState, position } from '../../harness/builders.ts';
import { scriptedDialect } from './scripted-dialect.ts';

describe('A price that is not to be had', () => {
  function withoutPrice() {
    const asked: string[] = [];
    const dialect = scriptedDialect({
      priceOf: ({ currency }) => {
        asked.push(currency);
        return Promise.reject(new Error('no price'));
      },
    });
    return { asked, dialect };
  }

  it('a price that is not to be had is asked for once in a look, however many fees wait for it', async () => {
    const { asked, dialect } = withoutPrice();
    const prices = new FeePrices(dialect);
    for (const minute of [0, 1, 2]) {
      const fee = { amount: 1, currency: 'BNB' };
      expect(
        await prices.amountOf(fee, { settlement: 'USDT', timeMs: NOON + minute * MINUTE_MS }),
      ).toBeUndefined();
    }
    expect(asked).toEqual(['BNB']);
  });

  it('a price that is not to be had is asked for again after a minute', async () => {
    const { asked, dialect } = withoutPrice();
    const fees = new LateFees(dialect);
    const fee = { venueId: 'f', symbol: 'BTC', amount: 1, currency: 'BNB', timeMs: NOON };
    for (const ms of [0, 10 * SECOND_MS, MINUTE_MS - 1]) await fees.priced([fee], NOON + ms);
    expect(asked).toEqual(['BNB']);
    await fees.priced([fee], NOON + MINUTE_MS);
    expect(asked).toEqual(['BNB', 'BNB']);
  });
});

describe('A movement of money', () => {
  const income = (changes: Partial<Income>): Income => ({
    id: 'i',
    kind: 'funding',
    name: 'FUNDING_FEE',
    symbol: 'BTC',
    asset: 'USDT',
    amount: -1,
    timeMs: NOON,
    ...changes,
  });
  const lookup = (incomes: readonly Income[]) => ({
    dialect: scriptedDialect({ movements: () => Promise.resolve(incomes) }),
    nowMs: NOON + MINUTE_MS,
    isSettled: true,
    fundingReadMs: undefined,
  });

  it('a movement of money from before a position was opened is none of its funding', async () => {
    const open = position({ filledAtMs: NOON - HOUR_MS });
    const other = position({ tradeId: 2, symbol: 'ETH', filledAtMs: NOON - 3 * HOUR_MS });
    const state = botState({ account: undefined, ledger: { positions: [open, other] } });
    const before = income({ id: 'before', timeMs: NOON - 2 * HOUR_MS });
    const found = await reconcileWallet(state, usd(2000), lookup([before, income({ id: 'own' })]));
    expect(found.activities).toMatchObject([{ kind: 'funding', venueId: 'own' }]);
  });

  it('a movement of money in another asset explains no dollar', async () => {
    const state = botState({ account: undefined });
    const coins = income({ kind: 'transfer', name: 'TRANSFER', symbol: '', asset: 'BNB', amount: 5 });
    const found = await reconcileWallet(state, usd(2005), lookup([coins]));
    expect(found).toEqual({ activities: [], unexplainedUsd: usd(5) });
  });
});
