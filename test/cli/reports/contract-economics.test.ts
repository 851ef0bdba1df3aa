/**
 * What do the contracts of one base in each settlement currency need, side by side, and whose fees are these?
 */
import { describe, expect, it } from 'vitest';
import { contractEconomicsOf, contractsOf } from '../../../infra/cli/reports/economics/contract-economics.ts';
import { contractLines } from '../../../infra/cli/screens/research/contract-lines.ts';
import { parseParameters } from '../../../lambda/config.ts';

const DEFAULTS = parseParameters({});
const BOTH = contractsOf(['BTCUSDT']);
/** By hand, of a position of 600: a win of 0.15 % with the fees of a taker in and a maker out, a loss of 0.25 % and slippage. */
const CHARGED = new Map([
  ['BTCUSDT', { makerPct: 0.02, takerPct: 0.05 }],
  ['BTCUSDC', { makerPct: 0, takerPct: 0.04 }],
]);

describe('The contracts of one base', () => {
  it.each([
    [['BTCUSDT'], ['BTCUSDT', 'BTCUSDC']],
    [['BTCUSDC'], ['BTCUSDT', 'BTCUSDC']],
    [
      ['ETHUSDC', 'ETHUSDT', 'BTCUSDT'],
      ['ETHUSDT', 'ETHUSDC', 'BTCUSDT', 'BTCUSDC'],
    ],
    [['USDCUSDT'], ['USDCUSDT']],
    [['XAUUSD'], []],
  ])('the contracts of the bases of %j are %j', (symbols, contracts) => {
    expect(contractsOf(symbols)).toEqual(contracts);
  });

  it('the contracts have the fees of the parameters where those of the account are not known, and say so', () => {
    const found = contractEconomicsOf(DEFAULTS, BOTH);
    expect(found).toMatchObject([
      { symbol: 'BTCUSDT', settlementCurrency: 'USDT', takerFeePct: 0.05, feesFrom: 'parameters' },
      { symbol: 'BTCUSDC', settlementCurrency: 'USDC', takerFeePct: 0.05, feesFrom: 'parameters' },
    ]);
    expect(new Set(found.map(({ breakEvenWinRate }) => breakEvenWinRate)).size).toBe(1);
  });

  it('the contracts have a break-even rate each at the fees of the account', () => {
    const [usdt, usdc] = contractEconomicsOf(DEFAULTS, BOTH, CHARGED);
    // A loss: 600 × (0.25 % + 0.5 bps) out at 598.47; fees of 0.05 % in and out are 0.5993, of 0.04 % 0.4794.
    const rate = (win: number, loss: number) => loss / (win + loss);
    expect(usdt?.breakEvenWinRate).toBeCloseTo(rate(0.9 - 0.3 - 0.12018, 1.529925 + 0.5992350375), 4);
    expect(usdc?.breakEvenWinRate).toBeCloseTo(rate(0.9 - 0.24, 1.529925 + 0.47938803), 4);
    expect(usdc?.roundTripUsd).toBeCloseTo(600 * (0.0008 + 0.0001), 9);
    expect(usdc?.feesFrom).toBe('account');
  });

  it('the contracts that the exchange does not list are left out, and one that never breaks even is null', () => {
    const gold = contractEconomicsOf(
      DEFAULTS,
      contractsOf(['XAUUSDT']),
      new Map([['XAUUSDT', { makerPct: 0.02, takerPct: 0.2 }]]),
    );
    expect(gold).toMatchObject([{ symbol: 'XAUUSDT', breakEvenWinRate: null }]);
  });
});

describe('The lines of contracts', () => {
  it('the lines of contracts stand side by side, name whose fees they are, and fit a narrow terminal', () => {
    const own = contractLines(contractEconomicsOf(DEFAULTS, BOTH, CHARGED), 80);
    expect(own.join('\n')).toBe(
      `The contract in each settlement currency, at fees of the account
  contract   maker   taker  round trip  break-even  at initial stop
  BTCUSDT   0.02 %  0.05 %   0.66 USDT      81.6 %           73.8 %
  BTCUSDC      0 %  0.04 %   0.54 USDC      75.3 %           65.1 %
  A bot settles in one of them, from a wallet of its own: the two are never
  added.`,
    );
    const assumed = contractLines(contractEconomicsOf(DEFAULTS, BOTH), 80);
    expect(assumed[0]).toContain('at fees of the parameters');
    expect(assumed.join(' ')).toContain('With SCALPER_API_KEY and SCALPER_API_SECRET set');
    expect(Math.max(...assumed.map(({ length }) => length))).toBeLessThanOrEqual(80);
    expect(contractLines([], 80)).toEqual([]);
  });
});
