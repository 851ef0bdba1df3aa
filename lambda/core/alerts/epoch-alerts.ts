/**
 * The texts of alerts about a new epoch: another mode, another place, another settlement currency.
 *
 * Invariants: those of the other alerts' texts.
 */
import type { AlertText } from './alert.ts';
import { dollars } from './alert-texts.ts';
import type { SettlementCurrency } from '../settlement.ts';
import type { Usd } from '../units.ts';

/** How a new epoch begins. */
export interface Begun {
  readonly balanceUsd: Usd;
  readonly currency: SettlementCurrency;
}

/**
 * @param begun balance and currency of the new epoch
 * @param todayUsd what today has realised in that mode before; 0 where nothing
 */
export function modeChangedAlert(
  from: string,
  to: string,
  { balanceUsd, currency, todayUsd }: Begun & { readonly todayUsd: Usd },
): AlertText {
  const day = `Its day goes on with the ${dollars(todayUsd, currency)} that it has realised before.`;
  return {
    kind: 'mode-changed',
    happened: `The mode was changed from ${from} to ${to}.`,
    did: `A new epoch of the ledger begins with ${dollars(balanceUsd, currency)}.${todayUsd === 0 ? '' : ` ${day}`}`,
    todo: 'Nothing to do if this was you. Otherwise pause the bot: {pause}.',
  };
}

/** @param balanceUsd of the new epoch */
export function placeChangedAlert(isDemo: boolean, balanceUsd: Usd): AlertText {
  const [from, to] = isDemo ? ['the exchange', 'its demo'] : ["the exchange's demo", 'the exchange itself'];
  return {
    kind: 'mode-changed',
    happened: `The deployment was changed from ${from} to ${to}.`,
    did: `A new epoch of the ledger begins on paper, with ${dollars(balanceUsd)}.`,
    todo: 'Nothing to do if this was you. Otherwise pause the bot: {pause}.',
  };
}

/** @param begun balance and currency of the new epoch */
export function currencyChangedAlert(from: SettlementCurrency, { balanceUsd, currency }: Begun): AlertText {
  return {
    kind: 'mode-changed',
    happened: `The symbols were changed from markets that settle in ${from} to markets that settle in ${currency}.`,
    did: `A new epoch of the ledger begins on paper, with ${dollars(balanceUsd, currency)}: what is called USD is ${currency} now.`,
    todo: 'Nothing to do if this was you. Otherwise pause the bot: {pause}.',
  };
}
