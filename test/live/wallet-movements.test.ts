/**
 * What counts as a result of trading in the wallet of a real account, and what is the operator's own money?
 */
import { describe, expect, it } from 'vitest';
import { DEFAULT_PARAMETERS } from '../../lambda/config.ts';
import { dailyLimit } from '../../lambda/core/risk/loss-budget.ts';
import { toDollars, usd } from '../../lambda/core/units.ts';
import { book } from '../venue/account/account.ts';
import { decimal } from '../venue/decimal.ts';
import {
  SYMBOL,
  calmHarness,
  enter,
  eventsOf,
  expectSettled,
  haltOf,
  minute,
  settle,
  stateOf,
  told,
  type LiveHarness,
} from './fault-harness.ts';

/** Names of Binance's page, and one that nobody has heard of. */
const TRANSFERS: readonly (readonly [name: string, amount: number])[] = [
  ['COIN_SWAP_WITHDRAW', -180.2432],
  ['COIN_SWAP_DEPOSIT', 500],
  ['STRATEGY_UMFUTURES_TRANSFER', -90],
  ['API_REBATE', 3.5],
  ['REFERRAL_KICKBACK', 12],
  ['BFUSD_REWARD', 0.25],
  ['NAMED_TOMORROW', -7],
];

async function dayOf(harness: LiveHarness) {
  const { ledger } = await stateOf(harness);
  const { realisedTodayUsd, stoppedAtMs, dayStartBalanceUsd } = ledger;
  return { realisedTodayUsd, stoppedAtMs, limitUsd: dailyLimit(DEFAULT_PARAMETERS, dayStartBalanceUsd) };
}

const rowsOfMoney = async (harness: LiveHarness) =>
  (await eventsOf(harness)).flatMap((event) =>
    event.kind === 'transfer' || event.kind === 'late-cost'
      ? [`${event.kind} ${toDollars(event.kind === 'transfer' ? event.amountUsd : event.paidUsd)}`]
      : [],
  );

describe('The wallet of a real account', () => {
  it('the wallet of a real account has a transfer for everything that is no trading, and the day is as it was', async () => {
    const harness = await calmHarness();
    await minute(harness);
    const before = await dayOf(harness);
    for (const [type, amount] of TRANSFERS) book(harness.venue.state, { type, amount: decimal(amount) });
    await minute(harness);
    await minute(harness);
    expect(await rowsOfMoney(harness)).toEqual(TRANSFERS.map(([, amount]) => `transfer ${amount}`));
    expect(await dayOf(harness)).toEqual(before);
    expect(await haltOf(harness)).toBeUndefined();
    await expectSettled(harness);
  });

  it.each(TRANSFERS)(
    'the wallet of a real account that moves by %s is told of once a day',
    async (type, amount) => {
      const harness = await calmHarness();
      await minute(harness);
      for (let more = 0; more < 3; more += 1) {
        book(harness.venue.state, { type, amount: decimal(amount) });
        await minute(harness);
      }
      const alerts = told(harness, 'money-moved');
      expect(alerts).toHaveLength(1);
      expect(alerts[0]?.happened).toContain(type);
      const names = (await eventsOf(harness)).flatMap((event) =>
        event.kind === 'transfer' ? [event.name] : [],
      );
      expect(names).toEqual([type, type, type]);
    },
  );

  it('the wallet of a real account that pays for a position after its close has a late cost, which counts in the day', async () => {
    const harness = await calmHarness();
    await enter(harness);
    await settle(harness);
    const { realisedTodayUsd } = (await stateOf(harness)).ledger;
    book(harness.venue.state, { type: 'FUNDING_FEE', symbol: SYMBOL, amount: decimal(-0.07) });
    book(harness.venue.state, { type: 'INSURANCE_CLEAR', symbol: SYMBOL, amount: decimal(-2) });
    await minute(harness);
    expect((await rowsOfMoney(harness)).slice(-2)).toEqual(['late-cost 0.07', 'late-cost 2']);
    expect((await stateOf(harness)).ledger.realisedTodayUsd).toBe(realisedTodayUsd - usd(2.07));
    expect(told(harness, 'money-moved')).toEqual([]);
    await expectSettled(harness);
  });

  it('the wallet of a real account books the movements that have a name also where others have none', async () => {
    const harness = await calmHarness();
    await minute(harness);
    book(harness.venue.state, { type: 'TRANSFER', amount: decimal(500) });
    harness.venue.state.wallets.set('USDT', harness.venue.books.wallet() - decimal(3));
    await minute(harness);
    await minute(harness);
    expect(await rowsOfMoney(harness)).toEqual(['transfer 500']);
    expect(await haltOf(harness)).toContain(
      'the wallet holds 2497.00000000 USDT, the ledger has 2500.00000000',
    );
  });
});
