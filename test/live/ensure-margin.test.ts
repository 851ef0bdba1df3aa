/**
 * Is a market that is not set as it must be put right, or kept from being entered?
 */
import { describe, expect, it } from 'vitest';
import { parseParameters } from '../../lambda/config.ts';
import { EAGER } from '../harness/builders.ts';
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

  it.each([
    ['isolated margin', 'marginType', 'BTCUSDT is cross at 20×, not isolated at 20×'],
    ['the leverage', 'leverage', 'BTCUSDT is isolated at 50×, not isolated at 20×'],
  ])(
    'a market of a live bot for which the exchange acknowledges %s and sets nothing is not entered, and halts the bot',
    async (_name, path, cause) => {
      const harness = await liveHarness();
      const { venue } = harness;
      if (path === 'marginType') venue.state.marginTypes.set('BTCUSDT', 'CROSSED');
      venue.state.leverages.set('BTCUSDT', path === 'leverage' ? 50 : 20);
      const body =
        '{"code":200,"msg":"success","symbol":"BTCUSDT","leverage":20,"maxNotionalValue":"1000000"}';
      venue.fail({
        method: 'POST',
        path: `/fapi/v1/${path}`,
        fault: { kind: 'body', body },
        times: Infinity,
      });
      for (let minutes = 0; minutes < 2; minutes += 1) {
        nextMinute(harness, { BTCUSDT: 0.1 });
        await harness.tick();
      }
      expect(venue.asked(`POST /fapi/v1/${path}`).length).toBeGreaterThan(0);
      expect((await stateOf(harness)).ledger.halted?.cause).toContain(cause);
      expect(venue.books.trades).toEqual([]);
      expect(harness.published.map(({ alert }) => alert.kind)).toEqual(['halted']);
    },
  );

  it('a market of a live bot of which nothing can be learned now opens nothing, and halts nothing', async () => {
    const harness = await liveHarness();
    harness.venue.fail({ path: 'symbolConfig', fault: { kind: 'status', status: 502 } });
    nextMinute(harness, { BTCUSDT: 0.1 });
    expect((await harness.tick()).noEntry).toBe('no-account');
    expect((await stateOf(harness)).ledger.halted).toBeUndefined();
    nextMinute(harness, { BTCUSDT: 0.1 });
    expect((await harness.tick()).verdicts).toMatchObject([{ kind: 'entered' }]);
  });

  it('a market of a live bot whose leverage was set though the answer was lost is put right when the old one is wanted again', async () => {
    let parameters = parseParameters({ mode: 'live', ...EAGER });
    const load = () => Promise.resolve({ status: 'valid', parameters } as const);
    const harness = await liveHarness({ wrap: (ports) => ({ ...ports, parameterSource: { load } }) });
    const { venue } = harness;
    const minuteAt = (leverage: number) => {
      parameters = parseParameters({ mode: 'live', ...EAGER, leverage });
      nextMinute(harness, { BTCUSDT: leverage === 20 ? 0.1 : 0 });
      return harness.tick();
    };
    nextMinute(harness);
    await harness.tick();
    venue.fail({ path: '/fapi/v1/leverage', fault: { kind: 'reset' }, when: 'after' });
    expect((await minuteAt(10)).noEntry).toBe('no-account');
    expect(venue.state.leverages.get('BTCUSDT')).toBe(10);
    expect((await minuteAt(20)).verdicts).toMatchObject([{ kind: 'entered' }]);
    expect(venue.state.leverages.get('BTCUSDT')).toBe(20);
  });

  /** A position at 20×, closed at the tick at which other parameters come into force, and at which there is a signal. */
  async function closedForAnotherLeverage() {
    const shortHold = { mode: 'live', ...EAGER, quickExitSeconds: 60, maxHoldSeconds: 60 };
    let parameters = parseParameters(shortHold);
    const load = () => Promise.resolve({ status: 'valid', parameters } as const);
    const harness = await liveHarness({ wrap: (ports) => ({ ...ports, parameterSource: { load } }) });
    nextMinute(harness, { BTCUSDT: 0.1 });
    expect((await harness.tick()).verdicts).toMatchObject([{ kind: 'entered' }]);
    parameters = parseParameters({ ...shortHold, leverage: 10 });
    nextMinute(harness, { BTCUSDT: 0.1 });
    return harness;
  }

  it('a market of a live bot that is closed and entered at one tick has the leverage of the new position', async () => {
    const harness = await closedForAnotherLeverage();
    expect((await harness.tick()).verdicts).toMatchObject([{ kind: 'entered' }]);
    expect(harness.venue.state.leverages.get('BTCUSDT')).toBe(10);
    expect((await stateOf(harness)).ledger.positions).toMatchObject([{ terms: { leverage: 10 } }]);
  });

  it('a market of a live bot that is closed and cannot be set is not entered at that tick, nor at another leverage', async () => {
    const harness = await closedForAnotherLeverage();
    const { venue } = harness;
    const fault = { kind: 'refusal', code: -4028 } as const;
    venue.fail({ method: 'POST', path: '/fapi/v1/leverage', fault, times: Infinity });
    expect((await harness.tick()).verdicts).toMatchObject([{ kind: 'rejected' }]);
    expect(venue.books.positions).toEqual([]);
    nextMinute(harness, { BTCUSDT: 0.1 });
    await harness.tick();
    expect((await stateOf(harness)).ledger.halted?.cause).toContain(
      'BTCUSDT cannot be set to isolated margin at 10×',
    );
  });
});
