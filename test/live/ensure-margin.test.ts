/**
 * Is a market that is not set as it must be put right, or kept from being entered?
 */
import { describe, expect, it } from 'vitest';
import { liveHarness, nextMinute, stateOf } from './live-harness.ts';

describe('a market of a live bot', () => {
  it('a market of a live bot that its operator set to cross margin and another leverage is put right before it is entered', async () => {
    const harness = await liveHarness();
    harness.venue.state.marginTypes.set('BTCUSDT', 'CROSSED');
    harness.venue.state.leverages.set('BTCUSDT', 50);
    nextMinute(harness, { BTCUSDT: 0.1 });
    expect((await harness.tick()).verdicts).toMatchObject([{ kind: 'entered' }]);
    expect(harness.venue.state.marginTypes.get('BTCUSDT')).toBe('ISOLATED');
    expect(harness.venue.state.leverages.get('BTCUSDT')).toBe(20);
    const paths = harness.venue.requests.map(({ method, path }) => `${method} ${path}`);
    expect(paths.indexOf('POST /fapi/v1/leverage')).toBeLessThan(paths.indexOf('POST /fapi/v1/order'));
  });

  it('a market of a live bot that cannot be put right halts the bot with the reason', async () => {
    const harness = await liveHarness();
    harness.venue.state.leverages.set('BTCUSDT', 50);
    harness.venue.fail({
      method: 'POST',
      path: '/fapi/v1/leverage',
      fault: { kind: 'refusal', code: -4028 },
    });
    nextMinute(harness, { BTCUSDT: 0.1 });
    await harness.tick();
    const { ledger } = await stateOf(harness);
    expect(ledger.halted?.cause).toContain('BTCUSDT cannot be set to isolated margin at 20×');
    expect(harness.venue.books.positions).toEqual([]);
  });

  it('a market of a live bot of which nothing can be learned now opens nothing, and halts nothing', async () => {
    const harness = await liveHarness();
    harness.venue.fail({ path: 'symbolConfig', fault: { kind: 'status', status: 502 } });
    nextMinute(harness, { BTCUSDT: 0.1 });
    expect((await harness.tick()).noEntry).toBe('no-account');
    expect((await stateOf(harness)).ledger.halted).toBeUndefined();
    nextMinute(harness, { BTCUSDT: 0.1 });
    expect((await harness.tick()).verdicts).toMatchObject([{ kind: 'entered' }]);
  });
});
