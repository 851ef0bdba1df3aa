/**
 * The contracts of one base in each settlement currency side by side, as lines.
 */
import type { ContractEconomics } from '../../reports/economics/contract-economics.ts';
import { API_KEY, SECRET } from '../../commands/account/environment-keys.ts';
import { columns, wrapped } from '../../terminal/columns.ts';
import { dollars, percent, tone } from '../../terminal/text-format.ts';

const HEAD = ['contract', 'maker', 'taker', 'round trip', 'break-even', 'at initial stop'];

/** @param width of the screen, in columns. @returns nothing where there is no contract. */
export function contractLines(contracts: readonly ContractEconomics[], width: number): readonly string[] {
  const [first] = contracts;
  if (first === undefined) return [];
  const isOwn = first.feesFrom === 'account';
  const rate = (fraction: number | null) => (fraction === null ? 'never' : percent(fraction));
  const rows = contracts.map((contract) => [
    contract.symbol,
    `${contract.makerFeePct} %`,
    `${contract.takerFeePct} %`,
    `${dollars(contract.roundTripUsd)} ${contract.settlementCurrency}`,
    rate(contract.breakEvenWinRate),
    rate(contract.breakEvenAtInitialStop),
  ]);
  const [head = '', ...lines] = columns(
    ['left', 'right', 'right', 'right', 'right', 'right'],
    [HEAD, ...rows],
  ).map((line) => `  ${line}`);
  const note = isOwn
    ? 'A bot settles in one of them, from a wallet of its own: the two are never added.'
    : `Fees are those of the parameters in both; the exchange charges each its own. With ${API_KEY} and ${SECRET} set, those of the account stand here.`;
  return [
    tone('loud', `The contract in each settlement currency, at fees of the ${first.feesFrom}`),
    tone('quiet', head),
    ...lines,
    ...wrapped(note, width - 2).map((line) => tone('quiet', `  ${line}`)),
  ];
}
