/**
 * What must be achieved in the contracts of one base, side by side, one for each settlement currency?
 *
 * Fees are those of the account, where they are known, and otherwise those of the parameters. No fee is guessed.
 */
import type { BotParameters } from '../../../../lambda/config.ts';
import { configuredTrade, economicsOf } from '../../../../lambda/core/risk/economics.ts';
import { SETTLEMENT_CURRENCIES, settlementOf } from '../../../../lambda/core/settlement.ts';

export interface FeeRates {
  readonly makerPct: number;
  readonly takerPct: number;
}

/** As JSON has it; `null` where no win rate is enough. */
export interface ContractEconomics {
  readonly symbol: string;
  readonly settlementCurrency: string;
  readonly makerFeePct: number;
  readonly takerFeePct: number;
  readonly feesFrom: 'account' | 'parameters';
  /** In the settlement currency, as all that follows. */
  readonly roundTripUsd: number;
  readonly breakEvenWinRate: number | null;
  readonly breakEvenAtInitialStop: number | null;
}

/** The contracts of the same bases in every settlement currency, such as BTCUSDT and BTCUSDC; a base once. */
export function contractsOf(symbols: readonly string[]): readonly string[] {
  const bases = symbols.flatMap((symbol) => {
    const currency = settlementOf(symbol);
    return currency === undefined ? [] : [symbol.slice(0, -currency.length)];
  });
  return [...new Set(bases)].flatMap((base) =>
    SETTLEMENT_CURRENCIES.filter((currency) => currency !== base).map((currency) => `${base}${currency}`),
  );
}

/** @param charged what the account pays, by contract; one that is not there is not listed. @default - not known */
export function contractEconomicsOf(
  parameters: BotParameters,
  contracts: readonly string[],
  charged?: ReadonlyMap<string, FeeRates>,
): readonly ContractEconomics[] {
  const assumed = { makerPct: parameters.makerFeePct, takerPct: parameters.takerFeePct };
  return contracts.flatMap((symbol) => {
    const fees = charged === undefined ? assumed : charged.get(symbol);
    const settlementCurrency = settlementOf(symbol);
    if (fees === undefined || settlementCurrency === undefined) return [];
    const paid = { ...parameters, makerFeePct: fees.makerPct, takerFeePct: fees.takerPct };
    const { breakEvenWinRate, breakEvenAtInitialStop } = configuredTrade(paid);
    return [
      {
        symbol,
        settlementCurrency,
        makerFeePct: fees.makerPct,
        takerFeePct: fees.takerPct,
        feesFrom: charged === undefined ? 'parameters' : 'account',
        roundTripUsd: economicsOf(paid).roundTripUsd,
        breakEvenWinRate: breakEvenWinRate ?? null,
        breakEvenAtInitialStop: breakEvenAtInitialStop ?? null,
      },
    ];
  });
}
