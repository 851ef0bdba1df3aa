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
  const unknown = /Slippage is unknown for [^:]+/.exec(section)?.[0];
  return { steps, unknown };
}

it('the costs of a ledger go from gross over fees, slippage and funding to its net', () => {
  expect(costs([0.25, -0.1, 0.05])).toEqual({
    steps: 'gross +0.45 USD, fees −1.80 USD, slippage −0.20 USD, funding 0.00 USD, net −1.55 USD.',
    unknown: undefined,
  });
});

it('the costs of a ledger leave within gross what no row tells, and say so', () => {
  expect(costs([0.25, undefined, 0])).toEqual({
    steps: 'gross +0.50 USD, fees −1.80 USD, slippage −0.25 USD, funding 0.00 USD, net −1.55 USD.',
    unknown: 'Slippage is unknown for 1 trade',
  });
  expect(costs([])).toEqual({
    steps: 'gross +0.25 USD, fees −1.80 USD, funding 0.00 USD, net −1.55 USD.',
    unknown: 'Slippage is unknown for 3 trades',
  });
});
