/**
 * Is an account judged by the wallet in which the bot's markets settle, and by no other?
 */
import { expect, it } from 'vitest';
import { lineIn, preflighted } from './preflight-harness.ts';

it('an account that may be traded in USDC is judged by that wallet, and tells it as the balance to begin with', async () => {
  const { report, venue } = await preflighted({
    symbols: ['BTCUSDC'],
    before: ({ state }) => state.books.set('BTCUSDC', state.books.get('BTCUSDT')!),
    venue: {
      balanceUsd: 10,
      balances: { USDC: 750.25 },
      rules: { feesOf: { BTCUSDC: { makerFeePct: 0, takerFeePct: 0.04 } } },
    },
  });
  expect(report.hasPassed).toBe(true);
  expect(report.walletUsd).toBe(75_025_000_000);
  expect(lineIn(report, 'one-way')).toBe('passed: one position for each market, margin in USDC');
  expect(lineIn(report, 'balance')).toBe('passed: the wallet holds 750.25 USDC, a position takes 30');
  expect(lineIn(report, 'size', 'BTCUSDC')).toBe('passed: 0.006 at 95000.1 is 570.00 USDC');
  expect(lineIn(report, 'fees', 'BTCUSDC')).toMatch(/^passed: maker 0 %, taker 0\.04 %: /);
  expect(venue.state.marginTypes.get('BTCUSDC')).toBe('ISOLATED');
  expect(venue.state.marginTypes.get('BTCUSDT')).toBeUndefined();
});

it('a wallet that holds enough of the other currency alone is none, and no wallet of nothing', async () => {
  const { report } = await preflighted({ symbols: ['BTCUSDC'] });
  expect(report).toMatchObject({ hasPassed: false, walletUsd: undefined });
  expect(lineIn(report, 'balance')).toBe(
    'the account states no wallet in USDC, in which these markets settle: an answer that is not a balance in USDC → Move USDC to the futures wallet, or lower collateralUsd.',
  );
});
