/**
 * Does a bot change its settlement currency only where nothing is open, and is no sum of one currency taken for the other?
 */
import { describe, expect, it } from 'vitest';
import { haltName } from '../../lambda/core/control/halt.ts';
import { ledgerCurrency } from '../../lambda/core/settlement.ts';
import { toDollars } from '../../lambda/core/units.ts';
import { nextMinute, rowsOf, stateOf } from './live-harness.ts';
import { modeHarness } from './mode-harness.ts';

type Harness = Awaited<ReturnType<typeof modeHarness>>;

const REFUSED = 'its symbols settle in USDC, and its ledger is kept in USDT';
const WALLETS = { balanceUsd: 1_234.5, balances: { USDC: 500 } };

/** The bot of `harness`, deployed with other symbols. */
async function redeployed(harness: Harness, symbols: readonly string[]): Promise<Harness> {
  const next = await modeHarness({ symbols, after: harness });
  return { ...next, prices: new Map([...harness.prices, ...next.prices]) };
}

async function minute(harness: Harness, movesPct: Readonly<Record<string, number>> = {}) {
  nextMinute(harness, movesPct);
  return harness.tick();
}

async function bookOf(harness: Harness) {
  const { ledger } = await stateOf(harness);
  return `${ledgerCurrency(ledger)} ${toDollars(ledger.balanceUsd).toFixed(2)}`;
}

async function accept(harness: Harness): Promise<void> {
  const { halted } = (await stateOf(harness)).ledger;
  await harness.store.issue('live', {
    id: `accept-${harness.venue.timeMs}`,
    kind: 'resume',
    accept: true,
    halt: haltName(halted!),
    issuedBy: 'ada',
    issuedAtMs: harness.venue.timeMs,
    why: 'the currency is changed on purpose',
  });
}

describe('A bot whose symbols settle in another currency', () => {
  it('a flat bot on paper begins a new epoch in the currency of its symbols, and says so', async () => {
    const usdt = await modeHarness();
    await usdt.tick();
    const { epoch } = (await stateOf(usdt)).ledger;
    const usdc = await redeployed(usdt, ['BTCUSDC']);
    const report = await minute(usdc, { BTCUSDC: 0.1 });
    expect(report.verdicts).toMatchObject([{ symbol: 'BTCUSDC', kind: 'entered' }]);
    const { ledger } = await stateOf(usdc);
    expect(ledger.epoch).toBeGreaterThan(epoch);
    expect(await bookOf(usdc)).toBe('USDC 2000.00');
    expect((await rowsOf(usdc))[0]?.event).toMatchObject({ kind: 'started', currency: 'USDC' });
    expect(usdc.alerts.map(({ happened }) => happened)).toEqual([
      'The symbols were changed from markets that settle in USDT to markets that settle in USDC.',
    ]);
    // And back, where items say nothing of the usual one.
    const again = await redeployed(await modeHarness({ symbols: ['BTCUSDC'], venue: WALLETS }), ['BTCUSDT']);
    await again.tick();
    expect((await stateOf(again)).ledger.currency).toBeUndefined();
  });

  it.each(['paper', 'live'])(
    'a bot that trades %s with an open position is halted, closes it in its own currency, and enters nothing',
    async (mode) => {
      const usdt = await modeHarness({ venue: WALLETS });
      usdt.owner.parameters = { mode, maxTradesPerHour: 1 };
      await usdt.tick();
      await minute(usdt, { BTCUSDT: 0.1 });
      expect((await stateOf(usdt)).ledger.positions).toMatchObject([{ symbol: 'BTCUSDT' }]);
      const usdc = await redeployed(usdt, ['BTCUSDC']);
      const report = await minute(usdc, { BTCUSDC: 0.1 });
      expect(report.verdicts.filter(({ kind }) => kind === 'entered')).toEqual([]);
      expect((await stateOf(usdc)).ledger.positions).toMatchObject([{ symbol: 'BTCUSDT' }]);
      expect((await stateOf(usdc)).ledger.halted?.cause).toContain(REFUSED);
      expect(usdc.alerts.at(-1)).toMatchObject({ kind: 'halted' });
      await minute(usdc, { BTCUSDT: 0.3 });
      expect((await stateOf(usdc)).ledger.positions).toEqual([]);
      if (mode === 'live') {
        const balance = `USDT ${Number(usdc.venue.books.walletText('USDT')).toFixed(2)}`;
        expect(await bookOf(usdc)).toBe(balance);
      }
      expect(usdc.venue.books.walletText('USDC')).toBe('500.00000000');
    },
  );

  it('a live bot changes by way of paper, and begins with the wallet of its new currency alone', async () => {
    const usdt = await modeHarness({ venue: WALLETS });
    usdt.owner.parameters = { mode: 'live' };
    await usdt.tick();
    expect(await bookOf(usdt)).toBe('USDT 1234.50');
    const usdc = await redeployed(usdt, ['BTCUSDC']);
    await minute(usdc);
    await accept(usdc);
    await minute(usdc, { BTCUSDC: 0.1 });
    // Accepted, it still is so.
    expect((await stateOf(usdc)).ledger.halted?.cause).toContain(REFUSED);
    expect(await bookOf(usdc)).toBe('USDT 1234.50');
    usdc.owner.parameters = { mode: 'paper' };
    await minute(usdc);
    expect(await bookOf(usdc)).toBe('USDC 2000.00');
    await accept(usdc);
    usdc.owner.parameters = { mode: 'live' };
    await minute(usdc);
    expect(await bookOf(usdc)).toBe('USDC 500.00');
    const entered = await minute(usdc, { BTCUSDC: 0.1 });
    expect(entered.verdicts).toMatchObject([{ symbol: 'BTCUSDC', kind: 'entered' }]);
  });

  it('a bot does not begin live in a currency of which its account holds nothing', async () => {
    const harness = await modeHarness({ symbols: ['BTCUSDC'] });
    harness.owner.parameters = { mode: 'live' };
    await harness.tick();
    const { account, refusal } = await stateOf(harness);
    expect(account).toBeDefined();
    expect(refusal?.text).toContain('the account states no wallet in USDC, in which these markets settle');
  });
});
