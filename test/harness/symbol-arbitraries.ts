/**
 * Names of markets, and texts that are none.
 */
import fc from 'fast-check';
import { SETTLEMENT_CURRENCIES } from '../../lambda/core/settlement.ts';

const letter = fc.constantFrom('A', 'Z', '0', '9', '币');

export const anyBotSymbol = fc.string({ unit: letter, minLength: 1, maxLength: 12 });

/** As exchanges and ccxt write them. */
export const market = fc
  .tuple(
    letter,
    fc.string({ unit: fc.constantFrom('a', 'B', '1', '/', ':', '-', '_', '.', '$', 'é'), maxLength: 11 }),
  )
  .map((parts) => parts.join(''));

export const settlementCurrency = fc.constantFrom(...SETTLEMENT_CURRENCIES);
