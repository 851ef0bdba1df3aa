/**
 * Does the page of a ledger say what its rows tell of slippage, and of how many trades nobody knows it?
 */
import { expect, it } from 'vitest';
import { judgedSections } from '../../infra/report/sections/run-sections.ts';
import { TradeDetailsBook } from '../../lambda/charts/trade-details.ts';
import { usd } from '../../lambda/core/units.ts';
import { NOON } from '../harness/builders.ts';
import { runFacts } from './samples.ts';

/** Of the three trades of the sample: gross 1.25, −0.5 and −0.5, with fees of 0.6 each. */
function costs(slippages: readonly (number | undefined)[]) {
  const facts = runFacts();
  const details = facts.trades.map((trade, k) => {
    const slippage = slippages[k];
    const slipped = slippage !== undefined && { slippageUsd: usd(slippage) };
    return new TradeDetailsBook().take({ kind: 'closed', atMs: NOON, trade, fills: [], ...slipped })!;
  });
  const section = judgedSections({ ...facts, details }).costs.toString();
  const steps = / aria-label='(?<steps>gross [^']+)'/.exec(section)?.groups?.['steps'];
  const gross = /Gross is before slippage[^:]+: [^ ]+/.exec(section)?.[0];
  const unknown = /Slippage is unknown for [^:]+/.exec(section)?.[0];
  // A table for whoever does not see the picture.
  const cells = /<th scope='row'>(?<name>[^<]+)<\/th><td[^>]*>(?:<[^>]+>)?(?<usd>[^<]+)/g;
  const numbers = /aria-label='From gross to net'.*?<\/table>/s.exec(section)?.[0] ?? '';
  const rows = Array.from(numbers.matchAll(cells), ({ groups }) =>
    [groups?.['name'], groups?.['usd']].join(' '),
  );
  return { steps, gross, unknown, rows };
}

const GROSS_ELSEWHERE = 'Gross is before slippage here. Trades and status call gross what is after it: +0.25';

const named = (amounts: readonly string[]) =>
  ['gross', 'fees', 'slippage', 'funding', 'net'].map((name, k) => `${name} ${amounts[k]}`);
const withUnits = (rows: readonly string[]) => `${rows.map((row) => `${row} USD`).join(', ')}.`;

it('the costs of a ledger go from gross over fees, slippage and funding to its net, drawn and as numbers', () => {
  const rows = named(['+0.45', '−1.80', '−0.20', '0.00', '−1.55']);
  expect(costs([0.25, -0.1, 0.05])).toEqual({
    steps: withUnits(rows),
    rows,
    gross: GROSS_ELSEWHERE,
    unknown: undefined,
  });
});

it('the costs of a ledger leave within gross what no row tells, and say so', () => {
  expect(costs([0.25, undefined, 0])).toMatchObject({
    steps: withUnits(named(['+0.50', '−1.80', '−0.25', '0.00', '−1.55'])),
    gross: GROSS_ELSEWHERE,
    unknown: 'Slippage is unknown for 1 trade',
  });
  expect(costs([])).toEqual({
    steps: 'gross +0.25 USD, fees −1.80 USD, funding 0.00 USD, net −1.55 USD.',
    rows: ['gross +0.25', 'fees −1.80', 'funding 0.00', 'net −1.55'],
    gross: undefined,
    unknown: 'Slippage is unknown for 3 trades',
  });
});

it('the costs of a result have the same names in the same order, and say what its trades call gross', () => {
  const attribution = {
    edge: 0.45,
    slippage: 0.2,
    makerFees: 0.6,
    takerFees: 1.2,
    funding: 0,
    beyondCollateral: 0,
  };
  const section = judgedSections(runFacts({ attribution })).costs.toString();
  expect(section).toContain(
    "aria-label='gross +0.45 USD, maker fees −0.60 USD, taker fees −1.20 USD, slippage −0.20 USD, funding 0.00 USD, net −1.55 USD.'",
  );
  expect(section).toContain(GROSS_ELSEWHERE);
});
