/**
 * The texts of alerts about money in the wallet that is no result of a trade, or none yet.
 *
 * Invariants: those of the other alerts' texts.
 */
import type { AlertText } from './alert.ts';
import { dollars } from './alert-texts.ts';
import type { UnpricedFee } from '../ledger/fills.ts';
import type { LedgerState } from '../ledger/ledger-state.ts';
import { ledgerCurrency } from '../settlement.ts';
import { negate, type Usd } from '../units.ts';

/** Whose amounts are in its settlement currency. */
type Kept = Pick<LedgerState, 'currency'>;

/** @param name the exchange's own. */
export function moneyMovedAlert(name: string, amountUsd: Usd, ledger: Kept): AlertText {
  const currency = ledgerCurrency(ledger);
  const moved =
    amountUsd < 0
      ? `${dollars(negate(amountUsd), currency)} left`
      : `${dollars(amountUsd, currency)} came into`;
  return {
    kind: 'money-moved',
    happened: `${moved} the account. The exchange calls it ${name}.`,
    did: "The bot books it as a transfer, outside the day's result and its limit. More of this name within 24 hours is a row without an alert.",
    todo: 'Nothing to do if you expected it. All of them: {ledger --kind transfer}.',
  };
}

/** Money in the wallet, or missing in it, that no trade and no movement explains. */
export function namelessMoneyAlert(amountUsd: Usd, ledger: Kept): AlertText {
  const currency = ledgerCurrency(ledger);
  const isLoss = amountUsd < 0;
  const amount = dollars(isLoss ? negate(amountUsd) : amountUsd, currency);
  return {
    kind: 'money-moved',
    happened: `The wallet holds ${amount} ${isLoss ? 'less' : 'more'} than every trade and movement that the exchange shows.`,
    did: isLoss
      ? 'The bot books it as a late cost, which counts in the day.'
      : "The bot books it as a transfer, outside the day's result and its limit.",
    todo: 'Look at what was closed before: {ledger --last 20}.',
  };
}

/** @param fee in the currency in which it was paid; its price is wanted in that of the ledger. */
export function feesUnpricedAlert(
  { amount, currency }: Pick<UnpricedFee, 'amount' | 'currency'>,
  ledger: Kept,
): AlertText {
  const settlement = ledgerCurrency(ledger);
  return {
    kind: 'fees-unpriced',
    happened: `Fees of ${amount} ${currency} were paid, and the exchange shows no price of ${currency} in ${settlement}.`,
    did: 'The bot trades on, and asks again. With a price they become late costs; until then results and the day lack them.',
    todo: `To have fees in ${settlement}, keep nothing else for fees in the futures wallet. How it stands: {doctor}.`,
  };
}
