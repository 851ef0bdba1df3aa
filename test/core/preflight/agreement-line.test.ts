/**
 * Does preflight say of an agreement what is known of it, and nothing where no market asks for one?
 */
import { expect, it } from 'vitest';
import { DEFAULT_PARAMETERS } from '../../../lambda/config.ts';
import type { Known, MarketFacts } from '../../../lambda/core/preflight/preflight-facts.ts';
import { preflightOf } from '../../../lambda/core/preflight/preflight.ts';
import { usd } from '../../../lambda/core/units.ts';

const UNREAD = { failure: 'no answer' };
const marketOf = (symbol: string, needsAgreement?: true): MarketFacts => ({
  market: { symbol, ...(needsAgreement && { needsAgreement }) },
  isTraded: true,
  ask: UNREAD,
  settings: UNREAD,
  tiers: UNREAD,
  fees: UNREAD,
});

function lineOf(agreement: Known<boolean> | undefined): string {
  const { lines } = preflightOf(
    {
      kind: 'read',
      differenceMs: 0,
      account: { walletUsd: { value: usd(500) }, positions: [], orderSymbols: [] },
      rights: 'not-told',
      modes: UNREAD,
      markets: [marketOf('BTCUSDT'), marketOf('XAUUSDT', true), marketOf('XAGUSDT', true)],
      ...(agreement && { agreement }),
    },
    { parameters: DEFAULT_PARAMETERS },
  );
  const line = lines.find(({ check }) => check === 'agreement');
  if (line === undefined) return 'none';
  return `${line.hasPassed ? 'passed' : 'failed'}: ${line.found} → ${line.todo ?? ''}`;
}

it.each([
  [
    { value: true },
    'passed: the exchange takes a test order: the agreement for XAUUSDT, XAGUSDT is signed → ',
  ],
  [
    { value: false },
    "failed: the agreement for XAUUSDT, XAGUSDT is not signed: the exchange rejects every order there → Read it at the exchange, then sign it there or with {agreement sign}. Or take the symbol out of the bot's.",
  ],
  [
    UNREAD,
    'failed: whether the agreement for XAUUSDT, XAGUSDT is signed could not be read: no answer → Run preflight again. If it fails again, ask the exchange.',
  ],
  [undefined, 'none'],
] as const)('preflight judges an agreement of which is known: %o', (agreement, line) => {
  expect(lineOf(agreement)).toBe(line);
});
