/**
 * Is a market that is not set as it must be put right, or kept from being entered?
 */
import { describe, expect, it } from 'vitest';
import { liveWorld, nextMinute, stateOf } from './live-harness.ts';

describe('a market of a live bot', () => {
  it('that its owner set to cross margin and another leverage is put right before it is entered', async () => {
    const world = await liveWorld();
    world.venue.state.marginTypes.set('BTCUSDT', 'CROSSED');
    world.venue.state.leverages.set('BTCUSDT', 50);
    nextMinute(world, { BTCUSDT: 0.1 });
    expect((await world.tick()).verdicts).toMatchObject([{ kind: 'entered' }]);
    expect(world.venue.state.marginTypes.get('BTCUSDT')).toBe('ISOLATED');
    expect(world.venue.state.leverages.get('BTCUSDT')).toBe(20);
    const paths = world.venue.requests.map(({ method, path }) => `${method} ${path}`);
    expect(paths.indexOf('POST /fapi/v1/leverage')).toBeLessThan(paths.indexOf('POST /fapi/v1/order'));
  });

  it('that cannot be put right halts the bot with the reason', async () => {
    const world = await liveWorld();
    world.venue.state.leverages.set('BTCUSDT', 50);
    world.venue.fail({ method: 'POST', path: '/fapi/v1/leverage', fault: { kind: 'refusal', code: -4028 } });
    nextMinute(world, { BTCUSDT: 0.1 });
    await world.tick();
    const { ledger } = await stateOf(world);
    expect(ledger.halted?.cause).toContain('BTCUSDT cannot be set to isolated margin at 20×');
    expect(world.venue.books.positions).toEqual([]);
  });

  it('of which nothing can be learned now opens nothing, and halts nothing', async () => {
    const world = await liveWorld();
    world.venue.fail({ path: 'symbolConfig', fault: { kind: 'status', status: 502 } });
    nextMinute(world, { BTCUSDT: 0.1 });
    expect((await world.tick()).noEntry).toBe('no-account');
    expect((await stateOf(world)).ledger.halted).toBeUndefined();
    nextMinute(world, { BTCUSDT: 0.1 });
    expect((await world.tick()).verdicts).toMatchObject([{ kind: 'entered' }]);
  });
});
