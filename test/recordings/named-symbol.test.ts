/**
 * Does the name of a market tell that its prices are in no dollars?
 */
import { expect, it } from 'vitest';
import { foreignQuote, inCapitals } from '../../infra/recordings/named-symbol.ts';

it.each([
  ['ETHBTC', 'BTC'],
  ['BTCEUR', 'EUR'],
  ['SOLETH', 'ETH'],
  ['BTCUSDT', undefined],
  ['WBTCUSDT', undefined],
  ['ETHUSDC', undefined],
  ['EURUSD', undefined],
  ['XAUUSD', undefined],
  ['BTC', undefined],
  ['WBTC', undefined],
])('%s is quoted in %s, where that is no dollar', (symbol, quote) => {
  expect(foreignQuote(symbol)).toBe(quote);
});

it('a symbol is typed in small letters of a to z, and no other letter becomes one of them', () => {
  expect(inCapitals('btcusdt_260327')).toBe('BTCUSDT_260327');
  expect(inCapitals('ſolusdt')).toBe('ſOLUSDT');
});
