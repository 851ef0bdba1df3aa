/**
 * Does preflight judge an account at the demo by all that the demo tells, and by nothing that it does not?
 */
import { describe, expect, it } from 'vitest';
import { failuresOf, preflightOf } from '../../lambda/core/preflight/preflight.ts';
import { parseParameters } from '../../lambda/config.ts';
import { lineIn, preflighted } from './preflight-harness.ts';

describe('an account at the demo', () => {
  it('an account at the demo passes without the rights of its key, which are not asked', async () => {
    const { venue, report, facts } = await preflighted({
      isDemo: true,
      venue: { key: { canWithdraw: true, isAddressRestricted: false } },
    });
    expect(failuresOf(report)).toEqual([]);
    expect(facts).toMatchObject({ kind: 'read', rights: 'not-told' });
    expect(venue.asked('apiRestrictions')).toEqual([]);
    expect(lineIn(report, 'withdraw')).toBe('passed: demo trading: it reaches no money');
    expect(lineIn(report, 'address')).toBe('not looked at');
  });

  it('an account at the demo has to be in order all the same', async () => {
    const { report } = await preflighted({
      isDemo: true,
      before: ({ state }) => void (state.isHedged = true),
    });
    expect(failuresOf(report)).toEqual(['one-way: the account is in hedge mode']);
  });

  it.each([
    [
      'may not trade',
      { value: { canTrade: false, isHedged: false, isMultiAsset: false } },
      'may not trade futures',
    ],
    ['does not say whether it may', { failure: 'no answer' }, 'the modes of the account could not be read'],
  ])('an account at the demo that %s does not pass', async (_, modes, words) => {
    const { facts } = await preflighted({ isDemo: true });
    if (facts.kind !== 'read') throw new Error('the account can be read');
    const report = preflightOf({ ...facts, modes }, { parameters: parseParameters({}), isDemo: true });
    expect(report.hasPassed).toBe(false);
    expect(lineIn(report, 'trade')).toContain(words);
  });
});
