/**
 * In which currency do markets settle, and which of them can one bot trade?
 */
import { describe, expect, it } from 'vitest';
import {
  currencyNamed,
  currencyOf,
  keptCurrency,
  ledgerCurrency,
  mixWords,
  settlementOf,
} from '../../lambda/core/settlement.ts';

describe('What a market settles in', () => {
  it.each([
    ['BTCUSDT', 'USDT'],
    ['BTCUSDC', 'USDC'],
    ['USDCUSDT', 'USDT'],
    ['USDTUSDC', 'USDC'],
    ['WUSDT', 'USDT'],
    ['4USDT', 'USDT'],
    ['币安人生USDT', 'USDT'],
    ['BTCUSDT_260327', 'USDT'],
    ['BTCUSDC_260327', 'USDC'],
    ['XAUUSD', undefined],
    ['USDT', undefined],
    ['USDCBTC', undefined],
  ])('what %s settles in is the end of its name: %s', (symbol, currency) => {
    expect(settlementOf(symbol)).toBe(currency);
  });

  it('what several markets settle in is told by the first whose name tells, and is USDT where none does', () => {
    expect(currencyNamed(['XAUUSD', 'ETHUSDC'])).toBe('USDC');
    expect(currencyNamed(['XAUUSD'])).toBeUndefined();
    expect(currencyOf(['XAUUSD'])).toBe('USDT');
    expect(currencyOf(['ETHUSDC'])).toBe('USDC');
  });

  it('what a ledger is kept in is stored where it is not the usual one', () => {
    expect(keptCurrency('USDT')).toEqual({});
    expect(keptCurrency('USDC')).toEqual({ currency: 'USDC' });
    expect(ledgerCurrency({})).toBe('USDT');
    expect(ledgerCurrency({ currency: 'USDC' })).toBe('USDC');
  });
});

describe('A mix of settlement currencies', () => {
  it('a mix of settlement currencies is named by its symbols', () => {
    expect(mixWords(['BTCUSDC', 'ETHUSDT', 'SOLUSDC'])).toBe(
      'all symbols of a bot settle in one currency, and these do not: ETHUSDT in USDT; BTCUSDC, SOLUSDC in USDC',
    );
  });

  it.each([[['BTCUSDT', 'ETHUSDT']], [['BTCUSDC', 'USDTUSDC']], [['XAUUSD', 'BTCUSDC']], [[]]])(
    'a mix of settlement currencies is not in %j',
    (symbols) => {
      expect(mixWords(symbols)).toBeUndefined();
    },
  );
});
