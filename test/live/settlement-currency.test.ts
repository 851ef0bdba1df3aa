/**
 * Does a bot whose markets settle in USDC trade them to the last digit, beside a wallet in USDT that is none of its money?
 */
import { describe, expect, it } from 'vitest';
import { ledgerCurrency } from '../../lambda/core/settlement.ts';
import { toDollars, usd } from '../../lambda/core/units.ts';
import { chargeFunding } from '../venue/account/account.ts';
import { decimal } from '../venue/decimal.ts';
import { expectSettled, expectSound } from './exchange-audit.ts';
import {
  liveHarness,
  nextMinute,
  rowsOf,
  stateOf,
  type HarnessOptions,
  type LiveHarness,
} from './live-harness.ts';

const FEES = { takerFeePct: 0.04, makerFeePct: 0 };

/** An account with both currencies, whose fees in USDC are the lower ones. */
function inUsdc(options: HarnessOptions = {}): Promise<LiveHarness> {
  return liveHarness({
    symbols: ['BTCUSDC'],
    parameters: { maxTradesPerHour: 1 },
    ...options,
    venue: {
      balances: { USDC: 500.12345678 },
      ...options.venue,
      rules: { feesOf: { BTCUSDC: FEES }, ...options.venue?.rules },
    },
  });
}

async function enter(harness: LiveHarness): Promise<void> {
  nextMinute(harness, { BTCUSDC: 0.1 });
  await harness.tick();
  expect((await stateOf(harness)).ledger.positions).toMatchObject([{ symbol: 'BTCUSDC' }]);
}

async function leaveAtTarget(harness: LiveHarness): Promise<void> {
  nextMinute(harness, { BTCUSDC: 0.3 });
  await harness.tick();
  nextMinute(harness);
  await harness.tick();
}

async function feesOf(harness: LiveHarness): Promise<number> {
  const rows = await rowsOf(harness);
  return rows.reduce((sum, { event }) => sum + (event.kind === 'closed' ? event.trade.feesUsd : 0), 0);
}

async function transfersOf(harness: LiveHarness): Promise<readonly string[]> {
  const rows = await rowsOf(harness);
  return rows.flatMap(({ event }) =>
    event.kind === 'transfer' ? [`${event.name ?? ''} ${toDollars(event.amountUsd).toFixed(8)}`] : [],
  );
}

describe('A bot whose markets settle in USDC', () => {
  it('a bot in USDC trades from entry to exit with its fees in USDC, and its ledger is that wallet to the last digit', async () => {
    const harness = await inUsdc();
    await enter(harness);
    await expectSound(harness);
    await leaveAtTarget(harness);
    await expectSettled(harness);
    const { venue } = harness;
    expect(venue.books.walletText('USDT')).toBe('2000.00000000');
    expect(venue.books.tradesInWords()).toEqual([
      expect.stringMatching(/^BUY 0\.006 BTCUSDC at .*, fee 0\.\d{8} USDC/),
      expect.stringMatching(/^SELL 0\.006 BTCUSDC at .*\(maker\), fee 0\.00000000 USDC/),
    ]);
    expect(BigInt(await feesOf(harness))).toBe(-venue.books.total('COMMISSION', 'USDC'));
    expect(ledgerCurrency((await stateOf(harness)).ledger)).toBe('USDC');
  });

  it('a bot in USDC is stopped out and pays funding in USDC, to the last digit', async () => {
    const harness = await inUsdc({
      startMs: Date.UTC(2026, 0, 5, 15, 58),
      venue: { rules: { fundingPct: 0.01 } },
    });
    await enter(harness);
    chargeFunding(harness.venue.state);
    nextMinute(harness);
    await harness.tick();
    nextMinute(harness);
    await harness.tick();
    nextMinute(harness, { BTCUSDC: -3 });
    await harness.tick();
    nextMinute(harness);
    await harness.tick();
    await expectSettled(harness);
    const kinds = (await rowsOf(harness)).map(({ event }) => event.kind);
    expect(kinds).toContain('funding');
    expect(harness.venue.books.total('FUNDING_FEE', 'USDC')).toBeLessThan(0n);
    expect(harness.venue.books.total('FUNDING_FEE', 'USDT')).toBe(0n);
  });

  it.each([
    ['BNB', 'BNBUSDC', 600],
    ['USDT', 'USDCUSDT', 1.25],
  ] as const)('a fee paid in %s is priced in USDC by %s', async (asset, market, price) => {
    const harness = await inUsdc({ venue: { balances: { USDC: 500, BNB: 1 } } });
    const { venue } = harness;
    // What one of the asset is in USDC: the venue takes it from the rule, the bot from the candle of the market.
    venue.rules.feeAsset = { asset, priceUsd: asset === 'USDT' ? 1 / price : price };
    const bar = { open: price, high: price, low: price, close: price, volume: 10 };
    const { formingOf } = venue;
    venue.formingOf = (symbol) => (symbol === market ? bar : formingOf(symbol));
    venue.quote(market, { bid: price, ask: price });
    await enter(harness);
    await leaveAtTarget(harness);
    expect(venue.books.total('COMMISSION', asset)).toBeLessThan(0n);
    expect(venue.books.total('COMMISSION', 'USDC')).toBe(0n);
    const charged = Number(-venue.books.total('COMMISSION', asset));
    const worth = asset === 'USDT' ? charged / price : charged * price;
    expect(await feesOf(harness)).toBeGreaterThanOrEqual(worth - 2);
    expect(await feesOf(harness)).toBeLessThanOrEqual(worth + 2);
    const { ledger, unpricedFees } = await stateOf(harness);
    expect(unpricedFees).toBeUndefined();
    expect(toDollars(ledger.balanceUsd).toFixed(8)).toBe(venue.books.walletText('USDC'));
  });
});

describe('An account with both currencies', () => {
  const moved = (harness: LiveHarness, asset: string, amount: string) =>
    harness.venue.happen({ kind: 'income', type: 'TRANSFER', asset, amount: Number(amount) });

  it.each([
    ['BTCUSDC', 'USDC', 'USDT'],
    ['BTCUSDT', 'USDT', 'USDC'],
  ])('a bot of %s books what moves in %s, and nothing of what moves in %s', async (symbol, own, other) => {
    const harness = await inUsdc({ symbols: [symbol] });
    nextMinute(harness);
    await harness.tick();
    moved(harness, other, '250.5');
    nextMinute(harness);
    await harness.tick();
    expect(await transfersOf(harness)).toEqual([]);
    moved(harness, other, '-17');
    moved(harness, own, '31.25');
    nextMinute(harness);
    await harness.tick();
    expect(await transfersOf(harness)).toEqual(['TRANSFER 31.25000000']);
    const { ledger } = await stateOf(harness);
    expect(ledger.halted).toBeUndefined();
    expect(toDollars(ledger.balanceUsd).toFixed(8)).toBe(harness.venue.books.walletText(own));
    expect(ledger.realisedTodayUsd).toBe(0);
  });

  it('an account that states no wallet in the currency of the ledger cannot be read, which is not a wallet of nothing', async () => {
    const harness = await inUsdc();
    harness.venue.state.wallets.delete('USDC');
    nextMinute(harness, { BTCUSDC: 0.1 });
    const report = await harness.tick();
    expect(report).toMatchObject({ status: 'committed', noEntry: 'no-account' });
    const { ledger, unreadAccount } = await stateOf(harness);
    expect(unreadAccount?.cause).toContain('a balance in USDC');
    expect(ledger.balanceUsd).toBe(usd(500.12345678));
  });

  it('what the wallet cannot explain is told in the currency of the ledger', async () => {
    const harness = await inUsdc();
    nextMinute(harness);
    await harness.tick();
    harness.venue.state.wallets.set('USDC', decimal('400'));
    for (let minutes = 0; minutes < 3; minutes += 1) {
      nextMinute(harness);
      await harness.tick();
    }
    const { ledger } = await stateOf(harness);
    expect(ledger.halted?.cause).toContain('the wallet holds 400.00000000 USDC, the ledger has 500.12345678');
  });
});
