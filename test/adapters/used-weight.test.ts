/**
 * Is what an address may still ask for known from the exchange's answers, and from nothing older than its minute?
 */
import { describe, expect, it } from 'vitest';
import { capabilitiesOf } from '../../lambda/adapters/market/venue-capabilities.ts';
import { UsedWeight } from '../../lambda/adapters/used-weight.ts';
import { MINUTE_MS } from '../../lambda/core/units.ts';
import { NOON } from '../harness/builders.ts';

/** An exchange whose answers count what they are told to. */
function counting() {
  const clock = { timeMs: NOON, nowMs: () => clock.timeMs };
  const warnings: string[] = [];
  const limit = capabilitiesOf('binanceusdm')?.requestLimit;
  if (limit === undefined) throw new Error('its limit is declared');
  const used = new UsedWeight(clock, limit, (text) => warnings.push(text));
  const answer = (header: string | undefined) =>
    used.metered(() =>
      Promise.resolve({
        status: 200,
        statusText: 'OK',
        headers: new Headers(header === undefined ? {} : { 'x-mbx-used-weight-1m': header }),
        text: () => Promise.resolve('{}'),
      }),
    )('https://example.org', {});
  return { clock, used, warnings, answer };
}

describe('what is left of a minute', () => {
  it('what is left of a minute is unknown until an answer has said what was used', async () => {
    const { used, answer } = counting();
    expect(used.left()).toBeUndefined();
    expect(await (await answer(undefined)).text()).toBe('{}');
    await answer('many');
    expect(used.left()).toBeUndefined();
    await answer('93');
    expect(used.left()).toBe(1_920 - 93);
  });

  it('what is left of a minute never grows: answers overtake each other', async () => {
    const { used, answer } = counting();
    await answer('120');
    await answer('80');
    expect(used.left()).toBe(1_800);
  });

  it('what is left of the next minute is unknown again, and then anew', async () => {
    const { clock, used, answer } = counting();
    await answer('1900');
    clock.timeMs += MINUTE_MS;
    expect(used.left()).toBeUndefined();
    await answer('20');
    expect(used.left()).toBe(1_900);
  });

  it('what is left of a minute is told once it is nothing, once in each', async () => {
    const { clock, used, warnings, answer } = counting();
    for (const said of ['1919', '1920', '2000']) await answer(said);
    expect(used.left()).toBe(-80);
    expect(warnings).toEqual([
      'the exchange counts a weight of 1920 at this address in this minute, and 1920 are planned: nothing is opened, and positions are watched less often',
    ]);
    clock.timeMs += MINUTE_MS;
    await answer('2100');
    expect(warnings).toHaveLength(2);
  });
});
