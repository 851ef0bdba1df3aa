/**
 * In which currency do a bot's markets settle?
 *
 * Of an exchange's perpetuals on one base, one may be margined, quoted and settled in USDT and another in USDC, with fees of
 * its own: `BTCUSDT` and `BTCUSDC`. The currency is the end of the market's name, and follows from nothing else.
 *
 * Invariants:
 * - A bot has one settlement currency: all of its symbols have the same. A mix is rejected wherever symbols are named.
 * - Amounts called `usd` are amounts of the settlement currency. Amounts in two of them are never added.
 * - An item or a row that names none is in USDT: that is what releases without this file have traded.
 */

/** What perpetuals may settle in, the usual one first. */
export const SETTLEMENT_CURRENCIES = ['USDT', 'USDC'] as const;

export type SettlementCurrency = (typeof SETTLEMENT_CURRENCIES)[number];

/** Of what names none. */
export const DEFAULT_CURRENCY: SettlementCurrency = 'USDT';

/** The last day of a contract that ends on one, as in `BTCUSDT_260327`. */
const DELIVERY = /_\d+$/;

/** What a market settles in, by its name; `undefined` for one such as `XAUUSD`, of a broker's candles. */
export function settlementOf(symbol: string): SettlementCurrency | undefined {
  const pair = symbol.replace(DELIVERY, '');
  return SETTLEMENT_CURRENCIES.find((currency) => pair.length > currency.length && pair.endsWith(currency));
}

/** What the markets settle in, of which there is no mix; `undefined` where no name tells. */
export function currencyNamed(symbols: readonly string[]): SettlementCurrency | undefined {
  for (const symbol of symbols) {
    const currency = settlementOf(symbol);
    if (currency !== undefined) return currency;
  }
  return undefined;
}

/** The same, and the usual one where no name tells. */
export function currencyOf(symbols: readonly string[]): SettlementCurrency {
  return currencyNamed(symbols) ?? DEFAULT_CURRENCY;
}

/**
 * Why these cannot be the symbols of one bot: which settle in what. `undefined` where they can.
 *
 * Such as `all symbols of a bot settle in one currency, and these do not: ETHUSDT in USDT; BTCUSDC in USDC`.
 */
export function mixWords(symbols: readonly string[]): string | undefined {
  const kinds = SETTLEMENT_CURRENCIES.map((currency) => ({
    currency,
    named: symbols.filter((symbol) => settlementOf(symbol) === currency),
  })).filter(({ named }) => named.length > 0);
  if (kinds.length < 2) return undefined;
  const mixed = kinds.map(({ currency, named }) => `${named.join(', ')} in ${currency}`).join('; ');
  return `all symbols of a bot settle in one currency, and these do not: ${mixed}`;
}

/** As it is kept: nothing for the usual one, so that items of earlier releases say what they mean. */
export function keptCurrency(currency: SettlementCurrency): { readonly currency?: SettlementCurrency } {
  return currency === DEFAULT_CURRENCY ? {} : { currency };
}

/** What a ledger is kept in. */
export function ledgerCurrency({
  currency = DEFAULT_CURRENCY,
}: {
  readonly currency?: SettlementCurrency;
}): SettlementCurrency {
  return currency;
}
